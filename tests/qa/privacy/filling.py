"""Fills every table that the ledger knows with rows of one member, words of theirs in every column that takes words.

For tests of what an export has and what an erasure leaves: a new table is in them without anybody thinking of it.
"""

import json

from django.db import connection

from qa.hooks.models import Hook
from qa.models import LogEntry, Tag
from qa.privacy.rules.ledger import read_ledger

OWN, OTHERS = (
    990_001,
    990_002,
)  # numbers of the rows: those of the member, those in which they acted on somebody else's
UUIDS = {OWN: "99000000-0000-4000-8000-000000000001", OTHERS: "99000000-0000-4000-8000-000000000002"}
COLUMNS = """
    SELECT a.attname, t.typname, a.attnotnull,
           CASE WHEN t.typname = 'varchar' AND a.atttypmod > 4 THEN a.atttypmod - 4 END,
           (SELECT c.confrelid::regclass::text FROM pg_constraint c
            WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey[1] = a.attnum LIMIT 1)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
"""
# What the actions make sense of.
MEANT = {
    ("qa_post", "kind"): "Q", ("qa_post", "parent_id"): None, ("qa_post", "question_id"): None,
    ("qa_post", "category_id"): None, ("qa_post", "tag_names"): "{}", ("qa_post", "category_ids"): "{}",
    ("qa_post", "accepted_answer_id"): None, ("qa_post", "last_answer_id"): None, ("qa_post", "frozen_as"): "",
    ("qa_appeal", "state"): "open", ("qa_reviewitem", "kind"): "flagged", ("qa_revision", "version"): 7,
    ("qa_image", "visitor_key"): "", ("qa_attachment", "visitor_key"): "", ("qa_attachment", "ending"): "pdf",
    ("privacy_departure", "state"): "returned", ("privacy_departure", "kind"): "closing",
    ("privacy_datacopy", "state"): "ready", ("talks_report", "outcome"): "upheld",
    ("news_notice", "mail"): "", ("talks_copy", "deleted_at"): None,
    ("qa_favourite", "tag_id"): None, ("qa_favourite", "category_id"): None,
    ("qa_duplicate", "original_id"): OWN, ("qa_closure", "duplicate_of_id"): None, ("qa_activity", "verb"): "asked",
    ("qa_flag", "reason"): "other", ("qa_post", "changed_by_id"): None,
    ("qa_post", "mask_key"): "", ("care_helpresource", "country"): "y",
    ("masks_unmasking", "confirmed_by_id"): None, ("team_worry", "visitor_key"): "",
}  # fmt: skip
PARENTS = ("qa_logentry", "qa_tag", "hooks_hook")  # rows of these are made beforehand
LEFT_OUT = ("accounts_user", "django_session", "qa_logpart", "forum_storedfile", "search_document")


def fill(member_id, other_id, words):
    """Write two rows into each table. `words(table, kind, is_own)` is what stands in columns of text.

    Returns the tables. Checks and triggers sleep meanwhile: rows are odd, but their words are what matters.
    """
    filled = []
    for number in (OWN, OTHERS):
        LogEntry.objects.create(pk=number, verb="hid", role="moderator", subject="post")
        Hook.objects.create(
            pk=number, name=f"h{number}", url="https://a.example/", verbs=["asked"], is_on=False
        )
        Tag.objects.create(pk=number, name=f"t{number}", key=f"t{number}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in read_ledger().items():
            if table.why or name in LEFT_OUT:
                continue
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [name]
            )
            for (constraint,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{name}" DROP CONSTRAINT "{constraint}"')
            cursor.execute(COLUMNS, [name])
            columns = cursor.fetchall()
            cursor.execute("SET LOCAL session_replication_role = replica")
            for number in (OWN, OTHERS) if table.acted else (OWN,):
                row = {
                    column: choose(table, number, member_id, other_id, words, column, *rest)
                    for column, *rest in columns
                }
                names, marks = ", ".join(f'"{column}"' for column in row), ", ".join(["%s"] * len(row))
                cursor.execute(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', list(row.values()))
            cursor.execute("SET LOCAL session_replication_role = origin")
            filled.append(name)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as they are outside of tests
    return filled


def read_why(target):
    return target not in PARENTS and read_ledger()[target].why if target else ""


def choose(table, number, member_id, other_id, words, column, type_name, is_needed, most, target):
    if (table.name, column) in MEANT and number == OWN:
        return MEANT[table.name, column]
    is_own = number == OWN
    if target == "accounts_user" or (column == "member_id" and type_name == "int8"):
        return member_id if column in (table.mine if is_own else table.acted) else other_id
    if type_name in ("int8", "int4") and (column == "id" or column.endswith("_id")):
        # Rows that were written just now are checked anew when they change: no number may lead nowhere, if it need not.
        is_there = target in PARENTS or (target in read_ledger() and (is_own or read_ledger()[target].acted))
        return number if column == "id" or is_needed or (is_there and not read_why(target)) else None
    kind = table.kinds.get(column, "")
    text = words(table.name, kind, is_own) if kind else "x"
    if most and len(text) > most:
        text = f"{column[: most // 2]}{number}"[:most] if most < 30 else text[:most]
    values = {
        "int8": 1, "int4": 1, "int2": 1, "numeric": 1, "float8": 1, "bool": False, "uuid": UUIDS[number], "inet": "203.0.113.9",
        "timestamptz": "2026-01-01T10:00Z", "date": "2026-01-01", "time": "10:00", "tsvector": "a", "bytea": b"x",
        "jsonb": json.dumps({"said": text}), "text": text, "varchar": text, "_text": [text],
        "_varchar": ["x"], "_int8": [1], "_int4": [1],
    }  # fmt: skip
    return values.get(type_name, "x" if is_needed else None)
