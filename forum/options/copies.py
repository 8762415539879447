"""What stands among the options so that every page knows it without a query: copies of rows, kept by the actions."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

COPIES = _("Kept by the forum itself")


@dataclass(frozen=True)
class Copies:
    """Options of this group; no form shows them."""

    # Ids of the categories that show no scores, with all below them (qa.actions.categories).
    scoreless_categories: str = option(
        "", COPIES, _("Categories without scores"), high=200_000, page="copies"
    )
    # What each category offers that says so, or stands below one that does: "id:grade,..." (qa.actions.categories).
    category_grades: str = option("", COPIES, _("Anonymity by category"), high=200_000, page="copies")
