"""Members at the door: the page that all like them see, with what is theirs; their own page where anything is theirs."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as live
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import Level, User
from forum import options
from qa.actions import favourites, flags, measures, votes
from qa.actions.category_levels import set_category_level
from qa.actions.content_warnings import set_choices, set_warnings
from qa.actions.drafts import save_draft
from qa.actions.hidings import hide_post
from qa.actions.view_counts import counter
from qa.models import Tag
from qa.news.actions import subjects
from qa.news.actions.tell import mark_read, tell
from qa.news.models import Notice, SubjectMute, Visit
from qa.news.rules.kinds import Kind
from tests import make
from tests.forum.doors import Browser, Server
from tests.forum.test_door import age
from tests.pages import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return make.cast()


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def question(people):
    question = make.question(people.asker)
    make.comment(make.answer(question, people.answerer), people.expert)
    age()
    return question


def plain(text):
    return re.sub(r'(name="(?:submission_key|csrfmiddlewaretoken)" value=")[^"]+', r"\\1", text)


def test_two_members_share_a_page_and_each_finds_their_own_name_points_and_token_in_it(
    people, server, question
):
    address = question.get_absolute_url()
    other = make.member("somebody-else")
    User.objects.filter(pk=other.user_id).update(points=7_480)
    first, second = Browser(server, people.reader), Browser(server, other)
    pages = [first.get_made(address), second.get_kept(address)]
    for browser, answer, points in zip((first, second), pages, ("100 points", "7.5k points"), strict=True):
        page = Page.of(answer)
        assert page.find(class_="account__me").text == f"{browser.viewer.user.username} {points}"
        assert f'data-owner="{browser.viewer.user_id}"' in answer.text
        [head] = {value for name, value in answer.pairs if name == "Cache-Control"}
        assert head == "private, no-cache"
        assert "set-cookie" not in answer.headers
        usual = make.client(browser.viewer).get(address).content.decode()
        assert plain(answer.text) == plain(usual)
    assert "somebody-else" not in pages[0].text
    assert "reader" not in pages[1].text


def test_the_token_in_the_page_is_good_for_a_form(people, server, question):
    browser = Browser(server, people.reader)
    browser.get(question.get_absolute_url())
    token = Page.of(browser.get_kept(question.get_absolute_url())).find("input", name="csrfmiddlewaretoken")
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for name, value in browser.cookies.items():
        client.cookies[name] = value
    sent = {"body": "This is what helped me.", "csrfmiddlewaretoken": token.attribute("value")}
    headers = {"origin": "http://testserver"}
    assert client.post(f"/questions/{question.pk}/answers/", sent, headers=headers).status_code == 302
    sent |= {"csrfmiddlewaretoken": "x" * 64, "body": "And another thing."}
    assert client.post(f"/questions/{question.pk}/answers/", sent, headers=headers).status_code == 403


def test_members_of_different_levels_get_different_pages(people, server, question):
    address = question.get_absolute_url()
    member, editor = Browser(server, people.reader), Browser(server, people.editor)
    assert "/closure/" not in member.get_made(address).text
    assert "/closure/" in editor.get_made(address).text
    assert "/closure/" not in member.get_kept(address).text
    assert "/closure/" in editor.get_kept(address).text
    assert "/closure/" not in server.get_made(address).text


OWN = {
    "a vote": lambda people, question, answer: votes.cast_vote(people.reader, answer.pk, 1),
    "a vote on the question": lambda people, question, answer: votes.cast_vote(people.reader, question.pk, -1),
    "a flag": lambda people, question, answer: flags.flag_post(people.reader, answer.pk, reason="other", note="Look."),
    "a star": lambda people, question, answer: favourites.set_favourite(people.reader, question.pk, True),
    "a draft": lambda people, question, answer: save_draft(people.reader, f"answer-{question.pk}", {"body": "Later"}),
    "an answer": lambda people, question, answer: make.answer(question, people.reader),
    "a comment": lambda people, question, answer: make.comment(answer, people.reader),
    "an answer that was hidden": lambda people, question, answer: hide_post(
        people.editor, make.answer(question, people.reader).pk, reason="Not for here."
    ),
}  # fmt: skip


@pytest.mark.parametrize("thing", OWN)
def test_whoever_has_something_of_their_own_in_a_thread_gets_a_page_of_their_own(
    people, server, question, thing
):
    address = question.get_absolute_url()
    browser = Browser(server, people.reader)
    browser.get(address)
    OWN[thing](people, question, question.thread_posts.get(kind="A"))
    age()
    mine = browser.get(address).text
    assert plain(mine) == plain(make.client(people.reader).get(address).content.decode())
    before = server.made
    browser.get(address)
    assert server.made > before
    stranger = Browser(server, make.member())
    stranger.get(address)
    stranger.get_kept(address)


STARS = {
    "/tags/sleep/": lambda people, category, is_on: favourites.set_favourite_tag(
        people.reader, Tag.objects.get(name="sleep").pk, is_on
    ),
    "/categories/health/": lambda people, category, is_on: favourites.set_favourite_category(
        people.reader, category.pk, is_on
    ),
    "/users/asker/": lambda people, category, is_on: favourites.set_favourite_member(
        people.reader, people.asker.user_id, is_on
    ),
}  # fmt: skip


@pytest.mark.parametrize("address", STARS)
def test_whoever_has_a_star_on_what_a_page_shows_gets_it_from_django_and_a_stranger_sees_none(
    people, server, address
):
    category = make.category("Health")
    make.question(people.asker, tags=("sleep",), category=category)
    age()
    mine, stranger = Browser(server, people.reader), Browser(server, make.member())

    def is_on(answer):
        return Page.of(answer).find("button", name="favourite").attribute("aria-pressed") == "true"

    assert not is_on(mine.get_made(address))
    assert not is_on(mine.get_kept(address))
    STARS[address](people, category, True)
    for _ in range(2):
        assert is_on(mine.get_made(address))
    stranger.get(address)
    assert not is_on(stranger.get_kept(address))
    assert "favourite" not in server.get(address).text
    STARS[address](people, category, False)
    assert not is_on(mine.get(address))


def test_the_author_of_what_a_page_shows_gets_it_from_django(people, server, question):
    for viewer in (people.asker, people.answerer, people.expert):
        browser = Browser(server, viewer)
        for address in (question.get_absolute_url(), viewer.user.get_absolute_url()):
            assert plain(browser.get(address).text) == plain(
                make.client(viewer).get(address).content.decode()
            )
            before = server.made
            browser.get(address)
            assert server.made > before


def test_lists_are_shared_too(people, server, question):
    for address in (
        "/",
        "/questions/?sort=votes",
        "/tags/",
        "/categories/",
        "/unanswered/",
        "/users/",
        "/search/?q=day",
    ):
        Browser(server, people.reader).get_made(address)
        Browser(server, people.moderator).get_made(address)
        assert "reader" in Browser(server, people.reader).get_kept(address).text


@pytest.mark.parametrize(
    "end",
    [
        lambda browser: Session.objects.all().delete(),
        lambda browser: Session.objects.update(expire_date="2020-01-01T00:00Z"),
        lambda browser: User.objects.filter(pk=browser.viewer.user_id).update(is_active=False),
        lambda browser: User.objects.filter(pk=browser.viewer.user_id).update(password="another"),
        lambda browser: User.objects.get(pk=browser.viewer.user_id).delete(),
    ],
)
def test_a_session_that_ended_ends_at_the_next_request(people, server, question, end):
    address = question.get_absolute_url()
    browser = Browser(server, people.reader)
    browser.get_made(address)
    assert "reader" in browser.get_kept(address).text
    end(browser)
    assert "reader" not in browser.get(address).text


MEASURES = {
    "a suspension": lambda people: measures.suspend(
        people.moderator, people.reader.user_id, rights=["ask"], ends_at=timezone.now() + timedelta(days=1), reason="Pause."
    ),
    "a block": lambda people: measures.block(people.moderator, people.reader.user_id, reason="Pause."),
    "a warning": lambda people: measures.warn(people.moderator, people.reader.user_id, reason="Pause."),
}  # fmt: skip


@pytest.mark.parametrize("what", MEASURES)
def test_a_member_with_a_measure_never_gets_the_page_of_their_class_until_it_is_lifted(
    people, server, question, what
):
    browser, stranger = Browser(server, people.reader), Browser(server, make.member())
    addresses = (question.get_absolute_url(), "/questions/", "/users/")
    for address in addresses:
        browser.get(address)
        browser.get_kept(address)
    measure = MEASURES[what](people)
    for address in addresses:
        for _ in range(2):
            page = Page.of(browser.get_made(address))
            assert page.find_all(class_="standing-line"), address
        kept = Page.of(stranger.get(address))
        assert not kept.find_all(class_="standing-line"), "the page of the class stays as it was"
        stranger.get_kept(address)
    measures.lift(people.moderator, measure.pk, "Talked about it.")
    for address in addresses:
        browser.get(address)
        assert not Page.of(browser.get_kept(address)).find_all(class_="standing-line")


def test_a_member_with_mutes_never_gets_the_page_of_their_class_until_they_take_them_back(
    people, server, question
):
    browser, stranger = Browser(server, people.reader), Browser(server, make.member())
    addresses = (question.get_absolute_url(), "/questions/")
    for address in addresses:
        browser.get(address)
        browser.get_kept(address)
    subjects.mute_person(people.reader, people.answerer.user, True)
    subjects.mute_word(people.reader, question.title)
    for address, words in zip(
        addresses, ("Hidden by what you muted", "1 hidden by your choices"), strict=True
    ):
        for _ in range(2):
            assert words in browser.get_made(address).text
        assert words not in stranger.get(address).text
        stranger.get_kept(address)
    for mute in SubjectMute.objects.all():
        subjects.lift_mute(people.reader, mute.pk)
    for address in addresses:
        browser.get(address)
        assert "hidden by" not in browser.get_kept(address).text.lower()


def test_a_member_who_chose_what_they_see_of_warnings_gets_pages_of_their_own_until_they_take_that_back(
    people, server, question
):
    set_warnings(people.asker, question.pk, ["loss"])
    browser, stranger = Browser(server, people.reader), Browser(server, make.member())
    address = question.get_absolute_url()
    browser.get(address)
    assert Page.of(browser.get_kept(address)).find_all("details", class_="covered")
    set_choices(people.reader, {"loss": "show"})
    for _ in range(2):
        assert Page.of(browser.get_made(address)).find_all(class_="covered__line")
        assert Page.of(stranger.get(address)).find_all("details", class_="covered")
    set_choices(people.reader, {})
    browser.get(address)
    assert Page.of(browser.get_kept(address)).find_all("details", class_="covered")


def test_another_name_level_or_more_points_show_at_the_next_request(people, server, question):
    address = question.get_absolute_url()
    browser = Browser(server, people.reader)
    browser.get_made(address)
    User.objects.filter(pk=people.reader.user_id).update(
        points=555, username="renamed", username_key="renamed"
    )
    page = Page.of(browser.get_kept(address))
    assert page.find(class_="account__me").text == "renamed 555 points"
    User.objects.filter(pk=people.reader.user_id).update(level=Level.EDITOR)
    assert "/closure/" in browser.get(address).text
    User.objects.filter(pk=people.reader.user_id).update(level=Level.REGISTERED)
    assert "/closure/" not in browser.get(address).text


def test_members_with_and_without_a_confirmed_address_get_different_pages(people, server, question):
    options.save({"comment_level": "confirmed"})
    age()
    address, other = question.get_absolute_url(), make.member("confirmed", email="kim@example.org")
    EmailAddress.objects.create(user=other.user, email="kim@example.org", verified=True)
    unconfirmed = Browser(server, make.member("unconfirmed", email="robin@example.org"))
    confirmed, swap = Browser(server, other), f'hx-get="/posts/{question.pk}/comments/"'
    for browser, may in ((unconfirmed, False), (confirmed, True)):
        assert (swap in browser.get_made(address).text) is may
        assert (swap in browser.get_kept(address).text) is may
    EmailAddress.objects.all().delete()
    assert swap not in confirmed.get(address).text


def test_members_below_and_above_the_points_that_a_right_takes_get_different_pages(people, server, question):
    options.save({"close_level": "points", "close_points": 300})
    age()
    address = question.get_absolute_url()
    poor, rich = make.member("poor", points=299), make.member("rich", points=300)
    for browser, may in ((Browser(server, poor), False), (Browser(server, rich), True)):
        assert ("/closure/" in browser.get_made(address).text) is may
        assert ("/closure/" in browser.get_kept(address).text) is may
    richer = Browser(server, make.member("richer", points=5_000))
    assert "/closure/" in richer.get_kept(address).text
    User.objects.filter(pk=poor.user_id).update(points=300)
    assert "/closure/" in Browser(server, poor).get(address).text
    options.save({"close_points": 6_000})
    for browser in (Browser(server, rich), richer):
        for _ in range(2):
            assert "/closure/" not in browser.get(address).text


def test_where_no_right_takes_points_they_make_no_difference(people, server, question):
    address = question.get_absolute_url()
    Browser(server, make.member(points=0)).get_made(address)
    Browser(server, make.member(points=90_000)).get_kept(address)


def test_who_has_a_level_in_a_category_gets_pages_of_their_own(people, server):
    category = make.category("Health")
    address = make.question(people.asker, category=category).get_absolute_url()
    age()
    browser = Browser(server, people.reader)
    browser.get_made(address)
    set_category_level(people.administrator, people.reader.user, category, Level.EDITOR)
    for _ in range(2):
        assert "/closure/" in browser.get_made(address).text
    stranger = Browser(server, make.member())
    stranger.get(address)
    assert "/closure/" not in stranger.get_kept(address).text


def test_a_change_shows_at_the_next_request(people, server, question):
    browser = Browser(server, people.reader)
    browser.get_made(question.get_absolute_url())
    make.edit(people.asker, question.pk, "Other words altogether.")
    assert "Other words altogether." in browser.get(question.get_absolute_url()).text


def test_forged_and_foreign_cookies_lead_to_nobodys_page(people, server, question):
    address = question.get_absolute_url()
    browser = Browser(server, people.reader)
    browser.get_made(address)
    key = browser.cookies[live.SESSION_COOKIE_NAME]
    for forged in (
        "x" * 32,
        key[:-1] + ("1" if key.endswith("0") else "0"),
        key + "0",
        "",
        "'; DROP TABLE qa_post; --",
    ):
        answer = server.get(address, HTTP_COOKIE=f"{live.SESSION_COOKIE_NAME}={forged}; csrftoken={'a' * 32}")
        assert "reader" not in answer.text
    for strange in ("<script>", "a" * 31, "a" * 64):
        answer = server.get(address, HTTP_COOKIE=f"{live.SESSION_COOKIE_NAME}={key}; csrftoken={strange}")
        assert strange not in answer.text
        assert "reader" in answer.text


def test_a_message_that_waits_is_shown_once_by_django(people, server, question):
    browser = Browser(server, people.reader)
    browser.get_made(question.get_absolute_url())
    browser.cookies["messages"] = "whatever"
    browser.get_made(question.get_absolute_url())


def test_what_is_asked_beside_the_page_goes_to_django(people, server, question):
    save_draft(people.reader, f"answer-{question.pk}", {"body": "My draft words"})
    browser = Browser(server, people.reader)
    assert "My draft words" in browser.get(question.get_absolute_url() + "?draft=1").text
    for address in ("/drafts/", "/favourites/", "/ask/"):
        browser.get_made(address)
        browser.get_made(address)


def test_views_of_members_count_once_each(people, server, question):
    browser = Browser(server, people.reader)
    for _ in range(3):
        browser.get(question.get_absolute_url())
    Browser(server, people.moderator).get(question.get_absolute_url())
    assert counter.pending[question.pk] == 2


def test_words_that_stand_for_names_and_tokens_are_never_sent(people, server, question):
    from accounts.guests import ACCOUNT_HOLE, INBOX_HOLE, STAND_IN_NAME, STAND_IN_PK, TOKEN_HOLE

    browser = Browser(server, people.reader)
    for address in ("/", "/users/", "/ask/", "/drafts/", question.get_absolute_url(), "/questions/999/"):
        for _ in range(2):
            text = browser.get(address).text
            for hole in (ACCOUNT_HOLE, INBOX_HOLE, TOKEN_HOLE, STAND_IN_NAME, str(STAND_IN_PK)):
                assert hole not in text, address


def test_every_member_who_wrote_voted_flagged_or_saved_something_is_involved(people, question):
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_id FROM forum_involvement WHERE thread_id = %s", [question.pk])
        involved = {member for (member,) in cursor.fetchall()}
        assert involved == {people.asker.user_id, people.answerer.user_id, people.expert.user_id}
        cursor.execute("TRUNCATE forum_involvement")
        cursor.execute("SELECT qa_involve_all()")
        cursor.execute("SELECT member_id FROM forum_involvement WHERE thread_id = %s", [question.pk])
        assert {member for (member,) in cursor.fetchall()} == involved


def unread(page):
    return Page.of(page).find("a", id="inbox-link").attribute("data-inbox")


def tell_something(viewer):
    tell({viewer.user_id: Kind.BADGE}, path="/badges/first/")


def test_a_members_count_changes_with_the_next_request_also_on_a_page_that_the_door_keeps(
    people, server, question
):
    browser, address = Browser(server, people.reader), question.get_absolute_url()
    assert unread(browser.get_made(address)) == "0"
    for number in ("1", "2"):
        tell_something(people.reader)
        assert unread(browser.get_kept(address)) == number
    mark_read(people.reader.user_id)
    assert unread(browser.get_kept(address)) == "0"


def test_nobody_sees_anothers_count(people, server, question):
    address = question.get_absolute_url()
    first, second = Browser(server, people.reader), Browser(server, make.member())
    for _number in range(3):
        tell_something(people.reader)
    tell_something(second.viewer)
    assert unread(first.get_made(address)) == "3"
    assert unread(second.get_kept(address)) == "1"
    assert unread(first.get_kept(address)) == "3"
    assert "inbox-link" not in server.get(address).text
    assert "inbox-link" not in server.get_kept(address).text


def test_whoever_comes_by_the_link_of_a_notice_is_answered_by_django_and_strangers_are_not_noted(
    people, server, question
):
    tell({people.reader.user_id: Kind.MENTION}, question=question, post=question)
    browser, address = Browser(server, people.reader), question.get_absolute_url()
    browser.get(address)
    assert unread(browser.get_kept(address)) == "1"
    assert not Visit.objects.exists()
    notice = Notice.objects.get()
    browser.get_made(f"{address}?notice={notice.pk}")
    assert unread(browser.get_kept(address)) == "0"
    server.get(f"{address}?notice={notice.pk}")
    server.get_kept(address)
