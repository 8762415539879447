"""What the site is called, and what stands around every page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SITE = _("The site")


@dataclass(frozen=True)
class Site:
    """Options of this group."""

    site_name: str = option("Mindwellnessforum", SITE, _("Name of the site"), high=60, low=1)
    welcome_text: str = option(
        "Welcome to Mindwellnessforum where you can ask questions about relationships and mental health",
        SITE,
        _("Welcome text"),
        _("Stands in the sidebar of every page."),
        high=500,
        is_long=True,
    )
    home_description: str = option(
        "",
        SITE,
        _("Description of the site for search engines"),
        _("Stands beside links to the home page. Empty: the welcome text."),
        high=300,
        is_long=True,
    )
    sidebar_text: str = option(
        "",
        SITE,
        _("More in the sidebar"),
        _("Markdown; shown below the welcome text."),
        high=4000,
        is_long=True,
    )
    are_sisters_linked: bool = option(
        False,
        SITE,
        _("The menu names the other forums whose members these are"),
        _(
            "They are set where the forum is installed (SIGN_ON_SISTERS). Whoever is signed in here is so there."
        ),
    )
    footer_text: str = option("", SITE, _("Footer"), _("Markdown."), high=2000, is_long=True)
