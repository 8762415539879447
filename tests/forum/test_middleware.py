"""What every response carries, and the pages of refusals: our own design, a clear sentence, the typed text kept."""

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forum import options
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.models import Post
from tests import make
from tests.pages import Page

TYPED = "Words that took long to find & <b>not</b> to lose."
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def assert_page(response, status, heading):
    """The response is an error page of ours: frame, status, heading, a sentence, and the headers of every page."""
    page = Page.of(response)
    assert response.status_code == status
    assert page.find("main").find("h1").text == heading
    assert page.find(class_="error__status").text == str(status)
    assert len(page.find(class_="error__sentence").text) > 20
    assert page.find("meta", name="robots").attribute("content") == "noindex"
    assert_headers(response)
    return page


def assert_headers(response):
    for name, value in HEADERS.items():
        assert response.headers[name] == value, name
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def kept(page):
    return [area.text for area in page.find_all("textarea")]


# --- Headers --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/", 200),
        ("head", "/questions/", 200),
        ("get", "/admin/", 302),
        ("get", "/nothing-here/", 404),
        ("get", "/questions/?page=x", 400),
        ("get", "/tags/%00/", 400),
        ("get", "/preview/", 405),
        ("get", "/healthz", 200),
        ("get", "/static/favicon.svg", 200),
        ("get", "/accounts/login/", 200),
    ],
)
def test_every_response_carries_the_security_headers(method, address, status):
    response = getattr(Client(), method)(address)
    response.close()
    assert response.status_code == status
    assert_headers(response)


@pytest.mark.django_db
def test_browsers_are_told_to_stay_with_https_where_the_site_has_it(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    assert Client().get("/").headers["Location"] == "https://testserver/"
    assert Client().get("/", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites():
    client = Client()
    client.post("/ask/", {"title": "How can I sleep through a whole night?", "body": TYPED})
    cookie = client.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


# --- Pages ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/questions/?page=x", "/questions/?sort=sideways", "/search/?q=%00"])
def test_a_senseless_address_gets_400(address):
    assert_page(Client().get(address), 400, "That request makes no sense to us")


@pytest.mark.django_db
def test_a_host_that_is_not_ours_gets_400_and_is_not_echoed():
    response = Client().get("/questions/", headers={"host": "evil.example.org"})
    assert_page(response, 400, "That request makes no sense to us")
    assert b"evil.example.org" not in response.content


UNREADABLE = pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("&".join(f"field{number}=1" for number in range(600)), "application/x-www-form-urlencoded"),
        ("body=" + "x" * 2_600_000, "application/x-www-form-urlencoded"),
        (b"not a form at all", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=" + "\u00e9" * 3),
    ],
    ids=["many fields", "much text", "no boundary", "odd boundary"],
)


@pytest.mark.django_db
@UNREADABLE
def test_a_form_that_cannot_be_read_gets_400_and_never_a_fault(data, content_type):
    assert_page(
        Client().post("/ask/", data, content_type=content_type), 400, "That request makes no sense to us"
    )


@pytest.mark.django_db
@UNREADABLE
def test_development_shows_the_same_page_for_a_form_that_cannot_be_read(settings, cast, data, content_type):
    settings.DEBUG = True
    for client in (Client(), make.client(cast.reader)):
        client.raise_request_exception = False
        response = client.post("/ask/", data, content_type=content_type)
        assert_page(response, 400, "That request makes no sense to us")


@pytest.mark.django_db
def test_unreadable_bytes_and_files_where_text_belongs_are_no_fault(cast):
    for fields in (
        {"title": SimpleUploadedFile("a.txt", b"\xff\xfe")},
        {"title": b"\xff\xfe", "body": b"\x80"},
    ):
        assert Client().post("/ask/", fields).status_code == 422


@pytest.mark.django_db
def test_a_refusal_of_a_policy_gets_403_with_its_sentence_and_what_was_typed(cast):
    question = make.question(cast.asker)
    close_question(cast.editor, question.pk, reason="It is settled.")
    response = make.client(cast.reader).post(f"/questions/{question.pk}/answers/", {"body": TYPED})
    page = assert_page(response, 403, "This is not open to you")
    assert page.find(class_="error__sentence").text == "This question is closed and takes no more answers."
    assert kept(page) == [TYPED]


@pytest.mark.django_db
def test_a_form_from_a_stale_tab_gets_403_that_explains_itself_and_keeps_what_was_typed():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/ask/", {"title": "A title worth keeping", "body": TYPED})
    page = assert_page(response, 403, "This is not open to you")
    assert "reload the page" in page.find(class_="error__sentence").text
    assert kept(page) == ["A title worth keeping", TYPED]
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused(settings):
    client = Client(enforce_csrf_checks=True)
    form = {"title": "How can I sleep through a whole night?", "body": TYPED}
    for headers in (
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"referer": "https://evil.example.org/http://testserver/"},
        {},
    ):
        assert_page(client.post("/ask/", form, headers=headers), 403, "This is not open to you")
    assert not Post.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin"},
        {"referer": "http://testserver/ask/"},
    ],
)
def test_a_visitors_form_from_a_page_of_ours_needs_no_token_and_a_members_does(cast, headers):
    client = Client(enforce_csrf_checks=True)
    form = {"title": "How can I sleep through a whole night?", "body": TYPED}
    assert client.get("/ask/").cookies == {}
    assert client.post("/ask/", form, headers=headers).status_code == 302
    member = Client(enforce_csrf_checks=True)
    member.force_login(cast.reader.user)
    assert (
        member.post("/ask/", form | {"title": "Another one altogether?"}, headers=headers).status_code == 403
    )
    token = Page.of(member.get("/ask/")).find("input", name="csrfmiddlewaretoken").attribute("value")
    form |= {"csrfmiddlewaretoken": token, "title": "Another one altogether?", "body": "With a token."}
    assert member.post("/ask/", form, headers=headers).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/nothing-here/", "/questions/123/", "/tags/none/", "/users/nobody/", "/categories/none/", "/questions/?page=9",
     "/%F0%9F%99%82/", "/a/b/../c", "/index.html", "/posts/1/edit/"],
)  # fmt: skip
def test_what_is_not_there_gets_404_with_a_way_on(address):
    page = assert_page(Client().get(address), 404, "There is nothing here")
    ways = [link.attribute("href") for link in page.find("main").find_all("a")]
    assert {"/", "/search/"} <= set(ways)


