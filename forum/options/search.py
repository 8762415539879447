"""In which language words are understood when somebody searches.

It changes together with what is written down of every question (qa.search.documents), so the form of all options leaves it out.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SEARCH = _("Search")
# What PostgreSQL 15 knows, and every later one.
LANGUAGES = (
    ("simple", _("None: words as they are written")),
    ("arabic", _("Arabic")),
    ("armenian", _("Armenian")),
    ("basque", _("Basque")),
    ("catalan", _("Catalan")),
    ("danish", _("Danish")),
    ("dutch", _("Dutch")),
    ("english", _("English")),
    ("finnish", _("Finnish")),
    ("french", _("French")),
    ("german", _("German")),
    ("greek", _("Greek")),
    ("hindi", _("Hindi")),
    ("hungarian", _("Hungarian")),
    ("indonesian", _("Indonesian")),
    ("irish", _("Irish")),
    ("italian", _("Italian")),
    ("lithuanian", _("Lithuanian")),
    ("nepali", _("Nepali")),
    ("norwegian", _("Norwegian")),
    ("portuguese", _("Portuguese")),
    ("romanian", _("Romanian")),
    ("russian", _("Russian")),
    ("serbian", _("Serbian")),
    ("spanish", _("Spanish")),
    ("swedish", _("Swedish")),
    ("tamil", _("Tamil")),
    ("turkish", _("Turkish")),
    ("yiddish", _("Yiddish")),
)


@dataclass(frozen=True)
class Search:
    """Options of this group."""

    search_language: str = option(
        "english",
        SEARCH,
        _("Language of most texts"),
        _(
            "Endings of its words make no difference to a search, and its most frequent words are passed over."
        ),
        choices=LANGUAGES,
        page="search",
    )
