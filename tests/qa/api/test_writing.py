"""Programs write for a member by the very rules of the pages, and hear the same sentences."""

import pytest

from forum import options
from qa.actions.edits import edit_reply
from qa.actions.hidings import hide_post
from qa.actions.words import save_word
from qa.models import Acceptance, Flag, Post, Revision, Vote, WatchedWord
from qa.reads.mentions import compose_post
from tests import make
from tests.qa.api.programs import problems, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    cast.category = make.category("Health")
    cast.question = make.question(cast.asker, category=cast.category)
    cast.answer = make.answer(cast.question, cast.answerer)
    return cast


def test_a_question_is_asked_with_category_and_tags(story):
    sent = {
        "title": "How do I find rest?",
        "body": "I *try*.",
        "category": "health",
        "tags": ["rest", "sleep"],
    }
    response = program(story.reader).post("/questions", sent)
    assert response.status_code == 201, response.content
    question = Post.objects.get(pk=response.json()["id"])
    assert (question.author, question.category.path) == (story.reader.user, "health")
    assert question.tag_names == ["rest", "sleep"] and question.body == "I *try*."


def test_answers_and_comments_are_posted_where_they_belong(story):
    writer = program(story.reader)
    answer = writer.post(f"/questions/{story.question.pk}/answers", {"body": "Walk a little."})
    assert answer.status_code == 201
    comment = writer.post(f"/posts/{answer.json()['id']}/comments", {"body": "In the morning, I mean."})
    assert comment.status_code == 201
    assert Post.objects.get(pk=comment.json()["id"]).parent_id == answer.json()["id"]


def test_what_a_form_would_say_is_said_by_field(story):
    response = program(story.reader).post("/questions", {"title": "", "body": "x", "category": "nowhere"})
    assert response.status_code == 422
    page = make.client(story.reader).post("/ask/", {"title": "", "body": "x", "category": "nowhere"})
    for field, message in problems(response).items():
        assert message in page.content.decode().replace("&#x27;", "'"), field
    assert set(problems(response)) >= {"title", "category"}


def test_unknown_fields_wrong_shapes_and_what_is_no_json_are_refused_with_sentences(story):
    writer = program(story.reader)
    address = f"/questions/{story.question.pk}/answers"
    assert problems(writer.post(address, {"body": "Words.", "boddy": 1})) == {
        "boddy": "There is no such field."
    }
    assert writer.post(address, {"body": 7}).status_code == 422
    assert writer.post(address, ["x"]).status_code == 422
    assert writer.post(address, {"body": "\ud800"}).status_code == 422
    assert writer.post(address, {"body": "a\x00b"}).status_code == 422
    assert writer.ask("POST", address).status_code == 422
    for words in ("{", "\xff", "[" * 100_000):
        response = writer.client.post(
            f"/api/v1{address}", words, content_type="application/json", headers=writer.headers
        )
        assert response.status_code == 400, words[:10]
    huge = writer.post(address, {"body": "x" * 3_000_000})
    assert huge.status_code == 413 and huge.json()["errors"]


def test_the_same_key_twice_posts_once(story):
    writer, address = program(story.reader), f"/questions/{story.question.pk}/answers"
    key = {"idempotency-key": "walk-1"}
    first = writer.post(address, {"body": "Walk a little."}, **key)
    again = writer.post(address, {"body": "Walk a little."}, **key)
    assert first.json()["id"] == again.json()["id"]
    other = writer.post(address, {"body": "Something else."}, **key)
    assert other.status_code == 409 and other.json()["errors"]
    asked = writer.post("/questions", {"title": "Where do you walk?", "body": "Walk a little."}, **key)
    assert asked.status_code in (409, 422)
    assert Post.objects.filter(author=story.reader.user).count() == 1
    theirs = program(story.asker).post(address, {"body": "My own words here."}, **key)
    assert theirs.status_code == 201 and theirs.json()["id"] != first.json()["id"]


def test_what_waits_for_a_moderator_says_so(story):
    options.save({"is_beginner_held": True, "held_below_points": 1_000_000})
    response = program(story.reader).post(
        f"/questions/{story.question.pk}/answers", {"body": "Walk a little."}
    )
    assert response.status_code == 202
    assert response.json()["is_waiting"] is True
    assert "once a moderator has seen it" in response.json()["message"]


def test_rules_about_words_hold_and_name_the_passage(story):
    save_word(make.SYSTEM, WatchedWord(pattern="casino", action="reject"))
    response = program(story.reader).post(
        f"/questions/{story.question.pk}/answers", {"body": "Go to the casino, friend."}
    )
    assert response.status_code == 422 and "casino" in problems(response)["body"]


def test_what_tells_who_somebody_is_is_pointed_at_once(story):
    options.save({"is_privacy_helper_on": True})
    writer, address = program(story.reader), f"/questions/{story.question.pk}/answers"
    sent = {"body": "Write to me at kim.miller@example.org please."}
    first = writer.post(address, sent)
    assert first.status_code == 422 and "kim.miller@example.org" in problems(first)["body"]
    assert writer.post(address, sent | {"seen": first.json()["seen"]}).status_code == 201


