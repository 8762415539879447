"""The public data set: of those who said yes, without what tells who they are, whole or not at all."""

import json
import subprocess

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.edits import edit_reply
from qa.actions.hidings import hide_post
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.api.actions.consents import set_consent
from qa.api.models import Consent
from qa.api.rules.masking import mask
from qa.models import WatchedWord
from qa.reads.mentions import compose_post
from tests import make

pytestmark = pytest.mark.django_db
DAY = "2026-11-27"


@pytest.fixture
def open_site(cast):
    options.save({"dataset_license": "CC BY 4.0", "dataset_license_url": "https://example.org/by"})
    for viewer in (cast.asker, cast.answerer):
        set_consent(viewer, True)
    cast.question = make.question(
        cast.asker,
        "How do I sleep at night?",
        body="I lie awake.",
        tags=("sleep",),
        category=make.category("Health"),
    )
    cast.answer = make.answer(cast.question, cast.answerer, "Read a dull book.")
    cast.comment = make.comment(cast.answer, cast.asker, "I shall try that.")
    return cast


def release(folder, day=DAY):
    call_command("release_dataset", str(folder), date=day)
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in folder.glob("*.jsonl")
    }


def test_a_release_holds_questions_answers_and_comments_with_numbers_of_its_own(open_site, tmp_path):
    accept_answer(open_site.asker, open_site.answer.pk)
    found = release(tmp_path / "out")
    [question], [answer], [comment] = found["questions"], found["answers"], found["comments"]
    assert question["title"] == "How do I sleep at night?" and question["tags"] == ["sleep"]
    assert (
        question["category"] == "Health" and question["id"] == answer["question"] == comment["question"] == 1
    )
    assert answer["text"] == "Read a dull book." and answer["is_accepted"] is True
    assert comment["answer"] == answer["id"] == 1
    assert comment["author"] == question["author"] != answer["author"]
    assert {question["author"], answer["author"]} == {"member 1", "member 2"}
    assert len(question["created_on"]) == 10


def test_the_card_says_how_much_and_the_checksums_hold(open_site, tmp_path):
    found = release(tmp_path / "out")
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    for name, rows in found.items():
        assert f"| {name}.jsonl | {len(rows)} | " in card
    assert "CC BY 4.0 (https://example.org/by)" in card and DAY in card
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_data_and_day_make_the_same_bytes_and_another_day_other_numbers(open_site, tmp_path):
    for _ in range(12):
        member = make.member()
        set_consent(member, True)
        make.answer(open_site.question, member)
    first, again = release(tmp_path / "a"), release(tmp_path / "b")
    assert first == again
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    other = release(tmp_path / "c", "2026-11-28")
    numbers = [[row["author"] for row in (*rows["answers"], *rows["comments"])] for rows in (first, other)]
    assert numbers[0] != numbers[1] and sorted(numbers[0]) == sorted(numbers[1])


def test_what_is_not_for_everybody_and_who_did_not_say_yes_is_not_there(open_site, tmp_path):
    canary = "zyzzyva"
    silent = make.member()
    make.question(silent, f"What of {canary}?")
    below = make.answer(make.question(silent), open_site.answerer, f"An answer about {canary}.")
    make.comment(below, open_site.asker, f"A comment about {canary}.")
    unsaid = make.answer(open_site.question, silent, f"An answer about {canary}.")
    make.comment(unsaid, open_site.asker, f"A comment on {canary}.")
    make.answer(open_site.question, make.visitor(), f"A visitor about {canary}.", Byline(name=canary))
    hidden = make.answer(open_site.question, open_site.answerer, f"A hidden {canary}.")
    make.comment(hidden, open_site.asker, f"Below a hidden {canary}.")
    hide_post(open_site.moderator, hidden.pk, reason="Not for here.")
    gone = make.question(open_site.asker, f"A hidden {canary}?", tags=(canary,))
    make.answer(gone, open_site.answerer, f"Below a hidden {canary}.")
    hide_post(open_site.moderator, gone.pk, reason="Not for here.")
    mended = make.answer(open_site.question, open_site.answerer, "Words of mine.")
    edit_reply(open_site.editor, mended.pk, compose_post(f"Words of an editor: {canary}."), version=1)
    options.save({"is_beginner_held": True, "held_below_points": 10**6})
    make.answer(open_site.question, open_site.answerer, f"A waiting {canary}.")
    save_word(make.SYSTEM, WatchedWord(pattern=canary, action="replace"))
    options.save({"is_beginner_held": False})
    make.answer(open_site.question, open_site.answerer, f"A veiled {canary}.")
    closed = make.member()
    set_consent(closed, True)
    make.answer(open_site.question, closed, f"A closed account: {canary}")
    User.objects.filter(pk=closed.user_id).update(is_active=False)
    found = release(tmp_path / "out")
    text = " ".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())
    assert canary not in text
    assert [len(found[name]) for name in ("questions", "answers", "comments")] == [1, 2, 1]


