"""Tokens: made with the password, shown once, kept as a digest, ended at once."""

import logging
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from forum import options
from forum.models import AddressBlock
from qa.actions.measures import block, suspend, warn
from qa.api.actions.tokens import forget_tokens, revoke_token
from qa.api.models import Token
from tests import make
from tests.pages import Page
from tests.qa.api.programs import Program, problems, program, token
from tests.work import work

pytestmark = pytest.mark.django_db
FORM = {"name": "My phone", "scopes": ["read", "vote"], "days": "90", "password": make.PASSWORD}


def test_a_token_is_made_with_the_password_shown_once_and_kept_as_a_digest(cast):
    client = make.client(cast.reader)
    page = client.post("/users/me/tokens/", FORM)
    assert page.status_code == 200 and page.headers["Cache-Control"].startswith("max-age=0")
    word = Page.of(page).find("pre", class_="token").text
    assert word
    kept = Token.objects.get()
    assert word not in " ".join(str(value) for value in kept.__dict__.values())
    assert abs(kept.expires_at - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)
    again = client.get("/users/me/tokens/").content.decode()
    assert word not in again and "My phone" in again
    assert Program(word).read("/me")["scopes"] == ["read", "vote"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"name": ""}, "This field is required."),
        ({"scopes": []}, "Please choose at least one."),
        ({"days": "9999"}, "Select a valid choice."),
        ({"scopes": ["everything"]}, "Select a valid choice."),
    ],
)
def test_a_form_that_is_not_right_makes_none(cast, change, sentence):
    page = make.client(cast.reader).post("/users/me/tokens/", FORM | change)
    assert page.status_code == 422 and sentence in page.content.decode()
    assert not Token.objects.exists()


def test_wrong_passwords_are_counted(cast):
    client = make.client(cast.reader)
    for _ in range(10):
        assert client.post("/users/me/tokens/", FORM | {"password": "wrong"}).status_code == 422
    assert client.post("/users/me/tokens/", FORM).status_code == 429


def test_a_name_is_taken_once_and_there_is_an_end_to_how_many(cast):
    client = make.client(cast.reader)
    client.post("/users/me/tokens/", FORM)
    assert "of this name already" in client.post("/users/me/tokens/", FORM).content.decode()
    first = Token.objects.get()
    for number in range(19):
        Token.objects.create(
            member=cast.reader.user, name=f"n{number}", digest=f"{number}", scopes=["read"],
            expires_at=first.expires_at, password_mark="",
        )  # fmt: skip
    page = client.post("/users/me/tokens/", FORM | {"name": "One too many"})
    assert "revoke one" in page.content.decode()


def test_a_mail_tells_of_a_new_token_and_names_neither_it_nor_what_it_may_do(cast):
    EmailAddress.objects.create(user=cast.reader.user, email="r@example.org", verified=True, primary=True)
    word = token(cast.reader, name="My phone")
    work()
    assert [message.to for message in mail.outbox] == [["r@example.org"]]
    text = mail.outbox[0].body + str(mail.outbox[0].alternatives)
    assert word not in text and "My phone" not in text and "/users/me/tokens/" in text


def test_a_revoked_token_opens_nothing_from_that_moment_on(cast):
    reader = program(cast.reader)
    assert reader.get("/me").status_code == 200
    client = make.client(cast.reader)
    address = f"/users/me/tokens/{Token.objects.get().pk}/revocation/"
    assert "Revoke this token?" in client.get(address).content.decode()
    assert Token.objects.exists()
    assert client.post(address).status_code == 302
    refused = reader.get("/me")
    assert refused.status_code == 401 and "does not count (any more)" in problems(refused)[None]
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert client.post(address).status_code == 404


def test_nobody_revokes_the_token_of_somebody_else(cast):
    token(cast.reader)
    address = f"/users/me/tokens/{Token.objects.get().pk}/revocation/"
    assert make.client(cast.asker).post(address).status_code == 404
    assert make.client(cast.administrator).post(address).status_code == 404
    assert make.client().post(address).status_code == 302
    with pytest.raises(Http404):
        revoke_token(cast.asker, Token.objects.get().pk)
    assert Token.objects.exists()


def test_a_token_that_ended_a_new_password_and_a_closed_account_end_it(cast):
    reader = program(cast.reader)
    Token.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())
    assert reader.get("/questions").status_code == 401
    other = program(cast.asker)
    cast.asker.user.set_password("another-calm-river")
    cast.asker.user.save()
    assert other.get("/questions").status_code == 401
    closed = program(cast.answerer)
    User.objects.filter(pk=cast.answerer.user_id).update(is_active=False)
    assert closed.get("/questions").status_code == 401


def test_a_token_does_only_what_stands_on_it(cast):
    question = make.question(cast.asker)
    voter = program(cast.reader, "vote")
    assert voter.ask("PUT", f"/posts/{question.pk}/vote", {"value": 1}).status_code == 200
    refused = voter.post(f"/questions/{question.pk}/answers", {"body": "A word about it."})
    assert refused.status_code == 403 and "“answer”" in problems(refused)[None]
    assert voter.get("/questions").status_code == 403
    reader = program(cast.reader, "read")
    for method, path, body in (
        ("POST", "/questions", {"title": "What is it about?"}),
        ("POST", f"/posts/{question.pk}/comments", {"body": "A word about it."}),
        ("PATCH", f"/posts/{question.pk}", {"version": 1}),
        ("PUT", f"/posts/{question.pk}/vote", {"value": 1}),
        ("DELETE", f"/posts/{question.pk}/vote", None),
        ("PUT", f"/posts/{question.pk}/flag", {"reason": "rude"}),
        ("DELETE", f"/posts/{question.pk}/flag", None),
        ("PUT", f"/answers/{question.pk}/acceptance", None),
        ("DELETE", f"/answers/{question.pk}/acceptance", None),
    ):
        assert reader.ask(method, path, body).status_code == 403, path
        assert program().ask(method, path, body).status_code == 401, path


