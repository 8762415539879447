"""Leaving and coming back, over HTTP: what it takes, what it does at once, and how often one can change one's mind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Level, User
from forum import options
from qa.models import Post
from qa.privacy.actions.erasing import begin_due
from qa.privacy.models import Departure
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db


def sign_in(name):
    client = Client()
    return client, client.post("/accounts/login/", {"login": name, "password": make.PASSWORD}, follow=True)


def leave(client, **sent):
    return client.post(
        "/privacy/leaving/", {"what": "erasure", "texts": "stay", "password": make.PASSWORD, **sent}
    )


def test_the_page_says_in_numbers_what_goes_and_what_stays(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.reader)
    make.comment(question, cast.asker)
    text = Page.of(make.client(cast.asker).get("/privacy/leaving/")).text
    assert "Your questions: 1, answers: 0, comments: 1." in text
    assert "1 are deleted; of 1 a sentence stays" in text
    assert "Take a break" in text
    assert Client().get("/privacy/leaving/").status_code == 302


@pytest.mark.parametrize(
    "sent", [{"password": "wrong"}, {"password": ""}, {"what": "everything"}, {"texts": "x"}, {"what": ""}]
)
def test_without_the_password_or_with_nonsense_nothing_happens(cast, sent):
    response = leave(make.client(cast.asker), **sent)
    assert response.status_code == 422
    assert "field__error" in response.text
    assert User.objects.get(pk=cast.asker.user_id).is_active
    assert Departure.objects.count() == 0


def test_whoever_leaves_is_signed_out_everywhere_and_hidden_and_gets_no_mail(cast):
    member = make.member("lee", email="lee@example.org", has_confirmed_address=True)
    other = make.client(member)
    assert "/privacy/erasures/" in leave(make.client(member)).text
    assert other.get("/users/me/standing/").status_code == 302
    assert Client().get("/users/lee/").status_code == 404
    make.question(cast.asker, body="Hello @lee!")
    work()
    assert mail.outbox == []


def test_the_password_leads_back_and_everything_is_as_it_was(cast):
    question = make.question(cast.asker)
    leave(make.client(cast.asker), texts="go")
    client, page = sign_in("asker")
    assert page.redirect_chain[-1][0] == "/privacy/return/"
    assert "Keep my account" in page.text
    assert client.get("/users/me/standing/").status_code == 302
    assert client.post("/privacy/return/").status_code == 302
    assert client.get("/users/me/standing/").status_code == 200
    assert Departure.objects.get().state == Departure.State.RETURNED
    begin_due()
    work()
    assert Post.objects.get(pk=question.pk).author_id == cast.asker.user_id
    assert Client().get("/privacy/return/").status_code == 302


def test_closing_for_now_deletes_nothing_whatever_the_days(cast):
    make.question(cast.asker)
    leave(make.client(cast.asker), what="closing")
    begin_due()
    work()
    assert User.objects.get(pk=cast.asker.user_id).is_active is False
    client, page = sign_in("asker")
    assert "Nothing was deleted" in page.text
    client.post("/privacy/return/")
    assert User.objects.get(pk=cast.asker.user_id).is_active


def test_a_moderators_switch_is_no_departure_and_opens_nothing(cast):
    User.objects.filter(pk=cast.asker.user_id).update(is_active=False)
    client, page = sign_in("asker")
    assert "/privacy/" not in str(page.redirect_chain)
    assert client.get("/privacy/return/").status_code == 302
    assert client.get("/privacy/copy/").status_code == 302


def test_three_times_a_year_one_can_come_back(cast):
    for _time in range(3):
        leave(make.client(cast.asker))
        client, _page = sign_in("asker")
        client.post("/privacy/return/")
    assert "there is no way back" in make.client(cast.asker).get("/privacy/leaving/").text
    leave(make.client(cast.asker))
    client, page = sign_in("asker")
    assert "cannot be opened again" in page.text
    client.post("/privacy/return/")
    assert not User.objects.get(pk=cast.asker.user_id).is_active
    Departure.objects.filter(state="returned").update(ended_at=timezone.now() - timedelta(days=366))
    client.post("/privacy/return/")
    assert User.objects.get(pk=cast.asker.user_id).is_active


def test_the_last_owner_cannot_leave_alone(cast):
    owner = make.member("owner", Level.SUPER_ADMINISTRATOR)
    response = leave(make.client(owner))
    assert response.status_code == 422
    assert "the last one who can look after this site" in response.text


def test_the_days_of_grace_are_the_owners_choice(cast):
    options.save({"erasure_days": 5})
    leave(make.client(cast.asker))
    left = Departure.objects.get()
    assert timedelta(days=4) < left.due_at - timezone.now() <= timedelta(days=5)
    assert begin_due() == 0
    receipt = Client().get(f"/privacy/erasures/{left.receipt}/")
    assert "will be erased on" in receipt.text
    Departure.objects.update(due_at=timezone.now())
    begin_due()
    work()
    assert "Nothing was found" in Client().get(f"/privacy/erasures/{left.receipt}/").text


def test_sessions_of_other_devices_do_not_come_back_with_their_owner(cast):
    phone = make.client(cast.asker)
    leave(make.client(cast.asker))
    work()
    client, _page = sign_in("asker")
    client.post("/privacy/return/")
    assert client.get("/users/me/standing/").status_code == 200
    assert phone.get("/users/me/standing/").status_code == 302
