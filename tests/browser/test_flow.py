"""Ask, answer, comment, vote, accept in a real browser: once with scripts, once without any."""

import re

import pytest
from playwright.sync_api import expect

from qa.models import Post
from tests import make

TITLE = "How do I sleep before an exam?"
BODY = "It is the third night.\n\nWhat helps **you**?"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    return request.param


def test_a_visitor_asks_and_members_answer_comment_vote_and_the_visitor_accepts(
    people, open_browser, scripts
):
    make.category("Health")
    settings = {"java_script_enabled": scripts}
    with open_browser(**settings) as visitor:
        address = ask(visitor)
        expect(visitor.locator(".post--question .meta").first).to_contain_text("asked")
        expect(visitor.locator(".post--question .meta").first).to_contain_text("by Night owl (you)")
        with open_browser(people.answerer, **settings) as helper:
            answer(helper, address)
            comment(helper, address)
        with open_browser(people.reader, **settings) as reader:
            vote(reader, address)
        visitor.goto(address)
        visitor.get_by_role("button", name="This answer helped most").click()
        expect(visitor.locator(".post--accepted")).to_contain_text("The answer that helped most")
        visitor.get_by_role("button", name="Take the mark off").click()
        expect(visitor.locator(".post--accepted")).to_have_count(0)
        visitor.get_by_role("button", name="This answer helped most").click()
        expect(visitor.locator(".post--accepted")).to_have_count(1)
    assert make.points(people.answerer) == 100 + 40 + 300 + 20
    assert make.drift() == []


def ask(page) -> str:
    """Ask as a visitor, first with something missing: everything typed is still there. Returns the address."""
    page.goto("/")
    page.get_by_role("link", name="Ask a question").first.click()
    page.get_by_label("Your question in one sentence").fill("Too short")
    page.get_by_label("More about your question").fill(BODY)
    page.get_by_label("Tags").fill("sleep exam")
    page.get_by_label("Your name to display").fill("Night owl")
    page.get_by_role("button", name="Post question").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 12 characters")
    expect(page.get_by_label("More about your question")).to_have_value(BODY)
    expect(page.get_by_label("Tags")).to_have_value("sleep exam")
    expect(page.get_by_label("Your name to display")).to_have_value("Night owl")
    page.get_by_label("Your question in one sentence").fill(TITLE)
    page.get_by_label("Category").select_option(label="Health")
    page.get_by_role("button", name="Post question").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator(".post--question strong", has_text="you")).to_be_visible()
    return page.url


def answer(page, address):
    page.goto(address)
    page.get_by_role("textbox", name="Your answer").fill("A short walk, every evening, helps me.")
    page.get_by_role("button", name="Post answer").click()
    expect(page.locator(".post--answer")).to_contain_text("A short walk")
    assert re.search(r"show=\d+.*#a\d+$", page.url)


