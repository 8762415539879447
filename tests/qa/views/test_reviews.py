"""The pages of the review queue and of flags, as moderators and those who flag use them without scripts."""

import re

import pytest
from django.test import Client

from forum import options
from qa.actions.flags import FlagVerdict, decide_flags, flag_post
from qa.actions.hidings import hide_post
from qa.actions.reviews import claim_item, hand_over
from qa.models import Flag, FlagDecision, Post, ReviewItem
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
CANARY = "zyzzyva"


@pytest.fixture
def desk(cast):
    """A flagged answer in one category, a held question in another, a held comment."""
    cast.rest, cast.work = make.category("Rest"), make.category("Work")
    cast.question = make.question(cast.asker, "How do I find some rest?", category=cast.rest)
    cast.flagged = make.answer(cast.question, cast.answerer, "Just pull yourself together then.")
    flag_post(cast.reader, cast.flagged.pk, reason=Flag.Reason.HARMFUL, note="It blames people.")
    options.save({"is_visitor_held": True})
    cast.held = make.question(make.visitor(), "Where do I find work?", category=cast.work)
    cast.comment = make.comment(cast.question, make.visitor(), "Please buy these pills here.")
    options.save({"is_visitor_held": False})
    cast.items = {
        post.pk: ReviewItem.objects.get(post=post) for post in (cast.flagged, cast.held, cast.comment)
    }
    return cast


def open_page(viewer, address, **sent):
    client = make.client(viewer)
    return Page.of(client.post(address, sent, follow=True) if sent else client.get(address, follow=True))


def listed(page):
    return [article.attribute("id") for article in page.find_all("article")]


def ids(desk, *posts):
    return [f"item-{desk.items[post.pk].pk}" for post in posts]


def test_an_editor_sees_the_urgent_first_with_why_it_was_flagged(desk):
    page = open_page(desk.editor, "/moderate/")
    assert listed(page) == ids(desk, desk.flagged, desk.held, desk.comment)
    row = page.find("article").text
    assert "Urgent" in row
    assert "It blames people." in row
    assert "reader" not in row


def test_the_list_is_narrowed_by_kind_and_category_and_to_what_one_took(desk):
    client = make.client(desk.editor)
    assert listed(Page.of(client.get("/moderate/?kind=held"))) == ids(desk, desk.held, desk.comment)
    assert listed(Page.of(client.get("/moderate/?kind=flagged"))) == ids(desk, desk.flagged)
    rest = client.get(f"/moderate/?cat={desk.rest.pk}")
    assert listed(Page.of(rest)) == ids(desk, desk.flagged, desk.comment)
    claim_item(desk.editor, desk.items[desk.held.pk].pk)
    assert listed(Page.of(client.get("/moderate/?mine=1"))) == ids(desk, desk.held)
    for wrong, status in (("kind=nothing", 400), ("cat=999999", 404), ("cat=x", 404), ("page=9", 404)):
        assert client.get(f"/moderate/?{wrong}").status_code == status


def test_experts_find_no_flags_there_and_no_way_to_them(desk):
    page = open_page(desk.expert, "/moderate/")
    assert listed(page) == ids(desk, desk.held, desk.comment)
    assert "Flags" not in page.find(class_="sorts").text
    client = make.client(desk.expert)
    item = desk.items[desk.flagged.pk]
    for response in (
        client.get(f"/moderate/{item.pk}/"),
        client.post(f"/moderate/{item.pk}/decision/", {"verdict": "decline"}),
        client.post(f"/moderate/{item.pk}/claim/"),
        client.get(f"/moderate/{item.pk}/handover/"),
    ):
        assert response.status_code == 403
        assert "pull yourself together" not in response.content.decode()
    assert Page.of(client.get("/")).find("a", href="/moderate/").text == "To look at 2"


def test_one_takes_the_next_decides_and_goes_on_until_nothing_is_left(desk):
    client = make.client(desk.editor)
    page = Page.of(client.post("/moderate/next/", follow=True))
    for verdict, reason in (("hide", "It hurts."), ("approve", ""), ("reject", "Advertising.")):
        form = page.find("form", id="decision")
        sent = {field.attribute("name"): field.attribute("value") for field in form.find_all("input")}
        assert sent["go"] == "next"
        page = Page.of(
            client.post(form.attribute("action"), sent | {"verdict": verdict, "reason": reason}, follow=True)
        )
        if verdict == "hide":  # that was urgent: a moment for oneself first
            assert "A moment for yourself" in page.find("h1").text
            page = Page.of(client.post("/moderate/next/", follow=True))
    assert "Nothing is waiting that nobody looks at" in page.find(class_="messages").text
    states = [Post.objects.get(pk=post.pk).is_hidden for post in (desk.flagged, desk.held, desk.comment)]
    assert states == [True, False, True]
    assert make.drift() == []


