"""A real browser against a real server, with people to sign in as."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.core import signing

from accounts.alerts import COOKIE, COOKIE_SALT, mark_of
from tests import make


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def people(transactional_db):
    """The cast of make.cast(), on a database that the server sees."""
    return make.cast()


@pytest.fixture
def open_browser(browser, live_server) -> Callable:
    """Open a browser window: `with open_browser(java_script_enabled=False) as page:`. Script errors fail the test."""

    @contextmanager
    def opened(viewer=None, **settings):
        context = browser.new_context(base_url=live_server.url, **settings)
        context.set_default_timeout(15_000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complain(message, complaints))
        if viewer:
            sign_in(page, viewer)
        try:
            yield page
        finally:
            context.close()
        assert complaints == []

    return opened


def complain(message, complaints):
    """Note what the browser reports as an error, but for pages that are meant to be refusals."""
    if message.type == "error" and "responded with a status of 4" not in message.text:
        complaints.append(f"{message.location['url']}:{message.location['lineNumber']} {message.text}")


def sign_in(page, viewer):
    """Sign in by the form, in a browser that the member has signed in with before."""
    page.goto("/accounts/login/")
    known = signing.dumps([mark_of(viewer.user)], salt=COOKIE_SALT)
    place = page.url.partition("/accounts/")[0]
    page.context.add_cookies([{"name": COOKIE, "value": known, "url": f"{place}/accounts/"}])
    page.fill("[name=login]", viewer.user.username)
    page.fill("[name=password]", make.PASSWORD)
    page.locator("main button").first.click()
    page.wait_for_url("**/")
