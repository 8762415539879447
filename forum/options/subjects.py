"""How questions are ordered by subject: tags, categories, both or neither."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SUBJECTS = _("Tags and categories")
KINDS = (
    ("both", _("Tags and categories")),
    ("tags", _("Tags alone")),
    ("categories", _("Categories alone")),
    ("none", _("Neither")),
)


@dataclass(frozen=True)
class Subjects:
    """Options of this group."""

    tags_or_categories: str = option(
        "both",
        SUBJECTS,
        _("Questions have"),
        _(
            "What is switched off has no pages and no fields; what questions carry already stays with them, unseen."
        ),
        choices=KINDS,
    )

    @property
    def has_tags(self) -> bool:
        """Whether questions show tags, and tags have pages."""
        return self.tags_or_categories in ("both", "tags")

    @property
    def has_categories(self) -> bool:
        """Whether questions show their category, and categories have pages."""
        return self.tags_or_categories in ("both", "categories")

    @property
    def takes_tags(self) -> bool:
        """Whether forms ask for tags."""
        return self.has_tags and bool(getattr(self, "max_tags", 0))