def test_one_changes_ones_own_text_from_the_version_one_read(story):
    writer = program(story.answerer)
    response = writer.ask(
        "PATCH", f"/posts/{story.answer.pk}", {"version": 1, "body": "Better words than before."}
    )
    assert response.status_code == 200 and response.json()["version"] == 2
    assert Revision.objects.filter(post=story.answer).count() == 2
    stale = writer.ask(
        "PATCH", f"/posts/{story.answer.pk}", {"version": 1, "body": "Other words altogether."}
    )
    assert stale.status_code == 409
    edit_reply(story.editor, story.answer.pk, compose_post("The editor's words here."), version=2)
    assert (
        program(story.editor)
        .ask("PATCH", f"/posts/{story.answer.pk}", {"version": 3, "body": "Once more by an editor."})
        .status_code
        == 403
    )


def test_an_edit_of_a_question_leaves_what_it_does_not_name(story):
    response = program(story.asker).ask(
        "PATCH", f"/posts/{story.question.pk}", {"version": 1, "tags": ["calm"]}
    )
    assert response.status_code == 200, response.content
    question = Post.objects.get(pk=story.question.pk)
    assert question.tag_names == ["calm"] and question.title == story.question.title
    assert question.category == story.category and question.body == story.question.body


def test_a_vote_is_set_and_taken_back(story):
    writer, address = program(story.reader), f"/posts/{story.answer.pk}/vote"
    assert writer.ask("PUT", address, {"value": 1}).json() == {
        "post_id": story.answer.pk,
        "value": 1,
        "score": 1,
    }
    assert writer.ask("PUT", address, {"value": 1}).json()["score"] == 1
    assert writer.ask("DELETE", address).json()["score"] == 0
    assert Vote.objects.get().value == 0 and writer.ask("PUT", address, {"value": 5}).status_code == 422
    own = program(story.answerer).ask("PUT", address, {"value": 1})
    assert own.status_code == 403 and problems(own) == {None: "You cannot vote on your own post."}


def test_an_answer_is_accepted_and_that_is_taken_back(story):
    writer, address = program(story.asker), f"/answers/{story.answer.pk}/acceptance"
    assert writer.ask("PUT", address).json()["accepted_answer_id"] == story.answer.pk
    assert writer.ask("DELETE", address).json()["accepted_answer_id"] is None
    assert not Acceptance.objects.exists()
    assert program(story.reader).ask("PUT", address).status_code == 403


def test_a_post_is_flagged_with_a_reason_and_the_flag_taken_back(story):
    writer, address = program(story.reader), f"/posts/{story.answer.pk}/flag"
    assert writer.ask("PUT", address, {"reason": "rude"}).json()["is_flagged"] is True
    assert Flag.objects.get().reason == "rude"
    refused = writer.ask("PUT", address, {"reason": "other"})
    assert refused.status_code == 422 and problems(refused) == {
        "note": "Please say in a sentence what is wrong."
    }
    assert writer.ask("PUT", address, {"reason": "sideways"}).status_code == 422
    assert writer.ask("DELETE", address).json()["is_flagged"] is False
    assert not Flag.objects.exists()


def test_limits_of_the_member_hold_with_the_wait(story):
    options.save({"votes_per_member": 1})
    writer, other = program(story.reader), make.answer(story.question, story.asker)
    assert writer.ask("PUT", f"/posts/{story.answer.pk}/vote", {"value": 1}).status_code == 200
    refused = writer.ask("PUT", f"/posts/{other.pk}/vote", {"value": 1})
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 60
    options.save({"answers_per_member": 0})
    refused = writer.post(f"/questions/{story.question.pk}/answers", {"body": "One more thing to say."})
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) >= 60


def test_what_is_hidden_from_the_member_is_not_there_to_write_to(story):
    hide_post(story.moderator, story.answer.pk, reason="Not for here.")
    writer = program(story.reader)
    for method, path, body in (
        ("PUT", f"/posts/{story.answer.pk}/vote", {"value": 1}),
        ("PUT", f"/posts/{story.answer.pk}/flag", {"reason": "rude"}),
        ("PATCH", f"/posts/{story.answer.pk}", {"version": 1, "body": "Words of somebody else."}),
        ("POST", f"/posts/{story.answer.pk}/comments", {"body": "A word about it."}),
        ("POST", "/questions/9999999/answers", {"body": "A word about it."}),
    ):
        assert writer.ask(method, path, body).status_code == 404, path


def test_figures_stay_right_after_all_that(story):
    writer = program(story.reader)
    writer.post(f"/questions/{story.question.pk}/answers", {"body": "Walk a little."})
    writer.ask("PUT", f"/posts/{story.answer.pk}/vote", {"value": 1})
    program(story.asker).ask("PUT", f"/answers/{story.answer.pk}/acceptance")
    assert make.drift() == []
