"""make learn-care: teach the encoder of the crisis card from the labelled texts, and write down what the forum ships.

Reads qa/care/data/corpus.en.jsonl (without the part held back) and phrases.en.jsonl; writes classifier.en.onnx, .json and
.vocab.txt there. Writers are left out in turn, so that the threshold, and the figures that are shown, come from texts that were
not learned from. The part held back is not looked at: `make bench-care` does that. Half an hour on two cores. Another machine
gives slightly other numbers; the file says which texts it was made from, and a test compares.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from learning.encoder import find_base
from learning.export import write
from learning.figures import MOST_ALARMS, choose_threshold, find_doubtful, fit_blend
from learning.teaching import ask, teach
from learning.words import learn
from qa.care.reads.corpus import DATA, Labelled, digest, read_corpus, read_shipped
from qa.care.rules.matching import make_phrases
from qa.care.rules.wordpieces import Pieces

STRANGERS = "writer-"  # sources that never saw phrases or code begin so: by them it is measured
PARTS = 3  # into which writers are put: each part is judged by what all others taught
KEPT = Path(".data") / "learning"


def main() -> None:
    texts = [one for one in read_corpus() if one.split != "held"]
    rows = read_shipped()
    vocabulary = (find_base() / "vocab.txt").read_text("utf-8")
    pieces = Pieces(vocabulary.splitlines())
    writers = sorted({one.source for one in texts if one.source.startswith(STRANGERS)})
    print(f"{len(texts)} texts of {len({one.source for one in texts})} sources, {digest(texts)}")
    scores: dict[int, tuple[float, float]] = {}
    for part in range(PARTS):
        left_out = {writer for number, writer in enumerate(writers) if number % PARTS == part}
        scores |= judge(part, left_out, texts, pieces)
    blend = fit_blend([(*both, texts[at].is_needed) for at, both in scores.items()])
    found = [{match.number for match in make_phrases(rows).find(one.text)} for one in texts]
    sure = [row["lane"] != "card" for row in rows]
    judged = []
    for at, both in scores.items():
        doubtful = find_doubtful(found, texts, but=texts[at].source)
        by_phrase = any(sure[number] or number not in doubtful for number in found[at])
        judged.append((blend.chance(*both), texts[at].is_needed, by_phrase, texts[at].source))
    threshold = choose_threshold([(chance, need, phrase) for chance, need, phrase, _ in judged], MOST_ALARMS)
    measured = {writer: tell(writer, judged, threshold) for writer in writers}
    hints = sorted(
        {str(rows[number]["pattern"]) for number in find_doubtful(found, texts) if not sure[number]}
    )
    print(
        f"{blend}; shown from {threshold} on; {len(hints)} phrases do not suffice alone; teaching from all",
        flush=True,
    )
    facts = {
        "blend": asdict(blend), "threshold": threshold, "hints": hints, "measured": measured, "texts": digest(texts),
        "words": learn(pairs(texts)).pack(),
    }  # fmt: skip
    write(teach(pairs(texts), pieces), DATA / "classifier.en.onnx")
    (DATA / "classifier.en.vocab.txt").write_text(vocabulary, "utf-8")
    kept = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (DATA / "classifier.en.json").write_text(kept + "\n", "utf-8")


def pairs(texts: Sequence[Labelled]) -> list[tuple[str, bool]]:
    return [(one.text, one.is_needed) for one in texts]


def judge(
    part: int, left_out: set[str], texts: Sequence[Labelled], pieces: Pieces
) -> dict[int, tuple[float, float]]:
    """Return the scores of these writers' texts, by what the others' taught; kept, so that a run that ended early goes on."""
    kept = KEPT / f"{digest(texts)}-{part}.json"
    if kept.exists():
        return {int(at): tuple(both) for at, both in json.loads(kept.read_text("utf-8")).items()}
    print(f"left out: {', '.join(sorted(left_out))}", flush=True)
    others = pairs([one for one in texts if one.source not in left_out])
    asked = [at for at, one in enumerate(texts) if one.source in left_out]
    by_encoder = ask(teach(others, pieces), [list(pieces.list_windows(texts[at].text)) for at in asked])
    words = learn(others)
    found = {at: (read, words.score(texts[at].text)) for at, read in zip(asked, by_encoder, strict=True)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(found), "utf-8")
    return found


def tell(writer: str, chances: Sequence[tuple[float, bool, bool, str]], threshold: float) -> list[int]:
    """Return how many of a writer's texts with need were found, of how many; how many of the others, of how many."""
    told = [(need, phrase or chance >= threshold) for chance, need, phrase, of in chances if of == writer]
    needed, others = ([shown for need, shown in told if need == which] for which in (True, False))
    print(f"  {writer}: {sum(needed)} of {len(needed)} found, {sum(others)} of {len(others)} troubled")
    return [sum(needed), len(needed), sum(others), len(others)]


if __name__ == "__main__":
    main()
