"""Environment variables: typed, and refused with their name when they make no sense."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from forum.lib.env import read_bool, read_int, read_list, read_place, read_secret, read_sisters


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1", True), ("true", True), (" YES ", True), ("on", True), ("0", False), ("False", False), ("no", False),
     ("off", False), ("", False)],
)  # fmt: skip
def test_a_switch_knows_the_usual_words(monkeypatch, raw, value):
    monkeypatch.setenv("SWITCH", raw)
    assert read_bool("SWITCH", not value) is value


def test_what_is_not_set_has_its_default(monkeypatch):
    for name in ("SWITCH", "NUMBER", "LIST", "SECRET", "SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert read_bool("SWITCH", True) is True
    assert read_int("NUMBER", 7) == 7
    assert read_list("LIST") == []
    assert read_secret("SECRET") == ""


@pytest.mark.parametrize("raw", ["maybe", "2", "tru", "-1", "1;0"])
def test_a_switch_that_is_neither_on_nor_off_stops_the_start(monkeypatch, raw):
    monkeypatch.setenv("SWITCH", raw)
    with pytest.raises(ImproperlyConfigured, match="SWITCH must be 1 or 0"):
        read_bool("SWITCH", False)


@pytest.mark.parametrize(("raw", "value"), [("12", 12), (" 3 ", 3), ("", 7), ("  ", 7)])
def test_a_whole_number_is_read(monkeypatch, raw, value):
    monkeypatch.setenv("NUMBER", raw)
    assert read_int("NUMBER", 7) == value


@pytest.mark.parametrize("raw", ["1.5", "ten", "0x10", "1e3", "-1", "1_0", "٣"])
def test_a_number_that_is_none_stops_the_start(monkeypatch, raw):
    monkeypatch.setenv("NUMBER", raw)
    with pytest.raises(ImproperlyConfigured, match="NUMBER must be a whole number"):
        read_int("NUMBER", 7)


def test_a_list_drops_blanks(monkeypatch):
    monkeypatch.setenv("LIST", " a.org, ,b.org,")
    assert read_list("LIST") == ["a.org", "b.org"]


def test_a_secret_comes_from_its_file_before_the_variable(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("SECRET", " from the variable ")
    assert read_secret("SECRET") == "from the variable"
    monkeypatch.setenv("SECRET_FILE", str(file))
    assert read_secret("SECRET") == "from the file"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "not text"])
def test_a_secret_file_that_cannot_be_read_stops_the_start(monkeypatch, tmp_path, content):
    file = tmp_path / "secret"
    if content:
        file.write_bytes(content)
    monkeypatch.setenv("SECRET_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match="SECRET_FILE cannot be read"):
        read_secret("SECRET")


@pytest.mark.parametrize(
    "raw", ["", "https://example.org/?a=1", "https://[::1]:8000/x", "http://localhost:8000/"]
)
def test_a_place_is_the_address_of_a_page(monkeypatch, raw):
    monkeypatch.setenv("PLACE", raw)
    assert read_place("PLACE") == raw


@pytest.mark.parametrize(
    "raw",
    [
        "example.org",
        "/x",
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://a b",
        "https://é",
    ],
)
def test_what_is_no_place_stops_the_start(monkeypatch, raw):
    monkeypatch.setenv("PLACE", raw)
    with pytest.raises(ImproperlyConfigured, match="PLACE must be an address"):
        read_place("PLACE")


GOOD = {"address": "https://b.example.org/", "secret": "s" * 40}


def test_sisters_are_read_with_what_was_left_out(monkeypatch):
    monkeypatch.setenv("SISTERS", "")
    assert read_sisters("SISTERS") == {}
    monkeypatch.setenv(
        "SISTERS", json.dumps({"b": GOOD | {"email": 1}, "c-2": GOOD | {"title": "C", "level": True}})
    )
    found = read_sisters("SISTERS")
    told = {"address": "https://b.example.org", "secret": "s" * 40, "email": False}
    assert found["b"] == told | {"title": "b", "level": False}
    assert found["c-2"] == told | {"title": "C", "level": True}


@pytest.mark.parametrize(
    "said",
    [
        "[", [], "b", 5, {"b": 5}, {"b": []}, {"b": {}}, {"b/c": GOOD}, {"": GOOD}, {"b": GOOD | {"secret": "short"}},
        {"b": GOOD | {"secret": ["s"] * 40}}, {"b": GOOD | {"address": "http://b.example.org"}}, {"b": GOOD | {"address": 5}},
        {"b": GOOD | {"address": "https://b.example.org/?a=1"}}, {"b": GOOD | {"title": 5}},
    ],
)  # fmt: skip
def test_sisters_that_cannot_be_asked_stop_the_start_and_no_secret_is_repeated(monkeypatch, said):
    monkeypatch.setenv("SISTERS", said if said == "[" else json.dumps(said))
    with pytest.raises(ImproperlyConfigured, match="SISTERS") as refused:
        read_sisters("SISTERS")
    assert "s" * 40 not in str(refused.value)