def test_an_item_shows_its_context_its_flags_and_its_author(desk):
    address = f"/moderate/{desk.items[desk.flagged.pk].pk}/"
    page = open_page(desk.moderator, address)
    assert "How do I find some rest?" in page.find("h1").text
    assert "pull yourself together" in page.find("article").text
    assert "It blames people." in page.text
    assert "reader, counts 1.00" in page.text
    assert "Together they count 1.00; 5 hide the post." in page.text
    assert "Questions: 0, answers: 1, comments: 0" in page.text
    assert "reader" not in open_page(desk.editor, address).find(class_="review__flags").text


def test_what_colleagues_left_stands_there_in_order(desk):
    item = desk.items[desk.flagged.pk]
    hand_over(desk.editor, item.pk, None, "First word.")
    hand_over(desk.moderator, item.pk, None, "Second word.", is_urgent=True)
    notes = open_page(desk.editor, f"/moderate/{item.pk}/").find(class_="review__notes").text
    assert re.search(r"editor gave it back.*First word\..*moderatrix called it urgent.*Second word\.", notes)


def test_an_item_is_handed_to_a_colleague_by_name_and_what_is_wrong_is_told(desk):
    client, item = make.client(desk.editor), desk.items[desk.flagged.pk]
    address = f"/moderate/{item.pk}/handover/"
    for sent, sentence in (
        ({"to": "nobody at all", "note": "Please."}, "no member of that name"),
        ({"to": "reader", "note": "Please."}, "cannot decide it"),
        ({"to": "Moderatrix", "note": ""}, "required"),
    ):
        response = client.post(address, sent)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert sent["to"] in response.content.decode()
    client.post(address, {"to": "Moderatrix", "note": "Please."})
    item.refresh_from_db()
    assert item.claimed_by == desk.moderator.user


def test_rejecting_without_a_reason_asks_for_it_and_keeps_the_page(desk):
    item = desk.items[desk.held.pk]
    response = make.client(desk.expert).post(
        f"/moderate/{item.pk}/decision/", {"verdict": "reject", "go": "next"}
    )
    page = Page.of(response)
    assert response.status_code == 422
    assert "Please say why" in page.find(class_="summary").text
    assert page.find("input", name="go").attribute("value") == "next"
    assert Post.objects.get(pk=desk.held.pk).is_held


def test_what_somebody_decided_meanwhile_is_told_with_who_and_when_and_the_reason_typed_is_kept(desk):
    item = desk.items[desk.held.pk]
    make.client(desk.expert).post(f"/moderate/{item.pk}/decision/", {"verdict": "approve"})
    sent = {"verdict": "reject", "reason": "Words that took long."}
    response = make.client(desk.editor).post(f"/moderate/{item.pk}/decision/", sent)
    page = Page.of(response)
    assert response.status_code == 409
    assert "approved, by expert" in page.find(class_="error__sentence").text
    assert "Words that took long." in page.find("textarea").text
    assert not Post.objects.get(pk=desk.held.pk).is_hidden


def test_deciding_what_somebody_else_looks_at_asks_first(desk):
    item = desk.items[desk.held.pk]
    claim_item(desk.expert, item.pk)
    client = make.client(desk.editor)
    assert "expert is looking at it" in Page.of(client.get("/moderate/?kind=held")).text
    address, sent = f"/moderate/{item.pk}/decision/", {"verdict": "reject", "reason": "Advertising."}
    response = client.post(address, sent)
    assert response.status_code == 409
    form = Page.of(response).find("main").find("form", class_="form")
    sent = {field.attribute("name"): field.attribute("value") for field in form.find_all("input")}
    sent |= {"verdict": form.find("button").attribute("value")}
    assert (sent["reason"], Post.objects.get(pk=desk.held.pk).is_held) == ("Advertising.", True)
    client.post(address, sent)
    assert Post.objects.get(pk=desk.held.pk).hiding.because == "rejected"


