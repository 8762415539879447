"""Writing a release of the public data set into a folder, whole or not at all."""

import json
import secrets
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from forum import options
from forum.options import Options
from qa.api.reads.dataset import Record, Writer, find_posts
from qa.models import Post

EVERY = 10_000
Tell = Callable[[str], object]


@dataclass(frozen=True)
class Release:
    """How much was written."""

    questions: int
    answers: int
    comments: int
    members: int


def release_dataset(folder: Path, date: str, tell: Tell = lambda line: None) -> Release:
    """Write the release of a day. The same data, day and secret key make the same bytes.

    Everything is read as it is at one moment. Raises ValidationError where there can be none, or the folder is there already.
    """
    current = options.load()
    refuse(folder, current)
    part = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    part.mkdir(parents=True)
    try:
        with ExitStack() as stack:
            is_alone = not connection.in_atomic_block
            stack.enter_context(options.using(current))
            stack.enter_context(transaction.atomic())
            if is_alone:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            release = write_all(part, date, current, tell)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return release


def refuse(folder: Path, current: Options) -> None:
    if not current.dataset_license:
        raise ValidationError(
            _(
                "There is no licence. Set one in the site options (“Public data set”); then members can say yes."
            )
        )
    if current.view_level != "everybody":
        raise ValidationError(_("Reading is not open to everybody here, so there is nothing to give away."))
    if folder.exists():
        raise ValidationError(_("“%(folder)s” is there already.") % {"folder": folder})


def write_all(part: Path, date: str, current: Options, tell: Tell) -> Release:
    writer = Writer(find_posts(current), date, current)
    counts = {
        name: write_records(part / f"{name}.jsonl", records, name, tell)
        for name, records in (
            ("questions", writer.write_questions()),
            ("answers", writer.write_answers()),
            ("comments", writer.write_comments()),
        )
    }
    release = Release(**counts, members=len(writer.members))
    card = render_to_string("qa/api/dataset.md", describe(release, date, current))
    (part / "README.md").write_text(card.strip() + "\n", encoding="utf-8")
    write_checksums(part)
    return release


def write_records(path: Path, records: Iterable[Record], name: str, tell: Tell) -> int:
    """Write JSON Lines; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
            if count % EVERY == 0:
                tell(f"{name}: {count:,}")
    tell(f"{name}: {count:,}")
    return count


def describe(release: Release, date: str, current: Options) -> dict[str, object]:
    """Return what the data card says."""
    public = Post.objects.visible()
    totals = {kind: public.filter(kind=kind).count() for kind in ("Q", "A", "C")}
    return {"release": release, "totals": totals, "date": date, "options": current}


def write_checksums(part: Path) -> None:
    """Write SHA256SUMS as `sha256sum -c` reads it."""
    lines = []
    for path in sorted(part.iterdir()):
        digest = sha256()
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        lines.append(f"{digest.hexdigest()}  {path.name}\n")
    (part / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
