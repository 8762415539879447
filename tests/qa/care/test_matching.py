"""What the crisis card finds, however it is typed, and what it leaves alone; the labelled texts and their figures."""

import json
import time

import pytest

from qa.care.reads.corpus import DATA, measure, read_corpus, read_shipped
from qa.care.reads.learning import drop_hints
from qa.care.rules.features import list_windows
from qa.care.rules.folding import split_sentences
from qa.care.rules.learned import learn, unpack
from qa.care.rules.matching import BadPattern, make_phrases, read_pattern

ROWS = read_shipped()
SHIPPED = make_phrases(ROWS)
PATH = DATA / "weights.en.json"
WEIGHTS = unpack(json.loads(PATH.read_text("utf-8")))
SURE = drop_hints(ROWS, WEIGHTS)


def is_shown(text):
    """Whether the card is shown, by what is shipped."""
    return bool(SURE.find(text, most=1)) or WEIGHTS.finds(text)


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


def test_the_corpus_is_large_and_the_part_held_back_is_of_a_writer_of_its_own():
    texts = read_corpus()
    assert sum(one.is_needed for one in texts) >= 1_500
    assert sum(not one.is_needed for one in texts) >= 1_500
    assert {one.split for one in texts} == {"train", "held"}
    train, held = ([one for one in texts if one.split == part] for part in ("train", "held"))
    assert not {one.text.casefold() for one in train} & {one.text.casefold() for one in held}
    assert {one.source for one in held} == {"writer-c"} and "writer-c" not in {one.source for one in train}


@pytest.mark.parametrize(
    "text",
    [
        "I want to die", "i wanna die", "suicidal", "I want to end my life", "i cant keep myself safe tonight",
        "i dont want to wake up tomorow", "I'm going to hurt myself again", "suicide hotline", "thoughts of killng myself",
    ],
)  # fmt: skip
def test_plain_words_bring_the_card_whichever_finds_them(text):
    assert is_shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "How do I sleep better?", "my phone died", "I'm not suicidal",
        "My therapist is on holiday, who else can I ask?",
        "the heat is killing me", "I was sixteen when I tried, twenty years ago, and I am well now",
    ],
)  # fmt: skip
def test_ordinary_words_bring_none(text):
    assert not is_shown(text)


def test_what_was_learned_tells_new_writers_texts_apart_as_well_as_it_was_measured():
    hits, need, alarms, none = (sum(one) for one in zip(*WEIGHTS.measured.values(), strict=True))
    assert hits / need >= 0.66
    assert alarms / none <= 0.05
    assert PATH.stat().st_size < 300_000


def test_on_the_part_held_back_it_is_no_worse_than_it_was_measured():
    tally = measure(is_shown, "held")
    assert tally.recall >= 0.72  # measured once: 0.740; the goal, 0.95, is not reached
    assert tally.false_alarm_rate <= 0.06  # 0.050


def test_a_sentence_of_need_is_found_within_a_long_text():
    long = (
        "We moved house in spring and I planted beans behind the shed. The neighbours came for tea and cake. "
        * 60
    )
    assert not is_shown(long)
    assert is_shown(long + "I want to die and I have nobody to tell. I cannot keep myself safe. " + long)
    assert len(list(list_windows(long))) > 5


def test_a_long_text_is_judged_within_the_time_of_a_preview():
    text = " ".join(one.text for one in read_corpus() if one.source == "counsel-chat")
    text = " ".join(text.split()[:8_000])
    WEIGHTS.finds(text)
    spent = []
    for _time in range(3):
        started = time.perf_counter()
        WEIGHTS.finds(text)
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.1  # a fifth of it on a quiet machine


def test_the_same_texts_teach_the_same_weights_and_what_is_kept_is_what_was_learned():
    texts = [
        ("I want to go now", True),
        ("we go home now", False),
        ("I want it all to go", True),
        ("home at last", False),
    ] * 3
    weights = learn(texts)
    assert weights == learn(texts)
    assert unpack(weights.pack()) == weights
    assert weights.score("I want it") > 0 > weights.score("home")


@pytest.mark.parametrize("text", ["", "*" * 300, "…", '"' * 500, "\n\n"])
def test_signs_without_words_are_weighed_and_found_to_say_nothing(text):
    weights = unpack(json.loads((DATA / "weights.en.json").read_text(encoding="utf-8")))
    assert not weights.finds(text)
