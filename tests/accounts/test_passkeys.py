"""Passkeys: what a browser may say in place of one. (tests/browser/test_passkeys.py has one that works.)"""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from forum import options
from tests import make
from tests.accounts.test_factors import confirm, is_signed_in
from tests.accounts.test_sign_in import assert_is_ours
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADD, LOGIN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"
LIKE_ONE = {
    "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {},
    "response": {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA", "signature": "AA",
                 "userHandle": "MQ"},
}  # fmt: skip
GARBAGE = [
    "", "{", "[]", "null", "7", '"words"', "{}", '{"response": 1}', '{"response": {}}', json.dumps(LIKE_ONE),
    json.dumps({**LIKE_ONE, "rawId": 5}), json.dumps({**LIKE_ONE, "more": "\x00"}),
    json.dumps({**LIKE_ONE, "more": "x" * 30_000}),
    json.dumps({**LIKE_ONE, "response": {**LIKE_ONE["response"], "userHandle": "_____w"}}), "[" * 5_000,
    json.dumps({**LIKE_ONE, "response": {**LIKE_ONE["response"], "attestationObject": "v" * 999}}), "NaN", "1e999",
]  # fmt: skip


@pytest.mark.parametrize("credential", GARBAGE)
def test_whatever_a_browser_says_of_a_passkey_is_met_in_words(cast, credential):
    visitor, member = Client(), make.client(cast.reader)
    visitor.get(LOGIN)
    answer = visitor.post(LOGIN, {"credential": credential}, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    assert not is_signed_in(visitor)
    confirm(member)
    member.get(ADD)
    refused = member.post(ADD, {"name": "my telephone", "passwordless": "on", "credential": credential})
    assert refused.status_code == 422
    assert_is_ours(refused)
    assert Page.of(refused).find("input", name="name").attribute("value") == "my telephone"
    assert not Authenticator.objects.exists()


def test_a_passkey_is_asked_for_by_a_question_that_names_nobody(cast):
    asked = Client().get(LOGIN)
    assert asked.headers["Cache-Control"].count("no-store") == 1
    question = asked.json()["request_options"]["publicKey"]
    assert question["rpId"] == "testserver"
    assert question["userVerification"] == "required"
    assert not question.get("allowCredentials")


def test_without_scripts_pages_offer_another_way_and_forms_that_need_them_are_hidden(cast):
    page = Page.of(Client().get("/accounts/login/"))
    [form] = [form for form in page.find_all("form") if form.attribute("data-passkey")]
    assert "hidden" in form.node[1]
    client = make.client(cast.reader)
    confirm(client)
    page = Page.of(client.get(ADD))
    assert "An app that shows codes does without" in page.text
    assert page.find("form", data_passkey="create")
    options_ = json.loads(page.find("form", data_passkey="create").attribute("data-options"))
    assert options_["publicKey"]["user"]["name"] == "reader"
    assert "@" not in json.dumps(options_)


def test_where_the_owner_wants_none_there_are_none(cast):
    options.save({"are_passkeys_on": False})
    client = make.client(cast.reader)
    confirm(client)
    assert client.get(ADD).status_code == 404
    assert Client().post(LOGIN, {"credential": "{}"}).status_code == 404
    assert "passkey" not in Page.of(Client().get("/accounts/login/")).text
    assert "asskey" not in Page.of(client.get("/accounts/2fa/")).find("main").text
