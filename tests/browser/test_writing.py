"""The writing tools in a real browser: toolbar, drafts, the warning on leaving, mentions, quoting."""

import pytest
from playwright.sync_api import expect

from qa.actions.closures import close_question
from tests import make


@pytest.fixture
def text(people, open_browser):
    """The text of the ask page, with what the test does to it."""
    make.category("Health")
    with open_browser() as page:
        page.goto("/ask/")
        yield page.get_by_label("More about your question")


def select(area, words):
    area.evaluate(
        """(area, words) => {
            area.focus();
            const start = area.value.indexOf(words);
            area.setSelectionRange(start, start + words.length);
        }""",
        words,
    )


def selected(area):
    return area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")


def press(area, name):
    area.page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(
    ("button", "before", "words", "after"),
    [
        ("Bold", "quite calm now", "calm", "quite **calm** now"),
        ("Italic", "quite calm now", "calm", "quite *calm* now"),
        ("Code", "quite calm now", "calm", "quite `calm` now"),
        ("Code", "one\ntwo", "one\ntwo", "```\none\ntwo\n```"),
        ("Link", "see this page", "this page", "see [this page](https://)"),
        ("Link", "see https://example.org", "https://example.org", "see [](https://example.org)"),
        ("List", "one\ntwo", "one\ntwo", "- one\n- two"),
        ("List", "What I did:\none\ntwo", "one\ntwo", "What I did:\n\n- one\n- two"),
        ("Numbered list", "one\ntwo", "e\ntw", "1. one\n2. two"),
        ("Quotation", "she said so", "said", "> she said so"),
        ("Crossed out", "quite calm now", "calm", "quite ~~calm~~ now"),
        ("Heading", "one\ntwo", "tw", "one\n\n## two"),
        ("Line between parts", "one", "one", "one\n\n---\n\n"),
        ("Table", "one", "one", "one\n\n| Column 1 | Column 2 |\n| --- | --- |\n|  |  |\n|  |  |\n\n"),
        (
            "Without formatting",
            "a **bold** *word* and ~~this~~",
            "a **bold** *word* and ~~this~~",
            "a bold word and this",
        ),
        ("Without formatting", "[words](https://a.org) `x`", "[words](https://a.org) `x`", "words x"),
        ("Without formatting", "## ***calm***", "calm", "## ***calm***"),
    ],
)
def test_a_button_changes_the_selection_and_undo_takes_it_back(text, button, before, words, after):
    text.press_sequentially(before.split("\n")[0])
    for line in before.split("\n")[1:]:
        text.press("Enter")
        text.press_sequentially(line)
    select(text, words)
    press(text, button)
    expect(text).to_have_value(after)
    expect(text).to_be_focused()
    text.press("Control+z")
    expect(text).to_have_value(before)


@pytest.mark.parametrize(
    "button", ["Bold", "Italic", "Crossed out", "Code", "List", "Numbered list", "Quotation", "Heading"]
)
def test_a_second_press_takes_the_marks_off(text, button):
    text.fill("calm")
    select(text, "calm")
    press(text, button)
    press(text, button)
    expect(text).to_have_value("calm")


def test_shortcuts_work_while_typing(text):
    text.press_sequentially("I am ")
    text.press("Control+b")
    text.press_sequentially("very")
    expect(text).to_have_value("I am **very**")
    text.press("End")
    text.press_sequentially(" tired")
    select(text, "tired")
    text.press("Control+i")
    expect(text).to_have_value("I am **very** *tired*")
    text.press("Control+k")
    expect(text).to_have_value("I am **very** *[tired](https://)*")
    assert selected(text) == "https://"


@pytest.mark.parametrize(
    ("keys", "after"),
    [("Control+Shift+X", "~~calm~~"), ("Control+Shift+8", "- calm"), ("Control+Shift+7", "1. calm"),
     ("Control+Shift+9", "> calm"), ("Control+Shift+H", "## calm"), ("Control+b", "**calm**"), ("Control+Shift+B", "calm"),
     ("Control+x", "")],
)  # fmt: skip
def test_a_shortcut_does_what_its_button_does_and_no_other(text, keys, after):
    text.fill("calm")
    select(text, "calm")
    text.press(keys)
    expect(text).to_have_value(after)


