"""The scale in force, for statements: what everything is worth at the moment in which the statement runs.

Statements that write points read the scale themselves, after they have the members' lock: a value that the request read
before could be that of the scale before (docs/decisions/0021).
"""

import json
from dataclasses import asdict

from forum import options
from qa.rules.points import GAINS, NAMES, WORTH, Scale

SCALE_LOCK = 0x7363616C65  # of those who write the points of everybody: one at a time
DEFAULTS = Scale.of(options.DEFAULTS)
COLUMNS = ", ".join(f"{name} int" for name in NAMES)
# One row, a column for each value of the scale.
IN_FORCE = f"""
    SELECT r.* FROM jsonb_to_record('{json.dumps(asdict(DEFAULTS))}'::jsonb || coalesce((
        SELECT jsonb_object_agg(substr(o.name, 8), o.value) FROM forum_siteoption o
        WHERE starts_with(o.name, 'points_') AND o.value::text ~ '^-?[0-9]+$'), '{{}}')) AS r ({COLUMNS})
"""  # noqa: S608
# The same columns for a scale that is not in force; takes one parameter for each, by its name (qa.actions.rescaling).
GIVEN = "SELECT " + ", ".join(f"%({name})s::int AS {name}" for name in NAMES)


def gain(kind: str, ups: str, downs: str) -> str:
    """Scale.gain, for rows; s is the scale."""
    letter = kind.lower()
    return (
        f"(least({ups} * s.per_{letter}_voted_up, s.{letter}_voted_max_gain)"
        f" - least({downs} * s.per_{letter}_voted_down, s.{letter}_voted_max_loss))"
    )


def sum_gains(kind: str, ups: str, downs: str, before: tuple[str, str] | None = None) -> str:
    """The gains of a member as columns, added up over posts; with `before`, what they changed by since those votes.

    `kind` is the column that says what a post is; s is the scale.
    """
    columns = []
    for letter, name in GAINS.items():
        worth = gain(letter, ups, downs) + (f" - {gain(letter, *before)}" if before else "")
        columns.append(f"coalesce(sum({worth}) FILTER (WHERE {kind} = '{letter}'), 0)::int AS {name}")
    return ", ".join(columns)


def worth_of(figures: str, gains: str = "") -> str:
    """Scale.worth_of, for rows: `figures` has the columns of a Standing, `gains` those of its gains where they are apart."""
    counted = [f"s.{worth} * {figures}.{name}" for name, worth in WORTH.items()]
    gained = [f"{gains or figures}.{name}" for name in GAINS.values()]
    return f"(s.multiple * ({' + '.join(counted + gained)}))"
