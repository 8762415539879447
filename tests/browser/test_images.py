"""Pictures in a real browser: by the button, pasted, dropped; and without scripts."""

import base64
import re

import pytest
from playwright.sync_api import expect

from forum import options
from qa.models import Image, Post
from tests import make, pictures

TITLE = "How do I sleep before an exam?"
WORDS = "It is the third night."
ADDRESS = r"/media/[0-9a-f-]{36}\.webp"
LAKE = {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": pictures.photo(2000, 1500)}
PROGRAM = {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture at all"}

# Hands files to the text the way a browser does when something is pasted or dropped there.
HAND_OVER = """([name, files]) => {
  const area = document.querySelector("textarea[name=body]");
  const data = new DataTransfer();
  for (const { content, type } of files)
    data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], "lake", { type }));
  const settings = { bubbles: true, cancelable: true };
  const event = name === "paste"
    ? new ClipboardEvent(name, { ...settings, clipboardData: data })
    : new DragEvent(name, { ...settings, dataTransfer: data });
  area.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def encoded(content, kind="image/jpeg"):
    return {"content": base64.b64encode(content).decode(), "type": kind}


def text_of(page):
    return page.locator("textarea[name=body]")


def is_shown(page, selector):
    """Whether the browser has loaded and decoded the picture."""
    image = page.locator(selector)
    image.scroll_into_view_if_needed()
    page.wait_for_function("s => document.querySelector(s).naturalWidth > 0", arg=selector)
    return True


def test_without_scripts_the_picture_is_added_seen_and_posted(people, open_browser):
    with open_browser(people.asker, java_script_enabled=False) as page:
        page.goto("/ask/")
        page.get_by_label("Your question in one sentence").fill(TITLE)
        text_of(page).fill(WORDS)
        page.get_by_label("Picture (optional)", exact=True).set_input_files(LAKE)
        page.get_by_label("Describe the picture").fill("A quiet lake")
        page.get_by_role("button", name="Add picture").click()
        expect(page.get_by_label("Your question in one sentence")).to_have_value(TITLE)
        expect(text_of(page)).to_have_value(re.compile(rf"^{WORDS}\n\n!\[A quiet lake\]\({ADDRESS}\)\s*$"))
        expect(page.get_by_role("img", name="A quiet lake")).to_be_visible()
        page.get_by_role("button", name="Post question").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
        expect(page.locator(".post--question").get_by_role("img", name="A quiet lake")).to_be_visible()


def test_without_scripts_a_file_that_is_no_picture_is_refused_and_the_words_stay(people, open_browser):
    with open_browser(people.asker, java_script_enabled=False) as page:
        page.goto("/ask/")
        text_of(page).fill(WORDS)
        page.get_by_label("Picture (optional)", exact=True).set_input_files(PROGRAM)
        page.get_by_label("Describe the picture").fill("A quiet lake")
        page.get_by_role("button", name="Post question").click()
        expect(page.get_by_role("alert")).to_contain_text("JPEG, PNG, GIF or WebP")
        expect(text_of(page)).to_have_value(WORDS)
        expect(page.get_by_label("Describe the picture")).to_have_value("A quiet lake")


def test_the_button_opens_the_chooser_and_asks_what_the_picture_shows(people, open_browser):
    question = make.question(people.asker)
    with open_browser(people.answerer) as page:
        page.goto(question.get_absolute_url())
        expect(page.get_by_label("Describe the picture")).to_be_hidden()
        text_of(page).fill("A walk along this lake helps me.")
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Add picture").click()
        chooser.value.set_files(LAKE)
        expect(page.locator("[data-live]")).to_contain_text("Now type what it shows")
        page.keyboard.type("A quiet lake")
        expect(text_of(page)).to_have_value(
            re.compile(rf"^A walk along this lake helps me\.\n\n!\[A quiet lake\]\({ADDRESS}\)\n\n$")
        )
        expect(page.locator(".preview img")).to_have_attribute("alt", "A quiet lake")
        page.get_by_role("button", name="Post answer").click()
        expect(page.locator(".post--answer").get_by_role("img", name="A quiet lake")).to_be_visible()
        assert is_shown(page, ".post--answer .prose img")
    with open_browser() as visitor:
        visitor.goto(question.get_absolute_url())
        assert is_shown(visitor, ".post--answer .prose img")


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_pictures_that_are_pasted_or_dropped_go_where_the_cursor_is(people, open_browser, way):
    with open_browser(people.asker) as page:
        page.goto("/ask/")
        text_of(page).fill("Before.\n\nAfter.")
        text_of(page).evaluate("area => { area.focus(); area.setSelectionRange(7, 7); }")
        assert page.evaluate(HAND_OVER, [way, [encoded(pictures.photo(kind="PNG"), "image/png")]])
        pattern = rf"^Before\.\n\n!\[Picture\]\({ADDRESS}\)\n\n\n?After\.$"
        expect(text_of(page)).to_have_value(re.compile(pattern))
        assert page.evaluate("getSelection().toString()") in ("Picture", "")
        page.keyboard.type("A lake")
        expect(text_of(page)).to_have_value(re.compile(r"!\[A lake\]\("))


def test_words_that_are_pasted_stay_words(people, open_browser):
    with open_browser(people.asker) as page:
        page.goto("/ask/")
        assert not page.evaluate(HAND_OVER, ["paste", []])
    assert not Image.objects.exists()


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_what_is_no_picture_is_refused_in_words_and_the_text_stays(people, open_browser, way):
    with open_browser(people.asker) as page:
        page.goto("/ask/")
        text_of(page).fill(WORDS)
        assert page.evaluate(HAND_OVER, [way, [encoded(b"<svg/>", "image/svg+xml")]])
        expect(page.locator("[data-live]")).to_contain_text("JPEG, PNG, GIF or WebP")
        expect(text_of(page)).to_have_value(WORDS)


def test_a_limit_that_is_reached_and_an_answer_that_is_none_are_said(people, open_browser):
    options.save({"images_per_member": 0})
    with open_browser(people.asker) as page:
        page.goto("/ask/")
        page.evaluate(HAND_OVER, ["drop", [encoded(pictures.photo())]])
        expect(page.locator("[data-live]")).to_contain_text("try again in")
        page.route("**/images/", lambda route: route.fulfill(status=403, body="<html>"))
        page.evaluate(HAND_OVER, ["drop", [encoded(pictures.photo())]])
        expect(page.locator("[data-live]")).to_contain_text("could not be added")
        expect(page.get_by_role("button", name="Add picture")).not_to_have_attribute("aria-busy", "true")


def test_a_form_waits_for_its_picture_and_words_typed_meanwhile_are_not_disturbed(people, open_browser):
    with open_browser(people.asker) as page:
        page.goto("/ask/")
        with page.expect_response("**/ask/similar/**"):
            page.get_by_label("Your question in one sentence").fill(TITLE)
        text_of(page).fill(WORDS)
        held = []
        page.route("**/images/", lambda route: held.append(route))
        page.evaluate(HAND_OVER, ["drop", [encoded(pictures.photo())]])
        page.wait_for_function("document.querySelector('[name=add_image]').ariaBusy === 'true'")
        page.get_by_role("button", name="Post question").click()
        expect(page.locator("[data-live]")).to_contain_text("being added")
        text_of(page).press_sequentially(" And more")
        held[0].continue_()
        expect(text_of(page)).to_have_value(
            re.compile(rf"^{WORDS} And more\n\n!\[Picture\]\({ADDRESS}\)\n\n$")
        )
        page.get_by_role("button", name="Post question").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    assert Post.objects.get().images.count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_a_large_picture_is_never_wider_than_the_screen(people, open_browser, width):
    question = make.question(people.asker, body=make.upload_image(people.asker, LAKE["buffer"]).markdown)
    with open_browser(viewport={"width": width, "height": 700}) as page:
        page.goto(question.get_absolute_url())
        assert is_shown(page, ".post--question .prose img")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = page.locator(".post--question .prose img").bounding_box()
        assert abs(box["width"] / box["height"] - 2000 / 1500) < 0.05