def test_many_are_decided_with_one_reason_and_the_page_says_what_was_not_and_why(desk):
    client = make.client(desk.editor)
    marks = [item.pk for item in desk.items.values()]
    sent = {"item": marks, "verdict": "reject", "reason": "Advertising.", "kind": "held"}
    page = Page.of(client.post("/moderate/decisions/", sent))
    assert "2 are decided" in page.text
    assert "1 is left as it was" in page.text
    assert "This cannot be said of what waits here." in page.text
    assert page.find_all("a", href="/moderate/?kind=held")
    assert {post.hiding.reason for post in Post.objects.filter(hiding__because="rejected")} == {
        "Advertising."
    }


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"verdict": "reject", "reason": "x"}, "Nothing was chosen."),
        ({"item": "1", "verdict": "reject", "reason": " "}, "Please say why"),
        ({"item": "1", "verdict": "nonsense"}, "valid choice"),
        ({"item": ["x", "-1", "9" * 30], "verdict": "approve"}, "Nothing was chosen."),
    ],
)
def test_a_bulk_that_makes_no_sense_comes_back_with_what_was_chosen(desk, sent, sentence):
    mark = desk.items[desk.held.pk].pk
    sent = {name: [str(mark)] if value == "1" else value for name, value in sent.items()}
    response = make.client(desk.editor).post("/moderate/decisions/", sent)
    page = Page.of(response)
    assert response.status_code == 422
    assert sentence in page.text
    boxes = [
        box.attribute("value") for box in page.find_all("input", name="item") if "checked" in box.node[1]
    ]
    assert boxes == ([str(mark)] if sent.get("item") == [str(mark)] else [])
    assert Post.objects.get(pk=desk.held.pk).is_held


@pytest.mark.parametrize("verdict", ["", "nonsense", "decline"])
def test_a_verdict_that_there_is_not_is_refused(desk, verdict):
    item = desk.items[desk.held.pk]
    response = make.client(desk.editor).post(f"/moderate/{item.pk}/decision/", {"verdict": verdict})
    assert response.status_code == 400


def test_what_is_decided_can_be_read_and_not_decided_again(desk):
    item = desk.items[desk.held.pk]
    client = make.client(desk.expert)
    client.post(f"/moderate/{item.pk}/decision/", {"verdict": "reject", "reason": "Advertising."})
    page = Page.of(client.get(f"/moderate/{item.pk}/"))
    assert "Decided: rejected." in page.text
    assert "Advertising." in page.text
    assert not page.find_all("form", id="decision")
    assert "Some words about it." not in page.text, "experts do not read what is hidden"
    assert "Some words about it." in open_page(desk.editor, f"/moderate/{item.pk}/").text


def test_what_stands_below_a_hidden_question_does_not_tell_its_title_to_experts(desk):
    hide_post(desk.editor, desk.question.pk, reason="Not for here.")
    item = desk.items[desk.comment.pk]
    for address in ("/moderate/", f"/moderate/{item.pk}/"):
        assert "find some rest" not in open_page(desk.expert, address).text
        assert "find some rest" in open_page(desk.editor, address).text


def test_the_figures_say_what_is_open_and_how_quickly_it_goes(desk):
    client = make.client(desk.editor)
    figures = Page.of(client.get("/moderate/")).find(class_="review__figures").text
    assert re.search(r"Urgent ?1 .*Normal ?2 .*When there is time ?0", figures)
    client.post(f"/moderate/{desk.items[desk.held.pk].pk}/decision/", {"verdict": "approve"})
    figures = Page.of(client.get("/moderate/")).find(class_="review__figures").text
    assert "1 in a day" in figures
    assert "Half of it within" in figures


def test_the_flagger_and_nobody_else_sees_what_became_of_their_flags(desk):
    other = make.answer(desk.question, desk.asker)
    flag_post(desk.reader, other.pk, reason=Flag.Reason.RUDE)
    decide_flags(desk.editor, other.pk, FlagVerdict.DECLINE, "Not for the flagger to read.")
    page = open_page(desk.reader, "/flags/")
    rows = [row.text for row in page.find_all("li", class_="row")]
    assert "declined" in rows[0]
    assert "It waits for a moderator." in rows[1]
    assert "It blames people." in rows[1]
    assert "Not for the flagger" not in page.text
    decide_flags(desk.editor, desk.flagged.pk, FlagVerdict.HIDE, "It hurts.")
    row = open_page(desk.reader, "/flags/").find_all("li", class_="row")[1].text
    assert "upheld" in row
    assert "A post that readers no longer see" in row
    assert "find some rest" not in row
    assert not open_page(desk.asker, "/flags/").find_all("li", class_="row")
    assert Client().get("/flags/").status_code == 302


