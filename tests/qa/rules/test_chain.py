"""Arithmetic of the moderation log."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from qa.rules import chain

LINK = chain.Link(1, "2026-11-26T19:00:00.000000Z", "hid", "moderator", "post", 7, "A", {"words": "0" * 64})


def test_json_is_the_same_whatever_the_order_of_the_keys_and_keeps_every_letter():
    assert (
        chain.write_json({"b": 1, "a": "ö"})
        == chain.write_json({"a": "ö", "b": 1})
        == '{"a":"ö","b":1}'.encode()
    )


def test_times_are_written_in_utc_with_microseconds():
    moment = datetime(2026, 11, 26, 20, 0, tzinfo=timezone(timedelta(hours=1)))
    assert chain.write_time(moment) == "2026-11-26T19:00:00.000000Z"
    assert chain.write_time(moment.astimezone(UTC)) == chain.write_time(moment)


def test_the_hash_of_an_entry_can_be_recomputed_by_hand():
    text = (
        '["'
        + chain.START
        + '",{"at":"2026-11-26T19:00:00.000000Z","digests":{"words":"'
        + "0" * 64
        + '"},"number":1,'
        '"post_id":7,"post_kind":"A","role":"moderator","subject":"post","verb":"hid"}]'
    )
    assert chain.hash_link(chain.START, LINK) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"at": "2026-11-26T19:00:00.000001Z"},
        {"verb": "showed"},
        {"role": "editor"},
        {"subject": "member"},
        {"post_id": 8},
        {"post_kind": "C"},
        {"digests": {"words": "1" * 64}},
        {"digests": {}},
    ],
    ids=str,
)
def test_whatever_is_changed_changes_the_hash(change):
    assert chain.hash_link(chain.START, replace(LINK, **change)) != chain.hash_link(chain.START, LINK)


def test_the_entry_before_changes_the_hash():
    assert chain.hash_link("1" * 64, LINK) != chain.hash_link(chain.START, LINK)


def test_a_digest_tells_nothing_without_its_nonce():
    assert chain.digest_part("a", {"reason": "spam"}) != chain.digest_part("b", {"reason": "spam"})
