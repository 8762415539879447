"""Hiding all that a member wrote, and removing a spammer: in steps that the worker or a page continue, and for a day back.

A sweep is a list of things to do (SweepItem), written down at once. Each is done in a transaction of its own, with the
locks that any write takes, so that nobody waits and nothing is lost when a process dies between two of them.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum.background import background
from forum.lib.errors import Conflict
from qa.actions.acceptances import count_acceptance
from qa.actions.changes import refresh_change
from qa.actions.deletions import erase_post, find_dependants
from qa.actions.flag_decisions import store_flags
from qa.actions.measures import block, clean_reason, lift, lock_member, name_of, tell_time
from qa.actions.modlog import log
from qa.actions.reviews import open_item
from qa.actions.standings import Ledger, recompute_standings
from qa.actions.tallies import recompute_tallies
from qa.actions.threads import lock_post, refresh_question
from qa.actions.visibility import conceal, put_in_queue, release, shelve
from qa.models import (
    Acceptance,
    Activity,
    Flag,
    Hiding,
    LogEntry,
    Measure,
    Post,
    ReviewItem,
    Sweep,
    SweepItem,
    Vote,
)
from qa.policies.measures import may_take_measures
from qa.rules.measures import UNDO_WITHIN

STEP_SECONDS = 1.5
STEP_ITEMS = 200
PAUSE = timedelta(seconds=1)
State = Sweep.State


@transaction.atomic
def hide_all(viewer: Viewer, member_id: int, reason: str) -> Sweep:
    """Begin to hide all posts of a member, those that wait for approval too. The same wish twice is one sweep.

    Raises Http404, PermissionDenied, ValidationError without a reason, and Conflict while another sweep is at work.
    """
    return begin(viewer, member_id, Sweep.Kind.HIDE, reason)


@transaction.atomic
def remove_spammer(viewer: Viewer, member_id: int, reason: str) -> Sweep:
    """Block a member at once and begin to hide their posts and to take back their votes and flags.

    Raises Http404, PermissionDenied, ValidationError and Conflict.
    """
    return begin(viewer, member_id, Sweep.Kind.REMOVE, reason)


def begin(viewer: Viewer, member_id: int, kind: Sweep.Kind, reason: str) -> Sweep:
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    running = Sweep.objects.filter(member=member, state__in=[State.RUNNING, State.UNDOING]).first()
    if running is not None:
        if (running.kind, running.started_by_id, running.state) == (kind, viewer.user_id, State.RUNNING):
            return running
        who, when = name_of(running.started_by), tell_time(running.started_at)
        raise Conflict(_("%(who)s began this on %(when)s; it is still at work.") % {"who": who, "when": when})
    reason = clean_reason(reason)
    posts = Post.objects.filter(author=member).order_by("pk").values_list("pk", flat=True)
    measure = None
    if kind == Sweep.Kind.REMOVE:
        is_blocked = Measure.objects.in_force().filter(member=member, kind="block", ends_at=None).exists()
        measure = None if is_blocked else block(viewer, member_id, reason=reason)
    sweep = Sweep.objects.create(
        member=member, kind=kind, reason=reason, started_by=viewer.user, measure=measure
    )
    items = [SweepItem(sweep=sweep, kind=SweepItem.Kind.POST, post_id=pk) for pk in posts]
    if kind == Sweep.Kind.REMOVE:
        votes = Vote.objects.filter(voter=member).exclude(value=0).order_by("pk")
        items += [
            SweepItem(sweep=sweep, kind="vote", post_id=pk) for pk in votes.values_list("post_id", flat=True)
        ]
        flags = Flag.objects.open().filter(flagger=member).order_by("pk")
        items += [
            SweepItem(sweep=sweep, kind="flag", post_id=pk) for pk in flags.values_list("post_id", flat=True)
        ]
    SweepItem.objects.bulk_create(items, batch_size=1_000)
    carry_on.enqueue(sweep.pk)
    verb = LogEntry.Verb.HID_ALL if kind == Sweep.Kind.HIDE else LogEntry.Verb.REMOVED_SPAM
    log(viewer, verb, member=member, reason=reason, change={"posts": [len(posts), 0]})
    return sweep


@transaction.atomic
def undo(viewer: Viewer, sweep_id: int) -> Sweep:
    """Begin to bring back exactly what a sweep took away; a block that came with it is lifted.

    Raises Http404, PermissionDenied, and Conflict when it was undone already, is over a day old, or deleted for good.
    """
    member_id = Sweep.objects.filter(pk=sweep_id).values_list("member_id", flat=True).first()
    if member_id is None:
        raise Http404(_("There is no such thing to undo (any more)."))
    member = lock_member(member_id)
    may_take_measures(viewer, member).enforce()
    sweep = Sweep.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=sweep_id)
    if sweep.state in (State.UNDOING, State.UNDONE):
        who, when = name_of(sweep.undone_by), tell_time(sweep.undone_at)
        raise Conflict(_("%(who)s undid this on %(when)s already.") % {"who": who, "when": when})
    if sweep.state == State.PURGED or not is_undoable(sweep):
        raise Conflict(_("This is more than a day ago. The posts that are left can be shown one by one."))
    if (
        Sweep.objects.filter(member=member, state__in=[State.RUNNING, State.UNDOING])
        .exclude(pk=sweep.pk)
        .exists()
    ):
        raise Conflict(_("Something else is at work on this member's posts. Please wait until it is done."))
    sweep.state, sweep.undone_by, sweep.undone_at = State.UNDOING, viewer.user, timezone.now()
    sweep.save(update_fields=["state", "undone_by", "undone_at"])
    count = sweep.items.filter(kind="post", done_at__isnull=False).count()
    log(viewer, LogEntry.Verb.SHOWED_ALL, member=member, change={"posts": [0, count]})
    if sweep.measure is not None and sweep.measure.is_in_force:
        lift(viewer, sweep.measure.pk, _("It was undone."))
    carry_on.enqueue(sweep.pk)
    return sweep


def is_undoable(sweep: Sweep) -> bool:
    return sweep.state in (State.RUNNING, State.DONE) and sweep.started_at + UNDO_WITHIN > timezone.now()


def advance(sweep_id: int, *, seconds: float = STEP_SECONDS, most: int = STEP_ITEMS) -> Sweep:
    """Do as much of a sweep as fits into a moment, and return it. Where somebody else is at it, nothing. Raises Http404."""
    end = time.monotonic() + seconds
    for _number in range(most):
        if not do_one(sweep_id) or time.monotonic() > end:
            break
    sweep = (
        Sweep.objects.select_related("member", "started_by", "undone_by", "measure")
        .filter(pk=sweep_id)
        .first()
    )
    if sweep is None:
        raise Http404(_("There is no such page (any more)."))
    return sweep


@background(priority=-10)
def carry_on(sweep_id: int) -> bool:
    """Do some of a sweep where nobody looks at its page; mail and other work come between. Returns whether it is done."""
    if not Sweep.objects.filter(pk=sweep_id).exists():
        return True
    is_at_work = advance(sweep_id).is_at_work
    if is_at_work:
        carry_on.using(run_after=timezone.now() + PAUSE).enqueue(sweep_id)
    return not is_at_work


@transaction.atomic
def do_one(sweep_id: int) -> bool:
    """Do or undo the next thing of a sweep; return whether there may be more to do."""
    rows = Sweep.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "member", "started_by"
    )
    sweep = rows.filter(pk=sweep_id, state__in=[State.RUNNING, State.UNDOING]).first()
    if sweep is None:
        return False
    if sweep.state == State.RUNNING:
        item = sweep.items.filter(done_at=None).order_by("pk").first()
        if item is not None:
            item.before = find_way(item.kind, DO)(sweep, item)
            item.done_at = timezone.now()
            item.save(update_fields=["before", "done_at"])
            return True
        sweep.state = State.DONE
    else:
        item = sweep.items.filter(done_at__isnull=False, undone_at=None).order_by("-pk").first()
        if item is not None:
            if item.before is not None:
                find_way(item.kind, UNDO)(sweep, item)
            item.undone_at = timezone.now()
            item.save(update_fields=["undone_at"])
            return True
        sweep.state = State.UNDONE
    sweep.save(update_fields=["state"])
    return False


def find_way(
    kind: str, ways: dict[str, Callable[[Sweep, SweepItem], Any]]
) -> Callable[[Sweep, SweepItem], Any]:
    return ways[str(kind)]


# --- One post ---------------------------------------------------------------------------------------


def hide_item(sweep: Sweep, item: SweepItem) -> dict[str, Any] | None:
    """Hide a post; return what it was before, or None where it was hidden already and stays so whatever comes."""
    question, post = lock_post(item.post_id)
    viewer = Viewer(sweep.started_by)
    before: dict[str, Any] = {}
    if post.is_held:
        hiding = Hiding.objects.get(post=post)
        before["held"] = {"at": hiding.hidden_at.isoformat(), "reason": hiding.reason}
        shelve(question, post, Hiding.Because.MODERATOR, viewer, sweep.reason[:500])
    elif post.is_hidden:
        return None
    else:
        acceptance = Acceptance.objects.filter(question=question, answer=post).first()
        if acceptance is not None:
            before["accepted"] = {"by": acceptance.accepted_by_id, "at": acceptance.accepted_at.isoformat()}
        conceal(question, post, Hiding.Because.MODERATOR, viewer)
        Hiding.objects.filter(post=post).update(reason=sweep.reason[:500])
    note_change(viewer, Activity.Verb.HIDDEN, question, post, sweep)
    before["hidden_at"] = Hiding.objects.get(post=post).hidden_at.isoformat()
    return before


def show_item(sweep: Sweep, item: SweepItem) -> None:
    """Bring back a post that this sweep hid, unless somebody decided about it since."""
    question, post = lock_post(item.post_id)
    if not is_as_left(post, item):
        return
    viewer = Viewer(sweep.undone_by)
    held = item.before.get("held")
    if held:
        put_in_queue(Viewer(post.author), post)
        Hiding.objects.filter(post=post).update(
            hidden_at=datetime.fromisoformat(held["at"]), reason=held["reason"]
        )
        refresh_question(question)
        return
    release(question, post)
    note_change(viewer, Activity.Verb.SHOWN, question, post, sweep)
    accepted = item.before.get("accepted")
    if accepted and not Acceptance.objects.filter(question=question).exists():
        by = User.objects.filter(pk=accepted["by"]).first() if accepted["by"] else None
        Acceptance.objects.create(
            question=question, answer=post, accepted_by=by, accepted_at=datetime.fromisoformat(accepted["at"])
        )
        ledger = Ledger()
        count_acceptance(question, post, 1, ledger)
        refresh_change(post)
        refresh_question(question)
        ledger.write()


def is_as_left(post: Post, item: SweepItem) -> bool:
    """Whether a post is still hidden by this very sweep."""
    hidden_at = datetime.fromisoformat(item.before["hidden_at"])
    return Hiding.objects.filter(post=post, because=Hiding.Because.MODERATOR, hidden_at=hidden_at).exists()


def note_change(viewer: Viewer, verb: Activity.Verb, question: Post, post: Post, sweep: Sweep) -> None:
    """Record the fact; the moderation log has one entry for all of them."""
    Activity.objects.create(
        actor=viewer.user, verb=verb, post=post, question=question, details={"sweep": sweep.pk}
    )
    refresh_change(post)


# --- One vote, one flag -----------------------------------------------------------------------------


def take_vote_back(sweep: Sweep, item: SweepItem) -> dict[str, Any] | None:
    question, post = lock_post(item.post_id)
    vote = Vote.objects.filter(post=post, voter=sweep.member).first()
    if vote is None or vote.value == 0:
        return None
    now = timezone.now()
    before = {"value": vote.value, "at": vote.updated_at.isoformat(), "taken_at": now.isoformat()}
    vote.value, vote.updated_at = 0, now
    vote.save(update_fields=["value", "updated_at"])
    refresh_votes(question, post, sweep.member_id)
    return before


def give_vote_again(sweep: Sweep, item: SweepItem) -> None:
    question, post = lock_post(item.post_id)
    taken_at = datetime.fromisoformat(item.before["taken_at"])
    rows = Vote.objects.filter(post=post, voter=sweep.member, value=0, updated_at=taken_at)
    if rows.update(value=item.before["value"], updated_at=datetime.fromisoformat(item.before["at"])):
        refresh_votes(question, post, sweep.member_id)


def refresh_votes(question: Post, post: Post, voter_id: int) -> None:
    recompute_tallies([post.pk])
    refresh_question(question)
    recompute_standings({voter_id, *([post.author_id] if post.author_id else [])})


def take_flag_back(sweep: Sweep, item: SweepItem) -> dict[str, Any] | None:
    _question, post = lock_post(item.post_id)
    flag = Flag.objects.open().filter(post=post, flagger=sweep.member).first()
    if flag is None:
        return None
    before = {"reason": flag.reason, "note": flag.note, "at": flag.created_at.isoformat()}
    flag.delete()
    store_flags(post)
    return before


def give_flag_again(sweep: Sweep, item: SweepItem) -> None:
    _question, post = lock_post(item.post_id)
    values = {"reason": item.before["reason"], "note": item.before["note"]}
    values["created_at"] = datetime.fromisoformat(item.before["at"])
    _flag, is_new = Flag.objects.get_or_create(
        post=post, flagger=sweep.member, decision=None, defaults=values
    )
    store_flags(post)
    if is_new:
        open_item(ReviewItem.Kind.FLAGGED, post=post)


DO: dict[str, Callable[[Sweep, SweepItem], Any]] = {
    "post": hide_item,
    "vote": take_vote_back,
    "flag": take_flag_back,
}
UNDO: dict[str, Callable[[Sweep, SweepItem], Any]] = {
    "post": show_item,
    "vote": give_vote_again,
    "flag": give_flag_again,
}


# --- For good ---------------------------------------------------------------------------------------


def list_purgeable() -> list[Sweep]:
    """Return the removals that can no longer be undone and whose posts are not yet deleted."""
    before = timezone.now() - UNDO_WITHIN
    rows = Sweep.objects.filter(kind=Sweep.Kind.REMOVE, state=State.DONE, started_at__lte=before)
    return list(rows.select_related("member").order_by("pk"))


def purge(sweep: Sweep) -> tuple[int, int]:
    """Delete for good what a removal hid; return how many posts went and how many had to stay.

    What somebody showed again meanwhile stays, and what other people's words hang on stays hidden.
    """
    if sweep not in list_purgeable():
        raise ValidationError(_("This can still be undone, or was dealt with already."))
    deleted = kept = 0
    for item in sweep.items.filter(kind="post", done_at__isnull=False).order_by("-pk"):
        if item.before is None:
            continue
        if purge_post(item):
            deleted += 1
        else:
            kept += 1
    with transaction.atomic():
        Sweep.objects.filter(pk=sweep.pk).update(state=State.PURGED)
        log(NOBODY, LogEntry.Verb.PURGED, member=sweep.member, change={"posts": [deleted + kept, kept]})
    return deleted, kept


@transaction.atomic
def purge_post(item: SweepItem) -> bool:
    question, post = lock_post(item.post_id)
    if not is_as_left(post, item) or find_dependants(post).has_any:
        return False
    erase_post(NOBODY, question, post)
    return True
