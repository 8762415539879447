"""A passkey from its making to signing in with it alone, in a real browser with a virtual key."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import sign_in


@pytest.fixture
def live_site(live_server):
    """The server by a name: no passkey belongs to a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


def give_key(page):
    """Give the browser a key that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    choices = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": choices})["authenticatorId"]


def test_a_passkey_is_made_and_opens_the_account_alone(people, browser, live_site):
    context = browser.new_context(base_url=live_site)
    page = context.new_page()
    session, key = give_key(page)
    sign_in(page, people.reader)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("[name=password]", make.PASSWORD)
    page.locator("main button").first.click()
    expect(page.get_by_text("Passkeys need a browser")).to_be_hidden()
    page.fill("[name=name]", "my telephone")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("my telephone").first).to_be_visible()
    expect(page.get_by_text("opens without a password")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/tags/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_site}/tags/")
    expect(page.locator(".account__me")).to_contain_text("reader")
    # As the second step, after name and password.
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "reader")
    page.fill("[name=password]", make.PASSWORD)
    page.locator("main button").first.click()
    page.get_by_role("button", name="Go on with a passkey").click()
    page.wait_for_url(f"{live_site}/")
    # A key that is not there is a sentence, and other ways stay open.
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    page.context.clear_cookies()
    give_nothing = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**give_nothing, "isUserVerified": True}})
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not given")).to_be_visible()
    context.close()