def test_names_addresses_and_numbers_are_not_in_it(open_site, tmp_path):
    User.objects.filter(pk=open_site.reader.user_id).update(username="sam.weiss", username_key="sam.weiss")
    make.comment(open_site.question, make.visitor(), "A visitor speaks.", Byline(name="Wilhelmina"))
    make.answer(
        open_site.question,
        open_site.answerer,
        "Dear Asker, thank @sam.weiss and Wilhelmina. Write to kim.lee@example.org or +49 170 1234567, "
        "my therapist Anna Schmidt said. See http://127.0.0.1:8000/users/asker/ and [here](/users/asker/).",
    )
    release(tmp_path / "out")
    text = (tmp_path / "out/answers.jsonl").read_text(encoding="utf-8").lower()
    for name in (
        "asker",
        "answerer",
        "sam.weiss",
        "wilhelmina",
        "kim.lee",
        "1234567",
        "anna schmidt",
        "127.0.0.1",
    ):
        assert name not in text, name


def test_a_yes_that_was_taken_back_holds_from_the_next_release_on(open_site, tmp_path):
    client = make.client(open_site.answerer)
    assert len(release(tmp_path / "a")["answers"]) == 1
    assert client.post("/users/me/data/", {"consent": "no"}).status_code == 302
    found = release(tmp_path / "b")
    assert found["answers"] == [] and found["comments"] == [] and len(found["questions"]) == 1


def test_visitors_are_in_it_only_where_the_forms_told_them(open_site, tmp_path):
    options.save({"are_visitors_in_dataset": True})
    make.answer(open_site.question, make.visitor(), "From somebody without an account.", Byline(name="Kim"))
    found = release(tmp_path / "out")
    assert [row["author"] for row in found["answers"]][1] == "visitor"
    assert "Posts of visitors without an account are in it" in (tmp_path / "out/README.md").read_text()


def test_no_scores_where_the_site_shows_none(open_site, tmp_path):
    category = open_site.question.category
    category.shows_scores = False
    make.save_category(make.SYSTEM, category)
    found = release(tmp_path / "out")
    assert found["questions"][0]["score"] is None and found["answers"][0]["score"] is None


def test_without_a_licence_with_restricted_reading_or_onto_a_folder_there_is_none(open_site, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(CommandError, match="is there already"):
        release(tmp_path / "there")
    with pytest.raises(CommandError, match="looks like this"):
        release(tmp_path / "out", "yesterday")
    options.save({"view_level": "members"})
    with pytest.raises(CommandError, match="not open to everybody"):
        release(tmp_path / "out")
    options.save({"view_level": "everybody", "dataset_license": ""})
    with pytest.raises(CommandError, match="no licence"):
        release(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_release_that_fails_leaves_nothing_behind(open_site, tmp_path, monkeypatch):
    def fail(*args):
        raise OSError("The disk is full.")

    monkeypatch.setattr("qa.api.actions.dataset.write_checksums", fail)
    with pytest.raises(OSError, match="full"):
        release(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_members_say_yes_on_a_page_that_says_what_it_means(cast):
    client = make.client(cast.reader)
    assert "makes no data set" in client.get("/users/me/data/").content.decode()
    assert client.post("/users/me/data/", {"consent": "yes"}).status_code == 403
    options.save({"dataset_license": "CC BY 4.0"})
    assert "Nothing of yours is in" in client.get("/users/me/data/").content.decode()
    assert client.post("/users/me/data/", {"consent": "yes"}).status_code == 302
    assert Consent.objects.filter(member=cast.reader.user).exists()
    assert "Your posts are in" in client.get("/users/me/data/").content.decode()
    options.save({"dataset_license": ""})
    assert client.post("/users/me/data/", {"consent": "no"}).status_code == 302
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ask @kim, @“Kim Lee” or @k.", "Ask [member], [member] or [member]"),
        ("Mail kim@example.org.", "Mail [e-mail address]."),
        ("See https://site.example/questions/1/x?y#z now", "See [link within the site] now"),
        ("See site.example.org and notsite.examples", "See site.example.org and notsite.examples"),
        ("Thanks, KIM! Kimono.", "Thanks, [member]! Kimono."),
        ("Call 0800 1110111.", "Call 0800 1110111."),
    ],
)
def test_words_stand_for_what_tells_who_somebody_is(text, masked):
    assert mask(text, ["Kim", "an"], "https://site.example") == masked
