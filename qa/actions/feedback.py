"""Writing to those who run the site."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.background import background
from forum.events import happened
from forum.letters import Letter, link, paragraph, quote
from forum.models import Feedback
from qa.actions.writing import count_against_limit

KEPT = timedelta(days=30)  # what could not be mailed for so long never will be


@transaction.atomic
def send_feedback(viewer: Viewer, text: str, name: str = "", email: str = "", page: str = "") -> None:
    """Put what somebody wrote on its way to the owner's address. Raises TooMany."""
    count_against_limit(viewer, "feedback")
    letter = Feedback.objects.create(
        text=text, name="" if viewer.is_member else name, email=email, page=page, member=viewer.user
    )
    happened("feedback", member_id=viewer.user_id)
    mail_feedback.enqueue(letter.pk)


@background()
def mail_feedback(pk: int) -> bool:
    """Mail it, and keep nothing of it here. Without an address in the options it waits for one."""
    written = Feedback.objects.select_related("member").filter(pk=pk).first()
    address = options.current().feedback_address
    if written is None or not address:
        return False
    compose(written).send(address)
    written.delete()
    return True


def compose(written: Feedback) -> Letter:
    """Return the letter to the owner: the words, who wrote them and from which page. An answer goes to whoever wrote."""
    site = options.current().site_name
    who = written.member.username if written.member else written.name
    lines = [paragraph(_("%(name)s wrote to you:") % {"name": who or _("A visitor")}), quote(written.text)]
    if written.page:
        lines.append(link(written.page, _("The page they came from")))
    if not written.email:
        lines.append(paragraph(_("They left no address to answer to.")))
    return Letter(f"{site}: {_('feedback')}", tuple(lines), reply_to=written.email)


def forget_feedback() -> int:
    """Delete what waited for an address in vain; return how much."""
    return Feedback.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
