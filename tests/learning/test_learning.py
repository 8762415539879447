"""What of learning needs no packages of its own: weights of words, slips of the keyboard, the blend and the threshold."""

import random

import pytest

from learning.figures import choose_threshold, fit_blend
from learning.slips import mistype
from learning.words import learn
from qa.care.rules.words import SILENCE, unpack

TEXTS = [
    ("I want to go now", True),
    ("we go home now", False),
    ("I want it all to go", True),
    ("home at last", False),
] * 3


def test_the_same_texts_teach_the_same_weights_and_what_is_kept_is_what_was_learned():
    weights = learn(TEXTS)
    assert weights == learn(TEXTS)
    assert unpack(weights.pack()) == weights
    assert weights.score("I want it") > 0 > weights.score("home")
    assert weights.score("…") == SILENCE


def test_slips_are_made_by_chance_and_leave_most_texts_as_they_are():
    text = "I don't know how to tell you this, but I am going to be late for dinner tomorrow"
    typed = [mistype(text, random.Random(seed)) for seed in range(200)]
    assert typed == [mistype(text, random.Random(seed)) for seed in range(200)]
    assert 100 < typed.count(text) < 180
    assert len(set(typed)) > 20
    assert mistype("", random.Random(3)) == ""


def test_two_scores_that_err_on_different_texts_are_better_together():
    judged = [(3.0, -1.0, True), (-1.0, 3.0, True), (1.0, -3.0, False), (-3.0, 1.0, False)] * 20
    blend = fit_blend(judged)
    assert blend.encoder > 0 < blend.words
    assert all((blend.chance(*both) > 0.5) == need for *both, need in judged)


@pytest.mark.parametrize(("share", "shown"), [(0.0, 0), (0.1, 1), (0.5, 5)])
def test_the_threshold_lets_so_many_needless_cards_through_and_no_more(share, shown):
    judged = [(at / 10, False, False) for at in range(10)] + [(0.95, True, False)]
    threshold = choose_threshold(judged, share)
    assert sum(chance >= threshold for chance, need, _phrase in judged if not need) == shown


def test_what_phrases_show_needlessly_counts_towards_the_share():
    judged = [(at / 10, False, at == 0) for at in range(10)]
    threshold = choose_threshold(judged, 0.1)
    assert sum(phrase or chance >= threshold for chance, _need, phrase in judged) == 1
