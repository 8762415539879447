"""Tags: which a question needs, who decides about their other names, what their pages show."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

TAGS = _("Tags")


@dataclass(frozen=True)
class Tags:
    """Options of this group."""

    required_tags: str = option(
        "",
        TAGS,
        _("A question needs one of these tags"),
        _("Separated by commas, or by spaces where tags are. Nothing: any tags will do, or none."),
        high=1_000,
    )
    synonym_quorum: int = option(
        3,
        TAGS,
        _("Votes that decide about another name of a tag"),
        _("So many more for it than against it, or against it than for it. Moderators decide at once."),
        low=1,
        high=100,
    )
    tag_cloud_size: int = option(
        100, TAGS, _("Tags in the cloud"), _("The most used ones. 0: no cloud."), high=300
    )
    related_tags: int = option(
        10, TAGS, _("Related tags on the page of a tag"), _("0: none are shown."), high=30
    )
