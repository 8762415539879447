"""The category tree."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Level

MAX_DEPTH = 4
EVERYBODY = -1  # the level of visitors
AUDIENCES = [
    (0, _("Everybody, unless the asker wants fewer")),
    (1, _("Everybody here, but no search engines")),
    (2, _("Members only")),
]  # Post.Audience, as the least that a category asks for
POST_LEVELS = [(EVERYBODY, _("Everybody")), *Level.choices]


class CategoryQuerySet(models.QuerySet["Category"]):
    def branch_to(self, category: "Category | None") -> "CategoryQuerySet":
        """A category and everything above it."""
        return self.filter(path__in=category.branch_paths if category else [])

    def in_tree_order(self) -> "CategoryQuerySet":
        """Each category below its parent, siblings by position, then by address part."""
        return self.order_by("tree_key")


class Category(models.Model):
    """A subject, up to four levels deep. `path` holds the slugs from the root, `question_count` counts descendants too;
    of these `members_count` are for members only.

    `path`, `depth`, `tree_key` and the counts are derived; qa.actions.categories keeps them.
    """

    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address part"), max_length=80, allow_unicode=True)
    description = models.CharField(_("description"), max_length=800, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    post_level = models.SmallIntegerField(
        _("who may ask here"),
        choices=POST_LEVELS,
        default=EVERYBODY,
        help_text=_("Holds for the categories within, too."),
    )
    shows_scores = models.BooleanField(
        _("scores"),
        default=True,
        db_default=True,
        help_text=_("Off: no page tells votes, points or titles here. Holds for the categories within, too."),
    )
    audience = models.PositiveSmallIntegerField(
        _("who may find questions here"),
        choices=AUDIENCES,
        default=0,
        db_default=0,
        help_text=_(
            "Holds for the categories within, too, and at once for the questions that are there. Choosing more people later "
            "opens no question that is there: only its asker does."
        ),
    )
    path = models.CharField(max_length=330, unique=True, editable=False)
    tree_key = models.CharField(max_length=360, db_collation="C", editable=False)
    depth = models.PositiveSmallIntegerField(default=1, editable=False)
    question_count = models.IntegerField(_("questions"), default=0, editable=False)
    members_count = models.IntegerField(default=0, db_default=0, editable=False)

    least_audience: int  # what its branch asks for (qa.reads.categories.list_open_categories)
    seen_count: int  # of its questions, those that a viewer may find (qa.reads.listings.count_for)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["tree_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"], name="qa_category_slug_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(depth__gte=1) & Q(depth__lte=MAX_DEPTH), name="qa_category_depth"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="qa_category_root_depth",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="qa_category_not_its_own_parent"),
            models.CheckConstraint(condition=Q(question_count__gte=0), name="qa_category_count"),
            models.CheckConstraint(condition=Q(audience__lte=2), name="qa_category_audience_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/categories/{self.path}/"

    @property
    def branch_paths(self) -> list[str]:
        """Its path and those of the categories above it, from the root."""
        parts = self.path.split("/")
        return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
