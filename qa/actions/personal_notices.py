"""Telling a member by mail that something was decided about them. The words stand on their own page, never in the mail."""

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import find_address
from accounts.models import User
from forum import options
from forum.background import background
from forum.letters import Letter, link, neutral_subject, paragraph


def notify_of_decision(member: User) -> None:
    """Put one mail to the member's confirmed address on the list, if there is one: sent if all this is committed."""
    if find_address(member.pk):
        send_decision.enqueue(member.pk)


@background()
def send_decision(member_id: int) -> bool:
    """Send that mail."""
    return mail_decision(member_id)


def mail_decision(member_id: int) -> bool:
    """Send the mail now, if there still is an address to send it to."""
    address = find_address(member_id)
    if not address:
        return False
    compose_decision(address).send()
    return True


def compose_decision(address: str = "") -> EmailMessage:
    """Return the mail: that there is something to read, and where."""
    site = options.current().site_name
    told = _(
        "a moderator of %(site)s decided something about your account. What it is, why, and how you can object stands on "
        "your own page; please sign in to read it:"
    )
    blocks = (
        paragraph(_("Hello,")),
        paragraph(told % {"site": site}),
        link(reverse("qa:standing")),
        paragraph(_("You can go on reading here as before.")),
    )
    return Letter(neutral_subject(), blocks).make_message(address)