def comment(page, address):
    page.goto(address)
    page.locator(".post--question").get_by_role("link", name="Comment").click()
    field = page.get_by_label("Your comment")
    field.fill("I know these nights, too.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".post--question .comment")).to_contain_text("I know these nights")


def vote(page, address):
    page.goto(address)
    box = page.locator(".post--answer .votes")
    box.get_by_role("button", name="Helpful", exact=True).click()
    expect(box).to_contain_text("+1 vote")
    box.get_by_role("button", name="Helpful", exact=True).click()
    expect(box).to_contain_text("0 votes")
    box.get_by_role("button", name="Not helpful").click()
    expect(box).to_contain_text("–1 vote")
    box.get_by_role("button", name="Helpful", exact=True).click()
    expect(box).to_contain_text("+1 vote")


def test_a_vote_with_scripts_changes_only_the_box_and_keeps_what_is_being_written(people, open_browser):
    question = make.question(people.asker)
    with open_browser(people.reader) as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("textbox", name="Your answer").fill("Half a sentence")
        page.locator(".votes__up").click()
        expect(page.locator(".votes")).to_contain_text("+1 vote")
        expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Half a sentence")


def test_the_comment_form_opens_in_place_with_the_cursor_in_it(people, open_browser):
    question = make.question(people.asker)
    with open_browser() as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("link", name="Comment").click()
        expect(page.get_by_label("Your comment")).to_be_focused()
        assert page.url.endswith(question.get_absolute_url())
        assert page.evaluate(
            "[...document.querySelectorAll('[id]')].length == new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
        )


def test_the_preview_shows_the_text_while_it_is_typed_and_says_when_it_is_too_complex(people, open_browser):
    with open_browser() as page:
        page.goto("/ask/")
        field = page.get_by_label("More about your question")
        field.press_sequentially("**bold** <b>not bold</b>")
        preview = page.get_by_label("Preview", exact=True).locator("visible=true").first
        expect(page.locator(".preview strong")).to_have_text("bold")
        expect(page.locator(".preview b")).to_have_count(0)
        expect(preview).to_contain_text("<b>not bold</b>")
        field.fill("[" * 11_000)
        expect(page.locator(".preview")).to_contain_text("too complex")


def test_without_scripts_the_preview_button_shows_the_text_and_publishes_nothing(people, open_browser):
    with open_browser(java_script_enabled=False) as page:
        page.goto("/ask/")
        page.get_by_label("Your question in one sentence").fill(TITLE)
        page.get_by_label("More about your question").fill("**bold**")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".preview strong")).to_have_text("bold")
        expect(page.get_by_label("Your question in one sentence")).to_have_value(TITLE)
    assert not Post.objects.exists()


def test_similar_questions_appear_while_the_title_is_typed(people, open_browser):
    make.question(people.asker, "Why do I wake up at three every night?")
    with open_browser() as page:
        page.goto("/ask/")
        page.get_by_label("Your question in one sentence").press_sequentially("I wake up every night")
        expect(page.locator("#similar")).to_contain_text("Why do I wake up at three every night?")


def test_tags_are_suggested_and_taken_with_the_keyboard_alone(people, open_browser):
    make.question(people.asker, tags=("sleep", "school"))
    make.question(people.asker, tags=("school",))
    with open_browser() as page:
        page.goto("/ask/")
        field = page.locator("#id_tags")
        field.press_sequentially("anxiety s")
        options = page.get_by_role("option")
        expect(options).to_have_count(2)
        expect(options.first).to_contain_text("school")
        field.press("ArrowDown")
        field.press("ArrowDown")
        field.press("Enter")
        expect(field).to_have_value("anxiety sleep ")
        expect(options).to_have_count(0)
        field.press_sequentially("sch")
        expect(options).to_have_count(1)
        field.press("Escape")
        expect(options).to_have_count(0)


def test_a_form_that_is_sent_twice_in_a_row_posts_once(people, open_browser):
    with open_browser() as page:
        page.goto("/ask/")
        page.get_by_label("Your question in one sentence").fill(TITLE)
        page.get_by_role("button", name="Post question").dblclick()
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    assert Post.objects.count() == 1


def test_everything_on_a_page_can_be_reached_with_the_keyboard_and_shows_where_one_is(people, open_browser):
    question = make.question(people.asker)
    with open_browser(people.reader) as page:
        page.goto(question.get_absolute_url())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        wanted = page.evaluate("""
            [...document.querySelectorAll("main a[href], main button:not(:disabled), main textarea")]
                .filter((element) => element.tabIndex >= 0 && element.checkVisibility()).length""")
        seen = set()
        for _ in range(wanted):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
        assert len(seen) >= wanted


def test_the_chosen_colours_stay_from_page_to_page(people, open_browser):
    with open_browser(color_scheme="light") as page:
        page.goto("/")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.get_by_role("button", name="Dark").click()
        page.goto("/questions/")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert dark != light
        page.get_by_role("button", name="As my device").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
