"""The small sum in a real browser: done unseen, within the content security policy; without scripts the text may wait."""

import pytest
from playwright.sync_api import expect

from forum import options
from qa.models import Post
from tests import make

WORDS = "Some words that may help somebody."


@pytest.fixture
def question(people):
    options.save({"is_proof_asked": True})
    return make.question(people.asker)


def test_a_visitors_answer_is_posted_with_one_press_and_the_sum_is_never_seen(question, open_browser):
    with open_browser() as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("textbox", name="Your answer").fill(WORDS)
        page.get_by_role("button", name="Post answer").click()
        expect(page.locator(".answers")).to_contain_text(WORDS)
    assert not Post.objects.latest("pk").is_held


def test_without_scripts_the_text_waits_when_the_box_is_ticked(question, open_browser):
    with open_browser(java_script_enabled=False) as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("textbox", name="Your answer").fill(WORDS)
        page.get_by_role("button", name="Post answer").click()
        expect(page.locator(".summary")).to_contain_text("small sum")
        page.get_by_label("Let my text wait until a moderator has seen it").check()
        page.get_by_role("button", name="Post answer").click()
        expect(page.locator("main")).to_contain_text("Only you and the moderators see this")
    assert Post.objects.latest("pk").is_held
