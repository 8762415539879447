"""Files other than pictures, as people send them: taken as they are, when their content is what their ending says.

Only kinds that can be told by their content are known here, and none that runs: no pages, no programs, no archives.
Nothing is unpacked. What a document says about who wrote it stays in it, which the form says.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from forum.lib.text import UncleanText, clean_line
from forum.lib.uploads import UploadRefused

NAME_MAX_LENGTH = 100
MOST_ENTRIES = 5_000  # of a document that is an archive inside
BEGINNING = 2_048  # as much as browsers look at to guess what a file is, and a little more
MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|img|style|title|table|a\s|\?xml|\?php|%)", re.IGNORECASE
)
ARCHIVE_END, ARCHIVE_END_LENGTH = b"PK\x05\x06", 22
PROGRAMS = re.compile(
    r"vbaproject\.bin|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|msi|jar|sh|lnk|hta|html?|svg|ocx)\Z|(?:\A|/)(?:basic|scripts)/",
    re.IGNORECASE,
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


class AttachmentRefused(UploadRefused):
    """A file that is not taken; str() is a sentence for whoever sent it."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its declared type, and whether some content is of it."""

    content_type: str
    fits: Callable[[bytes], bool]


def is_text(data: bytes) -> bool:
    """Words in UTF-8, in UTF-16 with its mark, or in one of the old European sets; neither a page nor a script."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    beginning = text[:BEGINNING].encode(errors="replace")
    is_script = beginning.startswith((b"#!", b"MZ", b"%PDF", b"%!PS", b"{\\rtf", b"@echo"))
    return not CONTROLS.search(text) and not MARKUP.search(beginning) and not is_script


def is_pdf(data: bytes) -> bool:
    """A PDF from its first byte to its last: nothing before it, nothing behind it, no archive in it."""
    _before, mark, rest = data.rpartition(b"%%EOF")
    is_whole = data.startswith(b"%PDF-") and bool(mark) and not rest.strip(b"\r\n\t \x00")
    return is_whole and ARCHIVE_END not in data and not MARKUP.search(data[:BEGINNING].split(b"stream")[0])


def is_rtf(data: bytes) -> bool:
    """Rich text without embedded objects."""
    return (
        data.startswith(b"{\\rtf1")
        and data.rstrip().endswith(b"}")
        and not re.search(rb"\\obj(?:data|emb|update|ect)", data)
    )


def make_office_check(folder: str) -> Callable[[bytes], bool]:
    """Return the check for a document of Microsoft's kind without macros."""

    def fits(data: bytes) -> bool:
        names = list_entries(data)
        return "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)

    return fits


def make_open_check(kind: str) -> Callable[[bytes], bool]:
    """Return the check for an OpenDocument without macros: its type stands first, and is not compressed."""
    content_type = f"application/vnd.oasis.opendocument.{kind}".encode()

    def fits(data: bytes) -> bool:
        return (
            data[30:38] == b"mimetype"
            and data[38 : 38 + len(content_type)] == content_type
            and bool(list_entries(data))
        )

    return fits


def list_entries(data: bytes) -> list[str]:
    """Return the names in an archive that begins with its first file, ends with its directory, and holds no program."""
    if not data.startswith(b"PK\x03\x04"):
        return []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries, comment = archive.infolist(), archive.comment
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return []
    is_closed = data.count(ARCHIVE_END) == 1 and data.index(ARCHIVE_END) + ARCHIVE_END_LENGTH == len(data)
    is_whole = entries and min(entry.header_offset for entry in entries) == 0 and not comment and is_closed
    names = [entry.filename for entry in entries]
    if not is_whole or len(entries) > MOST_ENTRIES or any(entry.flag_bits & 1 for entry in entries):
        return []
    return [] if any(PROGRAMS.search(name) for name in names) else names


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": Kind("application/pdf", is_pdf),
    "txt": Kind("text/plain; charset=utf-8", is_text),
    "csv": Kind("text/csv; charset=utf-8", is_text),
    "rtf": Kind("application/rtf", is_rtf),
    "odt": Kind("application/vnd.oasis.opendocument.text", make_open_check("text")),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", make_open_check("spreadsheet")),
    "odp": Kind("application/vnd.oasis.opendocument.presentation", make_open_check("presentation")),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", make_office_check("word")),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", make_office_check("xl")),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", make_office_check("ppt")),
}


@dataclass(frozen=True)
class Checked:
    """A file that is taken: its name as it is shown, and its ending."""

    name: str
    ending: str


def read_endings(words: str) -> list[str]:
    """Return the known endings in an option's text, in our order."""
    wanted = set(re.findall(r"[a-z0-9]+", words.lower()))
    return [ending for ending in KINDS if ending in wanted]


def find_ending(name: str) -> str:
    """Return what stands behind the last full stop, in small letters."""
    _stem, stop, ending = name.rpartition(".")
    return ending.strip().lower() if stop else ""


def check(name: str, data: bytes, *, endings: list[str], max_bytes: int) -> Checked:
    """Return the file's name and ending. Raises AttachmentRefused, and nothing else, for what is not taken."""
    ending = find_ending(name)
    refuse_if(ending not in endings, describe_kinds(endings))
    refuse_if(not data, _("This file is empty. Please choose another one."))
    refuse_if(
        len(data) > max_bytes,
        _("This file is too large: at most %(limit)s MB fit. Please choose a smaller one.")
        % {"limit": f"{max_bytes / 1_000_000:g}"},
    )
    refuse_if(
        not KINDS[ending].fits(data),
        _(
            "This is not a .%(ending)s file as we can take it: it is damaged, holds something else, or can run programs."
        )
        % {"ending": ending},
    )
    return Checked(clean_name(name, ending), ending)


def describe_kinds(endings: list[str]) -> str:
    return _("Only these kinds of files are taken here: %(endings)s.") % {"endings": ", ".join(endings)}


def clean_name(name: str, ending: str) -> str:
    """Return a name without folders and signs that deceive; "file" where nothing is left."""
    name = re.split(r"[/\\]", name)[-1]
    try:
        stem = clean_line(re.sub('[\x00-\x1f\x7f<>:"|?*]', "", name))
    except UncleanText:
        stem = ""
    stem = stem[: -len(ending) - 1].strip(" .") if stem.lower().endswith(f".{ending}") else ""
    return f"{stem[: NAME_MAX_LENGTH - len(ending) - 1] or _('file')}.{ending}"


def refuse_if(is_refused: bool, sentence: str) -> None:
    if is_refused:
        raise AttachmentRefused(sentence)
