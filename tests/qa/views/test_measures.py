"""The moderators' page of a member and its forms, used as people use them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Level, User
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.measures import block, lift, suspend, warn
from qa.actions.member_notes import write_note
from qa.actions.sweeps import hide_all
from qa.models import Measure, MemberNote, Post, Sweep
from qa.reads.records import load_record
from tests import make
from tests.pages import Page
from tests.qa.admin.console import read_form

pytestmark = pytest.mark.django_db
READER = "/moderate/members/reader/"


@pytest.fixture
def desk(cast):
    cast.client = make.client(cast.moderator)
    return cast


def main(response):
    return Page.of(response).find("main")


def send(client, address, **fields):
    """Open a form, fill in, send."""
    page = main(client.get(address))
    form = next(form for form in page.find_all("form") if form.find_all("textarea"))
    sent = {
        part.attribute("name"): part.attribute("value") or ""
        for part in form.find_all("input")
        if part.attribute("type") not in ("checkbox", "radio") or "checked" in part.node[1]
    }
    return client.post(address, sent | fields)


def reload(viewer):
    return User.objects.get(pk=viewer.user_id)


def test_the_page_of_a_member_tells_moderators_what_they_need(desk):
    question = make.question(desk.reader, "How does one bear the evenings?")
    hide_post(desk.moderator, make.answer(make.question(desk.asker), desk.reader).pk, reason="Not for here.")
    flag_post(desk.asker, question.pk, reason="rude")
    flag_post(desk.reader, make.question(desk.asker).pk, reason="spam")
    measure = suspend(
        desk.administrator, desk.reader.user_id, rights=["ask"], ends_at=timezone.now() + timedelta(days=1), reason="Late.",
        rule="Rule 4",
    )  # fmt: skip
    lift(desk.administrator, measure.pk, "Talked.")
    write_note(desk.administrator, desk.reader.user_id, "Is having a hard time.")
    text = main(desk.client.get(READER)).text
    for words in ("visible: 1", "hidden by a moderator: 1", "Rude or hurtful: 1", "Spam or advertising: 1", "Suspension",
                  "lifted", "Late.", "Talked.", "Rule 4", "Is having a hard time.", "administratrix", "suspended"):  # fmt: skip
        assert words in text, words


def test_the_public_profile_leads_moderators_there_and_nobody_else(desk):
    for who, is_led in ((desk.moderator, True), (desk.editor, False), (None, False)):
        page = Page.of(make.client(who).get("/users/reader/"))
        assert bool(page.find_all("a", href=READER)) is is_led
    assert not Page.of(desk.client.get("/users/moderatrix/")).find_all(
        "a", href="/moderate/members/moderatrix/"
    )


def test_a_warning_is_given_by_a_form_that_shows_before_what_will_be_read(desk):
    address = f"{READER}warning/"
    shown = send(desk.client, address, reason="Please be kind.", rule="Rule 2", preview="1")
    assert shown.status_code == 200
    assert "Please be kind." in main(shown).find(class_="preview").text
    assert "standing/" in main(shown).text, "the mail"
    assert not Measure.objects.exists()
    assert send(desk.client, address, reason="Please be kind.", rule="Rule 2").status_code == 302
    measure = Measure.objects.get()
    assert (measure.kind, measure.reason, measure.rule) == ("warn", "Please be kind.", "Rule 2")
    assert measure.decided_by == desk.moderator.user


def test_a_suspension_takes_what_is_ticked_until_the_end_of_the_day(desk):
    day = timezone.localdate() + timedelta(days=20)
    response = send(
        desk.client,
        f"{READER}suspension/",
        rights=["ask", "comment"],
        lasting="own",
        until=f"{day}",
        reason="x",
    )
    assert response.status_code == 302
    measure = Measure.objects.get()
    assert measure.rights == ["ask", "comment"]
    assert timezone.localtime(measure.ends_at).date() == day + timedelta(days=1)
    assert set(reload(desk.reader).restrictions) == {"ask", "comment"}


def test_a_usual_reason_is_enough_and_goes_before_ones_own_words(desk):
    usual = "Advertising has no place here."
    send(desk.client, f"{READER}block/", preset=usual, reason="The shop again.")
    send(desk.client, "/moderate/members/asker/block/", preset=usual)
    reasons = Measure.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == [f"{usual} The shop again.", usual]
    assert reload(desk.reader).restrictions == {"all": None}


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("warning", {"reason": " "}, "Please say why"),
        ("warning", {"reason": "x" * 1001}, "at most 1000"),
        ("warning", {"reason": "a\x00b"}, "type that place again"),
        ("suspension", {"reason": "Kept words."}, "required"),
        ("suspension", {"reason": "Kept words.", "rights": ["fly"]}, "There is no such right: fly."),
        ("suspension", {"reason": "Kept words.", "rights": ["ask"], "lasting": "own"}, "Please give the last day."),
        ("suspension", {"reason": "Kept words.", "rights": ["ask"], "lasting": "ever"}, "not one of the available"),
        ("suspension", {"reason": "Kept words.", "rights": ["ask"], "lasting": "own", "until": "soon"}, "valid date"),
        ("suspension", {"reason": "Kept words.", "rights": ["ask"], "lasting": "own", "until": "2020-01-01"}, "still to come"),
        ("suspension", {"reason": "Kept words.", "rights": ["ask"], "lasting": "own", "until": "2999-01-01"}, "ten years"),
        ("block", {"reason": "Kept words.", "lasting": "own", "until": "9999-12-31"}, "ten years"),
        ("block", {"reason": "Kept words.", "preset": "Because."}, "not one of the available"),
    ],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence_and_all_that_was_typed(desk, kind, fields, sentence):
    response = send(desk.client, f"{READER}{kind}/", **fields)
    assert response.status_code == 422
    page = main(response)
    assert sentence in page.text
    if "Kept words." in fields["reason"]:
        assert "Kept words." in page.find("textarea", name="reason").text
    assert not Measure.objects.exists()


def test_who_decided_meanwhile_is_told_and_what_was_typed_stays_and_can_be_sent_again(desk):
    address = f"{READER}suspension/"
    form = read_form(main(desk.client.get(address)))
    block(desk.administrator, desk.reader.user_id, reason="Threats.")
    typed = {"seen": form["seen"], "submission_key": form["submission_key"], "rights": ["ask", "answer"],
             "lasting": "week", "reason": "Kept words."}  # fmt: skip
    response = desk.client.post(address, typed)
    assert response.status_code == 409
    page = main(response)
    assert "administratrix decided about this member" in page.text
    assert "Threats." in page.text
    assert page.find("textarea", name="reason").text == "Kept words."
    assert len([box for box in page.find_all("input", name="rights") if "checked" in box.node[1]]) == 2
    seen = page.find("input", name="seen").attribute("value")
    assert desk.client.post(address, typed | {"seen": seen}).status_code == 302
    assert Measure.objects.count() == 2


def test_the_same_form_sent_twice_decides_once(desk):
    address = f"{READER}block/"
    form = read_form(main(desk.client.get(address)))
    sent = {"seen": form["seen"], "submission_key": form["submission_key"], "lasting": "none", "reason": "x"}
    assert desk.client.post(address, sent).status_code == 302
    assert desk.client.post(address, sent).status_code == 302
    assert Measure.objects.count() == 1


def test_a_measure_is_lifted_and_its_end_moved_from_the_page(desk):
    measure = block(desk.moderator, desk.reader.user_id, reason="x")
    assert (
        send(
            desk.client, f"/moderate/measures/{measure.pk}/end/", lasting="week", reason="Long enough."
        ).status_code
        == 302
    )
    measure.refresh_from_db()
    assert measure.ends_at is not None
    assert send(desk.client, f"/moderate/measures/{measure.pk}/lifting/").status_code == 422
    assert send(desk.client, f"/moderate/measures/{measure.pk}/lifting/", reason="Talked.").status_code == 302
    assert reload(desk.reader).restrictions == {}
    late = desk.client.post(f"/moderate/measures/{measure.pk}/lifting/", {"reason": "Again."})
    assert late.status_code == 409
    assert "moderatrix lifted this" in main(late).text


def test_no_form_opens_against_those_above_or_oneself(desk):
    for name in ("administratrix", "moderatrix"):
        for part in ("warning", "suspension", "block", "hiding", "removal"):
            for method in ("get", "post"):
                response = getattr(desk.client, method)(f"/moderate/members/{name}/{part}/", {"reason": "x"})
                assert response.status_code == 403, (name, part)
    assert desk.client.get("/moderate/members/moderatrix/").status_code == 403
    assert not Measure.objects.exists()
    assert not Sweep.objects.exists()


@pytest.mark.parametrize("address", ["/moderate/members/nobody/", "/moderate/members/nobody/block/", f"{READER}exile/",
                                     "/moderate/measures/99999999999999999/lifting/", "/moderate/sweeps/99999999999999999/",
                                     "/moderate/notes/99999999999999999/deletion/"])  # fmt: skip
def test_what_is_not_there_is_not_found(desk, address):
    assert desk.client.get(address).status_code == 404
    assert desk.client.post(address, {"reason": "x"}).status_code in (404, 405)


def test_notes_are_read_by_moderators_above_the_member_and_by_nobody_else(desk):
    words = "Canary words of a note."
    write_note(desk.administrator, desk.reader.user_id, words)
    other = make.member("othermod", Level.MODERATOR)
    write_note(desk.administrator, other.user_id, words)
    assert words in main(desk.client.get(READER)).text
    assert words not in desk.client.get("/moderate/members/othermod/").text
    assert load_record(desk.moderator, other.user).notes == []
    reader = make.client(desk.reader)
    for address in (READER, "/users/me/standing/", "/users/reader/", "/moderate/notes/1/deletion/"):
        assert words not in reader.get(address).text
    assert "wrote a note" not in reader.get("/users/me/standing/").text
    assert words not in make.client(desk.editor).get(READER).text


def test_a_note_is_written_and_deleted_from_the_page(desk):
    assert send(desk.client, READER, text="First line.\n\nSecond.").status_code == 302
    note = MemberNote.objects.get()
    assert note.text == "First line.\n\nSecond."
    refused = send(desk.client, READER, text="x" * 2001)
    assert refused.status_code == 422
    assert "x" * 2001 in main(refused).find("textarea", name="text").text
    page = main(desk.client.get(f"/moderate/notes/{note.pk}/deletion/"))
    assert "Second." in page.text
    assert MemberNote.objects.exists()
    assert desk.client.post(f"/moderate/notes/{note.pk}/deletion/").status_code == 302
    assert not MemberNote.objects.exists()


def test_hiding_all_goes_on_by_itself_without_scripts_until_it_is_done_and_can_be_undone(desk, monkeypatch):
    monkeypatch.setattr("qa.actions.sweeps.advance.__kwdefaults__", {"seconds": 60, "most": 1})
    question = make.question(desk.asker)
    for _ in range(3):
        make.answer(question, desk.reader)
    assert send(desk.client, f"{READER}hiding/").status_code == 422
    response = send(desk.client, f"{READER}hiding/", reason="Advertising.")
    address = response.headers["Location"]
    seen = []
    for _ in range(4):
        response = desk.client.get(address)
        page = Page.of(response)
        seen.append((page.find("progress").attribute("value"), response.headers.get("Refresh")))
    assert seen == [("1", "1"), ("2", "1"), ("3", "1"), ("3", None)]
    assert "done: 3 of 3" in page.text
    assert not Post.objects.filter(author=desk.reader.user, is_hidden=False).exists()
    assert desk.client.post(f"{address}undoing/").status_code == 302
    for _ in range(4):
        response = desk.client.get(address)
    assert "Refresh" not in response.headers
    assert Post.objects.filter(author=desk.reader.user, is_hidden=False).count() == 3
    again = desk.client.post(f"{address}undoing/")
    assert again.status_code == 409
    assert "moderatrix undid this" in main(again).text


def test_a_sweep_that_is_at_work_already_is_a_conflict_with_who_and_when(desk):
    make.question(desk.reader)
    hide_all(desk.administrator, desk.reader.user_id, "x")
    response = desk.client.post(f"{READER}hiding/", {"reason": "Kept words."})
    assert response.status_code == 409
    assert "administratrix began this" in main(response).text
    assert "Kept words." in response.text


def test_lists_of_members_are_offered_to_those_who_may_open_them(desk):
    block(desk.moderator, desk.reader.user_id, reason="Threats.")
    old = suspend(
        desk.moderator,
        desk.asker.user_id,
        rights=["ask"],
        ends_at=timezone.now() + timedelta(days=1),
        reason="y",
    )
    past = timezone.now() - timedelta(seconds=5)
    Measure.objects.filter(pk=old.pk).update(started_at=past - timedelta(days=1), ends_at=past)
    warn(desk.moderator, desk.answerer.user_id, reason="z")
    page = main(desk.client.get("/users/blocked/"))
    assert page.find("a", href=READER).text == "reader"
    assert "Threats." in page.text
    assert "asker" not in page.text
    assert "answerer" not in page.text
    special = main(desk.client.get("/users/special/")).text
    assert (
        special.index("administratrix")
        < special.index("moderatrix")
        < special.index("editor")
        < special.index("expert")
    )
    assert "reader" not in special
    newest = make.user("the-newest")
    assert (
        main(make.client(desk.editor).get("/users/new/")).find_all(class_="person")[0].text == newest.username
    )
    by_points = ["/users/", "/users/?by=month", "/users/?by=week"]
    for who, more in ((None, []), (desk.reader, []), (desk.editor, ["/users/new/"]),
                      (desk.moderator, ["/users/new/", "/users/special/", "/users/blocked/"])):  # fmt: skip
        tabs = main(make.client(who).get("/users/")).find_all(class_="sorts")
        found = [link.attribute("href") for tab in tabs for link in tab.find_all("a")]
        assert found == [*by_points, *more]


def test_these_pages_are_for_nobodys_index_and_kept_nowhere(desk):
    block(desk.moderator, desk.reader.user_id, reason="x")
    for address in (
        READER,
        f"{READER}block/",
        "/users/blocked/",
        "/users/new/",
        "/users/special/",
        "/users/me/standing/",
    ):
        response = desk.client.get(address)
        assert Page.of(response).find("meta", name="robots").attribute("content") == "noindex"
