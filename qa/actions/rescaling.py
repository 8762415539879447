"""Computing figures of the whole site anew, because the owner changed what they are made of.

Points always belong to one scale, whoever writes meanwhile: what can be computed before is prepared in batches, under each
member's lock, then scale and totals change in one transaction (docs/decisions/0021).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.background import background
from qa.actions.modlog import log
from qa.actions.sweeps import PAUSE, STEP_SECONDS
from qa.models import LogEntry, Post, Recalculation, Rescaled
from qa.policies.posts import may_manage_catalogue
from qa.reads.heat import REHEAT
from qa.reads.scale import GIVEN, SCALE_LOCK, sum_gains, worth_of
from qa.rules.points import GAINS, Scale

BATCH = 500
BEGIN_LOCK = 0x72657363616C  # of those who begin one
WAIT_FOR_WRITERS = "2s"
GAIN_NAMES = ", ".join(GAINS.values())
# What the votes on these members' posts are worth under the scale to come.
PREPARE = f"""
    INSERT INTO qa_rescaled (user_id, {GAIN_NAMES})
    SELECT u.id, {sum_gains("p.kind", "p.up_count", "p.down_count")}
    FROM accounts_user u CROSS JOIN ({GIVEN}) s
    LEFT JOIN qa_post p ON p.author_id = u.id AND p.up_count + p.down_count > 0
    WHERE {{which}} GROUP BY u.id
    ON CONFLICT (user_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in GAINS.values())}
"""  # noqa: S608
PREPARE_THESE = PREPARE.format(which="u.id = ANY(%(ids)s)")
PREPARE_MISSING = PREPARE.format(which="NOT EXISTS (SELECT FROM qa_rescaled r WHERE r.user_id = u.id)")
STORE_GAINS = f"""
    UPDATE qa_standing t SET {", ".join(f"{name} = r.{name}" for name in GAINS.values())}
    FROM qa_rescaled r WHERE r.user_id = t.user_id
    AND ({" OR ".join(f"t.{name} <> r.{name}" for name in GAINS.values())})
"""  # noqa: S608
STORE_POINTS = f"""
    UPDATE accounts_user u SET points = n.points
    FROM (SELECT m.id, s.base + m.bonus_points + coalesce({worth_of("e")}, 0) AS points
          FROM accounts_user m CROSS JOIN ({GIVEN}) s LEFT JOIN qa_standing e ON e.user_id = m.id) n
    WHERE n.id = u.id AND n.points <> u.points
