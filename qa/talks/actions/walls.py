"""Notes on walls: writing, deleting, hiding and showing."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.texts import Text
from qa.actions.modlog import log
from qa.actions.screening import Words, count_hits, counting_refusals, screen
from qa.actions.writing import count_against_limit
from qa.models import LogEntry
from qa.news.actions.tell import mark_one, tell
from qa.news.models import Notice
from qa.news.rules.kinds import Kind
from qa.reads.screening import tell as tell_finding
from qa.rules.screening import Action, Findings
from qa.talks.actions.reports import open_report
from qa.talks.models import Report, WallPost
from qa.talks.policies.walls import may_delete_note, may_hide_note, may_write_on
from qa.talks.reads.walls import find_newest, find_note, load_wall
from qa.talks.rules.openness import LONGEST_REASON

WALL = "wall"  # what rules are told that it is


@counting_refusals
@transaction.atomic
def write_note(viewer: Viewer, owner: User, text: Text, submission_key: UUID | None = None) -> WallPost:
    """Leave a note on a member's wall; they hear of it. What the site's rules hold back waits for a moderator.

    Sending the same form twice is one note. Raises PermissionDenied, TooMany and (Refused) for words that are not used here.
    """
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    key = uuid5(submission_key, f"{viewer.user_id} {owner.pk} {text.source}") if submission_key else None
    twin = WallPost.objects.filter(submission_key=key, author=viewer.user).first() if key else None
    if twin is not None:
        return twin
    may_write_on(viewer, load_wall(viewer, owner), options.current()).enforce()
    count_against_limit(viewer, "wall_posts")
    screened = screen(viewer, Words(WALL, text), None)
    shown, findings = screened.words.text, screened.findings
    now = timezone.now()
    note = WallPost.objects.create(
        owner=owner,
        author=viewer.user,
        body=shown.source,
        body_html=shown.html,
        body_text=shown.plain,
        created_at=now,
        is_held=findings.is_holding,
        hidden_at=now if findings.is_holding else None,
        submission_key=key,
    )
    count_hits(findings)
    if findings.is_holding or findings.of(Action.FLAG):
        ask_moderators(note, findings)
    if not note.is_held:
        tell_owner(note)
    return note


def ask_moderators(note: WallPost, findings: Findings) -> None:
    """Put a note into the queue for what rules found in it."""
    found = " ".join(map(tell_finding, (*findings.of(Action.HOLD), *findings.of(Action.FLAG))))
    report = Report(
        kind=Report.Kind.WALL, number=note.pk, reason=Report.Reason.OTHER, note=found[:LONGEST_REASON]
    )
    open_report(report, [(note, True)], note.author, note.get_absolute_url())


def about(note: WallPost) -> str:
    return f"wall-{note.pk}"


def tell_owner(note: WallPost) -> None:
    """Tell the owner of a wall that somebody wrote on it, once for each note."""
    is_told = Notice.objects.filter(recipient=note.owner, about=about(note)).exists()
    if note.author_id != note.owner_id and not is_told:
        tell({note.owner_id: Kind.WALL}, about=about(note), path=note.get_absolute_url())


def take_back(note: WallPost) -> None:
    """Take back what the owner was told of a note that is no longer there."""
    Notice.objects.filter(recipient=note.owner_id, about=about(note)).delete()


def mark_wall_seen(viewer: Viewer) -> None:
    """Note that members have seen their own wall."""
    unread = Notice.objects.filter(recipient_id=viewer.member_id, kind=Kind.WALL, read_at=None)
    ids = list(unread.values_list("pk", flat=True))
    if ids:
        mark_one(viewer.member_id, ids, is_read=True)


def lock_note(viewer: Viewer, pk: int) -> WallPost:
    """Return a note, locked with its wall. Raises Http404."""
    owner = WallPost.objects.filter(pk=pk).values_list("owner", flat=True).first()
    User.objects.select_for_update(no_key=True).filter(pk=owner or 0).first()
    return find_note(viewer, pk)


@transaction.atomic
def delete_note(viewer: Viewer, pk: int) -> WallPost:
    """Delete a note for good. Moderators' deletions stand in the moderation log. Raises Http404 and PermissionDenied."""
    note = lock_note(viewer, pk)
    may_delete_note(viewer, note, is_newest=find_newest(viewer, note.owner) == note.pk).enforce()
    if viewer.user_id not in (note.owner_id, note.author_id):
        log(viewer, LogEntry.Verb.DELETED_WALL_POST, member=note.author, subject=LogEntry.Kind.MEMBER)
    take_back(note)
    note.delete()
    return note


@transaction.atomic
def hide_note(viewer: Viewer, pk: int, reason: str) -> WallPost:
    """Hide a note from everybody but its author, who reads the reason, and moderators.

    Raises Http404, PermissionDenied.
    """
    note = lock_note(viewer, pk)
    may_hide_note(viewer, note).enforce()
    conceal(viewer, note, reason)
    return note


def conceal(viewer: Viewer, note: WallPost, reason: str) -> None:
    """Hide a note; the log has the act, and the reason for its author and moderators."""
    if note.is_hidden and not note.is_held:
        return
    note.hidden_at, note.is_held = note.hidden_at or timezone.now(), False
    note.hidden_reason = reason.strip()[:LONGEST_REASON] or str(_("It does not belong here."))
    note.save(update_fields=["hidden_at", "is_held", "hidden_reason"])
    take_back(note)
    log(
        viewer,
        LogEntry.Verb.HID_WALL_POST,
        member=note.author,
        subject=LogEntry.Kind.MEMBER,
        reason=note.hidden_reason,
    )


@transaction.atomic
def show_note(viewer: Viewer, pk: int) -> WallPost:
    """Show a hidden note again. Raises Http404 and PermissionDenied."""
    note = lock_note(viewer, pk)
    may_hide_note(viewer, note).enforce()
    reveal(viewer, note)
    return note


def reveal(viewer: Viewer, note: WallPost) -> None:
    """Show a hidden note; its owner hears of one that nobody could read before."""
    if not note.is_hidden:
        return
    was_held = note.is_held
    note.hidden_at, note.is_held, note.hidden_reason = None, False, ""
    note.save(update_fields=["hidden_at", "is_held", "hidden_reason"])
    if not was_held:
        log(viewer, LogEntry.Verb.SHOWED_WALL_POST, member=note.author, subject=LogEntry.Kind.MEMBER)
    tell_owner(note)


def find_reported_note(report: Report) -> WallPost | None:
    """Return the note that a report is about, locked, if it is still there."""
    note = WallPost.objects.filter(pk=report.number).select_related("owner", "author").first()
    if report.kind != Report.Kind.WALL or note is None:
        return None
    User.objects.select_for_update(no_key=True).get(pk=note.owner_id)
    return WallPost.objects.filter(pk=note.pk).select_related("owner", "author").first()
