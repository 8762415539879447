"""How long lists are, and what their rows show."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

LISTS = _("Lists")
EXCERPTS = (("none", _("None")), ("short", _("Two lines")), ("whole", _("As long as set below")))


@dataclass(frozen=True)
class Lists:
    """Options of this group."""

    home_page_size: int = option(20, LISTS, _("Rows on the home page"), low=5, high=50)
    list_page_size: int = option(20, LISTS, _("Rows in lists of questions"), low=5, high=50)
    answers_page_size: int = option(10, LISTS, _("Answers on a page"), low=5, high=50)
    comments_fold_from: int = option(
        10, LISTS, _("Comments are folded when there are more than"), low=1, high=100
    )
    comments_fold_to: int = option(5, LISTS, _("Comments that stay when the rest is folded"), low=1, high=100)
    tags_page_size: int = option(30, LISTS, _("Tags on a page"), low=10, high=200)
    users_page_size: int = option(30, LISTS, _("Members on a page"), low=10, high=200)
    are_leaderboards_on: bool = option(
        True,
        LISTS,
        _("Members are listed by points: of all time, a month, a week"),
        _("Off, the list of members goes by name and shows no points."),
    )
    search_page_size: int = option(10, LISTS, _("Search results on a page"), low=5, high=50)
    list_excerpts: str = option("short", LISTS, _("Words of the question below its title"), choices=EXCERPTS)
    excerpt_length: int = option(480, LISTS, _("Longest excerpt"), _("Characters."), low=40, high=1000)
