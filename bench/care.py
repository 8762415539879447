"""make bench-care: whom does the crisis card find, and whom does it trouble needlessly? Over the labelled texts of qa/care/data.

The phrases and classifier that the forum ships are measured, without a database: recall (the share of texts with need for which
the card is shown) and false alarms (the share of the others), each with the interval that 95 of 100 such samples agree with.
First as measured when learning, each writer judged by what others taught; then for the part from which all was learned, which
says little; then for the part that was held back, by writers of its own (docs/care.md says how strictly). ARGS=--open leaves that
one out, as one does while changing something; ARGS=--long names what was missed or found needlessly in the part for learning.
"""

import argparse
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MOST_MISSED, MOST_ALARMS = 0.05, 0.05
SURE = 1.96


def tell_share(hits: int, of: int) -> str:
    """Return a share with Wilson's interval."""
    if not of:
        return "-"
    share, spread = hits / of, SURE * SURE / of
    middle = (share + spread / 2) / (1 + spread)
    half = SURE / (1 + spread) * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return f"{share:.3f} ({max(middle - half, 0):.3f}-{min(middle + half, 1):.3f})"


def tell(part: str, by: str, figures: Sequence[int], more: str = "") -> None:
    hits, need, alarms, none = figures
    print(
        f"{part:9} {by:16} {need:5} {tell_share(hits, need):21} {none:5} {tell_share(alarms, none):21}{more}"
    )


def main(words: Sequence[str] | None = None) -> int:
    from qa.care.reads.classifiers import load_classifier
    from qa.care.reads.corpus import drop_hints, read_corpus, read_shipped
    from qa.care.rules.matching import Tally, make_phrases

    parser = argparse.ArgumentParser(prog="care")
    parser.add_argument("--long", action="store_true", help="name what went wrong in the part for learning")
    parser.add_argument("--open", action="store_true", help="leave out the part that is held back")
    parser.add_argument(
        "--goals", action="store_true", help="fail where the goals are missed on the part held back"
    )
    given = parser.parse_args(words)
    shipped = read_shipped()
    classifier = load_classifier()
    if classifier is None:
        raise SystemExit("There is no classifier in qa/care/data: make learn-care.")
    every, sure = make_phrases(shipped), drop_hints(shipped, classifier.hints)
    print(f"{'part':9} {'by':16} {'need':>5} {'recall':21} {'none':>5} {'false alarms':21} ms a text")
    for writer, figures in sorted(classifier.measured.items()):
        tell(writer, "the others' texts", figures)
    tell("together", "when left out", [sum(one) for one in zip(*classifier.measured.values(), strict=True)])
    is_good = True
    for split in ("train",) if given.open else ("train", "held"):
        texts = [one for one in read_corpus() if one.split == split]
        for name in ("all phrases", "as shipped"):
            tally, started = Tally(), time.perf_counter()
            for one in texts:
                if name == "as shipped":
                    is_found = bool(sure.find(one.text, most=1)) or classifier.finds(one.text)
                else:
                    is_found = bool(every.find(one.text, most=1))
                tally.add(one.kind, one.is_needed, is_found)
                if given.long and split != "held" and name == "as shipped" and is_found != one.is_needed:
                    print(f"  {'missed' if one.is_needed else 'needless'} {one.kind}: {one.text[:100]}")
            spent = 1000 * (time.perf_counter() - started) / max(len(texts), 1)
            need, none = tally.hits + tally.misses, tally.false_alarms + tally.rightly_quiet
            tell(split, name, (tally.hits, need, tally.false_alarms, none), f" {spent:9.2f}")
        print(
            "  right of each kind: "
            + ", ".join(f"{kind} {good}/{all_}" for kind, (good, all_) in tally.by_kind.items())
        )
        is_good = tally.recall >= 1 - MOST_MISSED and tally.false_alarm_rate <= MOST_ALARMS
    if not given.open:
        print(
            f"Goals on the part held back (recall 0.95, false alarms 0.05): {'reached' if is_good else 'not reached'}."
        )
    return 0 if is_good or given.open or not given.goals else 3


if __name__ == "__main__":
    raise SystemExit(main())
