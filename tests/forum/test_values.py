"""Things by value: equal when a template could not tell them apart, different when it could."""

from dataclasses import dataclass

import pytest
from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, pgettext_lazy

from forum.lib.verdict import ALLOWED, SignIn, Verdict, refuse
from forum.values import read_value
from qa.models import Hiding, Post
from qa.reads.listings import asked_rows
from tests import make


@dataclass(frozen=True)
class Line:
    words: str
    inner: object = None


def test_equal_things_have_equal_values_and_others_do_not():
    assert read_value(Line("a", [1, "b"])) == read_value(Line("a", [1, "b"]))
    for other in (
        Line("b", [1, "b"]),
        Line("a", [1, "c"]),
        Line("a", [1, "b", 2]),
        Line("a", None),
        ["a", [1, "b"]],
    ):
        assert read_value(other) != read_value(Line("a", [1, "b"])), other


@pytest.mark.parametrize(
    "words",
    [mark_safe("<b>"), SignIn("<b>"), gettext_lazy("<b>")],
    ids=["safe", "sign in", "lazy"],
)
def test_words_that_are_more_than_words_differ_from_the_words(words):
    assert read_value(words) != read_value("<b>")
    assert read_value(words) == read_value(
        type(words)("<b>") if isinstance(words, str) else gettext_lazy("<b>")
    )


def test_lazy_words_are_told_apart_by_what_makes_them():
    assert read_value(pgettext_lazy("vote", "up")) != read_value(pgettext_lazy("place", "up"))
    assert read_value(gettext_lazy("up")) != read_value(gettext_lazy("down"))


def test_verdicts_differ_by_answer_by_sentence_and_by_what_is_missing():
    verdicts = [
        ALLOWED,
        Verdict(False, "No."),
        Verdict(False, "Never."),
        Verdict(False, SignIn("No.")),
        refuse(""),
    ]
    assert len({read_value(verdict) for verdict in verdicts}) == len(verdicts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Another title"),
        ("score", 7),
        ("is_closed", True),
        ("tag_names", ["work"]),
        ("author_name", "Ann"),
    ],
)
def test_a_row_of_the_database_is_the_values_of_its_columns(cast, column, value):
    one, same, other = rows(cast)
    assert read_value(one) == read_value(same)
    setattr(other, column, value)
    assert read_value(one) != read_value(other)


def rows(cast):
    """The same question, loaded three times."""
    pk = make.question(cast.asker, tags=("sleep",)).pk
    return [Post.objects.get(pk=pk) for _ in range(3)]


@pytest.mark.django_db
def test_what_hangs_on_a_row_counts(cast):
    pk = make.question(cast.asker).pk
    one, other = (Post.objects.select_related("author").get(pk=pk) for _ in range(2))
    assert read_value(asked_rows([one])) == read_value(asked_rows([other]))
    other.author.points += 1
    assert read_value(one) != read_value(other)
    assert read_value(asked_rows([one])) != read_value(asked_rows([other]))


@pytest.mark.django_db
def test_a_figure_that_a_query_added_and_a_column_that_it_left_out_count(cast):
    one, other, _third = rows(cast)
    one.is_favourite, other.is_favourite = True, False
    assert read_value(one) != read_value(other)
    nameless, bare = (Post.objects.only(name).get(pk=one.pk) for name in ("author_name", "extra"))
    assert (nameless.author_name, bare.extra) == ("", "")
    assert read_value(nameless) != read_value(bare)


@pytest.mark.django_db
def test_rows_that_lead_back_to_themselves_have_a_value(cast):
    one, other, _third = rows(cast)
    for post in (one, other):
        post.hiding = Hiding(post=post, because="author", hidden_at=post.created_at)
    assert read_value(one) == read_value(other)
    other.hiding.reason = "Too much."
    assert read_value(one) != read_value(other)


def test_what_cannot_be_compared_says_so():
    with pytest.raises(TypeError, match="Form cannot be compared"):
        read_value(Line("a", forms.Form()))
