"""make bench-care: whom does the crisis card find, and whom does it trouble needlessly? Over the labelled texts of qa/care/data.

The phrases and weights that the forum ships are measured, without a database: recall (the share of texts with need for which the
card is shown) and false alarms (the share of the others), for the part from which phrases were written and weights learned, and
for the part that was held back (docs/care.md says how strictly). ARGS=--long names what was missed or found needlessly in the
first part; the held one stays unread.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT / "qa" / "care" / "data"
MOST_MISSED, MOST_ALARMS = 0.05, 0.05


def read_lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def main(words: Sequence[str] | None = None) -> int:
    from qa.care.rules.learned import Weights
    from qa.care.rules.matching import Tally, make_phrases

    parser = argparse.ArgumentParser(prog="care")
    parser.add_argument("--long", action="store_true", help="name what went wrong in the part for writing")
    parser.add_argument(
        "--goals", action="store_true", help="fail where the goals are missed on the part held back"
    )
    given = parser.parse_args(words)
    phrases = make_phrases(read_lines("phrases.en.jsonl"))
    path = DATA / "weights.en.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {"words": {}, "threshold": 2.0}
    weights = Weights(kept["words"], kept["threshold"])
    texts = read_lines("corpus.en.jsonl")
    print(
        f"{'part':6} {'by':18} {'need':>5} {'recall':>7} {'none':>5} {'false alarms':>13} {'ms a text':>10}"
    )
    is_good = True
    for split in ("train", "opened", "held"):
        for name in ("phrases", "phrases+weights"):
            tally, started = Tally(), time.perf_counter()
            for row in texts:
                if row["split"] != split:
                    continue
                text, is_needed = str(row["text"]), row["label"] == "need"
                is_found = bool(phrases.find(text, most=1)) or (name != "phrases" and weights.finds(text))
                tally.add(str(row["kind"]), is_needed, is_found)
                if given.long and split != "held" and name != "phrases" and is_found != is_needed:
                    print(f"  {'missed' if is_needed else 'needless'} {row['kind']}: {text[:100]}")
            need, none = tally.hits + tally.misses, tally.false_alarms + tally.rightly_quiet
            spent = 1000 * (time.perf_counter() - started) / max(need + none, 1)
            print(
                f"{split:6} {name:18} {need:5} {tally.recall:7.3f} {none:5} {tally.false_alarm_rate:13.3f} {spent:10.2f}"
            )
        print(
            "  right of each kind: "
            + ", ".join(f"{kind} {good}/{all_}" for kind, (good, all_) in tally.by_kind.items())
        )
        is_good = tally.recall >= 1 - MOST_MISSED and tally.false_alarm_rate <= MOST_ALARMS
    print(
        f"Goals on the part held back (recall 0.95, false alarms 0.05): {'reached' if is_good else 'not reached'}."
    )
    return 0 if is_good or not given.goals else 3


if __name__ == "__main__":
    raise SystemExit(main())
