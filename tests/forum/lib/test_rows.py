"""Rows written and read by statements that were put together once."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from forum.lib.rows import Columns, append, fetch, insert, later, run, together
from qa.models import Activity, Post, Revision
from tests import make

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def test_a_row_that_is_inserted_reads_back_as_it_was_given():
    question = make.question()
    fact = Activity(
        verb="edited", post=question, question=question, created_at=MOMENT, details={"a": [1, None]}
    )
    insert(fact)
    found = Activity.objects.get(pk=fact.pk)
    assert (found.verb, found.created_at, found.details) == ("edited", MOMENT, {"a": [1, None]})
    revision = Revision(
        post=question, version=7, body="100 % {} %s", tag_names=["a", "ä b"], created_at=MOMENT
    )
    append(revision)
    revision = Revision.objects.get(version=7)
    assert (revision.tag_names, revision.body) == (["a", "ä b"], "100 % {} %s")


def test_what_the_database_generates_is_read_when_somebody_asks():
    question = make.question()
    post = Post(kind="C", parent=question, question=question, body="Words", body_text="Words")
    insert(post)
    assert (post._state.adding, post.score) == (False, 0)
    post.body = "Other words"
    post.save(update_fields=["body"])
    assert Post.objects.get(pk=post.pk).body == "Other words"


def test_statements_that_nobody_waits_for_travel_together_and_in_their_order():
    question = make.question()
    with CaptureQueriesContext(connection) as queries, together():
        later("UPDATE qa_post SET view_count = 1 WHERE id = %s", [question.pk])
        later("UPDATE qa_post SET view_count = view_count * 10 WHERE id = %(id)s", {"id": question.pk})
        append(Revision(post=question, version=7, note="100 % sure; %s"))
        assert fetch("SELECT view_count FROM qa_post WHERE id = %s", [question.pk]) == [(10,)]
        later("UPDATE qa_post SET view_count = view_count + 2", None)
        later("UPDATE qa_post SET view_count = view_count * 3", None)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 2
    question.refresh_from_db()
    assert question.view_count == 36
    assert question.revisions.get(version=7).note == "100 % sure; %s"


def test_nothing_overtakes_what_waits():
    question = make.question()
    with together():
        later("UPDATE qa_post SET view_count = 5", None)
        assert Post.objects.get(pk=question.pk).view_count == 5
        later("UPDATE qa_post SET view_count = 6", None)
        with together():
            later("UPDATE qa_post SET view_count = view_count + 1", None)
            assert run("UPDATE qa_post SET view_count = view_count * 2", None) == 1
    assert Post.objects.get(pk=question.pk).view_count == 14


def test_what_waits_is_forgotten_with_its_transaction():
    question = make.question()
    with pytest.raises(RuntimeError), together():
        later("UPDATE qa_post SET view_count = 5", None)
        raise RuntimeError
    with pytest.raises(IntegrityError), together():
        later("UPDATE qa_post SET view_count = 6", None)
        append(Revision(post=question, version=1))
    assert Post.objects.get(pk=question.pk).view_count == 0
    later("UPDATE qa_post SET view_count = 7", None)  # outside, at once
    assert Post.objects.get(pk=question.pk).view_count == 7


def test_columns_make_the_object_and_read_later_what_was_left_out():
    question = make.question(title="A title with words")
    columns = Columns(Post, "p", without=("body",))
    [row] = fetch(f"SELECT {columns.sql}, 7 FROM qa_post p WHERE p.id = %s", [question.pk])
    with CaptureQueriesContext(connection) as queries:
        post = columns.make(row)
        assert (post, post.title, post.category_ids) == (question, "A title with words", [])
        assert not queries
        assert post.body == question.body
    assert len(queries) == 1


def test_values_come_as_the_fields_make_them():
    fact = Activity(verb="edited", details={"a": [1]}, created_at=MOMENT)
    insert(fact)
    columns = Columns(Activity, "f")
    [row] = fetch(f"SELECT {columns.sql} FROM qa_activity f WHERE f.id = %s", [fact.pk])
    assert columns.make(row).details == {"a": [1]}


def test_a_statement_says_how_many_rows_it_touched():
    make.question()
    assert run("UPDATE qa_post SET view_count = 3 WHERE kind = %s", ["Q"]) == 1
    assert run("UPDATE qa_post SET view_count = 3 WHERE kind = %s", ["A"]) == 0
