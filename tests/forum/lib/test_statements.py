"""Statements: what a queryset returns, with values given when it runs."""

import pytest
from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When, Window
from django.db.models.functions import RowNumber
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from forum.lib.statements import Given, Statement, among
from forum.models import SiteOption
from qa.models import Post, Vote
from tests import make

pytestmark = pytest.mark.django_db


def columns(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_statement_returns_what_its_queryset_returns_for_each_value():
    users = [make.user() for _ in range(3)]
    statement = Statement(User.objects.filter(pk=Given("pk")))
    for user in users:
        [found] = statement.run(pk=user.pk)
        assert columns(found) == columns(User.objects.get(pk=user.pk))
    assert statement.run(pk=0) == []


def test_joined_rows_come_along_and_are_asked_for_no_more(cast):
    question = make.question(cast.asker, category=make.category("Health"))
    alone = make.question(make.visitor(), category=make.category("Rest"))
    rows = Post.objects.filter(among("id", Given("ids"))).select_related("author", "category").order_by("id")
    statement = Statement(rows)
    with CaptureQueriesContext(connection) as queries:
        first, second = statement.run(ids=[question.pk, alone.pk])
        assert (first.author, first.category.name) == (cast.asker.user, "Health")
        assert (second.author, second.category.name) == (None, "Rest")
    assert len(queries) == 1
    assert statement.run(ids=[]) == []


def test_columns_that_are_left_out_are_read_when_asked_for(cast):
    question = make.question(cast.asker, body="Some words.")
    [found] = Statement(Post.objects.only("title").filter(pk=Given("pk"))).run(pk=question.pk)
    assert "body" not in vars(found)
    assert found.body == "Some words."


def test_figures_of_the_query_stand_on_the_rows(cast):
    question = make.question(cast.asker)
    mine = Vote.objects.filter(post=OuterRef("pk"), voter_id=Given("me"))
    place = Window(RowNumber(), order_by=F("id").asc())
    rows = Post.objects.annotate(is_mine=Exists(mine), place=place, number=Given("number", IntegerField()))
    [found] = Statement(rows.filter(place__lte=3)).run(me=cast.reader.user_id, number=7)
    assert (found.pk, found.is_mine, found.place, found.number) == (question.pk, False, 1, 7)


def test_a_value_may_be_none(cast):
    question = make.question(cast.asker)
    first = Case(When(pk=Given("first"), then=Value(0)), default=Value(1), output_field=IntegerField())
    statement = Statement(Post.objects.alias(first=first).order_by("first", "-id"))
    newer = make.question(cast.asker)
    assert [row.pk for row in statement.run(first=question.pk)] == [question.pk, newer.pk]
    assert [row.pk for row in statement.run(first=None)] == [newer.pk, question.pk]


def test_columns_that_python_reads_in_its_own_way_are_read_so():
    SiteOption.objects.create(name="list_page_size", value={"rows": [1, 2]})
    [found] = Statement(SiteOption.objects.all()).run()
    assert found.value == {"rows": [1, 2]}


def test_values_are_bound_and_never_part_of_the_sql(cast):
    statement = Statement(User.objects.filter(username=Given("name")))
    assert statement.run(name="x' OR true --") == []
    assert [user.username for user in statement.run(name="asker")] == ["asker"]


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="pk"):
        Statement(User.objects.filter(pk=Given("pk"))).run()


def test_the_sql_is_made_once(monkeypatch):
    statement = Statement(User.objects.filter(pk=Given("pk")))
    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.as_sql", None)
    assert statement.run(pk=0) == []