def test_without_a_selection_the_line_loses_its_formatting(text):
    text.fill("one **two**\n\n> ## three *four*")
    select(text, "three")
    text.press("ArrowLeft")
    press(text, "Without formatting")
    expect(text).to_have_value("one **two**\n\nthree four")


def test_the_name_of_a_new_tables_column_is_selected_to_be_typed_over(text):
    press(text, "Table")
    assert selected(text) == "Column 1"


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_move_in_it(text):
    page = text.page
    text.fill("calm")
    select(text, "calm")
    text.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic", exact=True)).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Without formatting", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text).to_have_value("*calm*")
    expect(text).to_be_focused()


def test_every_button_is_large_enough_for_a_finger_and_all_stand_in_two_rows_on_a_phone(people, open_browser):
    with open_browser(viewport={"width": 360, "height": 740}) as page:
        page.goto("/ask/")
        boxes = [button.bounding_box() for button in page.locator(".toolbar button").all()]
        assert len(boxes) == 12
        assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)
        assert len({box["y"] for box in boxes}) == 2


def test_the_comment_form_that_opens_in_place_has_a_toolbar_of_its_own(people, open_browser):
    question = make.question(people.asker)
    with open_browser() as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("link", name="Comment").click()
        field = page.get_by_label("Your comment")
        expect(field).to_be_focused()
        page.locator(".comment-form").get_by_role("button", name="Bold").click()
        expect(field).to_have_value("****")
        expect(page.get_by_role("textbox", name="Your answer")).to_have_value("")


def test_without_scripts_there_is_no_toolbar(people, open_browser):
    with open_browser(java_script_enabled=False) as page:
        page.goto("/ask/")
        expect(page.get_by_role("toolbar")).to_have_count(0)


def test_a_name_is_suggested_while_it_is_typed_and_taken_with_a_key_or_the_mouse(people, open_browser):
    make.member("Ann Bell")
    question = make.question(people.asker)
    with open_browser(people.reader) as page:
        page.goto(question.get_absolute_url())
        field = page.get_by_role("textbox", name="Your answer")
        options = page.get_by_role("option")
        field.press_sequentially("Hello @a")
        expect(options.first).to_have_text("asker")
        page.keyboard.press("Enter")
        expect(field).to_have_value("Hello @asker ")
        field.press_sequentially("and @ann")
        expect(options).to_have_text(["Ann Bell"])
        options.click()
        expect(field).to_have_value('Hello @asker and @"Ann Bell" ')
        field.press("Control+z")
        expect(field).to_have_value("Hello @asker and @ann")
        field.press("End")
        field.press_sequentially(" mail me@a")
        page.wait_for_timeout(500)
        expect(options).to_have_count(0)
        field.press_sequentially(" @as")
        expect(options).to_have_text(["asker"])
        page.keyboard.press("Escape")
        expect(options).to_have_count(0)
        page.keyboard.press("Enter")
        expect(field).to_have_value("Hello @asker and @ann mail me@a @as\n")


def test_tags_are_suggested_as_before(people, open_browser):
    make.question(people.asker, tags=("sleep",))
    with open_browser() as page:
        page.goto("/ask/")
        page.get_by_label("Tags").press_sequentially("exam sl")
        expect(page.get_by_role("option")).to_contain_text("sleep")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        expect(page.get_by_role("combobox", name="Tags")).to_have_value("exam sleep ")


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))")


def wait_until_kept(page, words):
    page.wait_for_function(
        "words => Object.values(localStorage).some(kept => kept.includes(words))", arg=words, polling=100
    )


def kept_words(page):
    return page.evaluate("JSON.stringify(Object.values(localStorage))")


