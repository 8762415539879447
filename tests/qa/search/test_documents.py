"""What is written down for searches: with the post, or by the worker; in the site's language."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory

from forum import options
from qa.actions.deletions import delete_post
from qa.actions.hidings import hide_post
from qa.search import documents
from qa.search.models import Document, State, Waiting
from qa.search.query import search_questions
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def titles(query):
    return [row.question.title for row in search_questions(RequestFactory().get("/"), query, size=10).rows]


def written():
    return list(Document.objects.order_by("pk").values_list("pk", "posts", "head", "words"))


def write_anew():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_document")
        cursor.execute("SELECT search_write(id) FROM qa_post WHERE kind = 'Q'")


def test_what_follows_each_change_is_what_writing_anew_would_give(cast):
    question = make.question(cast.asker, "What helped you most?", tags=("tea",))
    answers = [make.answer(question, body=f"A hammock, number {n}.") for n in range(3)]
    make.comment(answers[0], body="Mine is green.")
    make.edit(cast.asker, question.pk, "Other words.")
    hide_post(cast.moderator, answers[1].pk, reason="Not for here.")
    hide_post(cast.moderator, answers[2].pk, reason="Not for here.")
    delete_post(cast.moderator, answers[2].pk, reason="Not for here.")
    kept = written()
    write_anew()
    assert written() == kept
    assert len(kept[0][1]) == 3


def test_a_hidden_question_has_no_document(cast):
    question = make.question(cast.asker)
    hide_post(cast.asker, question.pk)
    make_more = make.question(cast.asker)
    assert list(Document.objects.values_list("pk", flat=True)) == [make_more.pk]


def test_a_change_to_very_many_threads_is_left_to_the_worker(cast):
    question = make.question(cast.asker, "What helped you most?")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search.written', '100', true)")
    make.edit(cast.asker, question.pk, "A hammock.")
    assert Waiting.objects.filter(pk=question.pk).exists()
    assert documents.write_waiting() == 1
    assert documents.write_waiting() == 0
    assert titles("hammock") == ["What helped you most?"]


def test_another_language_is_understood_at_once_for_what_is_written_in_it_and_in_the_end_for_all(
    cast, monkeypatch
):
    make.question(cast.asker, "Alle Häuser am Fluss")
    make.question(cast.asker, "Running along the river")
    assert titles("run") == ["Running along the river"]
    assert titles("haus") == []
    documents.change_language(cast.administrator, "german")
    make.question(cast.asker, "Neue Häuser")
    assert titles("haus") == ["Neue Häuser"]
    assert titles("run") == ["Running along the river"]
    assert documents.read_progress().is_at_work
    assert documents.advance() == 2
    assert not documents.read_progress().is_at_work
    assert State.objects.get().languages == ["german"]
    assert titles("haus") == ["Neue Häuser", "Alle Häuser am Fluss"]


def test_the_worker_follows_the_option_whoever_changed_it(cast):
    make.question(cast.asker, "Running along the river")
    options.save({"search_language": "simple"})
    assert documents.write_waiting() == 1
    assert titles("run") == []
    assert titles("running") == ["Running along the river"]


def test_every_language_can_be_chosen(cast):
    make.question(cast.asker, "Running along the river")
    for language, _label in options.DECLARATIONS["search_language"].metadata["choices"]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT search_words(%s, 'A title', '{}', 'Some words', 'B') IS NOT NULL, "
                "search_head(%s, 'Title', '{tag}') IS NOT NULL",
                [language, language],
            )
            assert cursor.fetchone() == (True, True), language


def test_a_command_writes_everything_anew(cast, capsys):
    make.question(cast.asker, "Running along the river")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_document")
    call_command("rebuild_search")
    assert titles("river") == ["Running along the river"]
    assert "All words are written down." in capsys.readouterr().out


def test_an_upgraded_forum_says_that_it_does_not_find_everything_yet(cast):
    make.question(cast.asker, "Running along the river")
    State.objects.update(has_gaps=True)
    Waiting.objects.create(pk=1)
    assert "some questions are not found yet" in Page.of(Client().get("/search/?q=river")).text
    documents.write_waiting()
    assert "some questions are not found yet" not in Page.of(Client().get("/search/?q=river")).text


def test_all_at_once_is_the_same_as_one_by_one(cast):
    question = make.question(cast.asker, "What helped you most?", tags=("tea",))
    make.comment(make.answer(question, body="A hammock."), body="Mine is green.")
    make.question(cast.asker)
    kept = written()
    Document.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(documents.WRITE_ALL)
    assert written() == kept
