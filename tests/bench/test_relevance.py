"""The set of searches: whole, fair, and judged as it says."""

from collections import Counter

import pytest

from bench.relevance import Query, judge, read_queries, read_synonyms, summarise
from qa.demo import words
from qa.demo.community import read_fixture


def test_the_set_is_large_enough_and_halved():
    found = read_queries()
    assert len(found) >= 180
    assert len({query.text for query in found}) == len(found)
    for kind, count in Counter(query.kind for query in found).items():
        held = sum(query.part == "held" for query in found if query.kind == kind)
        assert held * 2 in (count, count - 1), kind


def test_every_title_of_the_set_is_one_of_the_demo():
    titles = {question["title"] for question in read_fixture()} | {words.SEED_TITLE, words.CODE_TITLE}
    wanted = {title for query in read_queries() for title in query.titles}
    assert wanted <= titles, wanted - titles


def test_synonyms_of_the_set_are_pairs_that_can_be_kept():
    for row in read_synonyms():
        assert row["is_mutual"] in ("yes", "no")
        assert row["source"] in ("owner", "tag")
        assert row["words"] != row["means"]


@pytest.mark.parametrize(
    ("found", "recall", "rank"),
    [
        (["a", "b"], 1.0, 1.0),
        (["x", "b"], 0.5, 0.5),
        (["x", "y"], 0.0, 0.0),
        ([], 0.0, 0.0),
        ([*"0123456789", "a"], 0.0, 0.0),
    ],
)
def test_recall_looks_at_ten_results_and_the_rank_at_the_first_that_fits(found, recall, rank):
    judged = judge(Query("tune", "plain", "q", ("a", "b")), found)
    assert (judged.recall, judged.reciprocal_rank) == (recall, rank)


def test_both_halves_are_told_apart():
    judged = [
        judge(Query("tune", "plain", "q", ("a",)), ["a"]),
        judge(Query("held", "plain", "p", ("a",)), []),
    ]
    assert summarise(judged) == [
        ("plain", "tune", 1, 1.0, 1.0), ("plain", "held", 1, 0.0, 0.0), ("plain", "all", 2, 0.5, 0.5),
    ]  # fmt: skip
