"""Where one is signed in, sessions that last while they are used, and being told of what happened to one's account."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import alerts
from accounts.devices import describe_device, read_device
from accounts.models import SignIn, User
from accounts.signins import list_places
from accounts.viewers import Viewer
from forum import options
from forum.lib.tickets import make_ticket
from qa.api.actions.tokens import make_token
from qa.news.models import Notice
from tests import make, work
from tests.accounts.letters import follow_link
from tests.accounts.test_factors import is_signed_in, set_up
from tests.accounts.test_sign_in import assert_is_ours, sign_in
from tests.forum.doors import Browser, Server
from tests.pages import Page

pytestmark = pytest.mark.django_db
PAGE = "/users/me/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1"


@pytest.fixture
def member(db):
    found = make.user("robin", email="robin@example.org")
    EmailAddress.objects.create(user=found, email=found.email, primary=True, verified=True)
    return found


def browser(agent=FIREFOX):
    client = Client(headers={"user-agent": agent})
    assert sign_in("robin", client=client).headers["Location"] == "/"
    return client


def letters():
    work.work()
    return [message for message in mail.outbox if message.subject == "About the sign-in of your account"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.1", "A browser that we do not know by name"),
        ("", "A browser that we do not know by name"),
        ("firefox/" * 9_999, "Firefox"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_a_person_calls_it(agent, words):
    assert describe_device(read_device(agent)) == words


def test_the_page_shows_each_place_and_keeps_no_address(member):
    here, phone = browser(), browser(IPHONE)
    page = here.get(PAGE)
    assert_is_ours(page)
    rows = [row.text for row in Page.of(page).find_all("li", class_="row")]
    assert [("Firefox on Linux" in row, "Sign out here" in row) for row in rows] == [
        (True, True),
        (False, False),
    ]
    assert "Safari on iPhone" in rows[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM accounts_signin s")
        assert not any("127.0.0.1" in row or "Mozilla" in row for (row,) in cursor.fetchall())
    assert is_signed_in(phone)


def test_one_place_or_all_others_are_signed_out_and_nobody_elses(member, cast):
    here, phone, third, strangers = browser(), browser(IPHONE), browser(), make.client(cast.reader)
    row = SignIn.objects.get(session_key=phone.session.session_key)
    assert strangers.post(f"{PAGE}{row.pk}/").status_code == 404
    assert here.post(f"{PAGE}{row.pk}/").status_code == 302
    assert (is_signed_in(phone), is_signed_in(third), is_signed_in(here)) == (False, True, True)
    assert here.post(f"{PAGE}{row.pk}/").status_code == 404
    here.post(f"{PAGE}others/")
    assert (is_signed_in(third), is_signed_in(here), is_signed_in(strangers)) == (False, True, True)
    own = SignIn.objects.get(member=member)
    here.post(f"{PAGE}{own.pk}/")
    assert not is_signed_in(here)
    assert not Session.objects.filter(session_key=own.session_key).exists()


@pytest.mark.django_db(transaction=True)
def test_a_session_that_was_ended_gets_no_kept_page_with_the_name_either():
    reader = make.member("kept-reader")
    server = Server()
    browser = Browser(server, reader)
    for _ in range(2):
        assert "kept-reader" in server.get("/questions/", HTTP_COOKIE=browser.header).text
    make.client(reader).post(f"{PAGE}others/")
    SignIn.objects.get_or_create(member=reader.user, session_key=browser.cookies["sessionid"])
    make.client(reader).post(f"{PAGE}others/")
    assert "kept-reader" not in server.get("/questions/", HTTP_COOKIE=browser.header).text


@pytest.mark.django_db(transaction=True)
def test_members_who_signed_in_by_the_form_get_kept_pages_too():
    make.user("robin")
    client = Client()
    sign_in("robin", client=client)
    client.get("/")  # takes the message along
    server = Server()
    cookies = "; ".join(
        f"{name}={morsel.value}"
        for name, morsel in client.cookies.items()
        if name != "messages" and morsel.value
    )
    server.get("/questions/", HTTP_COOKIE=cookies)
    assert "robin" in server.get_kept("/questions/", HTTP_COOKIE=cookies).text


def test_a_session_lasts_thirty_days_from_its_last_use_and_says_when_that_was(member):
    here, phone = browser(), browser(IPHONE)
    rows = Session.objects.filter(session_key=phone.session.session_key)
    rows.update(expire_date=timezone.now() + timedelta(days=3))
    SignIn.objects.update(began_on=timezone.localdate() - timedelta(days=40))
    used = timezone.localdate() - timedelta(days=27)
    assert any(place.seen_on == used for place in list_places(member, here.session.session_key))
    answer = phone.get("/questions/")
    assert "sessionid" in answer.cookies
    assert rows.get().expire_date > timezone.now() + timedelta(days=29, hours=23)
    assert "sessionid" not in phone.get("/questions/").cookies
    rows.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(phone)


def test_a_new_browser_is_told_by_mail_and_notice_once_and_a_known_one_never(member):
    here = browser()
    [letter] = letters()
    assert "Firefox on Linux" in letter.body
    [notice] = Notice.objects.filter(recipient=member)
    assert (notice.kind, notice.path, notice.mail) == ("account", PAGE, "")
    page = Page.of(here.get("/inbox/"))
    assert "browser that was not used before" in page.text
    here.post("/accounts/logout/")
    sign_in("robin", client=here)
    assert len(letters()) == 1
    assert here.cookies["known"]["path"] == "/accounts/"
    assert "robin" not in here.cookies["known"].value
    here.cookies["known"] = here.cookies["known"].value[:-2] + "xx"
    here.post("/accounts/logout/")
    sign_in("robin", client=here)
    assert len(letters()) == 2


def test_who_signs_up_is_told_nothing_and_their_browser_is_known():
    client = Client()
    client.post(
        "/accounts/signup/", {"username": "newcomer", "password1": make.PASSWORD, "password2": make.PASSWORD}
    )
    client.post("/accounts/logout/")
    sign_in("newcomer", client=client)
    assert not Notice.objects.exists()


def test_mail_about_sign_ins_can_be_declined_but_not_about_changes(member):
    here = browser()
    page = Page.of(here.get(PAGE))
    assert "checked" in page.find(id="is_mailed").node[1]
    here.post(f"{PAGE}mail/", {})
    assert "checked" not in Page.of(here.get(PAGE)).find(id="is_mailed").node[1]
    browser(IPHONE)
    assert len(letters()) == 1
    assert Notice.objects.filter(recipient=member).count() == 2
    new = {"oldpassword": make.PASSWORD, "password1": "another-calm-sea-9", "password2": "another-calm-sea-9"}
    here.post("/accounts/password/change/", new)
    assert "password of your account was changed" in letters()[-1].body
    here.post("/accounts/logout/")
    sign_in("robin", "another-calm-sea-9", client=here)
    assert len(letters()) == 2  # whoever changed the password is known with it
    options.save({"are_sign_ins_told": False})
    sign_in("robin", "another-calm-sea-9")
    assert Notice.objects.filter(recipient=member).count() == 3


@pytest.mark.django_db(transaction=True)
def test_changes_of_addresses_second_steps_and_tokens_are_told(member):
    here = browser()
    set_up(here)
    other = EmailAddress.objects.create(user=member, email="second@example.org", verified=True)
    here.post("/accounts/email/", {"action_primary": "", "email": other.email})
    assert {message.to[0] for message in letters() if "addresses" in message.body} == {
        "robin@example.org",
        other.email,
    }
    assert len([message for message in letters() if "was set up" in message.body]) == 1
    token, _word = make_token(Viewer(User.objects.get(pk=member.pk)), "reader", ["read"], 30, make.PASSWORD)
    work.work()
    assert "This was not me" in mail.outbox[-1].alternatives[0][0]
    told = Notice.objects.filter(recipient=member, about__startswith=f"account-{int(alerts.Alert.TOKEN)}-")
    assert told.count() == 1
    assert token.pk


def test_this_was_not_me_asks_first_then_ends_everything_and_leads_to_a_new_password(member):
    thief, owner = browser(IPHONE), Client()
    [letter] = letters()
    path = follow_link(letter)
    page = owner.get(path)
    assert_is_ours(page)
    assert is_signed_in(thief)
    answer = owner.post(path, follow=True)
    assert "Choose a new password" in Page.of(answer).find("h1").text
    assert not is_signed_in(thief)
    form = Page.of(answer).find("form", class_="form").attribute("action")
    done = owner.post(
        form, {"password1": "another-calm-sea-9", "password2": "another-calm-sea-9"}, follow=True
    )
    assert done.status_code == 200
    assert sign_in("robin").status_code == 422
    assert sign_in("robin", "another-calm-sea-9").status_code == 302
    used = owner.get(path)
    assert used.status_code == 404
    assert "password was changed since" in Page.of(used).text


@pytest.mark.django_db(transaction=True)
def test_a_second_step_that_somebody_else_set_up_goes_with_it_and_no_other(member):
    thief = browser(IPHONE)
    set_up(thief)
    [letter] = [message for message in letters() if "second step" in message.body]
    [other] = [message for message in letters() if "not used before" in message.body]
    Client().post(follow_link(other))
    assert Authenticator.objects.filter(user=member).count() == 2
    Client().post(follow_link(letter))
    assert not Authenticator.objects.filter(user=member).exists()


@pytest.mark.parametrize("change", [lambda word: word[:-1] + "a", lambda word: "zz" + word, lambda word: "-" * 40,
                                    lambda word: "é", lambda word: word * 20, lambda word: "1"])  # fmt: skip
def test_a_forged_link_is_met_with_a_page_that_says_what_to_do(member, change):
    word = alerts.make_not_me_path(member, alerts.Alert.SIGN_IN).split("/")[-2]
    answer = Client().post(f"/accounts/not-me/{change(word)}/")
    assert answer.status_code == 404
    assert_is_ours(answer)


def test_an_old_link_says_that_it_was_good_for_three_days(member):
    since = timezone.now() - timedelta(days=9)
    word = make_ticket(alerts.purpose_of(member), [member.pk, 1, 0], days=3, since=since)
    assert "good for three days" in Page.of(Client().get(f"/accounts/not-me/{word}/")).text


def test_a_member_who_is_gone_or_switched_off_has_no_such_link(member):
    path = alerts.make_not_me_path(member, alerts.Alert.SIGN_IN)
    User.objects.update(is_active=False)
    assert Client().get(path).status_code == 404
