"""Questions as Markdown and /llms.txt: for whoever may read the page, and only while everybody may."""

import pytest

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.hidings import hide_post
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.models import WatchedWord
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    cast.question = make.question(
        cast.asker,
        "How do I [sleep]?",
        body="I **lie** awake.",
        tags=("sleep",),
        category=make.category("Health"),
    )
    cast.answer = make.answer(cast.question, make.visitor(), "Read a *dull* book.", Byline(name="Kim"))
    cast.other = make.answer(cast.question, cast.answerer, "Walk a little.")
    accept_answer(cast.asker, cast.other.pk)
    return cast


def read(viewer, question):
    return make.client(viewer).get(f"/questions/{question.pk}.md")


def test_a_question_stands_there_as_markdown_with_its_answers(story):
    response = read(None, story.question)
    text = response.content.decode()
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.startswith("# How do I [sleep]?\n\n> Asked by asker, ")
    assert "in Health, tags: sleep" in text and "I **lie** awake." in text
    assert "### Kim, " in text and "Read a *dull* book." in text
    assert text.index("Walk a little.") < text.index("dull") and "(accepted)" in text
    assert (
        story.question.get_absolute_url() in response.headers["Link"]
        and "canonical" in response.headers["Link"]
    )
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_page_says_where_it_is(story):
    page = make.client().get(story.question.get_absolute_url()).content.decode()
    link = f'<link rel="alternate" type="text/markdown" href="/questions/{story.question.pk}.md">'
    assert link in page
    options.save({"view_level": "members"})
    assert (
        "text/markdown"
        not in make.client(story.reader).get(story.question.get_absolute_url()).content.decode()
    )


def test_nothing_hidden_is_in_it_whoever_asks(story):
    hide_post(story.moderator, story.answer.pk, reason="Not for here.")
    for viewer in (None, story.reader, story.moderator):
        assert "dull" not in read(viewer, story.question).content.decode()
    hide_post(story.moderator, story.question.pk, reason="Not for here.")
    for viewer in (None, story.reader, story.asker, story.moderator):
        response = read(viewer, story.question)
        assert response.status_code == 404 and "lie" not in response.content.decode()


def test_words_are_those_that_readers_get(story):
    save_word(make.SYSTEM, WatchedWord(pattern="drat", action="replace"))
    make.answer(story.question, story.answerer, "Oh drat, I know.")
    assert "drat" not in read(None, story.question).content.decode()


def test_no_votes_and_no_times_where_pages_have_none(story):
    options.save({"is_time_shown": False})
    category = story.question.category
    category.shows_scores = False
    make.save_category(make.SYSTEM, category)
    text = read(None, story.question).content.decode()
    assert "vote" not in text and "20" not in text.split("\n")[2]


def test_what_one_has_already_is_not_sent_again(story):
    first = read(None, story.question)
    address, known = f"/questions/{story.question.pk}.md", {"if-none-match": first.headers["ETag"]}
    assert make.client().get(address, headers=known).status_code == 304
    make.answer(story.question)
    assert make.client().get(address, headers=known).status_code == 200


def test_llms_txt_says_what_the_place_is_and_leads_to_markdown(story):
    response = make.client().get("/llms.txt")
    text = response.content.decode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# Mindwellnessforum\n\n> Welcome to")
    assert rf"- [How do I \[sleep\]?](http://127.0.0.1:8000/questions/{story.question.pk}.md)" in text
    assert "/api/v1/openapi.json" in text and "[Health](" in text and "[sleep](" in text
    options.save({"llms_text": "Be **kind** with what you read here."})
    assert "Be **kind** with what you read here." in make.client().get("/llms.txt").content.decode()
    hide_post(story.moderator, story.question.pk, reason="Not for here.")
    assert f"/questions/{story.question.pk}.md" not in make.client().get("/llms.txt").content.decode()


@pytest.mark.parametrize("change", [{"view_level": "members"}, {"are_markdown_pages_on": False}])
def test_there_are_no_such_pages_where_reading_is_restricted_or_the_owner_wants_none(story, change):
    options.save(change)
    for viewer in (None, story.moderator):
        client = make.client(viewer)
        assert client.get("/llms.txt").status_code == 404
        assert client.get(f"/questions/{story.question.pk}.md").status_code == 404


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999", "999999"])
def test_a_question_that_there_is_not_is_a_404(story, pk):
    assert make.client().get(f"/questions/{pk}.md").status_code == 404
