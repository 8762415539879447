"""manage.py learn_care: learn from the labelled texts what phrases do not say, and write the weights down."""

import json
import random
from typing import Any

from django.core.management.base import BaseCommand

from qa.care.models import RiskPhrase
from qa.care.reads.corpus import DATA, Labelled, read_corpus
from qa.care.reads.risks import compile_phrases, load_weights
from qa.care.rules.learned import chance_of, choose_threshold, learn, list_features

FOLDS = 5
MOST_ALARMS = (
    0.04  # of texts without need, phrases and weights together, on texts that the weights did not see
)


class Command(BaseCommand):
    """Uses the corpus without the part that is held back; the same texts give the same weights."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        texts = [one for one in read_corpus() if one.split != "held"]
        random.Random(7).shuffle(texts)  # noqa: S311 - the order, nothing secret
        phrases = compile_phrases(RiskPhrase.objects.filter(is_on=True, locale="en").order_by("pk"))
        judged = []
        for fold in range(FOLDS):
            seen = [one for place, one in enumerate(texts) if place % FOLDS != fold]
            weights = learn(pairs(seen))
            judged += [
                (
                    chance_of(weights, list_features(one.text)),
                    one.is_needed,
                    bool(phrases.find(one.text, most=1)),
                )
                for place, one in enumerate(texts)
                if place % FOLDS == fold
            ]
        threshold = choose_threshold(judged, MOST_ALARMS)
        words = learn(pairs(texts))
        path = DATA / "weights.en.json"
        kept = json.dumps(
            {"threshold": threshold, "words": words}, ensure_ascii=False, indent=0, sort_keys=True
        )
        path.write_text(kept + "\n", "utf-8")
        load_weights.cache_clear()
        self.stdout.write(f"{len(words)} weights, shown from {threshold} on.")


def pairs(texts: list[Labelled]) -> list[tuple[str, bool]]:
    return [(one.text, one.is_needed) for one in texts]
