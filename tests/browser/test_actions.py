"""A moderator's walk through the actions on a question, with scripts and without: the end is the same."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from qa.models import Favourite, Post, Revision
from tests import make


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_moderator_walks_through_the_actions(people, open_browser, scripts):
    health = make.category("Health")
    question = make.question(people.asker, "How does one get through this?", tags=("sleep",))
    answer, other = make.answer(question, people.answerer), make.answer(question, people.reader)
    comment = make.comment(answer, people.reader)
    day = timezone.localdate() + timedelta(days=90)
    with open_browser(people.moderator, java_script_enabled=scripts) as page:

        def act(place, *steps):
            """Open the question; press `steps` at `place`, the first behind "More" if it is not in sight."""
            page.goto(question.get_absolute_url())
            part = page.locator(place)
            target = part.get_by_role("link", name=steps[0], exact=True).or_(
                part.get_by_role("button", name=steps[0], exact=True)
            )
            if not target.first.is_visible():
                part.locator("summary").first.click()
            target.first.click()
            for step in steps[1:]:
                page.get_by_role("button", name=step, exact=True).click()

        head, first, second = ".post--question", f"#a{answer.pk}", f"#a{other.pk}"
        act(head, "Favourite")
        expect(page.locator(head).get_by_role("button", name="Favourite")).to_have_attribute(
            "aria-pressed", "true"
        )
        act(head, "Close")
        page.get_by_label("Reason shown below the question").fill("A pause.")
        page.get_by_role("button", name="Close the question").click()
        expect(page.locator(".notice--closed")).to_contain_text("A pause.")
        act(head, "Category and tags")
        page.get_by_label("Category").select_option(label="Health")
        page.locator("#id_tags").fill("night")
        page.get_by_role("button", name="Save", exact=True).click()
        act(head, "Reopen")
        expect(page.locator(".notice--closed")).to_have_count(0)
        act(head, "Edit")
        page.get_by_label("More about your question").fill("Quite other words.")
        page.get_by_role("button", name="Save", exact=True).click()
        act(first, "Check again on a day")
        page.get_by_label("Check again after").fill(day.isoformat())
        page.get_by_role("button", name="Save", exact=True).click()
        act(first, "Let every member edit it")
        expect(page.locator(first)).to_contain_text("Every member may edit this")
        act(second, "Make it a comment", "Make it a comment")
        expect(page.locator(f"#c{other.pk}")).to_be_visible()
        act(f"#c{comment.pk}", "Make it an answer", "Make it an answer")
        expect(page.locator(f"#a{comment.pk}")).to_be_visible()
        act(first, "Hide")
        page.locator("#id_reason").fill("It names a neighbour.")
        page.get_by_role("button", name="Hide it", exact=True).click()
        expect(page.locator(first)).to_contain_text("hidden by a moderator")
        act(first, "Show again")
        expect(page.locator(f"{first}.post--hidden")).to_have_count(0)
        act(head, "History")
        expect(page.locator("del").first).to_contain_text("Some words")
        page.locator("#v1").get_by_role("link", name="Bring this version back").click()
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(head)).to_contain_text("Some words about it.")
    question.refresh_from_db()
    changes = list(
        Revision.objects.filter(post=question).order_by("version").values_list("change", flat=True)
    )
    assert changes == ["written", "closed", "retagged", "reopened", "edited", "restored"]
    assert (question.category, question.tag_names) == (health, ["sleep"])
    assert dict(Post.objects.filter(question=question).values_list("pk", "kind")) == {
        answer.pk: "A", other.pk: "C", comment.pk: "A",
    }  # fmt: skip
    answer.refresh_from_db()
    assert (answer.is_wiki, answer.check_after, answer.is_hidden) == (True, day, False)
    assert Favourite.objects.get().member == people.moderator.user
    assert make.drift() == []
