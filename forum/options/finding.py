"""Who finds questions: what askers may choose, and what search engines are to leave out."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

FINDING = _("Who finds questions")
AUDIENCE_CHOICES = (
    ("everybody", _("Everybody")),
    ("readers", _("Everybody here, but no search engines")),
    ("members", _("Members only")),
)


@dataclass(frozen=True)
class Finding:
    """Options of this group."""

    are_engines_optional: bool = option(
        True, FINDING, _("Askers may keep a question away from search engines")
    )
    is_members_only_offered: bool = option(
        True, FINDING, _("Askers may ask for members only"), _("Whoever signs up is one.")
    )
    default_audience: str = option(
        "everybody",
        FINDING,
        _("What is chosen to begin with"),
        _("As far as it may be chosen."),
        choices=AUDIENCE_CHOICES,
        needs=("are_engines_optional", "is_members_only_offered"),
    )
    are_profiles_indexed: bool = option(False, FINDING, _("Search engines may show pages of members"))
    tag_indexed_from: int = option(
        2,
        FINDING,
        _("Questions that a tag needs for search engines to show its page"),
        _("Pages with nearly nothing on them help nobody who searches."),
        high=1000,
    )
    list_pages_indexed: int = option(
        50,
        FINDING,
        _("Pages of a list that search engines may show"),
        _("They still follow the links of later ones."),
        low=1,
        high=400,  # as far as a bare number counts (forum.lib.paging)
    )
    unanswered_indexed_days: int = option(
        0,
        FINDING,
        _("Days after which search engines are to leave out a question without an answer"),
        _("0: never."),
        high=36_500,
    )
