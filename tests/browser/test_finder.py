"""Suggestions below the search field, with the keyboard alone and without a script."""

import re

import pytest
from playwright.sync_api import expect

from qa.search.actions.words import rebuild_words
from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def shelf(people):
    people.question = make.question(people.asker, "Sleeping badly before an <em>exam</em>", tags=("sleep",))
    make.question(people.asker, "Sleep and work do not go together")
    rebuild_words()
    return people


def test_a_question_is_found_and_opened_with_the_keyboard_alone(shelf, open_browser):
    with open_browser() as page:
        page.goto("/questions/")
        field = page.locator(".masthead input[name=q]")
        field.press_sequentially("sleep")
        expect(field).to_have_attribute("aria-expanded", "true")
        lines = page.locator(f"#{field.get_attribute('aria-controls')} [role=option]")
        expect(lines).to_have_count(3)
        expect(lines.first).to_contain_text("Tag sleep")
        assert field.get_attribute("role") == "combobox"
        assert not page.locator(".finder em").count()
        field.press("ArrowDown")
        expect(lines.first).to_have_attribute("aria-selected", "true")
        assert field.get_attribute("aria-activedescendant") == lines.first.get_attribute("id")
        field.press("ArrowUp")
        assert field.get_attribute("aria-activedescendant") is None
        field.press("ArrowUp")
        expect(lines.last).to_have_attribute("aria-selected", "true")
        field.press("Enter")
        page.wait_for_url(re.compile(r"/questions/\d+/.+"))


def test_escape_closes_the_list_and_enter_searches_for_what_was_typed(shelf, open_browser):
    with open_browser() as page:
        page.goto("/search/")
        field = page.locator("#search-words")
        field.press_sequentially("sleeping")
        expect(field).to_have_attribute("aria-expanded", "true")
        field.press("Escape")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(page.locator(".finder:visible")).to_have_count(0)
        assert field.input_value() == "sleeping"
        field.press("Enter")
        page.wait_for_url("**/search/?q=sleeping")


def test_a_line_is_taken_with_the_mouse(shelf, open_browser):
    with open_browser() as page:
        page.goto("/search/")
        page.locator("#search-words").press_sequentially("sleep")
        page.locator(".finder__tag").click()
        page.wait_for_url("**/tags/sleep/")


def test_in_the_menu_of_a_telephone_escape_closes_the_list_and_not_the_menu(shelf, open_browser):
    with open_browser(viewport={"width": 360, "height": 740}) as page:
        page.goto("/questions/")
        page.locator(".masthead__toggle:visible").click()
        field = page.locator(".masthead input[name=q]")
        field.press_sequentially("sleep")
        expect(field).to_have_attribute("aria-expanded", "true")
        field.press("Escape")
        expect(field).to_have_attribute("aria-expanded", "false")
        expect(field).to_be_visible()


def test_without_a_script_the_field_is_a_form(shelf, open_browser):
    with open_browser(java_script_enabled=False) as page:
        page.goto("/search/")
        page.fill("#search-words", "badly")
        page.press("#search-words", "Enter")
        expect(page.locator(".row__title")).to_have_count(1)
