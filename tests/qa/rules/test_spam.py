"""The score that learns from decisions: bounded, of no order, off until it knows enough, and right more often than not."""

import json
import lzma
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forum.lib.watchlist import fold, word_pattern
from qa.rules.spam import FEWEST_LESSONS, MOST_TELLING, MOST_TOKENS, Count, score, tokenize, weigh

FIXTURE = Path(__file__).parents[3] / "qa/demo/data/counsel_chat.jsonl.xz"
counts = st.builds(Count, st.integers(0, 500), st.integers(0, 500))
lessons = st.builds(Count, st.integers(FEWEST_LESSONS, 500), st.integers(FEWEST_LESSONS, 500))
models = st.dictionaries(st.sampled_from([f"word:{letter * 4}" for letter in "abcdefghij"]), counts)


@given(models, lessons, st.lists(st.sampled_from([f"word:{letter * 4}" for letter in "abcdefghijkl"])))
def test_a_score_is_a_probability_and_depends_on_no_order(model, taught, tokens):
    found = score(tokens, model, taught)
    assert 0 <= found.probability <= 1
    shuffled = random.Random(1).sample(tokens, len(tokens))
    backwards = dict(reversed(list(model.items())))
    assert score(shuffled, backwards, taught) == found
    assert score([*tokens, *tokens], model, taught) == found


@given(counts, lessons)
def test_no_token_says_more_than_the_limit_and_unknown_ones_say_nothing(count, taught):
    assert abs(weigh(count, taught)) <= MOST_TELLING
    assert weigh(Count(), taught) == 0


@given(st.integers(0, FEWEST_LESSONS - 1), st.integers(0, 500))
def test_there_is_no_score_before_enough_of_each_was_decided(few, many):
    model = {"word:casino": Count(few, 0)}
    assert score(["word:casino"], model, Count(few, many)) is None
    assert score(["word:casino"], model, Count(many, few)) is None


def test_tokens_are_words_places_and_a_few_facts_each_once_and_not_without_end():
    tokens = tokenize(["buy", "buy", "it", "x" * 41], ["a.example"], 45, is_visitor=True)
    assert tokens == ["links:1", "length:1", "visitor", "host:a.example", "word:buy"]
    assert len(tokenize((f"word{number}" for number in range(5000)), [], 1, is_visitor=False)) == MOST_TOKENS


WARES = [
    "replica watches",
    "cheap loans",
    "casino bonus",
    "keyword rankings",
    "crypto signals",
    "slimming pills",
    "essay service",
]
CALLS = [
    "Click here to order {ware} today",
    "Best {ware} at a discount price, visit our website",
    "I was skeptical but {ware} made me rich, contact on WhatsApp",
    "Limited offer: {ware}, free shipping worldwide, buy now",
    "Our team offers professional {ware}, whatsapp for promo code",
]
MORE = [
    "100% guaranteed results.",
    "Order now and get 50% off.",
    "Visit our website for details.",
    "Contact us on telegram.",
    "Money back guarantee.",
]


def make_spam(choose):
    call = choose.choice(CALLS).format(ware=choose.choice(WARES))
    return f"{call}. {choose.choice(MORE)} {choose.choice(MORE)}", [
        f"{choose.choice(WARES).replace(' ', '-')}.example"
    ]


def read_texts(count):
    texts = []
    with lzma.open(FIXTURE, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts += [f"{row['title']} {row['text']}", *(answer["text"] for answer in row["answers"][:2])]
            if len(texts) >= count:
                return texts[:count]
    return texts


def tokens_of(text, hosts=()):
    return tokenize(word_pattern().findall(fold(text).text), hosts, len(text), is_visitor=False)


def test_precision_and_recall_on_texts_that_it_has_not_seen():
    choose = random.Random(7)
    fine = [tokens_of(text) for text in read_texts(300)]
    spam = [tokens_of(*make_spam(choose)) for _ in range(300)]
    choose.shuffle(fine)
    taught, model = Count(60, 60), {}
    for is_spam, texts in ((1, spam[:60]), (0, fine[:60])):
        for tokens in texts:
            for token in tokens:
                count = model.get(token, Count())
                model[token] = Count(count.spam + is_spam, count.fine + 1 - is_spam)
    caught = sum(score(tokens, model, taught).percent >= 90 for tokens in spam[60:])
    wrongly = sum(score(tokens, model, taught).percent >= 90 for tokens in fine[60:])
    precision, recall = caught / max(1, caught + wrongly), caught / len(spam[60:])
    print(
        f"\nlearned from 60 + 60, asked about {len(spam[60:])} + {len(fine[60:])}: precision {precision:.3f}, recall {recall:.3f}"
    )
    assert precision >= 0.97
    assert recall >= 0.9
