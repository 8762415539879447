"""What search engines, and programs that show a preview of a link, are told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

ENGINES = _("Search engines and previews")


@dataclass(frozen=True)
class Engines:
    """Options of this group."""

    are_cards_drawn: bool = option(
        True,
        ENGINES,
        _("A picture with the title, for previews of links to a question"),
        _(
            "Messengers and other sites show it. It holds the title and the name of this site, no names of members and no "
            "votes. Off, previews show a picture with the name of the site."
        ),
    )
    is_sitemap_on: bool = option(
        True, ENGINES, _("Sitemap"), _("A list of addresses for search engines, at /sitemap.xml.")
    )
    has_sitemap_questions: bool = option(True, ENGINES, _("Sitemap: questions"), needs=("is_sitemap_on",))
    has_sitemap_categories: bool = option(True, ENGINES, _("Sitemap: categories"), needs=("is_sitemap_on",))
    has_sitemap_tags: bool = option(True, ENGINES, _("Sitemap: tags"), needs=("is_sitemap_on",))
    has_sitemap_members: bool = option(
        True,
        ENGINES,
        _("Sitemap: members"),
        _("As far as search engines may find profiles at all."),
        needs=("is_sitemap_on",),
    )
    has_sitemap_priorities: bool = option(
        True,
        ENGINES,
        _("Sitemap: priorities"),
        _("Questions from 0.1 to 1 by how hot they are. Large search engines pass over them."),
        needs=("is_sitemap_on",),
    )
    robots_lines: str = option(
        "",
        ENGINES,
        _("More lines for robots.txt"),
        _("They follow ours, which keep robots from forms and the console."),
        high=4000,
        is_long=True,
    )
    security_contact: str = option(
        "",
        ENGINES,
        _("Whom to tell of a weakness of this site"),
        _(
            "A mail address, or an address with https://. It stands at /.well-known/security.txt; without it there is none."
        ),
        high=200,
    )
    indexnow_key: str = option(
        "",
        ENGINES,
        _("Key for IndexNow"),
        _(
            "8 to 128 letters, digits or hyphens of your choice. With a key, the addresses of questions that are new, changed "
            "or gone are sent to search engines that take part. Nothing else is sent. Without a key, nothing is."
        ),
        high=128,
    )
    indexnow_url: str = option(
        "https://api.indexnow.org/indexnow",
        ENGINES,
        _("IndexNow: where the addresses are sent"),
        high=300,
        needs=("indexnow_key",),
    )
