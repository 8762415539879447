"""The pace of a thread: what a moderator set, and the brake that flags put on."""

from datetime import datetime, timedelta
from math import ceil

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.errors import TooMany
from forum.options import Options
from qa.actions import modlog
from qa.actions.threads import lock_question
from qa.models import Flag, LogEntry, Post
from qa.policies.people import may_slow_down
from qa.rules.pace import LONGEST_MINUTES, brake_minutes


@transaction.atomic
def set_pace(viewer: Viewer, question_id: int, minutes: int, reason: str = "") -> Post:
    """Let each person post in a thread at most once in so many minutes (0: as often as they like). Raises Http404 and
    PermissionDenied."""
    question = lock_question(question_id)
    may_slow_down(viewer, question).enforce()
    before, question.slow_minutes = question.slow_minutes, max(0, min(minutes, LONGEST_MINUTES))
    if question.slow_minutes != before:
        question.save(update_fields=["slow_minutes"])
        change = {"minutes": [before, question.slow_minutes]}
        modlog.log(viewer, LogEntry.Verb.SLOWED, post=question, reason=reason, change=change)
    return question


def enforce_pace(viewer: Viewer, question: Post, parent: Post, current: Options) -> None:
    """Raise TooMany when the writer has posted in this thread too short a while ago. The caller has locked the question.

    Members are known by their account; others by their browser and their network, so that a new cookie helps nobody.
    Moderators may always speak.
    """
    if viewer.has_level(Level.MODERATOR):
        return
    minutes = max(question.slow_minutes, find_brake(viewer, question, parent) if current.is_brake_on else 0)
    if minutes:
        span, now = timedelta(minutes=minutes), timezone.now()
        last = find_last(viewer, question)
        if last is not None and last + span > now:
            seconds = ceil((last + span - now).total_seconds())
            raise TooMany(describe(minutes, seconds), seconds)
    if not viewer.is_member and viewer.address_key and (minutes or current.is_brake_on):
        cache.set(name_trace(viewer, question), timezone.now(), LONGEST_MINUTES * 60)


def find_brake(viewer: Viewer, question: Post, parent: Post) -> int:
    flags = question.flag_count + (parent.flag_count if parent.pk != question.pk else 0)
    if not flags:
        return 0
    own = Flag.objects.filter(flagger=viewer.user, post__question=question).count() if viewer.is_member else 0
    return brake_minutes(flags, own)


def find_last(viewer: Viewer, question: Post) -> datetime | None:
    """Return when this person last wrote in the thread (the question itself is no reply)."""
    rows = Post.objects.filter(question=question)
    if viewer.is_member:
        own = Q(author=viewer.user) | Q(mask_key__in=viewer.aliases_in(question.pk))
        return newest(rows.filter(own))
    by_browser = newest(rows.filter(visitor_key=viewer.visitor_key)) if viewer.visitor_key else None
    by_network = cache.get(name_trace(viewer, question)) if viewer.address_key else None
    return max(filter(None, (by_browser, by_network)), default=None)


def newest(rows: QuerySet[Post]) -> datetime | None:
    return rows.order_by("-created_at").values_list("created_at", flat=True).first()


def name_trace(viewer: Viewer, question: Post) -> str:
    return f"pace-{question.pk}-{viewer.address_key}"


def describe(minutes: int, seconds: int) -> str:
    """Say what holds for the thread, and when one can write again."""
    pace = ngettext(
        "This thread is slowed down for now: one post in %(count)d minute for each of us.",
        "This thread is slowed down for now: one post in %(count)d minutes for each of us.",
        minutes,
    )
    left = -(-seconds // 60)
    wait = ngettext("%(count)d minute", "%(count)d minutes", left) % {"count": left}
    return f"{pace % {'count': minutes}} {_('Yours can follow in %(wait)s.') % {'wait': wait}}"
