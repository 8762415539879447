"""Network addresses: whose they are, how they are grouped, and that nobody can read them later."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from forum.lib.addresses import group_address, hash_address, read_address

PROXY = "10.0.0.1"


def request(remote=PROXY, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("2001:DB8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("rubbish", "unknown"),
        ("192.0.2.7:1234", "unknown"),
        ("1.2.3", "unknown"),
    ],
)
def test_an_ipv6_network_of_64_bits_counts_as_one_and_an_ipv4_address_as_itself(address, network):
    assert group_address(address) == network


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "192.0.2.7", PROXY),
        (0, None, PROXY),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        (2, "6.6.6.6, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, " 192.0.2.7 ,, 10.0.0.2", "192.0.2.7"),
        (2, "6.6.6.6", PROXY),
        (1, "", PROXY),
        (1, None, PROXY),
    ],
)
def test_a_forwarded_address_counts_only_behind_that_many_proxies_of_ours(
    settings, count, forwarded, address
):
    settings.TRUSTED_PROXY_COUNT = count
    assert read_address(request(forwarded=forwarded)) == address


def test_the_hash_names_no_address_and_is_the_same_for_one_network():
    one, other = hash_address(request("2001:db8:1:2::1")), hash_address(request("2001:db8:1:2::ffff"))
    assert one == other
    assert len(one) == 32
    assert "2001" not in one
    assert hash_address(request("2001:db8:1:3::1")) != one


def test_tomorrow_the_same_network_has_another_hash(monkeypatch):
    def hash_on(day):
        monkeypatch.setattr(
            "forum.lib.addresses.timezone.now", lambda: datetime(2024, 5, day, 12, tzinfo=UTC)
        )
        return hash_address(request("192.0.2.7"))

    assert hash_on(1) == hash_on(1)
    assert hash_on(1) != hash_on(2)


def test_with_another_secret_key_every_hash_is_another(settings):
    before = hash_address(request("192.0.2.7"))
    settings.SECRET_KEY = "another" * 10
    assert hash_address(request("192.0.2.7")) != before