def test_a_visitor_s_words_are_kept_in_the_browser_offered_back_and_gone_when_posted(people, open_browser):
    make.category("Health")
    with open_browser() as page:
        page.goto("/ask/")
        page.get_by_label("Your question in one sentence").fill("How do I sleep before an exam?")
        page.get_by_label("More about your question").fill("It is the third night.")
        page.get_by_label("Category").select_option(label="Health")
        page.get_by_label("Your name to display").fill("Night owl")
        page.get_by_label("Your e-mail address").fill("owl@example.org")
        wait_until_kept(page, "third night")
        assert kept(page) == ["draft:0:ask"]
        assert "owl" not in kept_words(page).lower()
        page.goto("/")
        page.goto("/ask/")
        expect(page.locator(".draft")).to_contain_text("How do I sleep before an exam?")
        expect(page.get_by_label("More about your question")).to_have_value("")
        page.get_by_role("button", name="Use it").click()
        expect(page.get_by_label("More about your question")).to_have_value("It is the third night.")
        expect(page.locator(".draft")).to_have_count(0)
        page.get_by_role("button", name="Post question").click()
        page.wait_for_url("**/questions/**")
        assert kept(page) == []
        assert "posted=" not in page.evaluate("document.cookie")


def test_a_refused_form_keeps_the_words_and_discarding_removes_them(people, open_browser):
    with open_browser() as page:
        page.goto("/ask/")
        page.get_by_label("More about your question").fill("It is the third night.")
        page.get_by_role("button", name="Post question").click()
        page.get_by_role("alert").wait_for()
        expect(page.locator(".draft")).to_have_count(0)
        assert kept(page) == ["draft:0:ask"]
        page.goto("/ask/")
        page.locator(".draft").get_by_role("button", name="Discard").click()
        expect(page.locator(".draft")).to_have_count(0)
        assert kept(page) == []


def test_what_is_older_than_thirty_days_or_not_ours_is_thrown_away(people, open_browser):
    with open_browser() as page:
        page.goto("/")
        page.evaluate(
            """() => {
                const make = (days) => JSON.stringify({ values: { body: "Old" }, at: Date.now() - days * 86400000 });
                localStorage.setItem("draft:0:ask", make(31));
                localStorage.setItem("draft:0:answer-1", make(29));
                localStorage.setItem("draft:0:answer-2", "no JSON");
                localStorage.setItem("theme", "dark");
            }"""
        )
        page.goto("/ask/")
        assert kept(page) == ["draft:0:answer-1"]
        assert page.evaluate("localStorage.theme") == "dark"


def test_a_member_s_words_go_to_the_server_and_signing_out_clears_the_browser(people, open_browser):
    question = make.question(people.asker)
    with open_browser(people.reader) as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("textbox", name="Your answer").fill("Half an answer")
        with page.expect_response("**/drafts/", timeout=10_000) as saved:
            pass
        assert saved.value.status == 200
        assert kept(page) == [f"draft:{people.reader.user_id}:answer-{question.pk}"]
        page.goto("/drafts/")
        page.get_by_role("link", name="Half an answer", exact=True).click()
        expect(page.get_by_role("textbox", name="Your answer")).to_have_value("Half an answer")
        expect(page.locator(".draft")).to_have_count(0)
        page.locator("summary", has_text="Account").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(lambda url: "questions" not in url)
        assert kept(page) == []


def test_leaving_warns_only_while_something_is_neither_kept_nor_sent(people, open_browser):
    with open_browser() as page:
        dialogs = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
        page.goto("/ask/")
        page.goto("/hot/")
        page.goto("/ask/")
        field = page.get_by_label("More about your question")
        field.press_sequentially("Not kept yet")
        page.get_by_role("link", name="Hot").click()
        page.wait_for_url("**/hot/")
        assert dialogs == ["beforeunload"]
        page.goto("/ask/")
        expect(page.locator(".draft")).to_contain_text("Not kept yet")
        field.press_sequentially("Kept soon")
        wait_until_kept(page, "Kept soon")
        page.get_by_role("link", name="Hot").click()
        page.wait_for_url("**/hot/")
        page.goto("/ask/")
        field.press_sequentially("Sent at once")
        page.get_by_role("button", name="Post question").click()
        page.get_by_role("alert").wait_for()
        page.get_by_label("Your e-mail address").press_sequentially("a@example.org")
        page.get_by_role("link", name="Hot").click()
        page.wait_for_url("**/hot/")
        assert dialogs == ["beforeunload"]


