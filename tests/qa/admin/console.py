"""Using the console the way its people do: opening a page, changing what stands in its form, sending it."""

import pytest

from accounts.models import Level
from qa.actions.hidings import hide_post
from tests import make
from tests.pages import Page

WHO = ("visitor", "reader", "editor", "moderator", "administrator", "owner")
STRANGERS = ("visitor", "reader", "expert", "editor")
MOST = "/admin/qa/post/"
BAD_ROWS = ["99999999999999999999", "9223372036854775808", "-1", "abc", "_00", "%ED%A0%80", "ü", "1.5"]


@pytest.fixture
def desk(cast):
    """The people of the console and a small forum: a question with two answers, one of them hidden."""
    cast.owner = make.member("owner", Level.SUPER_ADMINISTRATOR)
    cast.category = make.category("Health")
    cast.question = make.question(
        cast.asker, "How do I sleep again?", tags=("sleep",), category=cast.category
    )
    cast.answer = make.answer(cast.question, cast.answerer, "Here is what helped me.")
    cast.hidden = make.answer(cast.question, cast.answerer, "Something that had to go.")
    hide_post(cast.moderator, cast.hidden.pk, reason="Not for here.")
    return cast


def sign_in(desk, who):
    return make.client(getattr(desk, who, None))


def read_form(page):
    """Everything that a browser would send from the main form of a console page."""
    form = next(form for form in page.find_all("form") if form.find_all("input", name="csrfmiddlewaretoken")
                and form.attribute("id") != "logout-form")  # fmt: skip
    sent = {}
    for field in form.find_all("input"):
        kind, name = field.attribute("type"), field.attribute("name")
        is_on = kind not in ("checkbox", "radio") or "checked" in field.node[1]
        if name and kind not in ("submit", "button") and is_on:
            sent[name] = field.attribute("value") or ("on" if kind == "checkbox" else "")
    for area in form.find_all("textarea"):
        sent[area.attribute("name")] = "".join(area.node[2]).removeprefix("\n").removeprefix("\r\n")
    for choice in form.find_all("select"):
        chosen = [option for option in choice.find_all("option") if "selected" in option.node[1]]
        sent[choice.attribute("name")] = chosen[0].attribute("value") if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def change(client, address, **fields):
    """Open a form, change fields, send it."""
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return client.post(address, read_form(Page.of(response)) | fields)


def do(client, action, posts, address=MOST, **fields):
    """Carry out a bulk action on the given rows; return the page that follows."""
    marks = [getattr(post, "pk", post) for post in posts]
    sent = {"action": action, "_selected_action": marks, **fields}
    return client.post(address, sent, follow=True)


def told(response):
    """The messages that a console page shows."""
    return " ".join(part.text for part in Page.of(response).find_all("ul", class_="messagelist"))


def assert_clean(response):
    """Nothing on a console page that our content security policy would have to stop and that matters."""
    page, html = Page.of(response), response.content.decode()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<style" not in html
    for script in page.find_all("script"):
        assert script.attribute("src") or script.attribute("type") == "application/json"
    handlers = [
        name for _tag, attrs, _children in page.walk(page.node) for name in attrs if name.startswith("on")
    ]
    assert handlers == []
