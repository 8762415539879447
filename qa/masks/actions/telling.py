"""Telling those who wrote masked: that two of the team looked whose it was, and what came of their appeal. Nobody can switch
this off."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addresses import find_address
from forum import options
from forum.background import background
from forum.letters import Letter, link, neutral_subject, paragraph
from qa.actions.notices import write_outcome
from qa.masks.keeping import find_appellant, find_members
from qa.masks.models import Unmasking
from qa.models import Appeal
from qa.news.models import Notice
from qa.news.rules.kinds import Kind


def tell_author(member_id: int, asked: Unmasking) -> None:
    """Write the notice, and put one mail on the list. Why stands on a page of theirs.

    The list names the request alone: whose post it was, is found when the mail is sent.
    """
    Notice.objects.create(
        recipient_id=member_id,
        kind=Kind.DECISION,
        about=f"unmasking-{asked.pk}",
        path=reverse("masks:own"),
    )
    send_word.enqueue(asked.pk)


@background()
def send_word(asked_id: int) -> bool:
    """Send that mail, if there is an address; also to somebody who has put their name to the post meanwhile."""
    asked = Unmasking.objects.select_related("post").filter(pk=asked_id).first()
    if asked is None or asked.post is None:
        return False
    member_id = find_members([asked.post]).get(asked.post.pk) or asked.post.author_id
    address = find_address(member_id) if member_id else ""
    if not address:
        return False
    told = _(
        "two people of the team of %(site)s have looked who wrote something that was posted without a name. You wrote it. "
        "What it was, and why they looked, stands on a page that only you see; please sign in to read it:"
    )
    blocks = (
        paragraph(_("Hello,")),
        paragraph(told % {"site": options.current().site_name}),
        link(reverse("masks:own")),
        paragraph(_("Other members have not been told.")),
    )
    Letter(neutral_subject(), blocks).send(address)
    return True


def tell_appellant(appeal: Appeal) -> bool:
    """Tell who appealed masked that there is an outcome, by a notice and a mail; False where it was nobody masked.

    The work list names the appeal alone: whose it is, is found when it is sent.
    """
    member_id = find_appellant(appeal)
    if member_id is None:
        return False
    path = reverse("qa:appeal", args=[appeal.pk])
    Notice.objects.get_or_create(
        recipient_id=member_id, kind=Kind.DECISION, about=f"appeal-{appeal.pk}", path=path
    )
    if address := find_address(member_id):
        write_outcome(path).send(address)
    return True