def test_the_comment_form_in_place_keeps_its_words_too(people, open_browser):
    question = make.question(people.asker)
    with open_browser() as page:
        page.goto(question.get_absolute_url())
        page.get_by_role("link", name="Comment").click()
        page.get_by_label("Your comment").fill("Half a comment")
        wait_until_kept(page, "Half a comment")
        assert kept(page) == [f"draft:0:comment-{question.pk}"]
        page.reload()
        page.get_by_role("link", name="Comment").click()
        page.locator(".comment-form").get_by_role("button", name="Use it").click()
        expect(page.get_by_label("Your comment")).to_have_value("Half a comment")


@pytest.fixture
def thread(people):
    question = make.question(people.asker, body="One thought.\n\nAnother thought, quite long.")
    make.comment(
        make.answer(question, people.answerer, "Walk in the evening."), people.expert, "And in the morning."
    )
    return question


def select_in(page, selector, words):
    page.evaluate(
        """([selector, words]) => {
            const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const start = walker.currentNode.data.indexOf(words);
                if (start < 0) continue;
                getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + words.length);
                return;
            }
        }""",
        [selector, words],
    )


def test_a_selection_is_quoted_with_who_wrote_it(thread, people, open_browser):
    with open_browser(people.reader) as page:
        page.goto(thread.get_absolute_url())
        field = page.get_by_role("textbox", name="Your answer")
        select_in(page, ".post--question .post__body", "Another thought")
        page.locator(".quote-button").click()
        expect(field).to_be_focused()
        expect(field).to_have_value("asker wrote:\n\n> Another thought\n\n")
        expect(page.locator(".quote-button")).to_have_count(0)
        field.press_sequentially("I agree.")
        select_in(page, ".comment__body", "in the morning")
        page.locator(".quote-button").click()
        expect(field).to_have_value(
            "asker wrote:\n\n> Another thought\n\nI agree.\n\nexpert wrote:\n\n> in the morning\n\n"
        )


def test_the_keyboard_quotes_the_selection_or_the_whole_post_into_the_open_comment(
    thread, people, open_browser
):
    with open_browser(people.reader) as page:
        page.goto(thread.get_absolute_url())
        field = page.get_by_role("textbox", name="Your answer")
        button = page.locator(".post--question > .post__actions [data-quote]")
        select_in(page, ".post--question .post__body", "One")
        button.focus()
        page.keyboard.press("Enter")
        expect(field).to_have_value("asker wrote:\n\n> One\n\n")
        page.locator(".post--answer > .post__actions").get_by_role("link", name="Comment").click()
        comment = page.get_by_label("Your comment")
        expect(comment).to_be_focused()
        page.evaluate("getSelection().removeAllRanges()")
        page.locator(".post--answer > .post__actions [data-quote]").focus()
        page.keyboard.press("Space")
        expect(comment).to_have_value("answerer wrote:\n\n> Walk in the evening.\n\n")
        expect(field).to_have_value("asker wrote:\n\n> One\n\n")


def test_nothing_is_offered_to_quote_without_scripts_or_without_a_form(thread, people, open_browser):
    with open_browser(java_script_enabled=False) as page:
        page.goto(thread.get_absolute_url())
        expect(page.get_by_role("button", name="Quote")).to_have_count(0)
    close_question(people.editor, thread.pk, reason="Settled.")
    with open_browser() as page:
        page.goto(thread.get_absolute_url())
        select_in(page, ".post--question .post__body", "One")
        page.wait_for_timeout(400)
        expect(page.get_by_role("button", name="Quote")).to_have_count(0)
