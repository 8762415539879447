"""Stopping mails from a link: by hand with a choice, by a mail program with one click, never by a scanner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forum.lib.tickets import make_ticket
from qa.news.actions.stops import make_stop_path
from qa.news.models import MailStop, Preferences
from qa.news.rules.kinds import Kind, Pace
from tests import make
from tests.pages import Page
from tests.qa.news.letters import TICKED, letters_to, reader_of_mail

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def asker():
    return reader_of_mail()


@pytest.fixture
def question(asker):
    return make.question(asker, byline=TICKED)


@pytest.fixture
def path(asker, question):
    """The address that the header of a mail names."""
    make.answer(question)
    [message] = letters_to(asker)
    return "/mail/" + message.extra_headers["List-Unsubscribe"].strip("<>").split("/mail/")[1]


def strange_client():
    return Client(enforce_csrf_checks=True)


def count_after(asker, question):
    """How many mails come of one answer, one comment and an answer to another question."""
    before = len(letters_to(asker))
    make.answer(question)
    make.comment(question, make.member())
    make.answer(make.question(asker, byline=TICKED))
    return len(letters_to(asker)) - before


def test_one_click_of_a_mail_program_stops_this_kind_without_cookies_or_tokens(asker, question, path):
    response = strange_client().post(path, ONE_CLICK)
    assert response.status_code == 200
    assert count_after(asker, question) == 1  # the comment
    assert Preferences.objects.get().wishes[Kind.ANSWER].site


def test_looking_at_the_link_changes_nothing_however_often(asker, question, path):
    for _number in range(3):
        response = strange_client().get(path)
        assert response.status_code == 200
    assert strange_client().head(path).status_code == 200
    assert not Preferences.objects.exists() and not MailStop.objects.exists()
    assert [button.attribute("value") for button in Page.of(response).find("main").find_all("button")] == [
        "kind", "question", "all",
    ]  # fmt: skip
    assert count_after(asker, question) == 3


def test_one_may_stop_a_question_and_hear_of_the_others(asker, question, path):
    assert "It is done" in Page.of(strange_client().post(path, {"scope": "question"})).text
    assert count_after(asker, question) == 1


def test_one_may_stop_all_and_begin_again_with_the_choices_one_had(asker, question, path):
    strange_client().post(path, {"scope": "all"})
    assert count_after(asker, question) == 0
    client = make.client(asker)
    assert "All mail about notices is stopped" in Page.of(client.get("/users/me/notices/")).text
    client.post("/users/me/notices/mail/")
    assert count_after(asker, question) == 3


@pytest.mark.parametrize("scope", ["kind", "question", "all"])
def test_a_link_that_was_used_says_so(path, scope):
    assert "It is done" in Page.of(strange_client().post(path, {"scope": scope})).text
    assert "That was done already" in Page.of(strange_client().post(path, {"scope": scope})).text


def test_the_link_of_a_digest_stops_what_is_daily_or_weekly(asker):
    Preferences.objects.create(
        member=asker.user,
        choices={"answer": {"site": True, "mail": "daily"}, "edit": {"site": True, "mail": "weekly"}},
    )
    strange_client().post(make_stop_path(asker.user_id, None), ONE_CLICK)
    wishes = Preferences.objects.get().wishes
    assert (wishes[Kind.ANSWER].mail, wishes[Kind.EDIT].mail) == (Pace.NEVER, Pace.NEVER)
    assert wishes[Kind.COMMENT].mail == Pace.NOW


def make_old(asker):
    since = timezone.now() - timedelta(days=400)
    return make_ticket("stop", [asker.user_id, 4, 0], days=365, since=since)


def test_forged_and_old_links_are_not_found_and_say_what_one_can_do(asker, path):
    other = make_ticket("reply", [asker.user_id, 4, 0], days=365)
    for ticket in ("rubbish", other, path.split("/")[2][:-1] + "!", make_old(asker), "x" * 300):
        for method in ("get", "post"):
            response = getattr(strange_client(), method)(f"/mail/{ticket}/")
            assert response.status_code == 404
            assert "newest mail" in Page.of(response).find("main").text
    assert not Preferences.objects.exists()


def test_a_link_of_a_deleted_member_or_question_does_no_harm(asker, path, question):
    question.delete()
    assert strange_client().post(path, {"scope": "question"}).status_code == 200
    asker.user.delete()
    assert strange_client().post(path).status_code == 404


def test_whoever_may_write_nothing_here_may_still_stop_mails(asker, path):
    from forum.lib.networks import read_pattern
    from qa.actions.blocks import block_addresses

    block_addresses(make.member(level=100), read_pattern("127.0.0.1"), reason="A test.")
    assert strange_client().post(path, ONE_CLICK).status_code == 200
