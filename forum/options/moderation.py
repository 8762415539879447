"""Whose posts wait, what follows from flags, reasons, the log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

MODERATION = _("Moderation")
WHO_READS_LOG = (
    ("everybody", _("Everybody")), ("members", _("Members")), ("moderators", _("Moderators")),
)  # fmt: skip


@dataclass(frozen=True)
class Moderation:
    """Options of this group."""

    is_visitor_held: bool = option(False, MODERATION, _("Hold posts of visitors until they are approved"))
    is_unconfirmed_held: bool = option(
        False, MODERATION, _("Hold posts of members without a confirmed e-mail address")
    )
    is_unapproved_held: bool = option(False, MODERATION, _("Hold posts of members who are not approved"))
    is_beginner_held: bool = option(
        False, MODERATION, _("Hold posts of members with fewer points than below")
    )
    held_below_points: int = option(150, MODERATION, _("Points from which posts are no longer held"))
    is_edit_held: bool = option(
        False,
        MODERATION,
        _("Hold a post again when one of those edits it"),
        _("Its answers and comments are out of sight until it is approved."),
    )
    is_time_set_on_approval: bool = option(
        True, MODERATION, _("An approved post counts as written when it is approved")
    )
    measure_reasons: str = option(
        "Please stay kind: this was hurtful to somebody.\nPlease write nothing by which somebody can be recognised.\n"
        "Advertising has no place here.",
        MODERATION,
        _("Usual reasons for measures against members"),
        _("One on each line; offered to moderators."),
        high=4000,
        is_long=True,
    )
    moderation_reasons: str = option(
        "It names somebody who can be recognised.\n"
        "It is advertising.\n"
        "It hurts somebody.\n"
        "It could put somebody at risk.\n"
        "It has nothing to do with the question.\n"
        "It stands here already.",
        MODERATION,
        _("Reasons to choose from"),
        _("One on each line, for hiding, deleting and clearing flags. Others may be written in the form."),
        high=4000,
        is_long=True,
    )
    log_readers: str = option(
        "everybody",
        MODERATION,
        _("Who may read the moderation log"),
        _("Whoever a decision concerns reads it in any case."),
        choices=WHO_READS_LOG,
    )
    are_moderators_named: bool = option(False, MODERATION, _("The moderation log names moderators"))
    appeal_days: int = option(
        30,
        MODERATION,
        _("Days within which people may appeal against a decision"),
        _("0: never."),
        high=3650,
    )
    archive_days: int = option(
        0,
        MODERATION,
        _("Days without activity after which manage.py archive_questions archives a question"),
        _("0: never."),
        high=36_500,
    )
    flags_that_hide: int = option(
        5,
        MODERATION,
        _("Flags that hide a post"),
        _("Each counts for one; for half as much more or less with how often its member was right before."),
        low=1,
        high=1000,
    )
    flags_first_mail: int = option(
        1,
        MODERATION,
        _("Flags on a post of which staff first get a mail"),
        _("0: no mail at all."),
        high=1000,
    )
    flags_mail_every: int = option(
        2, MODERATION, _("And then at every so many more"), _("0: only the first mail."), high=1000
    )
