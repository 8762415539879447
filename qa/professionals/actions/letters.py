"""Mails about applications and marks. None says which profession: mail is read on many screens."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import find_address
from forum import options
from forum.background import background
from forum.letters import Letter, link, neutral_subject, paragraph
from qa.professionals.models import Application, Grant

REMINDED_BEFORE = timedelta(days=30)


@background()
def tell_decision(application_id: int) -> bool:
    """Write to a member that there is a decision to read, where there is a confirmed address. Raises NotSent."""
    application = Application.objects.filter(pk=application_id).exclude(outcome="").first()
    address = find_address(application.member_id) if application else ""
    if not address:
        return False
    write(_("There is news about your application. The files that you sent are deleted.")).send(address)
    return True


@background()
def remind(member_id: int) -> bool:
    """Write to a professional whose mark is over soon. Raises NotSent."""
    address = find_address(member_id)
    if not address:
        return False
    write(_("Your mark as a verified professional is over soon. You can have it checked anew.")).send(address)
    return True


def write(words: str) -> Letter:
    with options.snapshot():
        blocks = (paragraph(_("Hello,")), paragraph(words), link(reverse("professionals:own")))
        return Letter(neutral_subject(), blocks)


def remind_all() -> int:
    """Put a mail on the list for each mark that is over soon, once; return how many."""
    now = timezone.now()
    due = Grant.objects.filter(until__gt=now, until__lte=now + REMINDED_BEFORE, reminded_at=None)
    ids = list(due.values_list("pk", flat=True))
    for member_id in ids:
        remind.enqueue(member_id)
    Grant.objects.filter(pk__in=ids).update(reminded_at=now)
    return len(ids)
