"""Statements of reasons in the fields of the European transparency database (docs/moderation-log.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from qa.models import Appeal, LogEntry, LogPart, Post
from qa.policies.appeals import APPEALABLE

REMOVED, DISABLED, RESTRICTED = (
    f"DECISION_VISIBILITY_CONTENT_{word}" for word in ("REMOVED", "DISABLED", "INTERACTION_RESTRICTED")
)
VISIBILITY: dict[str, str] = {
    LogEntry.Verb.DELETED: REMOVED,
    LogEntry.Verb.HID: DISABLED,
    LogEntry.Verb.REJECTED: DISABLED,
    LogEntry.Verb.CLOSED: RESTRICTED,
    LogEntry.Verb.LOCKED: RESTRICTED,
    LogEntry.Verb.ARCHIVED: RESTRICTED,
    "hid-all": DISABLED,
    "removed-spam": REMOVED,
    LogEntry.Verb.HID_WALL_POST: DISABLED,
    LogEntry.Verb.DELETED_WALL_POST: REMOVED,
}
ACCOUNT: dict[str, str] = {
    "suspended": "DECISION_ACCOUNT_SUSPENDED",
    "blocked": "DECISION_ACCOUNT_SUSPENDED",
}
CHUNK = 500


def export_statements() -> Iterator[dict[str, Any]]:
    """Return a statement for each decision that took something from somebody, the oldest first."""
    verbs = [verb for verb in APPEALABLE if verb in VISIBILITY or verb in ACCOUNT]
    entries = LogEntry.objects.filter(verb__in=verbs).exclude(subject=LogEntry.Kind.SITE).exclude(number=None)
    rows = entries.order_by("number").select_related("appeal").prefetch_related("parts")
    chunk: list[LogEntry] = []
    for entry in rows.iterator(chunk_size=CHUNK):
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield from tell_chunk(chunk)
            chunk = []
    yield from tell_chunk(chunk)


def tell_chunk(entries: list[LogEntry]) -> Iterator[dict[str, Any]]:
    ids = [entry.post_id for entry in entries if entry.post_id]
    written = dict(Post.objects.filter(pk__in=ids).values_list("pk", "created_at"))
    for entry in entries:
        yield tell_statement(entry, written.get(entry.post_id or 0))


def tell_statement(entry: LogEntry, written_at: datetime | None) -> dict[str, Any]:
    parts: dict[str, Any] = {part.kind: part.content for part in entry.parts.all()}
    words = parts.get(LogPart.Kind.WORDS, {})
    appeal: Appeal | None = getattr(entry, "appeal", None)
    facts = (appeal.facts if appeal and not appeal.is_open else "") or words.get("reason", "")
    is_by_flags = entry.role == LogEntry.Role.SYSTEM and "flags" in words.get("change", {})
    day = entry.created_at.date().isoformat()
    statement: dict[str, Any] = {
        "puid": f"{entry.number}-{entry.hash[:16]}",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": (appeal.rule if appeal else "") or words.get("reason", ""),
        "incompatible_content_explanation": words.get("reason", ""),
        "incompatible_content_illegal": "No",
        "decision_facts": facts,
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_language": settings.LANGUAGE_CODE[:2].upper(),
        "content_date": written_at.date().isoformat() if written_at else day,
        "application_date": day,
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION" if is_by_flags else "SOURCE_VOLUNTARY",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY"
        if is_by_flags
        else "AUTOMATED_DECISION_NOT_AUTOMATED",
        "x_appeal": appeal.state if appeal else None,
    }
    if entry.verb in VISIBILITY:
        statement["decision_visibility"] = [VISIBILITY[entry.verb]]
    if entry.verb in ACCOUNT:
        statement["decision_account"] = ACCOUNT[entry.verb]
        until = words.get("change", {}).get("until", [None, None])[-1]
        if until:
            statement["end_date_account_restriction"] = str(until)[:10]
    return statement