def test_an_editor_decides_on_flags_from_the_post_and_hiding_asks_for_the_reason(desk):
    client, address = make.client(desk.editor), f"/posts/{desk.flagged.pk}/flags/"
    page = Page.of(client.get(desk.question.get_absolute_url()))
    assert page.find("a", href=address).text == "Decide on the flags"
    assert "It blames people." in Page.of(client.get(address)).text
    assert client.post(address, {}).status_code == 422
    response = client.post(address, {"verdict": "hide", "note": ""})
    assert response.status_code == 422
    assert "Please say why" in response.content.decode()
    client.post(address, {"verdict": "hide", "note": "It hurts."})
    assert FlagDecision.objects.get().outcome == "upheld"
    assert Post.objects.get(pk=desk.flagged.pk).is_hidden


def test_flagging_asks_for_the_word_or_address_that_the_reason_needs_and_keeps_what_was_typed(desk):
    client, address = make.client(desk.expert), f"/posts/{desk.question.pk}/flag/"
    for sent, sentence in (
        ({"reason": "other", "note": ""}, "what is wrong"),
        ({"reason": "duplicate", "duplicate_of": ""}, "address of the question"),
        ({"reason": "duplicate", "duplicate_of": "/questions/999999/"}, "No question was found"),
        ({"reason": "duplicate", "duplicate_of": desk.question.get_absolute_url()}, "very same question"),
    ):
        response = client.post(address, sent)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert sent.get("duplicate_of", "") in response.content.decode()
    original = make.question(desk.asker)
    client.post(address, {"reason": "duplicate", "duplicate_of": original.get_absolute_url()})
    flag = Flag.objects.get(flagger=desk.expert.user)
    assert flag.duplicate_of == original
    assert original.title in open_page(desk.editor, f"/posts/{desk.question.pk}/flags/").text
    assert "Was asked before" not in open_page(desk.expert, f"/posts/{desk.flagged.pk}/flag/").text


def test_the_word_on_the_flag_form_follows_what_this_members_flag_weighs(desk):
    options.save({"flags_that_hide": 2})
    decision = FlagDecision.objects.create(outcome="declined")
    Flag.objects.create(flagger=desk.asker.user, reason="spam", decision=decision)
    address = f"/posts/{desk.flagged.pk}/flag/"
    assert "Flag and hide" in open_page(desk.expert, address).find("form", class_="form").text
    assert "Flag and hide" not in open_page(desk.asker, address).find("form", class_="form").text
    make.client(desk.asker).post(address, {"reason": "rude"})
    assert not Post.objects.get(pk=desk.flagged.pk).is_hidden


def test_a_flag_too_many_comes_back_with_the_wait_and_what_was_typed(desk):
    options.save({"flags_per_member": 1})
    client = make.client(desk.expert)
    client.post(f"/posts/{desk.question.pk}/flag/", {"reason": "spam"})
    response = client.post(
        f"/posts/{desk.flagged.pk}/flag/", {"reason": "rude", "note": "Words that took long."}
    )
    assert response.status_code == 429
    assert "Words that took long." in response.content.decode()
    assert Flag.objects.filter(flagger=desk.expert.user).count() == 1


WAITING_WORDS = f"Words with {CANARY} in them."


@pytest.mark.parametrize("who", ["visitor", "reader", "asker"])
def test_nothing_of_the_queue_reaches_those_below(desk, who):
    options.save({"is_visitor_held": True})
    held = make.answer(desk.question, make.visitor(), WAITING_WORDS)
    item = ReviewItem.objects.get(post=held)
    hand_over(desk.editor, item.pk, None, f"A word about {CANARY}.")
    flag_post(desk.expert, desk.flagged.pk, reason=Flag.Reason.OTHER, note=CANARY)
    client = make.client(getattr(desk, who, None))
    places = ["", "claim/", "release/", "decision/", "handover/"]
    addresses = [
        "/moderate/",
        "/moderate/next/",
        "/moderate/decisions/",
        "/flags/",
        f"/posts/{desk.flagged.pk}/flags/",
    ]
    for address in addresses + [f"/moderate/{item.pk}/{place}" for place in places]:
        for response in (client.get(address), client.post(address, {"verdict": "approve", "item": item.pk})):
            assert response.status_code in (200, 302, 403, 405), address
            assert response.status_code != 200 or address == "/flags/"
            assert CANARY not in response.content.decode()
    assert Post.objects.get(pk=held.pk).is_held


def test_new_members_are_one_step_away_where_somebody_has_to_approve_them(cast):
    client = make.client(cast.moderator)
    assert not Page.of(client.get("/moderate/")).find_all("a", href="/moderate/members/")
    options.save({"is_approval_required": True})
    links = Page.of(client.get("/moderate/")).find("main").find_all("a", href="/moderate/members/")
    assert [link.text for link in links] == ["New members"]
    assert not Page.of(make.client(cast.expert).get("/moderate/")).find_all("a", href="/moderate/members/")
