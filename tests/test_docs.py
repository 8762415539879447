"""The documents say what is true: parity names tests that exist, commands and folders are there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[1]
PARITY = (ROOT / "docs/parity.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (have|partly|not yet) \| (.*?) ?\|$", PARITY, re.MULTILINE)
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
}
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_parity_has_a_line_for_each_of_the_200_rows():
    assert [int(number) for number, *_rest in ROWS] == list(range(1, 201))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_parity_names_tests_that_exist_and_is_had_only_with_one(row):
    _number, _what, state, names = row
    tests = [name for name in names.split(", ") if name]
    assert bool(tests) is (state != "not yet")
    assert [name for name in tests if name not in TESTS] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_readme_names_commands_that_there_are():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in re.findall(r"`make ([\w-]+)", readme):
        assert re.search(rf"^{name}:", makefile, re.MULTILINE), name
    for name in re.findall(r"manage\.py (\w+)", readme):
        assert name in get_commands(), name


def test_every_decision_is_listed():
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs/decisions").glob("0*.md"):
        assert f"({path.name})" in listed
