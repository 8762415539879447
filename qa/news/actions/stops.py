"""Stopping mails from a link in one of them, without signing in."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from forum.lib.tickets import make_ticket, read_ticket
from qa.models import Post
from qa.news.models import MailStop, Notice, Preferences
from qa.news.reads.preferences import find_preferences
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import CODES, Wish, write_choices

PURPOSE = "stop"
DAYS = 365
DIGEST = 1_000  # in place of a kind: the link of a digest
DIGESTS = (Pace.DAILY, Pace.WEEKLY)


@dataclass(frozen=True)
class Stop:
    """What a link can stop: mails of a kind (None: the link came in a digest), about a question (None: of no question)."""

    member: User
    kind: Kind | None
    question_id: int | None


def make_stop_path(member_id: int, kind: Kind | None, question_id: int | None = None) -> str:
    """Return the address that stops such mails. It is good for a year."""
    code = DIGEST if kind is None else CODES.index(kind)
    return reverse("news:stop", args=[make_ticket(PURPOSE, [member_id, code, question_id or 0], days=DAYS)])


def read_stop(ticket: str) -> Stop | None:
    """Return what a link stops; None where there is no such member any more. Raises BadTicket and OldTicket."""
    member_id, code, question_id = read_ticket(PURPOSE, ticket)
    member = User.objects.filter(pk=member_id).first()
    kind = CODES[code] if code < len(CODES) else None
    known = Post.objects.filter(pk=question_id).values_list("pk", flat=True).first()
    return Stop(member, kind, known) if member else None


@transaction.atomic
def stop_kind(stop: Stop) -> bool:
    """Mail nothing of this kind any more (from a digest: nothing daily or weekly); return whether that was new."""
    preferences = lock_preferences(stop.member.pk)
    wishes = preferences.wishes
    kinds = [stop.kind] if stop.kind else [kind for kind, wish in wishes.items() if wish.mail in DIGESTS]
    changed = [kind for kind in kinds if wishes[kind].mail]
    for kind in changed:
        wishes[kind] = Wish(wishes[kind].site, Pace.NEVER)
    preferences.choices = write_choices(wishes)
    preferences.save()
    drop_waiting(stop.member.pk, kind__in=changed)
    return bool(changed)


@transaction.atomic
def stop_question(stop: Stop) -> bool:
    """Mail nothing about this question any more; return whether that was new."""
    if stop.question_id is None:
        return False
    _row, is_new = MailStop.objects.get_or_create(member=stop.member, question_id=stop.question_id)
    drop_waiting(stop.member.pk, question_id=stop.question_id)
    return is_new


@transaction.atomic
def stop_all(stop: Stop) -> bool:
    """Mail nothing at all that the member is told of; return whether that was new."""
    preferences = lock_preferences(stop.member.pk)
    is_new = not preferences.is_mail_stopped
    preferences.is_mail_stopped = True
    preferences.save()
    drop_waiting(stop.member.pk)
    return is_new


def lock_preferences(member_id: int) -> Preferences:
    """Return the member's preferences, as the last writer left them; the next one waits. Within a transaction."""
    User.objects.select_for_update(no_key=True).filter(pk=member_id).first()
    return find_preferences(member_id)


def drop_waiting(member_id: int, **which: object) -> int:
    """Mail nothing of what waits to be mailed; return how much that is."""
    waiting = Notice.objects.filter(recipient_id=member_id, mailed_at=None, **which)
    return waiting.exclude(mail=Pace.NEVER).update(mail=Pace.NEVER)
