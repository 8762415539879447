"""The review queue by keyboard."""

from playwright.sync_api import expect

from forum import options
from qa.models import Post
from tests import make


def test_a_moderator_works_the_queue_with_the_keyboard_alone(people, open_browser):
    question = make.question(people.asker)
    options.save({"is_visitor_held": True})
    posts = [make.answer(question, make.visitor()) for _ in range(3)]
    with open_browser(people.moderator) as page:
        page.goto("/moderate/")
        rows = page.locator("[data-review]")
        expect(rows).to_have_count(3)
        page.keyboard.press("?")
        expect(page.locator("[data-keys]")).to_have_attribute("open", "")
        for key, focused in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
            page.keyboard.press(key)
            expect(rows.nth(focused)).to_be_focused()
        page.keyboard.press("x")
        expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
        page.keyboard.press("a")
        expect(page.locator(".messages")).to_contain_text("It is decided")
        expect(rows).to_have_count(2)
        page.keyboard.press("j")
        page.keyboard.press("r")
        page.wait_for_url("**/moderate/*/#reason")
        reason = page.get_by_label("Reason, for the author to read")
        reason.fill("")
        reason.press_sequentially("ajar")  # keys are letters while one writes
        expect(reason).to_have_value("ajar")
        page.locator("h1").click()
        page.keyboard.press("r")
        expect(page.locator(".messages")).to_contain_text("It is decided")
    states = [Post.objects.get(pk=post.pk) for post in posts]
    assert [(post.is_hidden, post.is_held) for post in states] == [
        (True, False),
        (False, False),
        (True, True),
    ]
