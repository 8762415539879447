"""What is looked at before a post is published."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SCREENING = _("Looked at before it is published")
BLOCKED_ACTIONS = (("hold", _("wait for approval")), ("reject", _("are refused")))


@dataclass(frozen=True)
class Screening:
    """Options of this group."""

    first_posts_held: int = option(
        0,
        SCREENING,
        _("Hold the first posts of each new member"),
        _("So many; 0: none. Members whom somebody approved are not new."),
        high=1000,
    )
    max_links: int = option(
        0,
        SCREENING,
        _("Hold posts with more links than this"),
        _("0: any number. Approved members may set as many as they like."),
        high=1000,
    )
    blocked_hosts: str = option(
        "",
        SCREENING,
        _("Places that nobody should link to"),
        _("Domains, separated by spaces or commas; those within count, too."),
        high=20_000,
        is_long=True,
    )
    blocked_hosts_action: str = option("hold", SCREENING, _("Posts that name one"), choices=BLOCKED_ACTIONS)
    bad_usernames: str = option(
        "",
        SCREENING,
        _("Words that no new member's name may have"),
        _("Separated by spaces or commas; * stands for any letters."),
        high=10_000,
        is_long=True,
    )
    spam_hold_percent: int = option(
        90,
        SCREENING,
        _("Hold what looks like spam from this score on"),
        _("Percent; 101: never. The score is learned from decisions here, once there are 20 of each sort."),
        low=1,
        high=101,
    )
    spam_look_percent: int = option(
        70,
        SCREENING,
        _("Show moderators what looks like spam from this score on"),
        _("Percent; 101: never. It is published meanwhile."),
        low=1,
        high=101,
    )
    most_resubmissions: int = option(
        3,
        SCREENING,
        _("How often a rejected post may be mended and sent again"),
        _("0: never."),
        high=100,
    )
    rejection_reasons: str = option(
        "Please leave out what tells who somebody is: names, addresses, phone numbers.\n"
        "This is advertising.\n"
        "This could hurt somebody who reads it. Please say it in another way.\n"
        "This is not about relationships or mental health.",
        SCREENING,
        _("Reasons that are often given for rejecting a post"),
        _("One on each line; moderators may write another. Authors read it."),
        high=4000,
        is_long=True,
    )
