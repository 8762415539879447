"""The inbox and the menu of the account in a real browser: without scripts, narrow, and with a number that stays true."""

import pytest
from playwright.sync_api import expect

from accounts.models import Level
from qa.news.actions.tell import tell
from qa.news.models import Inbox
from qa.news.rules.kinds import Kind
from tests import make
from tests.work import work

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture
def question(people):
    question = make.question(people.asker)
    for _number in range(3):
        make.answer(question, make.member())
    work()
    return question


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_member_reads_the_inbox_and_signs_out_by_the_menu(people, open_browser, question, scripts, size):
    with open_browser(people.asker, java_script_enabled=scripts, viewport=size) as page:
        expect(page.get_by_role("link", name="Inbox, 3 unread notices")).to_be_visible()
        page.get_by_role("link", name="Inbox, 3 unread notices").click()
        expect(page.locator("article")).to_have_count(1)
        page.get_by_text("2 earlier").click()
        expect(page.locator(".told").nth(1)).to_be_visible()
        page.locator(".told").nth(1).get_by_role("button", name="Mark as read").click()
        expect(page.get_by_role("link", name="Inbox, 2 unread notices")).to_be_visible()
        page.get_by_role("button", name="Mark these 2 as read").click()
        expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
        assert Inbox.objects.get(member=people.asker.user).unread_count == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        if size is NARROW:
            page.get_by_role("button", name="Menu").click()
        page.locator("summary", has_text="Account").click()
        expect(page.locator(".account__me")).to_contain_text("asker")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Inbox")).to_have_count(0)


def test_what_belongs_to_a_moderators_account_takes_no_second_row(people, open_browser):
    owner = make.member("a-name-of-twenty-nine-letters", Level.SUPER_ADMINISTRATOR)
    with open_browser(owner, viewport=WIDE) as page:
        page.goto("/")
        heights = [
            page.locator(place).first.bounding_box()["height"]
            for place in (".account", ".inbox-link", ".brand")
        ]
        assert max(heights) < 60, heights
        page.locator("summary", has_text="Account").click()
        menu = page.locator(".account__list").bounding_box()
        assert 0 <= menu["x"] <= menu["x"] + menu["width"] <= WIDE["width"]


def test_the_number_stays_true_while_the_page_is_looked_at_and_is_said_once(people, open_browser, question):
    with open_browser(people.asker) as page:
        page.clock.install()
        page.goto("/questions/")
        expect(page.get_by_role("link", name="Inbox, 3 unread notices")).to_be_visible()
        tell({people.asker.user_id: Kind.BADGE}, path="/badges/first/")
        page.clock.run_for(61_000)
        expect(page.get_by_role("link", name="Inbox, 4 unread notices")).to_be_visible()
        expect(page.locator("[data-live]")).to_have_text("4 unread notices")
        asked = []
        page.on(
            "request", lambda request: asked.append(request.url) if "/inbox/count/" in request.url else None
        )
        page.clock.run_for(3_600_000)
        assert len(asked) >= 50
        del asked[:]
        page.clock.run_for(600_000)
        assert asked == [], "an hour in which nobody did anything is enough"
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.clock.run_for(61_000)
        assert asked


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_is_new_in_a_thread_is_marked_and_the_first_of_it_linked(
    people, open_browser, question, scripts
):
    from qa.news.models import Visit

    with open_browser(people.asker, java_script_enabled=scripts) as page:
        page.goto(question.get_absolute_url())
        expect(page.locator(".since")).to_have_count(0)
        Visit.objects.update(seen_at="2020-01-01T00:00Z")
        make.answer(question, people.answerer, "A new answer, far below.")
        page.goto(question.get_absolute_url())
        page.get_by_role("link", name="1 new since your last visit").click()
        expect(page.locator("article:has-text('far below') > .new-mark")).to_be_in_viewport()
