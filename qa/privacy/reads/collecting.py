"""All that is known of a member, as the ledger says where it is: one section for each table, and what no table says by itself.

Other rooms add to COLLECTORS what a table cannot say by the number of its member: a function that gets the member and returns
sections, {name: rows}. It must never tell what other people keep to themselves.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection

from accounts.models import User
from accounts.profiles.pictures import LARGEST, name_file
from qa.models import Attachment, Image
from qa.privacy.reads.masked import collect_masked, list_masked_attachments, list_masked_images
from qa.privacy.rules.ledger import Table, read_ledger
from qa.professionals.models import Evidence

Rows = list[dict[str, Any]]
Collector = Callable[[User], dict[str, Rows]]
FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'accounts_user'::regclass
"""


def collect_sessions(member: User) -> dict[str, Rows]:
    """Where the member is signed in: until when. What is in a session is the member's number and how they signed in."""
    found = [
        {"expire_date": session.expire_date}
        for session in Session.objects.all().iterator(chunk_size=2_000)
        if session.get_decoded().get("_auth_user_id") == str(member.pk)
    ]
    return {"django_session": found}


COLLECTORS: list[Collector] = [collect_sessions, collect_masked]


def list_sections() -> list[Table]:
    """Return the tables that an export reads, in the order of the ledger."""
    return [table for table in read_ledger().values() if table.mine or table.acted]


def collect_table(table: Table, member: User) -> dict[str, Rows]:
    """Return what one table has of a member: their own rows, and those in which they acted."""
    sections = {}
    if table.mine:
        sections[table.name] = read_rows(
            table, " OR ".join(condition(one) for one in table.mine), table.exported, member
        )
    for column, columns in table.acted.items():
        sections[f"{table.name} ({column})"] = read_rows(table, condition(column), columns, member)
    return sections


def condition(said: str) -> str:
    """Return SQL for whose a row is: a column that names the member, or what the ledger says in SQL."""
    return f"({said})" if "%(member)s" in said else f'"{said}" = %(member)s'


def read_rows(table: Table, where: str, columns: tuple[str, ...], member: User) -> Rows:
    """Return rows as the export has them: who is named is the member, or somebody whose name they know."""
    people = find_people(table.name)
    wanted = [
        name
        for name in columns
        if name not in people or name in table.shown or name in (*table.mine, *table.acted)
    ]
    if not wanted:
        return []
    listed = ", ".join(f'"{name}"' for name in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {listed} FROM "{table.name}" WHERE {where} ORDER BY 1',  # noqa: S608
            {"member": member.pk},
        )
        rows = [dict(zip(wanted, row, strict=True)) for row in cursor.fetchall()]
    names = find_names(rows, [name for name in wanted if name in people])
    for row in rows:
        for name in people & set(wanted):
            number = row[name]
            row[name] = "me" if number == member.pk else names.get(number, "") if name in table.shown else ""
    return rows


def find_people(table: str) -> set[str]:
    """Return the columns of a table that name members."""
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS + " AND c.conrelid = %s::regclass", [table])
        found = {name for _table, name in cursor.fetchall()}
    return found | ({"member_id"} if table in ("hooks_event", "forum_involvement") else set())


def find_names(rows: Rows, columns: list[str]) -> dict[int, str]:
    numbers = {row[column] for row in rows for column in columns if row[column] is not None}
    return dict(User.objects.filter(pk__in=numbers).values_list("pk", "username"))


def list_files(member: User) -> Iterator[tuple[str, str]]:
    """Yield (name in the copy, name in the storage) of every picture and file that the member sent."""
    if member.avatar:
        yield "files/picture.webp", name_file(member.avatar, LARGEST)
    images = Image.objects.filter(uploader=member).order_by("pk").iterator()
    for image in (*images, *list_masked_images(member)):
        yield f"files/{image.pk}.{image.ending}", image.file_name
    attachments = Attachment.objects.filter(uploader=member).order_by("pk").iterator()
    for attachment in (*attachments, *list_masked_attachments(member)):
        yield f"files/{attachment.pk}.{attachment.ending}", attachment.file_name


def list_evidence(member: User) -> Iterator[tuple[str, bytes]]:
    """Yield (name in the copy, content) of the files that show a profession, while they are kept."""
    for evidence in Evidence.objects.filter(application__member=member).order_by("pk").iterator():
        ending = evidence.name.rpartition(".")[2].lower()
        yield f"files/evidence-{evidence.pk}.{ending if ending.isalnum() else 'bin'}", bytes(evidence.content)


def open_stored(name: str) -> bytes | None:
    """Return a stored file, None where it is not there (any more)."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content
