"""Care for people in distress: the crisis card, helplines, leaving quickly."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

CARE = _("Care")


@dataclass(frozen=True)
class Care:
    """Options of this group."""

    is_crisis_card_on: bool = option(
        True,
        CARE,
        _("Show helplines to whoever writes or searches as if in danger"),
        _("Only they see it, nothing is noted about them, and posting goes on as ever."),
    )
    help_country: str = option(
        "",
        CARE,
        _("Country whose helplines come first where a reader's own is not known"),
        _("Two letters, such as GB. Empty: lines that can be reached from everywhere."),
        high=2,
    )
    help_grace_days: int = option(
        30, CARE, _("Days for which a helpline is still shown when its review is late"), high=365
    )
    are_risky_posts_told: bool = option(
        False,
        CARE,
        _("Show moderators posts with urgent phrases"),
        _("A list in the console that names the post, never a person."),
        needs=("is_crisis_card_on",),
    )
    risk_event_days: int = option(
        30,
        CARE,
        _("Days after which such an entry is deleted"),
        low=1,
        high=90,
        needs=("are_risky_posts_told",),
    )
    is_exit_shown: bool = option(True, CARE, _("A link on every page to leave quickly"))
    exit_address: str = option(
        "https://www.wikipedia.org/",
        CARE,
        _("Where leaving quickly leads"),
        _("An address of another site that tells nothing, with https://."),
        high=200,
        needs=("is_exit_shown",),
    )
    are_titles_neutral: bool = option(
        False,
        CARE,
        _("Neutral titles and icon for everybody"),
        _(
            "The browser's tab and history then say only the words below; so do search engines. Readers can also choose it "
            "for their own browser alone."
        ),
    )
    neutral_title: str = option(
        "Notes",
        CARE,
        _("Words of the neutral title"),
        _("Also for readers who choose it for their own browser."),
        low=1,
        high=40,
    )
    # Raised with each change of the phrases, so that every process knows without a query (qa.care.actions.phrases).
    care_version: int = option(0, CARE, _("Version of the phrases"), high=2_000_000_000, page="copies")

    @property
    def exit_url(self) -> str:
        """Where leaving quickly leads: what the owner wrote, if that is an address of a site."""
        wanted = self.exit_address.strip()
        return wanted if wanted.startswith("https://") else "https://www.wikipedia.org/"
