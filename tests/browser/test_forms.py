"""The forms with everything that the owner can switch on, in a real browser."""

import os

import pytest
from playwright.sync_api import expect

from forum import options
from forum.lib.texts import compose
from qa.actions.questions import Draft, ask_question
from qa.actions.writing import Byline
from tests import make
from tests.browser.test_accessibility import find_faults

TITLE = "How can I sleep through a whole night?"


@pytest.fixture
def whole(people):
    options.save(
        {
            "answer_form": "button",
            "ask_intro": "Take your time. **Nobody** here is in a hurry.",
            "answer_intro": "Say what helped *you*.",
            "is_ask_box_on": True,
            "is_extra_field_on": True,
            "is_extra_field_shown": True,
            "captcha_questions": "Which colour is the sky? | blue",
        }
    )
    people.health = make.category("Health")
    people.health.description = "Body and mind, day and night."
    people.health.save()
    make.category("Sleep", parent=people.health)
    people.question = make.question(
        people.asker, "How can I sleep at night again?", body="sleep", tags=("sleep", "night")
    )
    draft = Draft(
        "How can I sleep at night once more?", compose("exams"), people.health, ["sleep", "exams"], "In Peru"
    )
    people.question = ask_question(people.asker, draft, Byline())
    return people


def test_offered_tags_and_the_words_about_a_category_appear_in_place(whole, open_browser):
    with open_browser() as page:
        page.goto("/")
        page.get_by_label("What is on your mind?").fill("How can I sleep")
        page.get_by_label("What is on your mind?").press("Enter")
        title = page.get_by_label("Your question in one sentence")
        expect(title).to_have_value("How can I sleep")
        tags = page.locator("[name=tags]")
        tags.fill("calm,")
        title.press_sequentially(" through a whole night?")
        page.get_by_role("button", name="Add the tag exams").click()
        expect(tags).to_have_value("calm exams ")
        expect(page.get_by_role("button", name="Add the tag exams")).to_have_count(0)
        about = page.locator("[data-about]").first
        page.get_by_label("Category").select_option("Health")
        expect(page.locator(".field__hint [data-about]")).to_have_text("Body and mind, day and night.")
        page.get_by_label("Category").select_option(index=0)
        expect(about).to_have_text("")
        # Enter in a line sends the form as its main button would: what is missing is told, no tag is added.
        title.press("Enter")
        page.get_by_role("alert").wait_for()
        expect(tags).to_have_value("calm exams ")
        expect(page.get_by_text("Please answer this question.").first).to_be_visible()


def test_only_commas_end_a_suggested_tag_where_the_owner_wants_that(whole, open_browser):
    options.save({"are_tags_split_by_commas": True})
    make.question(whole.asker, tags=("deep sleep",))
    with open_browser() as page:
        page.goto("/ask/")
        page.locator("[name=tags]").press_sequentially("calm, deep s")
        expect(page.locator(".suggest__list [role=option]")).to_contain_text("deep sleep")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("combobox", name="Tags")).to_have_value("calm, deep sleep, ")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_forms_with_everything_in_them_have_no_serious_fault(whole, open_browser, width, scheme):
    look = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "bypass_csp": True}
    faults = []
    address = whole.question.get_absolute_url()
    with open_browser(**look) as page:
        for number, path in enumerate(
            ["/", f"/ask/?title={TITLE}&cat={whole.health.pk}", address, f"{address}?answer=1"]
        ):
            page.goto(path)
            faults += find_faults(page)
            if os.environ.get("SCREENSHOTS"):
                page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{width}-{number}.png", full_page=True)
    assert faults == []