@pytest.mark.django_db
def test_a_text_sent_to_something_that_vanished_meanwhile_is_kept(cast):
    question = make.question(cast.asker)
    hide_post(cast.asker, question.pk)
    response = make.client(cast.reader).post(f"/questions/{question.pk}/answers/", {"body": TYPED})
    assert kept(assert_page(response, 404, "There is nothing here")) == [TYPED]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/questions/", "/search/", "/healthz", "/users/"])
def test_a_text_sent_to_a_page_that_takes_none_gets_405_and_is_kept(address):
    response = Client().post(address, {"body": TYPED})
    page = assert_page(response, 405, "This address cannot be used in that way")
    assert response.headers["Allow"] == "GET, HEAD"
    assert kept(page) == [TYPED]


@pytest.mark.django_db
def test_an_edit_that_came_too_late_gets_409_with_both_texts(cast):
    question = make.question(cast.asker)
    make.edit(cast.editor, question.pk, "What the editor wrote.")
    form = {"title": question.title, "body": TYPED, "version": "1"}
    response = make.client(cast.asker).post(f"/posts/{question.pk}/edit/", form)
    page = Page.of(response)
    assert response.status_code == 409
    assert "What the editor wrote." in page.find("main").text
    assert page.find("textarea", name="body").text == TYPED
    assert_headers(response)


@pytest.mark.django_db
def test_too_much_at_once_gets_429_with_the_wait_and_what_was_typed(cast):
    options.save({"drafts_per_member": 0})
    form = {"title": "How can I sleep through a whole night?", "body": TYPED}
    response = make.client(cast.reader).post("/drafts/", {"place": "ask", **form})
    page = assert_page(response, 429, "A short pause, please")
    assert int(response.headers["Retry-After"]) >= 60
    assert kept(page) == [form["title"], TYPED]


@pytest.mark.django_db
def test_a_kept_text_is_cut_at_a_length_that_a_page_can_show():
    response = Client().post("/questions/", {"body": "x" * 200_000})
    assert len(kept(Page.of(response))[0]) == 40_000


@pytest.mark.django_db
def test_development_shows_the_same_page_for_what_is_not_there(settings):
    settings.DEBUG = True
    assert_page(Client().get("/nothing-here/"), 404, "There is nothing here")
    assert_page(Client().get("/questions/123/"), 404, "There is nothing here")


@pytest.mark.parametrize(
    ("method", "address"),
    [("get", "/"), ("get", "/questions/"), ("get", "/nothing-here/"), ("get", "/tags/%00/"), ("post", "/ask/"),
     ("post", "/questions/"), ("get", "/accounts/login/")],
)  # fmt: skip
def test_while_the_database_is_away_every_page_is_the_calm_500_page(method, address):
    """Without the django_db mark, pytest-django refuses every query with a RuntimeError, as a fault of ours would."""
    client = Client(raise_request_exception=False)
    client.cookies[live.SESSION_COOKIE_NAME] = "x" * 32
    response = getattr(client, method)(address)
    page = Page.of(response)
    assert response.status_code == 500
    assert page.find("main").find("h1").text == "Something went wrong on our side"
    assert b"RuntimeError" not in response.content
    assert b"Traceback" not in response.content
    assert_headers(response)


@pytest.mark.django_db
def test_a_fault_while_saving_shows_the_500_page_and_saves_nothing(cast, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("qa.actions.visibility.count_question", fail)
    client = make.client(cast.reader)
    client.raise_request_exception = False
    response = client.post("/ask/", {"title": "How can I sleep through a whole night?", "body": TYPED})
    assert response.status_code == 500
    assert b"secret detail" not in response.content
    assert not Post.objects.exists()
    assert make.drift() == []
