"""Files other than pictures are what their ending says and nothing else besides, or refused with a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.attachments import KINDS, AttachmentRefused, check, clean_name, find_ending, read_endings
from tests import documents

EVERY = list(KINDS)


def judge(data, name, endings=EVERY, max_bytes=1_000_000):
    return check(name, data, endings=endings, max_bytes=max_bytes)


def test_every_known_kind_has_an_honest_example():
    assert set(documents.HONEST) == set(KINDS)


@pytest.mark.parametrize("ending", EVERY)
def test_an_honest_file_is_taken_under_its_own_ending_and_under_no_other_kind(ending):
    data = documents.HONEST[ending]
    assert judge(data, f"My notes.{ending.upper()}").name == f"My notes.{ending}"
    for other in {"pdf", "rtf", "odt", "docx", "xlsx"} - {ending}:
        with pytest.raises(AttachmentRefused, match="as we can take it"):
            judge(data, f"a.{other}")


@pytest.mark.parametrize("bad", documents.BAD)
def test_what_is_not_what_it_says_or_more_than_that_is_refused(bad):
    data, name = documents.BAD[bad]
    with pytest.raises(AttachmentRefused, match="damaged, holds something else, or can run programs"):
        judge(data, name)


@pytest.mark.parametrize(
    "name",
    ["a.html", "a.svg", "a.exe", "a.js", "a.zip", "a.docm", "a.pdf.exe", "pdf", "", ".", "a.", "a.webp"],
)
def test_only_the_endings_that_are_allowed_are_taken(name):
    with pytest.raises(AttachmentRefused, match="pdf, txt"):
        judge(documents.PDF, name, endings=["pdf", "txt"])


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"", "is empty"), (documents.PDF + b" " * 2_000, "at most 0.001 MB fit")]
)
def test_an_empty_file_and_one_that_is_too_large_are_refused(data, sentence):
    with pytest.raises(AttachmentRefused, match=sentence):
        judge(data, "a.pdf", max_bytes=1_000)


@pytest.mark.parametrize(
    "data",
    [
        "täglich".encode("cp1252"),
        "words".encode("utf-16"),
        "\ufeffwords".encode(),
        "眠れない".encode(),
        b"a\x1bb\x0c",
    ],
)
def test_text_is_taken_in_the_sets_that_people_have(data):
    assert judge(data, "a.txt").ending == "txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\robin\\Notes.PDF", "Notes.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('a"b<c>|?*.pdf', "abc.pdf"),
        ("adm\u202efdp.pdf", "file.pdf"),
        ("  ..  .pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 5_000 + ".pdf", "x" * 96 + ".pdf"),
        ("Schlaf – Übersicht 🙂.pdf", "Schlaf – Übersicht 🙂.pdf"),
    ],
)
def test_a_name_loses_folders_and_signs_that_deceive(name, shown):
    assert clean_name(name, "pdf") == shown


def test_the_option_names_endings_however_they_are_separated_and_unknown_ones_are_none():
    assert read_endings(" .DOCX;pdf, exe html\nzip") == ["pdf", "docx"]
    assert read_endings("") == []
    assert find_ending("a.tar.GZ ") == "gz"


@settings(deadline=None, max_examples=300, database=None)
@given(
    st.binary(max_size=300), st.sampled_from(EVERY), st.sampled_from(["", "%PDF-", "PK\x03\x04", "{\\rtf1"])
)
def test_any_bytes_at_all_are_taken_or_refused_with_a_sentence(data, ending, beginning):
    try:
        judge(beginning.encode() + data, f"a.{ending}")
    except AttachmentRefused as refusal:
        assert str(refusal).endswith(".")
