"""When and how mail goes to members."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

MAIL = _("Mail to members")
WEEKDAYS = (
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday")),
    ("5", _("Saturday")), ("6", _("Sunday")),
)  # fmt: skip


@dataclass(frozen=True)
class Mail:
    """Options of this group."""

    is_mail_discreet: bool = option(
        True,
        MAIL,
        _("Mails say nothing of the subject"),
        _(
            "Neither the title nor a word of the text stands in them: mail is read on many screens. Members may choose otherwise "
            "for themselves, or be discreet where this is off."
        ),
    )
    digest_hour: int = option(
        17,
        MAIL,
        _("Hour at which daily and weekly mails go out"),
        _("0 to 23, on each member's own clock. Members may choose another."),
        high=23,
    )
    digest_weekday: str = option("6", MAIL, _("Day of the weekly mails"), choices=WEEKDAYS)
    welcome_mail: str = option(
        "",
        MAIL,
        _("Words of welcome"),
        _("Stand in the mail with which new members confirm their address. Plain text; empty: none."),
        high=2000,
        is_long=True,
    )
    is_question_told: bool = option(
        False,
        MAIL,
        _("Tell the owner of every new question"),
        _("Goes to the address under “Mails to those who run the site”."),
    )
    mail_domain: str = option(
        "",
        MAIL,
        _("Domain at which the forum receives mail"),
        _(
            "Mail to it has to be handed to manage.py receive_mail (see deploy/README.md). Then mails that cannot be delivered "
            "come back to an address of their own, and members can reply by mail if that is on."
        ),
        high=100,
    )
    is_reply_by_mail_on: bool = option(
        False,
        MAIL,
        _("Members may reply by mail"),
        _("What they write becomes an answer or a comment; each mail says so."),
        needs=("mail_domain",),
    )
    mail_replies_per_member: int = option(
        10, MAIL, _("Replies by mail an hour, for one member"), needs=("is_reply_by_mail_on",)
    )
    bounce_limit: int = option(
        4,
        MAIL,
        _("Returned mails until an address is left alone"),
        _(
            "One that cannot be delivered now counts once, one that never can be counts twice; after 30 days without any, "
            "counting begins anew. The member reads it on their page and can try again."
        ),
        low=1,
        high=100,
    )
