"""What the crisis card finds, however it is typed, and what it leaves alone; the labelled texts and their figures."""

import time

import pytest

from qa.care.reads.classifiers import load_classifier
from qa.care.reads.corpus import DATA, digest, drop_hints, measure, read_corpus, read_shipped
from qa.care.rules.folding import split_sentences
from qa.care.rules.matching import BadPattern, make_phrases, read_pattern
from qa.care.rules.wordpieces import MOST_WINDOWS, WINDOW

ROWS = read_shipped()
SHIPPED = make_phrases(ROWS)
CLASSIFIER = load_classifier()
SURE = drop_hints(ROWS, CLASSIFIER.hints)


def is_shown(text):
    """Whether the card is shown, by what is shipped."""
    return bool(SURE.find(text, most=1)) or CLASSIFIER.finds(text)


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


def test_the_corpus_is_large_and_the_part_held_back_is_of_writers_of_its_own():
    texts = read_corpus()
    assert sum(one.is_needed for one in texts) >= 3_500
    assert sum(not one.is_needed for one in texts) >= 5_000
    assert {one.split for one in texts} == {"train", "held"}
    train, held = ([one for one in texts if one.split == part] for part in ("train", "held"))
    assert not {one.text.casefold() for one in train} & {one.text.casefold() for one in held}
    assert {one.source for one in held} == {"writer-e", "writer-f", "writer-k"}
    assert not {one.source for one in train} & {one.source for one in held}


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
        "My therapist is on holiday, who else can I ask?", "hi", "help", "the", "please", "password", "thanks for all of it",
        "the heat is killing me", "I was sixteen when I tried, twenty years ago, and I am well now",
    ],
)  # fmt: skip
def test_ordinary_words_bring_none(text):
    assert not is_shown(text)


def test_what_was_learned_tells_new_writers_texts_apart_as_well_as_it_was_measured():
    hits, need, alarms, none = (sum(one) for one in zip(*CLASSIFIER.measured.values(), strict=True))
    assert hits / need >= 0.87
    assert alarms / none <= 0.045


def test_on_the_part_held_back_the_goals_are_reached():
    tally = measure(is_shown, "held")
    assert tally.recall >= 0.95  # 548 of 574
    assert tally.false_alarm_rate <= 0.05  # 35 of 918


def test_a_sentence_of_need_is_found_within_a_long_text():
    long = (
        "We moved house in spring and I planted beans behind the shed. The neighbours came for tea and cake. "
        * 60
    )
    assert not is_shown(long)
    assert is_shown(long + "I want to die and I have nobody to tell. I cannot keep myself safe. " + long)
    assert len(list(CLASSIFIER.pieces.list_windows(long))) > 5


def test_a_long_text_is_read_up_to_an_end_and_by_whole_sentences():
    windows = list(CLASSIFIER.pieces.list_windows("We went home and had tea in the garden. " * 5_000))
    assert len(windows) == MOST_WINDOWS
    assert len({tuple(window) for window in windows}) == 1  # none begins within a sentence
    endless = list(CLASSIFIER.pieces.list_windows("tea and cake " * 500))
    assert max(map(len, endless)) <= WINDOW + 2 and sum(map(len, endless)) >= 1_500


def test_what_was_learned_is_of_the_texts_that_are_there():
    """Whoever changes the texts for learning has to learn anew (make learn-care)."""
    assert CLASSIFIER.texts == digest(one for one in read_corpus() if one.split != "held")
    assert (DATA / "classifier.en.onnx").stat().st_size < 30_000_000


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("I can't keep myself safe tonight.", "i can ' t keep myself safe tonight ."),
        ("Ünïcödé ñandú\u200b zero\u00adwidth", "unicode nan ##du zero ##wi ##dt ##h"),
        ("i cant do this anymoree :(", "i can ##t do this anymore ##e : ("),
        ("漢字 text", "漢 [UNK] text"),
        ("x" * 101 + " well", "[UNK] well"),
        ("\x00\ufffd \u3000", ""),
    ],
)
def test_words_are_cut_into_the_pieces_that_the_encoder_knows(text, pieces):
    """What the reference tokenizer of the encoder gives for these."""
    names = {number: piece for piece, number in CLASSIFIER.pieces.numbers.items()}
    assert " ".join(names[one] for found in CLASSIFIER.pieces.list_sentences(text) for one in found) == pieces


@pytest.mark.parametrize("text", ["", "*" * 300, "…", '"' * 500, "\n\n"])
def test_signs_without_words_are_read_and_found_to_say_nothing(text):
    assert not CLASSIFIER.finds(text)
    assert 0 <= CLASSIFIER.chance(text) < CLASSIFIER.threshold
