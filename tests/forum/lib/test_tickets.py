"""Tickets: what is in them comes out again, for the same purpose and for a while; nothing else is taken."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from forum.lib.tickets import BadTicket, OldTicket, make_ticket, read_ticket

BIGGEST = 2**63 - 1


@given(some.lists(some.integers(0, BIGGEST), min_size=1, max_size=3))
def test_numbers_come_out_as_they_went_in_whatever_case_a_mail_server_makes_of_them(numbers):
    ticket = make_ticket("reply", numbers, days=30)
    assert read_ticket("reply", ticket) == tuple(numbers)
    assert read_ticket("reply", ticket.upper()) == tuple(numbers)


def test_a_ticket_fits_before_the_at_sign_of_an_address():
    assert len("bounce+" + make_ticket("bounce", [1, BIGGEST], days=30)) <= 64


def test_a_ticket_for_something_else_is_none():
    with pytest.raises(BadTicket):
        read_ticket("reply", make_ticket("stop", [1], days=30))


@pytest.mark.parametrize("word", ["", "-", "1-2-3", "x" * 200, "1-2-" + "a" * 20, "½-1-abc", "1\n-2-abc"])
def test_rubbish_is_no_ticket(word):
    with pytest.raises(BadTicket):
        read_ticket("reply", word)


def test_a_changed_number_makes_it_none():
    ticket = make_ticket("reply", [35], days=30)
    with pytest.raises(BadTicket):
        read_ticket("reply", "y" + ticket[1:])


def test_a_ticket_is_good_until_its_last_day_and_the_same_whenever_it_is_made():
    since = timezone.now() - timedelta(days=30)
    ticket = make_ticket("reply", [1], days=30, since=since)
    assert ticket == make_ticket("reply", [1], days=30, since=since)
    assert read_ticket("reply", ticket) == (1,)
    with pytest.raises(OldTicket):
        read_ticket("reply", make_ticket("reply", [1], days=29, since=since - timedelta(days=1)))
