"""What was learned from the labelled texts, read from its files once for each process."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from qa.care.reads.corpus import DATA
from qa.care.rules.classifier import Blend, Classifier
from qa.care.rules.wordpieces import Pieces
from qa.care.rules.words import unpack


@cache
def load_classifier(locale: str = "en") -> Classifier | None:
    """Return what was learned from the texts of a language; None where nothing was."""
    path = DATA / f"classifier.{locale}.json"
    if not path.exists():
        return None
    facts = json.loads(path.read_text("utf-8"))
    return Classifier(
        Pieces((DATA / f"classifier.{locale}.vocab.txt").read_text("utf-8").splitlines()),
        open_encoder(DATA / f"classifier.{locale}.onnx"),
        unpack(facts["words"]),
        Blend(**facts["blend"]),
        facts["threshold"],
        frozenset(facts["hints"]),
        facts["measured"],
        facts["texts"],
    )


def open_encoder(path: Path) -> Callable[[Sequence[int]], float]:
    """Return what scores pieces; loaded once for each process, and by those alone that look at a text."""
    import numpy  # a fifth of a second, both, which commands that look at no text need not wait
    import onnxruntime

    settled = onnxruntime.SessionOptions()
    settled.intra_op_num_threads = settled.inter_op_num_threads = 1  # the server has its own threads
    settled.enable_cpu_mem_arena = False
    settled.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, settled, providers=["CPUExecutionProvider"])

    def run(pieces: Sequence[int]) -> float:
        return float(session.run(None, {"pieces": numpy.array([pieces], numpy.int64)})[0][0][0])

    return run
