"""Categories in a real browser: what helps is there as one is chosen, and rows of the console can be dragged."""

import pytest
from playwright.sync_api import expect

from qa.actions.categories import save_category
from qa.models import Category
from tests import make

TEMPLATE = "## Since when\n\n## What have you tried"


@pytest.fixture
def tree(people):
    for name, words in {
        "Health": {},
        "Sleep": {"guidance": "Say **since when**.", "form_template": TEMPLATE},
        "Work": {
            "guidance": "Leave out the name of the firm.",
            "form_template": "## What does your boss say",
        },
    }.items():
        save_category(make.SYSTEM, Category(name=name, slug=f"at-{name.lower()}", **words))
    return people


def test_what_helps_and_the_text_to_begin_with_come_with_the_category_and_never_over_what_was_typed(
    tree, open_browser
):
    with open_browser(tree.asker) as page:
        page.goto("/ask/")
        text = page.get_by_label("More about your question")
        page.get_by_label("Category").select_option(label="Sleep")
        expect(page.locator("#guidance")).to_contain_text("Say since when.")
        expect(text).to_have_value(TEMPLATE)
        page.get_by_label("Category").select_option(label="Work")
        expect(text).to_have_value("## What does your boss say")
        text.fill("I lie awake.")
        page.get_by_label("Category").select_option(label="Sleep")
        expect(page.locator("#guidance")).to_contain_text("Say since when.")
        expect(text).to_have_value("I lie awake.")
        page.get_by_label("Category").select_option(label="Health")
        expect(page.locator("#guidance")).to_be_empty()
        expect(text).to_have_value("I lie awake.")


def test_without_scripts_a_button_brings_the_same(tree, open_browser):
    with open_browser(tree.asker, java_script_enabled=False) as page:
        page.goto("/ask/")
        page.get_by_label("Category").select_option(label="Sleep")
        page.get_by_role("button", name="Show what helps in this category").click()
        expect(page.locator("#guidance")).to_contain_text("Say since when.")
        expect(page.get_by_label("More about your question")).to_have_value(TEMPLATE)


def test_a_row_of_the_console_is_dragged_among_those_beside_it(tree, open_browser):
    with open_browser(tree.administrator) as page:
        page.goto("/admin/qa/category/")
        rows = page.locator("#result_list tbody tr")
        rows.filter(has_text="at-work").drag_to(
            rows.filter(has_text="at-health"), target_position={"x": 200, "y": 3}
        )
        expect(rows.first).to_contain_text("at-work")
    order = list(Category.objects.in_tree_order().values_list("path", flat=True))
    assert order == ["at-work", "at-health", "at-sleep"]
