"""Whoever holds the secret of a sealed post appeals against its removal; no account takes part, and no minute is kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from qa.actions.appeals import Statement, decide_appeal
from qa.actions.hidings import hide_post
from qa.models import Activity, Appeal, NoticeAddress, Post, ReviewItem
from qa.sealed.models import Waiting
from tests import make
from tests.qa.sealed.people import (
    ask_and_publish,
    ask_sealed,
    dump,
    forget_limits,
    let_time_pass,
    open_secret,
    secret_on,
)
from tests.work import work

pytestmark = pytest.mark.django_db
WORDS = "Nobody can be recognised in it; the town is invented."
OUTCOME = Statement("No town is named.", "Rule 3.", "It can be seen again.")


@pytest.fixture(autouse=True)
def _fresh_limits():
    forget_limits()


@pytest.fixture
def hidden(cast):
    browser, secret, post = ask_and_publish(cast.asker)
    hide_post(cast.moderator, post.pk, reason="It names a town.")
    assert open_secret(browser, secret).status_code == 302
    return browser, secret, post


def appeal(browser, post):
    return browser.post(f"/sealed/post/{post.pk}/appeal/", {"text": WORDS})


def test_the_holder_appeals_another_moderator_decides_and_the_page_and_the_address_are_told(
    cast, hidden, mailoutbox
):
    browser, secret, post = hidden
    NoticeAddress.objects.create(post=post, email="only-this-post@example.org")
    page = browser.get("/sealed/post/").text
    assert "It names a town." in page
    assert f"/sealed/post/{post.pk}/appeal/" in page
    assert browser.get(f"/sealed/post/{post.pk}/appeal/").status_code == 200
    assert browser.post(f"/sealed/post/{post.pk}/appeal/", {"text": " "}).status_code == 422
    assert appeal(browser, post).status_code == 302
    assert not Appeal.objects.exists(), "it is sent with all that is sealed until the next moment"
    assert WORDS in browser.get("/sealed/post/").text
    let_time_pass()
    made = Appeal.objects.get()
    assert made.appellant is None
    assert ReviewItem.objects.open().filter(kind="appeal", number=made.pk).exists()
    assert appeal(browser, post).status_code == 404, "one can appeal once"
    seen = make.client(cast.administrator).get(f"/appeals/{made.pk}/").text
    assert "whoever has the secret" in seen
    assert ">asker<" not in seen
    with pytest.raises(PermissionDenied, match="your own decision"):
        decide_appeal(cast.moderator, made.pk, is_overturned=True, statement=OUTCOME)
    decide_appeal(cast.administrator, made.pk, is_overturned=True, statement=OUTCOME)
    work()
    assert not Post.objects.get(pk=post.pk).is_hidden
    assert "No town is named." in browser.get("/sealed/post/").text
    letter = next(mail for mail in mailoutbox if "appeal" in mail.body)
    assert letter.to == ["only-this-post@example.org"]
    assert "/sealed/" in letter.body
    assert "town" not in letter.body
    assert secret.replace("-", "") not in str(dump())


def test_the_appeal_says_neither_who_nor_at_what_minute(cast, hidden):
    browser, _secret, post = hidden
    Activity.objects.update(created_at=Activity.objects.latest("pk").created_at - timedelta(hours=1))
    Post.objects.update(created_at=Activity.objects.earliest("created_at").created_at - timedelta(hours=1))
    appeal(browser, post)
    let_time_pass()
    made = Appeal.objects.get()
    last = Activity.objects.filter(question=post).latest("created_at").created_at
    assert made.created_at - last <= timedelta(milliseconds=1)
    assert made.visitor_key == f"sealed:{made.entry_id}"
    assert str(cast.asker.user_id) not in str(Appeal.objects.values_list("appellant", "visitor_key"))


def test_neither_the_author_s_account_nor_another_secret_opens_the_appeal(cast, hidden):
    browser, _secret, post = hidden
    appeal(browser, post)
    let_time_pass()
    made = Appeal.objects.get()
    for who in (cast.asker, cast.reader, None):
        assert make.client(who).get(f"/appeals/{made.pk}/").status_code == 404
        assert make.client(who).get(f"/decisions/{made.entry_id}/appeal/").status_code == 404
    other = make.client(cast.reader)
    second = secret_on(ask_sealed(other, title="What helps when the phone will not stop?"))
    let_time_pass()
    open_secret(other, second)
    assert appeal(other, post).status_code == 404
    assert WORDS not in other.get("/sealed/post/").text


def test_what_waits_is_read_as_words_and_not_as_code(cast):
    browser = make.client(cast.asker)
    secret = secret_on(ask_sealed(browser, body="I lie awake.\n\nWhom does one tell?"))
    open_secret(browser, secret)
    page = browser.get("/sealed/post/")
    assert Waiting.objects.exists()
    assert "<pre" not in page.text
    assert "<p>Whom does one tell?</p>" in page.text
