"""What the crisis card finds, however it is typed, and what it leaves alone; the labelled texts and their figures."""

import json
import time
from collections import Counter

import pytest

from qa.care.reads.corpus import DATA, measure, read_corpus
from qa.care.rules.folding import split_sentences
from qa.care.rules.learned import Weights, learn
from qa.care.rules.matching import BadPattern, make_phrases, read_pattern

ROWS = [json.loads(line) for line in (DATA / "phrases.en.jsonl").read_text("utf-8").splitlines()]
SHIPPED = make_phrases(ROWS)


def find(text, *patterns):
    return bool(make_phrases([{"pattern": one, "lane": "card"} for one in patterns]).find(text))


@pytest.mark.parametrize(
    "typed",
    [
        "I want to die", "i wanna die", "I want 2 die", "I  WANT to DIE!!", "i want to dieeee", "i wánt tö die",
        "i want to d i e",
        "iwanttodie", "i wnat to die", "I want\u00a0to\u200b die",
    ],
)  # fmt: skip
def test_a_phrase_is_found_however_it_is_typed(typed):
    assert find(typed, "want to die")


def test_apostrophes_of_all_kinds_are_the_same():
    for sign in "'\u2018\u2019\u02bc`\uff07":
        assert list(split_sentences(f"I don{sign}t")) == [["i", "do", "not"]]
    assert list(split_sentences("im done, I'm done")) == [["i", "am", "done", "|", "i", "am", "done"]]


def test_gaps_alternatives_endings_and_words_left_out():
    assert find("I wish that I were dead", "wish/hope ... dead")
    assert not find("I wish it so much that nobody here has ever been dead", "wish/hope ... dead")
    assert find("so hopelessly", "hopeless*")
    assert find("want die", "want to? die") and find("want to die", "want to? die")
    assert not find("I want this. To die is something else", "want ... die")


@pytest.mark.parametrize(
    "pattern", ["", "...", "... die", "to? die", "*", "a*", "die!", "can't/won't go", "x" * 200, "a"]
)
def test_a_phrase_that_says_nothing_or_cannot_be_read_is_refused(pattern):
    with pytest.raises(BadPattern):
        read_pattern(pattern)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to kill myself, I am only sad", "I would never kill myself", "I'm not suicidal", "My friend is suicidal",
        "My son says he wants to die", "Five years ago I wanted to die", "I used to cut myself", "My phone died",
        "I'm dying to know", "cake to die for", "killing time", "my feet are killing me", "a book about suicide",
        "suicide prevention training", "I volunteer for a suicide hotline", "I lost my brother to suicide",
    ],
)  # fmt: skip
def test_what_is_denied_long_ago_or_of_others_and_figures_of_speech_are_left_alone(text):
    assert not SHIPPED.find(text)


@pytest.mark.parametrize(
    "text",
    ["I can't stop thinking about killing myself", "I no longer want to live", "why shouldn't I kill myself"],
)
def test_a_no_that_denies_nothing_does_not_count(text):
    assert SHIPPED.find(text)


def test_every_phrase_that_is_shipped_does_what_its_examples_say():
    for row in ROWS:
        alone = make_phrases([{**row, "lane": "card"}])
        if row["lane"] != "except":
            assert all(alone.find(line) for line in row["must_match"]), row
        assert not any(alone.find(line) for line in row["must_not_match"]), row


def test_no_text_takes_long_however_it_is_made():
    text = ("i want to " * 4_000) + ("i " * 4_000) + "'" * 5_000 + "a b c " * 3_000
    started = time.perf_counter()
    SHIPPED.find(text)
    assert time.perf_counter() - started < 3


def test_the_corpus_is_large_halves_do_not_share_a_text_and_each_has_all_kinds():
    texts = read_corpus()
    assert sum(one.is_needed for one in texts) >= 300
    assert sum(not one.is_needed for one in texts) >= 700
    train, held = ({one.text.casefold() for one in texts if one.split == part} for part in ("train", "held"))
    opened = {one.text.casefold() for one in texts if one.split == "opened"}
    assert train | held | opened == {one.text.casefold() for one in texts}
    assert not (train | opened) & held
    kinds = Counter((one.kind, one.split) for one in texts)
    ours = {
        part: {kind for kind, of in kinds if of == part} - {"counsel-chat"}
        for part in ("train", "opened", "held")
    }
    assert ours["train"] == ours["opened"] == ours["held"]


def test_the_shipped_phrases_and_weights_are_as_good_as_they_were_measured():
    kept = json.loads((DATA / "weights.en.json").read_text("utf-8"))
    weights = Weights(kept["words"], kept["threshold"])
    tally = measure(lambda text: bool(SHIPPED.find(text, most=1)) or weights.finds(text), "train")
    assert tally.recall >= 0.94
    assert tally.false_alarm_rate <= 0.02


def test_the_same_texts_teach_the_same_weights():
    texts = [
        ("I want to go now", True),
        ("we go home now", False),
        ("I want it all to go", True),
        ("home at last", False),
    ] * 3
    assert learn(texts) == learn(texts) != {}
