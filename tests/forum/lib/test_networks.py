"""Patterns of network addresses: every way to write them, and sentences for what is none."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.lib.networks import BadPattern, read_host, read_pattern


@pytest.mark.parametrize(
    ("text", "first", "last", "pattern"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.1 - 192.0.2.9", "192.0.2.1", "192.0.2.9", "192.0.2.1-192.0.2.9"),
        ("192.0.2.1-192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("192.0.2.5/24", "192.0.2.0", "192.0.2.255", "192.0.2.0/24"),
        ("192.0.2.*", "192.0.2.0", "192.0.2.255", "192.0.2.0/24"),
        ("192.0.*.*", "192.0.0.0", "192.0.255.255", "192.0.0.0/16"),
        ("10.*", "10.0.0.0", "10.255.255.255", "10.0.0.0/8"),
        ("2001:DB8::1", "2001:db8::1", "2001:db8::1", "2001:db8::1"),
        ("2001:db8::/48", "2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8::/48"),
        ("2001:db8:*", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32"),
        ("2001:db8::1-2001:db8::9", "2001:db8::1", "2001:db8::9", "2001:db8::1-2001:db8::9"),
        ("::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.0/120", "192.0.2.0", "192.0.2.255", "192.0.2.0/24"),
    ],
)
def test_a_pattern_is_read_however_it_is_written(text, first, last, pattern):
    span = read_pattern(text)
    assert (str(span.first), str(span.last), span.pattern) == (first, last, pattern)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no network address"),
        ("-", "no network address"),
        ("300.1.1.1", "no network address"),
        ("010.0.0.1", "no network address"),
        ("١٩٢.0.2.7", "no network address"),
        ("192.0.2", "no network address"),
        ("example.org", "no network address"),
        ("fe80::1%eth0", "no network address"),
        ("192.0.2.7/33", "no network address"),
        ("192.0.2.0/255.255.255.0.0", "no network address"),
        ("1-2-3", "no network address"),
        ("10.0.0.9-10.0.0.1", "ends before it begins"),
        ("10.0.0.1-2001:db8::1", "the same kind"),
        ("10.*.1.*", "A star stands for"),
        ("10.1*.2.3", "A star stands for"),
        ("10.0.0.0.*", "A star stands for"),
        ("*", "A star stands for"),
        ("*.*.*.*", "A star stands for"),
        ("2001:db8::*", "A star stands for"),
        ("300.*", "no network address"),
        ("0.0.0.0/0", "far too many"),
        ("::/0", "far too many"),
        ("::ffff:0:0/96", "far too many"),
        ("10.0.0.0-12.0.0.0", "far too many"),
        ("2000::/3", "far too many"),
        ("x" * 5000, "no network address"),
    ],
)
def test_what_names_no_addresses_or_far_too_many_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(BadPattern, match=sentence) as refusal:
        read_pattern(text)
    assert len(str(refusal.value)) < 200


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        span = read_pattern(text)
    except BadPattern:
        return
    assert read_pattern(span.pattern) == span


@given(st.ip_addresses(), st.ip_addresses(), st.ip_addresses())
def test_a_range_holds_what_lies_between_its_ends(one, other, address):
    if one.version != other.version:
        return
    first, last = sorted([one, other])
    try:
        span = read_pattern(f"{first}-{last}")
    except BadPattern:
        return
    host = read_host(str(address))
    assert span.holds(host) == (span.first.version == host.version and span.first <= host <= span.last)
    assert span.meets(span)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("10.0.0.1-10.0.0.9", "10.0.0.9", True),
        ("10.0.0.1-10.0.0.9", "10.0.0.0/8", True),
        ("10.0.0.1-10.0.0.9", "10.0.0.10", False),
        ("10.0.0.1", "::10.0.0.1", False),
    ],
)
def test_two_patterns_meet_when_one_address_is_in_both(one, other, meet):
    assert read_pattern(one).meets(read_pattern(other)) is meet
    assert read_pattern(other).meets(read_pattern(one)) is meet


def test_what_is_no_address_is_none():
    assert read_host("unknown") is None
    assert read_host("::ffff:192.0.2.7") == ipaddress.ip_address("192.0.2.7")
