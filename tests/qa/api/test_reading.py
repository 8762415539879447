"""Programs read what the pages show, in the form of the description, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Level
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.category_levels import set_category_level  # noqa: F401
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.models import WatchedWord
from tests import make
from tests.qa.api.programs import problems, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    cast.category = make.category("Health")
    cast.question = make.question(
        cast.asker, "How do I sleep?", body="I **lie** awake.", tags=("sleep",), category=cast.category
    )
    cast.answer = make.answer(cast.question, cast.answerer, "Read a *dull* book.")
    cast.comment = make.comment(cast.answer, cast.reader, "Thank you for that.")
    make.comment(cast.question, make.visitor(), "Since when?", Byline(name="Kim"))
    cast_vote(cast.reader, cast.answer.pk, 1)
    accept_answer(cast.asker, cast.answer.pk)
    return cast


def test_a_question_comes_with_its_text_comments_and_answers(story):
    found = program().read(f"/questions/{story.question.pk}")
    assert found["title"] == "How do I sleep?"
    assert found["body_markdown"] == "I **lie** awake."
    assert found["body_html"] == '<p dir="auto">I <strong>lie</strong> awake.</p>'
    assert found["author"]["name"] == "asker" and found["author"]["url"].endswith("/users/asker/")
    assert found["category"]["path"] == "health" and found["tags"] == ["sleep"]
    assert found["comments"]["items"][0]["author"] == {
        "kind": "visitor",
        "name": "Kim",
        "url": None,
        "points": None,
        "profession": None,
    }
    answer = found["answers"]["items"][0]
    assert answer["body_markdown"] == "Read a *dull* book." and answer["is_accepted"] and answer["score"] == 1
    assert answer["comments"]["items"][0]["body_markdown"] == "Thank you for that."
    assert found["created_at"].endswith("Z") and found["answers"]["next"] is None


def test_single_posts_and_all_comments_have_addresses_of_their_own(story):
    reader = program()
    assert reader.read(f"/answers/{story.answer.pk}")["question_id"] == story.question.pk
    assert reader.read(f"/comments/{story.comment.pk}")["parent_id"] == story.answer.pk
    for _ in range(4):
        make.comment(story.answer, make.member())
    first = reader.read(f"/posts/{story.answer.pk}/comments?limit=3")
    rest = reader.read(first["next"].removeprefix("http://127.0.0.1:8000"))
    ids = [one["id"] for one in first["items"] + rest["items"]]
    assert len(ids) == 5 and ids == sorted(ids) and rest["next"] is None


@pytest.mark.parametrize("sort", ["recent", "hot", "votes", "answers", "views", "activity"])
def test_every_order_of_the_lists_is_read_to_its_end_without_a_gap(cast, sort):
    for _ in range(7):
        make.question(cast.asker)
    address, seen = f"/questions?sort={sort}&limit=3", []
    while address:
        part = program().read(address.removeprefix("http://127.0.0.1:8000"))
        seen += [row["id"] for row in part["items"]]
        address = part["next"]
    assert len(seen) == len(set(seen)) == 7


def test_filters_are_those_of_the_lists_one_at_a_time(story):
    other = make.question(story.reader, tags=("rest",))
    reader = program()

    def ids(query):
        return [row["id"] for row in reader.read(f"/questions?{query}")["items"]]

    assert ids("tag=SLEEP") == ids("category=health") == ids("user=asker") == [story.question.pk]
    assert ids("filter=unanswered") == [other.pk]
    assert reader.get("/questions?tag=sleep&category=health").status_code == 400
    assert reader.get("/questions?tag=sleep&sort=hot").status_code == 400
    assert reader.get("/questions?sort=sideways").status_code == 400
    assert reader.get("/questions?tag=nothing").status_code == 404


def test_subjects_members_badges_activity_and_the_site_are_there(story):
    reader = program()
    assert reader.read("/tags")["items"][0]["name"] == "sleep"
    assert reader.read("/tags/Sleep")["question_count"] == 1
    assert reader.read("/categories")["items"][0]["path"] == "health"
    assert reader.read("/categories/health")["name"] == "Health"
    assert reader.read("/users/asker")["question_count"] == 1
    assert {row["name"] for row in reader.read("/users?limit=50")["items"]} >= {"asker", "answerer"}
    assert reader.read("/users/answerer/answers")["items"][0]["question_title"] == "How do I sleep?"
    assert reader.read("/badges")["items"]
    event = reader.read("/activity")["items"][0]["event"]
    assert event["by"]["name"] == "asker" and event["what"] == "answer accepted"
    assert reader.read("/search?q=sleep")["items"][0]["id"] == story.question.pk
    site = reader.read("/")
    assert site["name"] == "Mindwellnessforum" and site["is_reading_open"] is True


def test_what_is_hidden_or_waits_is_nowhere(story):
    hide_post(story.moderator, story.answer.pk, reason="Not for here.")
    reader = program()
    assert reader.get(f"/answers/{story.answer.pk}").status_code == 404
    assert reader.get(f"/comments/{story.comment.pk}").status_code == 404
    assert reader.get(f"/posts/{story.answer.pk}/comments").status_code == 404
    assert reader.read(f"/questions/{story.question.pk}")["answers"]["items"] == []
    hide_post(story.moderator, story.question.pk, reason="Not for here.")
    refused = reader.get(f"/questions/{story.question.pk}")
    assert refused.status_code == 404
    assert problems(refused) == {None: "This post has been hidden by a moderator."}
    assert reader.read("/questions")["items"] == []
    assert program(story.moderator).read(f"/questions/{story.question.pk}")["is_hidden"] is True


def test_where_reading_is_restricted_programs_get_titles_as_lists_do_and_the_sentence(story):
    options.save({"view_level": "members"})
    reader = program()
    row = reader.read("/questions")["items"][0]
    assert row["title"] == "How do I sleep?" and row["excerpt"] is None
    refused = reader.get(f"/questions/{story.question.pk}")
    page = make.client().get(story.question.get_absolute_url())
    assert refused.status_code == page.status_code == 403
    assert problems(refused)[None] in page.content.decode()
    assert refused.headers["Cache-Control"] == "no-store"
    assert program(story.reader).read(f"/questions/{story.question.pk}")["body_markdown"]


def test_a_category_without_scores_has_none_here_either(story):
    story.category.shows_scores = False
    make.save_category(make.SYSTEM, story.category)
    found = program().read(f"/questions/{story.question.pk}")
    assert found["score"] is None and found["author"]["points"] is None
    assert found["answers"]["items"][0]["score"] is None
    assert program().read("/questions")["items"][0]["score"] is None
    assert program().read("/users/answerer/answers")["items"][0]["score"] is None


def test_times_and_points_are_null_where_pages_show_none(story):
    options.save({"is_time_shown": False, "are_points_shown": False})
    found = program().read(f"/questions/{story.question.pk}")
    assert found["created_at"] is None and found["author"]["points"] is None


def test_markdown_has_the_words_that_readers_get_as_the_history_has(story):
    save_word(make.SYSTEM, WatchedWord(pattern="drat", action="replace"))
    answer = make.answer(story.question, story.answerer, "Oh drat, I know.")
    assert "drat" not in program().read(f"/answers/{answer.pk}")["body_markdown"]
    assert "drat" in program(story.answerer).read(f"/answers/{answer.pk}")["body_markdown"]
    assert "drat" not in program(story.reader).read(f"/answers/{answer.pk}")["body_markdown"]


def test_a_closed_question_names_the_other_one_by_number_alone(story):
    other = make.question(story.asker, "What about secret things?")
    close_question(story.moderator, story.question.pk, duplicate_of=other)
    found = program().read(f"/questions/{story.question.pk}")
    assert found["closure"]["duplicate_of"].endswith(f"/questions/{other.pk}/")


def test_an_answer_that_one_has_already_is_not_sent_again(story):
    first = program().get("/questions")
    again = program().get("/questions", **{"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.question(story.asker)
    assert program().get("/questions", **{"if-none-match": first.headers["ETag"]}).status_code == 200


def test_head_says_what_get_would_without_the_words(story):
    response = program().ask("HEAD", "/questions")
    assert response.status_code == 200 and response.content == b""
    assert int(response.headers["Content-Length"]) == len(program().get("/questions").content)


def test_scripts_of_other_sites_may_read_but_not_with_tokens(story):
    response = program().get("/questions", origin="https://elsewhere.example")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    asked = program().ask("OPTIONS", "/questions", origin="https://elsewhere.example")
    assert asked.status_code == 204
    assert "authorization" not in asked.headers["Access-Control-Allow-Headers"].lower()
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"


def test_cookies_count_for_nothing_and_none_are_given(story):
    hide_post(story.asker, story.question.pk)
    client = make.client(story.asker)
    response = client.get(f"/api/v1/questions/{story.question.pk}")
    assert response.status_code == 404 and not response.cookies
    assert client.get("/api/v1/me").status_code == 401
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/api/v1/questions", "{}", content_type="application/json").status_code == 401
    assert not [query for query in queries if "django_session" in query["sql"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/questions?after=zzz", 400),
        ("/questions?after=" + "A" * 300, 422),
        ("/questions?limit=0", 422),
        ("/questions?limit=99", 422),
        ("/questions/99999999999999999999", 422),
        ("/questions/0", 422),
        ("/questions/1?order=sideways", 404),
        ("/questions?q=%00", 400),
        ("/users/%01", 404),
        ("/tags/%20", 404),
        ("/nowhere", 404),
        ("/search?page=9999", 200),
        ("/search?q=" + "a" * 9000, 200),
        ("/search?q=%22%20-%20(&page=2", 404),
    ],
)
def test_bad_input_gets_a_sentence_as_json(story, path, status):
    response = program().get(path)
    assert response.status_code == status, response.content
    if status != 200:
        assert response.json()["errors"][0]["message"]


def test_a_wrong_method_and_a_switched_off_api_speak_json_too(story):
    response = program().ask("DELETE", "/questions")
    assert response.status_code == 405 and response.json()["errors"]
    options.save({"is_api_on": False})
    assert program().get("/questions").status_code == 404
    assert make.client().get("/api/").status_code == 404


def test_a_request_costs_the_same_with_more_rows(story):
    def count(path):
        program().get(path)
        with CaptureQueriesContext(connection) as queries:
            assert program().get(path).status_code == 200
        return len(queries)

    paths = {
        "/questions": 3, "/questions?tag=sleep": 4, "/activity": 4, "/tags": 3, "/users": 3, "/search?q=sleep": 14,
        f"/questions/{story.question.pk}": 9, f"/questions/{story.question.pk}/answers": 8,
        f"/posts/{story.answer.pk}/comments": 10, "/users/answerer/answers": 4,
    }  # fmt: skip
    before = {path: count(path) for path in paths}
    for _ in range(3):
        make.comment(make.answer(story.question, make.member()), make.member())
        make.comment(story.answer, make.member())
        make.question(story.asker, tags=("sleep",))
    assert {path: count(path) for path in paths} == before
    assert {path: found for path, found in before.items() if found > paths[path]} == {}


def test_a_member_with_a_level_in_a_category_has_it_here(story):
    held = {"is_visitor_held": True}
    options.save(held)
    waiting = make.answer(story.question, make.visitor())
    expert = make.member(level=Level.EXPERT)
    assert program(expert).read(f"/answers/{waiting.pk}")["is_waiting"] is True
    assert program(story.reader).get(f"/answers/{waiting.pk}").status_code == 404
