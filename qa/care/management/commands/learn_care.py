"""manage.py learn_care: learn from the labelled texts what phrases do not say, and write the weights down."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from qa.care.reads.corpus import DATA, read_corpus, read_shipped
from qa.care.reads.learning import teach
from qa.care.reads.risks import load_phrases, load_weights


class Command(BaseCommand):
    """Uses the corpus without the part held back, and the phrases that are shipped; the same texts give the same weights."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        weights = teach(read_shipped(), [one for one in read_corpus() if one.split != "held"])
        kept = json.dumps(weights.pack(), ensure_ascii=False, indent=0, sort_keys=True)
        (DATA / "weights.en.json").write_text(kept + "\n", "utf-8")
        load_weights.cache_clear()
        load_phrases.cache_clear()
        for writer, (hits, need, alarms, none) in weights.measured.items():
            self.stdout.write(
                f"{writer} left out: recall {hits / need:.3f}, false alarms {alarms / none:.3f}."
            )
        self.stdout.write(
            f"{sum(map(bool, weights.steps))} weights, shown from {weights.threshold} on; "
            f"{len(weights.hints)} phrases do not suffice alone."
        )
