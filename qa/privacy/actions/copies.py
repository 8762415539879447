"""Making a copy of all that is known of a member: one ZIP with JSON, a page, and their files; gone after 48 hours."""

import json
import secrets
import tempfile
import zipfile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import options
from forum.background import background
from forum.lib import errors
from qa.news.actions.tell import tell
from qa.news.rules.kinds import Kind
from qa.privacy.models import DataCopy
from qa.privacy.models.copies import KEPT
from qa.privacy.reads.collecting import (
    COLLECTORS,
    Collector,
    Rows,
    collect_table,
    list_evidence,
    list_files,
    list_sections,
    open_stored,
)
from qa.privacy.rules.kinds import KINDS, WITHHELD
from qa.privacy.rules.ledger import Table, read_ledger

WAIT_HOURS = 1  # before another copy is made
FOLDER = "exports"
State = DataCopy.State


@transaction.atomic
def ask_for_copy(member: User) -> DataCopy:
    """Have a copy made. There is one at a time: while it is being made, asking again changes nothing; a ready one is made anew.

    Raises TooMany within an hour of the last one.
    """
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    found = DataCopy.objects.filter(member=member).first()
    if found is not None and not found.is_ready:
        return found
    if found is not None:
        age = (timezone.now() - found.asked_at).total_seconds()
        if age < WAIT_HOURS * 3600:
            raise errors.TooMany(
                _("Your copy was made a short while ago. Please wait an hour before the next one."),
                int(WAIT_HOURS * 3600 - age) + 1,
            )
        drop_copy(member)
    copy = DataCopy.objects.create(member=member, total_count=len(list_sections()) + len(COLLECTORS))
    make_copy.enqueue(copy.pk)
    return copy


@background()
def make_copy(pk: int) -> bool:
    """Make the file, and tell the member. Done twice, it is made twice and kept once."""
    copy = DataCopy.objects.select_related("member").filter(pk=pk, state=State.WAITING).first()
    if copy is None:
        return False
    with tempfile.TemporaryFile() as draft:
        write_copy(copy, draft)
        size = draft.tell()
        draft.seek(0)
        # No letters and digits that look like the name of a picture: the clean-up of those passes it over.
        name = default_storage.save(f"{FOLDER}/copy-{secrets.token_hex(16)}.zip", File(draft))
    with transaction.atomic():
        changed = DataCopy.objects.filter(pk=pk, state=State.WAITING).update(
            state=State.READY, made_at=timezone.now(), file_name=name, byte_count=size
        )
        if changed and copy.member.is_active:
            tell({copy.member_id: Kind.COPY}, about=f"copy-{pk}", path="/privacy/copy/")
    if not changed:  # it was dropped, or another worker was quicker
        default_storage.delete(name)
    return bool(changed)


def write_copy(copy: DataCopy, target: Any) -> None:
    """Write the ZIP: data.json, index.html, files/; note how far it is."""
    member = copy.member
    sections: dict[str, Rows] = {}
    parts: list[Table | Collector] = [*list_sections(), *COLLECTORS]
    for done, part in enumerate(parts, 1):
        sections |= collect_table(part, member) if isinstance(part, Table) else part(member)
        DataCopy.objects.filter(pk=copy.pk).update(done_count=done)
    explained = explain()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        data = {
            "site": options.current().site_name,
            "made_at": timezone.now(),
            "left_out": explained,
            "data": sections,
        }
        pack.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        pack.writestr(
            "index.html", render_to_string("qa/privacy/copy.html", tell_sections(sections, explained))
        )
        for name, stored in list_files(member):
            content = open_stored(stored)
            if content is not None:
                pack.writestr(name, content)
        for name, content in list_evidence(member):
            pack.writestr(name, content)


def explain() -> list[dict[str, str]]:
    """Say what is left out, and why."""
    return [
        {"where": f"{table.name}.{column}", "why": str(WITHHELD[word])}
        for table in read_ledger().values()
        for column, word in table.withheld.items()
    ]


def tell_sections(sections: dict[str, Rows], explained: list[dict[str, str]]) -> dict[str, Any]:
    """Return what the page of a copy shows: sections that have rows, put together by kind."""
    ledger = read_ledger()
    found: dict[str, list[tuple[str, list[str], list[list[Any]]]]] = {}
    for name, rows in sections.items():
        if rows:
            kinds = list(ledger[name.split(" ")[0]].kinds.values()) if name.split(" ")[0] in ledger else []
            kind = next((kind for kind in kinds), "")
            columns = list(rows[0])
            found.setdefault(kind, []).append(
                (name, columns, [[row.get(column) for column in columns] for row in rows])
            )
    titles = [(kind.title, found[key]) for key, kind in KINDS.items() if key in found]
    others = [(_("More"), found[key]) for key in found if key not in KINDS]
    return {
        "groups": titles + others,
        "left_out": explained,
        "made_at": timezone.now(),
        "site_name": options.current().site_name,
    }


def drop_copy(member: User) -> None:
    """Delete the copy of a member, file and all."""
    for copy in DataCopy.objects.filter(member=member):
        remove(copy)


def remove(copy: DataCopy) -> None:
    if copy.file_name:
        default_storage.delete(copy.file_name)
    copy.delete()


def forget_copies() -> int:
    """Delete copies that are older than 48 hours, and files of the folder that belong to none; return how many."""
    old = list(DataCopy.objects.filter(made_at__lt=timezone.now() - KEPT))
    for copy in old:
        remove(copy)
    known = set(DataCopy.objects.exclude(file_name="").values_list("file_name", flat=True))
    strays = [name for name in list_folder() if name not in known and is_old(name)]
    for name in strays:
        default_storage.delete(name)
    return len(old) + len(strays)


def list_folder() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return []


def is_old(name: str) -> bool:
    """Whether a file lies there longer than a copy takes to be made."""
    try:
        return default_storage.get_modified_time(name) < timezone.now() - KEPT
    except FileNotFoundError:
        return False
