"""How searches forgive, what is suggested while somebody types, and what is kept of searches that found nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SEARCH = _("Search")


@dataclass(frozen=True)
class SearchWords:
    """Options of this group."""

    are_searches_corrected: bool = option(
        True,
        SEARCH,
        _("Mistyped words are corrected"),
        _(
            "By the words that questions and answers of this site have. A word that the site knows is never changed."
        ),
    )
    are_searches_suggested: bool = option(
        True,
        SEARCH,
        _("Suggest questions, tags and words while somebody types a search"),
        _("What is typed goes to the server letter by letter then; it is not written down."),
    )
    are_misses_kept: bool = option(
        True,
        SEARCH,
        _("Note searches that found nothing"),
        _(
            "The words, the day and how often; never who searched, at what time or from where. What looks like an address, "
            "a number or a name is left out, and nothing is shown that was searched for only once or twice."
        ),
    )
    miss_days: int = option(
        30, SEARCH, _("Days for which they are kept"), low=1, high=365, needs=("are_misses_kept",)
    )