"""  # noqa: S608


@transaction.atomic
def change_scale(viewer: Viewer, values: Mapping[str, Any]) -> Recalculation:
    """Begin to make these the values of points; they hold when all totals are computed. Another wish replaces one at work.

    Raises PermissionDenied, KeyError for an unknown name and ValueError for a value that does not fit.
    """
    may_manage_catalogue(viewer).enforce()
    current = options.load()
    for name, value in values.items():
        if not options.fits(value, options.DECLARATIONS[name]):
            raise ValueError(f"{name} cannot be {value!r}.")
    lock_beginning()
    Recalculation.objects.filter(kind=Recalculation.Kind.POINTS, state="running").delete()
    Rescaled.objects.all().delete()
    found = begin(viewer, Recalculation.Kind.POINTS, values, User.objects.count())
    changes = {
        name: [getattr(current, name), value]
        for name, value in values.items()
        if value != getattr(current, name)
    }
    if changes:
        log(viewer, LogEntry.Verb.CHANGED_SETTINGS, subject=LogEntry.Kind.SITE, change=changes)
    return found


def change_hotness(viewer: Viewer, values: Mapping[str, Any]) -> Recalculation:
    """Make these the values of hotness at once, and begin to compute it anew for all questions.

    A question's figure is always written whole, so the order of the list is a mixture for a while and then right.
    Raises PermissionDenied, KeyError and ValueError, as `change_scale`.
    """
    may_manage_catalogue(viewer).enforce()
    with transaction.atomic():
        lock_beginning()
        options.save(dict(values))
        Recalculation.objects.filter(kind=Recalculation.Kind.HOTNESS, state="running").delete()
        total = Post.objects.questions().count()
        return begin(viewer, Recalculation.Kind.HOTNESS, values, total)


def lock_beginning() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BEGIN_LOCK])


def begin(viewer: Viewer, kind: Recalculation.Kind, values: Mapping[str, Any], total: int) -> Recalculation:
    found = Recalculation.objects.create(
        kind=kind, wanted=dict(values), total_count=total, started_by=viewer.user
    )
    carry_on.enqueue(found.pk)
    return found


def find_last(kind: str) -> Recalculation | None:
    """Return the recalculation of this kind that was begun last, if any."""
    return Recalculation.objects.filter(kind=kind).order_by("-pk").first()


def advance(pk: int, *, seconds: float | None = None) -> Recalculation:
    """Do as much as fits into a moment. Where somebody else is at it, nothing. Raises Http404."""
    end = time.monotonic() + (STEP_SECONDS if seconds is None else seconds)
    while do_batch(pk) and time.monotonic() < end:
        pass
    found = Recalculation.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such page (any more)."))
    return found


@background(priority=-10)
def carry_on(pk: int) -> bool:
    """Do some of it where nobody looks; mail and other work come between. Returns whether it is done."""
    if not Recalculation.objects.filter(pk=pk).exists():
        return True
    is_at_work = advance(pk).is_at_work
    if is_at_work:
        carry_on.using(run_after=timezone.now() + PAUSE).enqueue(pk)
    return not is_at_work


def do_batch(pk: int) -> bool:
    """Do the next batch, or the end; return whether there may be more to do at once."""
    try:
        let_writers_finish(pk)
        with transaction.atomic():
            rows = Recalculation.objects.select_for_update(skip_locked=True, of=("self",))
            found = rows.filter(pk=pk, state=Recalculation.State.RUNNING).first()
            if found is None:
                return False
            prepare, finish = STEPS[found.kind]
            ids = prepare(found)
            if ids:
                found.cursor, found.done_count = ids[-1], found.done_count + len(ids)
                found.save(update_fields=["cursor", "done_count"])
                return True
            finish(found)
            found.state, found.finished_at = Recalculation.State.DONE, timezone.now()
            found.save(update_fields=["state", "finished_at"])
    except OperationalError:  # writers kept the table; they go first
        return False
    return False


def prepare_points(found: Recalculation) -> list[int]:
    """Compute what the votes of the next members are worth under the wanted scale; return who they are."""
    members = User.objects.filter(pk__gt=found.cursor).order_by("pk")
    ids = list(members.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)[:BATCH])
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(PREPARE_THESE, read_scale(found) | {"ids": ids})
    return ids


def switch_scale(found: Recalculation) -> None:
    """Let the wanted scale and the totals by it hold, both from one moment on.

    Every write of points locks members before it reads the scale, and every new member is a row of this table: while it
    is locked there is neither. Who only reads does not wait.
    """
    wanted = read_scale(found)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [WAIT_FOR_WRITERS])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCALE_LOCK])
        cursor.execute("LOCK TABLE accounts_user IN EXCLUSIVE MODE")
        cursor.execute(PREPARE_MISSING, wanted)
        cursor.execute(STORE_GAINS)
        cursor.execute(STORE_POINTS, wanted)
        cursor.execute("DELETE FROM qa_rescaled")
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    options.save(found.wanted)


def let_writers_finish(pk: int) -> None:
    """Before the first batch of hotness, wait until nobody writes posts who may have seen the weights before.

    A transaction of its own: nothing is held while rows are locked.
    """
    if Recalculation.objects.filter(
        pk=pk, kind=Recalculation.Kind.HOTNESS, state="running", cursor=0
    ).exists():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [WAIT_FOR_WRITERS])
            cursor.execute("LOCK TABLE qa_post IN EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def reheat(found: Recalculation) -> list[int]:
    """Compute the hotness of the next questions; return which they are."""
    with connection.cursor() as cursor:
        questions = Post.objects.questions().filter(pk__gt=found.cursor).order_by("pk")
        ids = list(
            questions.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True)[:BATCH]
        )
        if ids:
            cursor.execute(REHEAT, {"ids": ids})
    return ids


def read_scale(found: Recalculation) -> dict[str, Any]:
    """Return the values of the wanted scale; what it does not name is as it is now."""
    wanted = {name.removeprefix("points_"): value for name, value in found.wanted.items()}
    return asdict(Scale.of(options.load())) | wanted


# What is done in batches, and what at the end.
STEPS: dict[str, tuple[Callable[[Recalculation], list[int]], Callable[[Recalculation], None]]] = {
    "points": (prepare_points, switch_scale),
    "hotness": (reheat, lambda found: None),
}
