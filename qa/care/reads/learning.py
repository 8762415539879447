"""Learning from the labelled texts: with every writer left out once, to know what a new writer's texts will give."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.care.reads.corpus import Labelled
from qa.care.rules.learned import Weights, as_chance, choose_threshold, fit_chances, learn
from qa.care.rules.matching import Phrases, make_phrases

MOST_ALARMS = 0.045  # of texts without need, phrases and weights together, of writers who were left out
STRANGERS = "writer-"  # sources that never saw phrases or code begin so: by them it is measured


def teach(rows: Sequence[Mapping[str, object]], texts: Sequence[Labelled]) -> Weights:
    """Return the weights that texts teach, to be used with these phrases."""
    phrases = make_phrases(rows)
    found = [{match.number for match in phrases.find(one.text)} for one in texts]
    sure = [row["lane"] != "card" for row in rows]
    writers = sorted({one.source for one in texts if one.source.startswith(STRANGERS)})
    judged: list[tuple[float, bool, bool, str]] = []
    for writer in writers:
        weights = learn(pairs([one for one in texts if one.source != writer]))
        doubtful = find_doubtful(found, texts, but=writer)
        judged += [
            (
                weights.score(one.text),
                one.is_needed,
                any(sure[number] or number not in doubtful for number in numbers),
                writer,
            )
            for one, numbers in zip(texts, found, strict=True)
            if one.source == writer
        ]
    slope, shift = fit_chances([(score, needed) for score, needed, _by_phrase, _writer in judged])
    chances = [
        (as_chance(slope * score + shift), needed, by_phrase, writer)
        for score, needed, by_phrase, writer in judged
    ]
    threshold = choose_threshold(
        [(chance, needed, by_phrase) for chance, needed, by_phrase, _ in chances], MOST_ALARMS
    )
    measured = {}
    for writer in writers:
        told = [
            (needed, by_phrase or chance >= threshold)
            for chance, needed, by_phrase, of in chances
            if of == writer
        ]
        need, none = ([shown for needed, shown in told if needed == which] for which in (True, False))
        measured[writer] = [sum(need), len(need), sum(none), len(none)]
    hints = {str(rows[number]["pattern"]) for number in find_doubtful(found, texts) if not sure[number]}
    return replace(
        learn(pairs(texts)),
        slope=slope,
        shift=shift,
        threshold=threshold,
        hints=frozenset(hints),
        measured=measured,
    )


def find_doubtful(found: Sequence[set[int]], texts: Sequence[Labelled], but: str = "") -> set[int]:
    """Return the phrases that stand in texts without need, of all writers or all but one."""
    counted = Counter(
        number
        for one, numbers in zip(texts, found, strict=True)
        if not one.is_needed and one.source != but
        for number in numbers
    )
    return set(counted)


def pairs(texts: Sequence[Labelled]) -> list[tuple[str, bool]]:
    return [(one.text, one.is_needed) for one in texts]


def drop_hints(rows: Sequence[Mapping[str, object]], weights: Weights) -> Phrases:
    """Return the shipped phrases that suffice alone, beside these weights."""
    return make_phrases([row for row in rows if row["lane"] != "card" or row["pattern"] not in weights.hints])
