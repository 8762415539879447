"""Second steps: an app that shows codes, recovery codes, and who has to have one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.factors import FactorAdapter
from forum import options
from tests import make
from tests.accounts.test_sign_in import assert_is_ours, sign_in
from tests.pages import Page

pytestmark = pytest.mark.django_db
APP, CODES, STEP = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/authenticate/",
)


def code_of(secret, shift=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def confirm(client):
    """Say once more that it is you, as the page asks before anything of this."""
    return client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})


def set_up(client, shift=0):
    """Set an app up through the pages; return its secret and the recovery codes."""
    confirm(client)
    page = client.get(APP)
    assert_is_ours(page)
    secret = Page.of(page).find(class_="secret").text
    answer = client.post(APP, {"code": code_of(secret, shift)})
    assert answer.headers["Location"] == CODES
    shown = client.get(CODES)
    assert_is_ours(shown)
    return secret, [code.text for code in Page.of(shown).find(class_="codes").find_all("code")]


@pytest.fixture
def guarded(cast):
    """Return a member's secret and codes, with a browser that has typed the right password."""
    secret, codes = set_up(make.client(cast.reader))
    client = Client()
    assert sign_in("reader", client=client).headers["Location"] == STEP
    return client, secret, codes


def is_signed_in(client):
    return client.get("/users/me/sessions/").status_code == 200


def test_a_code_of_the_app_is_asked_for_after_the_password_and_opens_the_account(guarded):
    client, secret, _codes = guarded
    assert not is_signed_in(client)
    assert_is_ours(client.get(STEP))
    refused = client.post(STEP, {"code": "000000"})
    assert refused.status_code == 422
    assert "does not fit" in Page.of(refused).text
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": " ".join(code_of(secret))}).headers["Location"] == "/"
    assert is_signed_in(client)


@pytest.mark.parametrize("shift", [-1, 1])
def test_a_clock_that_is_half_a_minute_off_is_no_trouble_but_no_code_is_good_twice(guarded, shift):
    client, secret, _codes = guarded
    code = code_of(secret, shift)
    assert client.post(STEP, {"code": code}).status_code == 302
    cache.delete_many([f"allauth.mfa.totp.used?user={Authenticator.objects.first().user_id}&code={code}"])
    other = Client()
    sign_in("reader", client=other)
    again = other.post(STEP, {"code": code})
    assert again.status_code == 422
    assert "used already" in Page.of(again).text
    assert other.post(STEP, {"code": code_of(secret, shift * 5)}).status_code == 422


def test_after_five_wrong_codes_the_account_rests_for_codes(guarded):
    client, secret, codes = guarded
    for _ in range(5):
        client.post(STEP, {"code": "123"})
    for code in (code_of(secret), codes[0]):
        refused = client.post(STEP, {"code": code})
        assert refused.status_code == 429
        assert "too many attempts" in Page.of(refused).text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "sent", [{}, {"code": ""}, {"code": "\x00"}, {"code": "x" * 5_000}, {"credential": "{"}]
)
def test_whatever_else_is_sent_in_place_of_a_code_is_refused_in_words(guarded, sent):
    refused = guarded[0].post(STEP, sent)
    assert refused.status_code == 422
    assert_is_ours(refused)


def test_each_recovery_code_opens_once_and_they_are_shown_once(guarded, cast):
    client, _secret, codes = guarded
    assert len(set(codes)) == 10
    assert client.post(STEP, {"code": codes[3]}).status_code == 302
    other = Client()
    sign_in("reader", client=other)
    assert other.post(STEP, {"code": codes[3]}).status_code == 422
    assert other.post(STEP, {"code": codes[4]}).status_code == 302
    confirm(other)
    page = other.get(CODES)
    assert "8 of your codes are left" in Page.of(page).text
    assert not re.search("|".join(codes), page.content.decode())
    assert other.get(f"{CODES}download/").status_code == 403
    other.post(f"{CODES}generate/")
    assert codes[5] not in other.get(CODES).content.decode()


def test_nothing_that_opens_an_account_can_be_read_in_the_database(guarded):
    _client, secret, codes = guarded
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data::text FROM mfa_authenticator UNION ALL SELECT cache_key || value FROM forum_cache"
        )
        stored = " ".join(row for (row,) in cursor.fetchall())
    assert not any(word in stored for word in (secret, *codes))


def test_what_was_sealed_with_another_key_opens_nothing_and_breaks_nothing(guarded, settings):
    client, secret, codes = guarded
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert FactorAdapter().decrypt(row.data["secret"]) == secret
    row.data["secret"] = row.data["secret"][:-8] + "AAAAAAA="
    row.save()
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 422
    assert client.post(STEP, {"code": codes[0]}).status_code == 302


def test_doing_without_the_app_asks_for_the_password_and_takes_the_codes_along(guarded, cast):
    client, secret, _codes = guarded
    client.post(STEP, {"code": code_of(secret)})
    address = "/accounts/2fa/totp/deactivate/"
    assert client.get(address).headers["Location"].startswith("/accounts/reauthenticate/")
    confirm(client)
    assert_is_ours(client.get(address))
    client.post(address)
    assert not Authenticator.objects.exists()
    assert sign_in("reader").headers["Location"] == "/"


def test_pages_of_second_steps_are_kept_by_nobody(cast):
    client = make.client(cast.reader)
    confirm(client)
    for address in ("/accounts/2fa/", APP, "/users/me/sessions/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_where_the_owner_wants_it_moderators_set_one_up_before_they_work(cast):
    client = make.client(cast.moderator)
    for address in ("/admin/", "/moderate/"):
        assert client.get(address, follow=True).status_code == 200
    options.save({"is_factor_required_for_staff": True})
    for address in ("/admin/", "/moderate/", "/moderate/next/"):
        refused = client.get(address)
        assert refused.headers["Location"] == "/accounts/2fa/"
    assert "needs a second step" in Page.of(client.get("/accounts/2fa/")).text
    assert client.get("/questions/").status_code == 200
    assert make.client(cast.reader).get("/accounts/2fa/").status_code == 200
    set_up(client)
    assert client.get("/admin/").status_code == 200
    assert client.get("/moderate/").status_code == 200


def test_a_lost_step_is_taken_away_by_whoever_runs_the_site(guarded, capsys):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="nobody-here"):
        call_command("remove_factors", "nobody-here")
    call_command("remove_factors", "Reader")
    assert "2" in capsys.readouterr().out
    assert sign_in("reader").headers["Location"] == "/"
