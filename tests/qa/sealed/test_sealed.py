"""Sealed posts: a secret is all that is left of who wrote them, and it is enough."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail, signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Level
from forum import options
from forum.background import drains
from forum.lib.days import begin_day
from forum.models import RateCount
from qa.actions.approvals import reject_post
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.models import Activity, Closure, Draft, Hiding, NoticeAddress, Post, ReviewItem, Revision
from qa.sealed.actions import limits
from qa.sealed.actions.deeds import forget_refused
from qa.sealed.actions.publishing import publish_due
from qa.sealed.models import Seal, SealedPost, Waiting
from qa.sealed.rules.secrets import Misspelt, make_secret, read_secret
from tests import make
from tests.pages import Page
from tests.qa.sealed.people import (
    CANARY,
    answer_sealed,
    ask_and_publish,
    ask_sealed,
    dump,
    forget_limits,
    key_on,
    let_time_pass,
    open_secret,
    post_of,
    secret_on,
)
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    forget_limits()


def test_a_member_asks_sealed_and_nothing_tells_that_it_was_them(cast):
    browser = make.client(cast.asker)
    shown = ask_sealed(browser)
    secret = secret_on(shown)
    assert shown["Cache-Control"] == "private, no-store"
    assert not Post.objects.exists(), "it appears with the others of its moment"
    assert let_time_pass() == 1
    question = Post.objects.get()
    assert (question.author_id, question.visitor_key, question.author_name, question.submission_key) == (
        None,
        "",
        "",
        None,
    )
    assert question.created_at.astimezone().strftime("%M:%S") == "00:00"
    assert Revision.objects.get(post=question).created_at == question.created_at
    assert secret.replace("-", "") not in str(dump()), "the secret itself is kept nowhere"
    assert (
        "You"
        not in Page.of(browser.get(question.get_absolute_url())).find("article").find(class_="meta").text
    )
    assert make.drift() == []


def test_a_visitor_who_seals_gets_no_cookie_that_knows_them(db):
    browser = make.client()
    secret_on(ask_sealed(browser, sent_at=""))
    assert settings.VISITOR_COOKIE_NAME not in browser.cookies
    let_time_pass()
    assert Post.objects.get().visitor_key == ""


def test_the_secret_opens_the_post_beside_a_signed_in_member_and_gives_what_authors_have(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    answer = make.answer(question, cast.answerer)
    assert open_secret(browser, secret.upper().replace("-", " ")).headers["Location"] == "/sealed/post/"
    page = browser.get("/sealed/post/")
    assert page["Cache-Control"] == "private, no-store"
    assert answer.body in page.content.decode()
    browser.post(f"/sealed/post/{answer.pk}/accept/")
    browser.post(f"/sealed/post/{answer.pk}/comment/", {"body": "Thank you, that is kind of you."})
    form = {"title": question.title, "body": "I lie awake most nights now.", "version": "1", "note": ""}
    assert browser.post(f"/sealed/post/{question.pk}/edit/", form).status_code == 302
    browser.post(f"/sealed/post/{question.pk}/close/", {"reason": "I have what I needed."})
    assert not Post.objects.get(pk=question.pk).is_closed, "all of it waits"
    assert let_time_pass() == 4
    question.refresh_from_db()
    assert (question.accepted_answer_id, question.is_closed, question.body) == (
        answer.pk,
        True,
        "I lie awake most nights now.",
    )
    comment = Post.objects.get(kind="C")
    assert (comment.author_id, SealedPost.objects.filter(post=comment).exists()) == (None, True)
    assert comment.created_at > answer.created_at, "a reply stands after what it replies to"
    assert not Waiting.objects.exists()
    browser.post(f"/sealed/post/{question.pk}/reopen/")
    let_time_pass()
    question.refresh_from_db()
    assert not question.is_closed
    assert make.drift() == []


def test_an_answer_is_sealed_too_and_may_be_taken_away_and_shown_again(cast):
    question = make.question(cast.asker)
    browser = make.client(cast.answerer)
    secret = secret_on(answer_sealed(browser, question))
    let_time_pass()
    answer = post_of(secret)
    assert (answer.author_id, answer.visitor_key, answer.question_id) == (None, "", question.pk)
    open_secret(browser, secret)
    browser.post("/sealed/address/", {"email": "elsewhere@example.org"})
    assert NoticeAddress.objects.get().post_id == answer.pk
    browser.post(f"/sealed/post/{answer.pk}/removal/")
    answer.refresh_from_db()
    assert answer.is_hidden and not NoticeAddress.objects.exists()
    browser.post(f"/sealed/post/{answer.pk}/show/")
    let_time_pass()
    answer.refresh_from_db()
    assert not answer.is_hidden
    assert make.drift() == []


def test_an_address_is_kept_for_the_post_alone_and_hears_of_an_answer(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    open_secret(browser, secret)
    assert browser.post("/sealed/address/", {"email": "no address"}).status_code == 422
    browser.post("/sealed/address/", {"email": "elsewhere@example.org"})
    make.answer(question, cast.answerer)
    work()
    assert [letter.to for letter in mail.outbox] == [["elsewhere@example.org"]]
    browser.post("/sealed/address/", {"email": ""})
    assert not NoticeAddress.objects.exists()


def test_the_private_feed_tells_what_others_wrote_and_its_key_is_not_the_secret(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    answer = make.answer(question, cast.answerer)
    key = read_secret(secret).feed_key
    feed = make.client().get(f"/sealed/feed/{key}/")
    assert answer.body in feed.content.decode() and feed["Cache-Control"] == "private, no-store"
    assert key not in str(dump())
    assert make.client().get("/sealed/feed/not-a-key/").status_code == 404
    open_secret(browser, secret)
    assert key in browser.get("/sealed/post/").content.decode()


def test_a_mistyped_secret_is_told_from_one_that_opens_nothing_and_unknown_ones_read_like_wrong_ones(cast):
    browser, secret, _question = ask_and_publish(cast.asker)
    mistyped = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    assert "cannot be a whole secret" in open_secret(browser, mistyped).content.decode()
    unknown, wrong = make_secret(), make_secret()
    wrong = type(wrong)(read_secret(secret).lookup, wrong.proof)
    pages = [open_secret(browser, one.written) for one in (unknown, wrong)]
    said = [
        Page.of(page).find(class_="form").text.replace(one.written, "")
        for page, one in zip(pages, (unknown, wrong), strict=True)
    ]
    assert said[0] == said[1] and "opens nothing here" in said[0]
    assert {page.status_code for page in pages} == {422}
    assert mistyped in open_secret(browser, mistyped).content.decode(), "what was typed is kept"
    with pytest.raises(Misspelt):
        read_secret("")


def test_guessing_is_stopped_and_the_database_does_not_know_who_guessed(cast):
    browser = make.client(cast.asker)
    before = RateCount.objects.count()
    answers = [open_secret(browser, make_secret().written).status_code for _try in range(21)]
    assert answers[-2:] == [422, 429]
    assert RateCount.objects.count() == before
    words = open_secret(browser, make_secret().written)
    assert re.search(r"In \d+ minutes? the right one opens", words.text)
    assert 0 < int(words["Retry-After"]) <= 3600


def test_of_a_secret_a_slow_hash_is_kept_each_with_salt_of_its_own(cast):
    _browser, secret, _post = ask_and_publish(cast.asker)
    seal, proof = Seal.objects.get(), read_secret(secret).proof
    slow = hashlib.scrypt(proof.encode(), salt=bytes(seal.salt), n=2**14, r=8, p=1, maxmem=2**26, dklen=32)
    assert bytes(seal.digest) == slow
    ask_and_publish(cast.reader, title="How does one get through a week of this?")
    assert len({bytes(salt) for salt in Seal.objects.values_list("salt", flat=True)}) == 2


def test_what_a_secret_does_has_no_minute_of_its_own(cast):
    """The rows get the moment behind what stood in the thread before, or the beginning of the day."""
    browser, secret, post = ask_and_publish(cast.asker)
    open_secret(browser, secret)
    browser.post("/sealed/address/", {"email": "only-this-post@example.org"})
    moments = [NoticeAddress.objects.get().created_at]
    page = browser.get(f"/sealed/post/{post.pk}/edit/").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    words = {"title": post.title, "body": "I lie awake at four.", "version": version}
    assert browser.post(f"/sealed/post/{post.pk}/edit/", words).status_code == 302
    browser.post(f"/sealed/post/{post.pk}/close/", {"reason": "It helped."})
    let_time_pass()
    browser.post(f"/sealed/post/{post.pk}/removal/")
    found = Post.objects.get()
    assert (found.body, found.is_closed, found.is_hidden) == (words["body"], True, True)
    moments += [found.edited_at, Hiding.objects.get().hidden_at, Closure.objects.get().closed_at]
    moments += [*Revision.objects.values_list("created_at", flat=True)]
    moments += [*Activity.objects.filter(question=post).values_list("created_at", flat=True)]
    day = begin_day(timezone.localdate())
    assert max(moment - day for moment in moments) < timedelta(seconds=1)


def test_a_secret_does_so_much_a_day_and_everybody_together_seals_so_much(cast, monkeypatch):
    monkeypatch.setattr(limits, "DEEDS_OF_SECRET", 1)
    browser, secret, post = ask_and_publish(cast.asker)
    open_secret(browser, secret)
    assert browser.post(f"/sealed/post/{post.pk}/close/", {"reason": "It helped."}).status_code == 302
    refused = browser.post(f"/sealed/post/{post.pk}/close/", {"reason": "It helped a lot."})
    assert refused.status_code == 429
    assert "It helped a lot." in refused.text
    Waiting.objects.all().delete()
    hide_post(cast.moderator, post.pk, reason="It names a town.")
    button = browser.post(f"/sealed/post/{post.pk}/reopen/")
    assert button.status_code == 403
    assert "Your sealed post" in button.text
    assert button["Cache-Control"] == "private, no-store"
    options.save({"sealed_per_day": 1})
    full = ask_sealed(make.client(cast.reader), title="How does one get through a week of this?")
    assert full.status_code == 429
    assert "before tomorrow" in full.text


def test_secrets_lost_ended_expired_or_of_posts_that_are_gone_lead_back_to_the_door(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    assert browser.get("/sealed/post/").headers["Location"] == "/sealed/?said=closed"
    open_secret(browser, secret)
    other = make.client()
    open_secret(other, secret)
    assert {browser.get("/sealed/post/").status_code, other.get("/sealed/post/").status_code} == {200}
    browser.post("/sealed/end/")
    assert browser.get("/sealed/post/").status_code == 302
    browser.cookies["sealed"] = signing.dumps([str(Seal.objects.get().pk), "x"], salt="another")
    assert browser.get("/sealed/post/").status_code == 302
    Post.objects.filter(pk=question.pk).delete()
    assert other.get("/sealed/post/").status_code == 302
    assert "opens nothing here" in open_secret(other, secret).content.decode()


def test_an_edit_from_an_old_version_is_not_done_and_says_why(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    open_secret(browser, secret)
    make.edit(cast.editor, question.pk, "An editor put this in order.")
    form = {"title": question.title, "body": "These are my own new words.", "version": "1", "note": ""}
    browser.post(f"/sealed/post/{question.pk}/edit/", form)
    let_time_pass()
    page = browser.get("/sealed/post/").content.decode()
    assert "Somebody else edited this post" in page and "These are my own new words." in page
    waiting = Waiting.objects.get()
    browser.post(f"/sealed/waiting/{waiting.pk}/withdrawal/")
    assert not Waiting.objects.exists() and Seal.objects.exists()


def test_what_a_moderator_decided_and_why_stands_on_the_page_of_the_secret(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    hide_post(cast.moderator, question.pk, reason="Please leave out the name of the doctor.")
    open_secret(browser, secret)
    page = browser.get("/sealed/post/").content.decode()
    assert "Please leave out the name of the doctor." in page


def test_a_secret_opens_its_own_thread_alone_and_a_member_beside_it_has_no_more_rights(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    theirs = make.question(cast.answerer)
    answer = make.answer(theirs, cast.reader)
    open_secret(browser, secret)
    for address in (
        f"{theirs.pk}/edit",
        f"{answer.pk}/accept",
        f"{theirs.pk}/removal",
        f"{answer.pk}/comment",
    ):
        assert browser.post(f"/sealed/post/{address}/", {"body": "Words enough for this."}).status_code == 404
    assert browser.post(f"/posts/{question.pk}/hiding/").status_code == 403, "the account itself owns nothing"


def test_the_same_form_sent_twice_waits_once_and_only_the_last_secret_opens_it(cast):
    browser = make.client(cast.asker)
    page = browser.get("/ask/")
    words = {
        "title": "How does one sleep after bad news?",
        "body": "I lie awake.",
        "grade": "sealed",
        "submission_key": key_on(page),
    }
    first, second = (secret_on(browser.post("/ask/", words)) for _time in range(2))
    assert Waiting.objects.count() == 1
    assert open_secret(browser, first).status_code == 422
    assert open_secret(browser, second).status_code == 302


def test_what_waits_can_be_withdrawn_with_its_secret(cast):
    browser = make.client(cast.asker)
    secret = secret_on(ask_sealed(browser))
    open_secret(browser, secret)
    assert "Your question" in browser.get("/sealed/post/").content.decode()
    browser.post(f"/sealed/waiting/{Waiting.objects.get().pk}/withdrawal/")
    assert not Seal.objects.exists()
    assert let_time_pass() == 0


def test_one_person_seals_so_many_posts_a_day_and_no_table_knows_how_many(cast):
    browser = make.client(cast.asker)
    answers = [ask_sealed(browser, title=f"How does one get through night {n}?") for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "one person can" in answers[-1].content.decode()
    assert not RateCount.objects.exists()


def test_of_sealed_forms_no_draft_is_kept_and_what_was_kept_before_goes(cast):
    browser = make.client(cast.asker)
    question = make.question(cast.answerer)
    browser.post("/drafts/", {"place": f"answer-{question.pk}", "body": "Words before I chose."})
    assert Draft.objects.exists()
    page = browser.post(
        f"/questions/{question.pk}/answers/",
        {"body": "Words enough for this.", "grade": "sealed", "save_draft": "1"},
    )
    assert "Words enough for this." in page.content.decode() and "no draft is kept" in page.content.decode()
    answer_sealed(browser, question)
    left = dump()
    assert not left["qa_draft"]
    assert not [row for row in left["forum_ratecount"] if row["who"] == f"member-{cast.asker.user_id}"]
    assert {"member_id": cast.asker.user_id, "thread_id": question.pk} not in left["forum_involvement"]


def test_pictures_of_ones_own_and_words_that_are_not_used_here_are_refused_with_what_was_typed(cast):
    browser = make.client(cast.asker)
    picture = make.image(cast.asker)
    page = ask_sealed(browser, body=f"![A lake](/media/{picture.pk}.webp) is where I sit.")
    assert (
        page.status_code == 422
        and "pictures or files" in page.content.decode()
        and "is where I sit" in page.content.decode()
    )
    assert not Seal.objects.exists()


def test_switched_off_nothing_is_posted_under_the_name_either(cast):
    browser = make.client(cast.asker)
    options.save({"are_sealed_posts_allowed": False})
    page = ask_sealed(browser)
    assert page.status_code == 422
    assert not Post.objects.exists() and not Seal.objects.exists()


def test_who_may_not_ask_may_not_ask_sealed(cast):
    options.save({"ask_level": "experts"})
    assert ask_sealed(make.client(cast.asker)).status_code == 403
    options.save({"ask_level": "members", "view_level": "members"})
    secret = secret_on(ask_sealed(make.client(cast.asker)))
    let_time_pass()
    assert post_of(secret).is_question, "what was asked when it was written is not asked again"


def test_the_file_with_the_secret_holds_it_and_broken_ones_are_told(cast):
    browser, secret, _question = ask_and_publish(cast.asker)
    file = browser.post("/sealed/secret.txt", {"secret": secret})
    assert secret in file.content.decode() and "attachment" in file["Content-Disposition"]
    assert browser.post("/sealed/secret.txt", {"secret": "nonsense"}).status_code == 400


def test_points_and_figures_of_the_member_stay_as_they_were(cast):
    before = make.points(cast.asker)
    _browser, _secret, question = ask_and_publish(cast.asker)
    make.answer(question, cast.answerer)
    assert make.points(cast.asker) == before
    assert (
        make.client(make.member("boss", Level.MODERATOR)).get(question.get_absolute_url()).status_code == 200
    )
    assert CANARY not in str(dump())


def test_the_page_of_a_secret_costs_the_same_with_more_of_all(cast):
    browser, secret, question = ask_and_publish(cast.asker)
    open_secret(browser, secret)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/sealed/post/").status_code == 200
        return len(queries)

    make.answer(question, cast.answerer)
    browser.post(f"/sealed/post/{question.pk}/comment/", {"body": "Thank you, that is kind of you."})
    let_time_pass()
    browser.post(f"/sealed/post/{question.pk}/comment/", {"body": "I will try it tonight."})
    count()
    before = count()
    for _time in range(3):
        make.comment(make.answer(question))
        browser.post(f"/sealed/post/{question.pk}/comment/", {"body": f"Thank you, number {make.count()}."})
    let_time_pass()
    browser.post(f"/sealed/post/{question.pk}/comment/", {"body": "It went well, thank you all."})
    assert count() == before <= 12


def test_the_worker_does_what_waits_when_its_moment_has_come_and_not_before(cast):
    assert publish_due in drains.values()
    browser = make.client(cast.asker)
    ask_sealed(browser)
    waiting = Waiting.objects.get()
    assert waiting.due_at.minute % 15 == 0 and waiting.due_at.second == 0 and waiting.due_at > timezone.now()
    assert publish_due() == 0
    Waiting.objects.update(due_at=timezone.now())
    work()
    assert Post.objects.count() == 1


def test_what_cannot_be_done_any_more_is_told_with_the_words_and_goes_after_a_month(cast):
    question = make.question(cast.asker)
    browser = make.client(cast.answerer)
    secret = secret_on(answer_sealed(browser, question, body="Words that came too late for it."))
    close_question(cast.editor, question.pk, reason="It is settled.")
    let_time_pass()
    open_secret(browser, secret)
    page = browser.get("/sealed/post/").content.decode()
    assert "is closed and takes no more answers" in page and "Words that came too late for it." in page
    Waiting.objects.update(due_at=timezone.now() - timedelta(days=40))
    Seal.objects.update(day=timezone.localdate() - timedelta(days=40))
    assert forget_refused() == 2
    assert not Seal.objects.exists()


def test_moderators_are_told_that_nobody_can_find_out_and_a_rejection_leads_to_the_page_of_the_secret(cast):
    options.save({"is_visitor_held": True})
    browser, secret, question = ask_and_publish(cast.asker)
    assert question.is_held
    open_secret(browser, secret)
    browser.post("/sealed/address/", {"email": "elsewhere@example.org"})
    page = make.client(cast.moderator).get(ReviewItem.objects.get(post=question).get_absolute_url())
    assert "nobody can find out who wrote it" in page.content.decode()
    reject_post(cast.moderator, question.pk, reason="Please leave out the name of the doctor.")
    work()
    assert "/sealed/" in mail.outbox[0].body and "/mending/" not in mail.outbox[0].body
    assert "Please leave out the name of the doctor." in browser.get("/sealed/post/").content.decode()
