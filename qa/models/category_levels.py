"""What members are trusted with in one part of the forum."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from qa.models.categories import Category

# Who looks after all of the forum does so everywhere: administrators are not made for a category.
CATEGORY_LEVELS = [
    (level.value, level.label) for level in (Level.APPROVED, Level.EXPERT, Level.EDITOR, Level.MODERATOR)
]


class CategoryLevel(models.Model):
    """A member's level in a category and all below it; it counts where it is higher than the one in all of the forum.

    A trigger keeps a copy in `User.category_levels`, so that asking who may do what costs no query.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="levels_in_categories",
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.CASCADE, related_name="member_levels"
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=CATEGORY_LEVELS)

    class Meta:
        verbose_name = _("level in a category")
        verbose_name_plural = _("levels in categories")
        constraints = [
            models.UniqueConstraint(fields=["member", "category"], name="qa_categorylevel_once"),
            models.CheckConstraint(
                name="qa_categorylevel_level",
                condition=Q(level__in=[value for value, _label in CATEGORY_LEVELS]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.get_level_display()}"
