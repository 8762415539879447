"""Hotness for statements (qa.rules.hotness says what it is). The weights are read by the statement that uses them, so that
what is written while they change is right, too (qa.actions.rescaling)."""

from forum import options
from qa.rules.hotness import (
    MOST_ANSWERS,
    SECONDS_PER_ANSWER,
    SECONDS_PER_TENFOLD,
    SECONDS_PER_VIEW,
    SECONDS_PER_VOTE,
    WEIGHTS,
    Weights,
)

DEFAULTS = Weights.of(options.DEFAULTS)
# One row: the form, and a column for each weight.
IN_FORCE = f"""
    SELECT coalesce(v ->> 'hotness_form', '{DEFAULTS.form}') AS form,
           {", ".join(f"coalesce((v ->> 'hot_weight_{name}')::float8, {getattr(DEFAULTS, name)}) AS {name}" for name in WEIGHTS)}
    FROM (SELECT jsonb_object_agg(o.name, o.value) AS v FROM forum_siteoption o
          WHERE o.name = 'hotness_form' OR starts_with(o.name, 'hot_weight_') AND jsonb_typeof(o.value) = 'number') stored
"""  # noqa: S608
ASKED = "extract(epoch FROM q.created_at - timestamptz '2010-01-01 00:00:00+00')::float8"


def hotness(last: str, answers: str, votes: str) -> str:
    """The figure of q, a question: from the date of its last answer, its number of answers and votes; h are the weights."""
    voices = f"({votes} + 1)"
    answered = (
        f"extract(epoch FROM coalesce({last}, q.created_at) - timestamptz '2010-01-01 00:00:00+00')::float8"
    )
    earned = f"CASE WHEN {voices} > 0 THEN log({voices} + least({answers}, {MOST_ANSWERS}) / 2.0::float8)"
    earned += f" ELSE -log((1 - {voices})::float8) END"
    return f"""CASE WHEN h.form = 'static' THEN {earned} + {ASKED} / {SECONDS_PER_TENFOLD}::float8
         ELSE h.q_age * {ASKED} + h.a_age * {answered}
              + h.answers * {SECONDS_PER_ANSWER}::float8 * {answers} + h.votes * {SECONDS_PER_VOTE}::float8 * {votes}
              + h.views * {SECONDS_PER_VIEW}::float8 * q.view_count END"""


def hotness_alone(last: str, answers: str, votes: str) -> str:
    """The same where the weights do not stand beside q: for a statement about few questions."""
    return f"(SELECT {hotness(last, answers, votes)} FROM ({IN_FORCE}) h)"  # noqa: S608


# From what is stored of a question whose other figures are up to date.
LAST_ANSWER_AT = "(SELECT a.created_at FROM qa_post a WHERE a.id = q.last_answer_id)"
STORED = hotness_alone(LAST_ANSWER_AT, "q.answer_count", "(q.up_count - q.down_count)")
# Makes the figure of these questions what it has to be, where it is not.
REHEAT = f"""
    UPDATE qa_post q SET hotness = {STORED} WHERE q.id = ANY(%(ids)s) AND q.kind = 'Q' AND q.hotness IS DISTINCT FROM {STORED}
"""  # noqa: S608