def test_measures_against_the_member_hold_with_their_sentences(cast):
    question = make.question(cast.asker)
    address, sent = f"/questions/{question.pk}/answers", {"body": "A word about it."}
    writer = program(cast.reader)
    suspend(
        cast.moderator,
        cast.reader.user_id,
        rights=["answer"],
        ends_at=timezone.now() + timedelta(days=1),
        reason="x",
    )
    refused = writer.post(address, sent)
    assert refused.status_code == 403 and "a moderator decided so" in problems(refused)[None]
    assert writer.get(f"/questions/{question.pk}").status_code == 200
    warned = program(cast.answerer)
    warn(cast.moderator, cast.answerer.user_id, reason="x")
    assert "Please read that first" in problems(warned.post(address, sent))[None]
    blocked = program(make.member("somebody"))
    block(cast.moderator, User.objects.get(username="somebody").pk, reason="Threats.")
    assert blocked.ask("PUT", f"/posts/{question.pk}/vote", {"value": 1}).status_code == 403


def test_an_address_to_confirm_first_and_a_blocked_network_are_told_as_json(cast):
    question = make.question(cast.asker)
    address, sent = f"/questions/{question.pk}/answers", {"body": "A word about it."}
    options.save({"is_confirmation_required": True})
    new = make.member("newcomer", must_confirm=True)
    refused = program(new).post(address, sent)
    assert refused.status_code == 403 and "confirm your e-mail address" in problems(refused)[None]
    AddressBlock.objects.create(first="127.0.0.1", last="127.0.0.1", reason="Floods.")
    refused = program(cast.reader).post(address, sent)
    assert refused.status_code == 403 and "Floods" in problems(refused)[None]


def test_the_day_of_the_last_use_is_kept_and_no_time(cast):
    program(cast.reader).get("/questions")
    assert Token.objects.get().last_used_on == timezone.localdate()


def test_requests_are_counted_by_member_and_by_network_and_headers_say_how_many_are_left(cast):
    options.save({"api_requests_per_member": 3, "api_requests_per_network": 2})
    reader = program(cast.reader)
    assert [reader.get("/me").headers["RateLimit-Remaining"] for _ in range(3)] == ["2", "1", "0"]
    refused = reader.get("/me")
    assert refused.status_code == 429 and refused.headers["RateLimit-Limit"] == "3"
    assert int(refused.headers["Retry-After"]) >= 60 and "Please try again in" in problems(refused)[None]
    assert [program().get("/questions").status_code for _ in range(3)] == [200, 200, 429]
    assert Program("qat_" + "x" * 43).get("/questions").status_code == 429


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer x",
        "Basic a2ltOng=",
        "Bearer qat_" + "é" * 43,
        "Bearer qat_" + "a" * 43,
        "qat_" + "a" * 43,
    ],
)
def test_what_is_no_token_is_refused_kindly(cast, header):
    assert Program().get("/questions", authorization=header).status_code == 401


def test_a_token_in_an_address_counts_for_nothing_for_addresses_are_written_down(cast):
    word = token(cast.reader)
    assert Program().get(f"/me?token={word}&access_token={word}").status_code == 401


def test_no_log_and_no_error_says_a_token(cast, caplog, monkeypatch, client):
    word = token(cast.reader)
    caplog.set_level(logging.DEBUG)

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("qa.api.v1.reading.lists.find_questions", fail)
    reader = Program(word)
    reader.client.raise_request_exception = False
    response = reader.get("/questions")
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Something went wrong on our side"
    reader.get("/nowhere")
    assert "broken" in caplog.text
    assert word not in caplog.text and word[4:20] not in caplog.text


def test_where_the_owner_wants_no_tokens_none_is_made_and_none_counts(cast):
    reader = program(cast.reader)
    options.save({"are_tokens_on": False})
    assert reader.get("/questions").status_code == 401
    assert "cannot be made" in make.client(cast.reader).get("/users/me/tokens/").content.decode()
    assert make.client(cast.reader).post("/users/me/tokens/", FORM).status_code == 403
    assert program().get("/questions").status_code == 200


def test_tokens_that_ended_long_ago_are_forgotten_and_revoking_is_ones_own(cast):
    token(cast.reader)
    Token.objects.update(
        made_at=timezone.now() - timedelta(days=200), expires_at=timezone.now() - timedelta(days=91)
    )
    token(cast.reader)
    assert forget_tokens() == 1
    revoke_token(cast.reader, Token.objects.get().pk)
    assert not Token.objects.exists()


def test_pages_of_the_site_take_no_token(cast):
    word = token(cast.reader)
    client = make.client()
    page = client.get("/users/me/tokens/", headers={"authorization": f"Bearer {word}"})
    assert page.status_code == 302
