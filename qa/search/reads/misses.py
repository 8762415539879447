"""What was searched for in vain, often enough to be told, with what could have been meant."""

from dataclasses import dataclass
from datetime import date

from forum.lib.rows import fetch

# Fewer could be one person; what one person looks for is nobody's business.
FEWEST = 3
SHOWN = 100
PROPOSED = 4
LIST = f"""
    SELECT m.query, m.total, m.days, m.last_day,
        ARRAY(SELECT name FROM qa_tag WHERE question_count > 0 AND key %% m.query
              ORDER BY similarity(key, m.query) DESC, question_count DESC LIMIT 2),
        ARRAY(SELECT near.word FROM regexp_split_to_table(m.query, '[^[:alnum:]]+') part
              CROSS JOIN LATERAL (SELECT word, question_count, similarity(word, part) AS likeness FROM search_word
                                  WHERE word %% part AND word <> part ORDER BY likeness DESC, question_count DESC LIMIT 2) near
              WHERE length(part) > 3 AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = part)
              ORDER BY near.likeness DESC, near.question_count DESC LIMIT {PROPOSED})
    FROM (SELECT query, sum(count) AS total, count(*) AS days, max(day) AS last_day FROM search_miss GROUP BY query
          HAVING sum(count) >= {FEWEST} OR count(*) >= {FEWEST} ORDER BY total DESC, query LIMIT {SHOWN}) m
    ORDER BY m.total DESC, m.query
"""  # noqa: S608


@dataclass(frozen=True)
class MissLine:
    """What was searched for, how often, on how many days, last when; tags, and words like those that the site does not know."""

    query: str
    count: int
    day_count: int
    last_day: date
    proposals: tuple[str, ...]


def list_misses() -> list[MissLine]:
    """Return what was searched for most and never found. One query."""
    lines = []
    for query, count, days, last, tags, words in fetch(LIST, {}):
        proposals = tuple(dict.fromkeys([*tags, *words]))[:PROPOSED]
        lines.append(MissLine(query, int(count), days, last, proposals))
    return lines
