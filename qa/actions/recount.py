"""Recomputing every derived figure from the rows, and reporting where the stored one differed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from forum import options
from qa.actions import categories, changes, measures, reviews, standings, synonyms, tallies, threads
from qa.models.standings import FIGURES
from qa.reads.scale import IN_FORCE, SCALE_LOCK, worth_of


@dataclass(frozen=True)
class Drift:
    """One kind of figure and how many rows were wrong."""

    figure: str
    row_count: int


TAG_COUNTS = """
    SELECT t.id, count(q.id) AS question_count, count(q.id) FILTER (WHERE q.audience = 2) AS members_count FROM qa_tag t
    LEFT JOIN qa_questiontag qt ON qt.tag_id = t.id
    LEFT JOIN qa_post q ON q.id = qt.question_id AND NOT q.is_hidden GROUP BY t.id
"""
AUDIENCES = """
    SELECT p.id, q.audience FROM qa_post p JOIN qa_post q ON q.id = p.question_id
"""
TAGGED_AT = """
    SELECT qt.id, q.created_at FROM qa_questiontag qt JOIN qa_post q ON q.id = qt.question_id
"""
STANDING_POINTS = f"""
    SELECT u.id, s.base + u.bonus_points + coalesce({worth_of("e")}, 0) AS points
    FROM accounts_user u CROSS JOIN ({IN_FORCE}) s LEFT JOIN qa_standing e ON e.user_id = u.id
"""  # noqa: S608
# Table, its key, expected rows, columns compared. The order matters: later ones build on earlier ones.
STEPS = (
    ("qa_category", "id", categories.EXPECTED_PLACES, categories.PLACE_COLUMNS),
    ("qa_post", "id", tallies.EXPECTED, tallies.COLUMNS),
    ("qa_post", "id", changes.EXPECTED, changes.COLUMNS),
    ("qa_post", "id", threads.EXPECTED, threads.COLUMNS),
    ("qa_questiontag", "id", TAGGED_AT, ("created_at",)),
    ("qa_post", "id", AUDIENCES, ("audience",)),
    ("qa_category", "id", categories.EXPECTED_COUNTS, ("question_count", "members_count")),
    ("qa_tag", "id", TAG_COUNTS, ("question_count", "members_count")),
    ("qa_synonymsuggestion", "id", synonyms.SCORES, ("score",)),
    ("qa_standing", "user_id", standings.EXPECTED, FIGURES),
    ("accounts_user", "id", STANDING_POINTS, ("points",)),
)


@transaction.atomic
def recount(*, is_dry_run: bool = False) -> Iterator[Drift]:
    """Compare and mend all derived figures; yields one Drift per column, with 0 where all was right.

    With `is_dry_run` nothing is changed. One transaction: readers never see half of it.
    """
    drifts: list[Drift] = []
    parameters = threads.PARAMETERS | {"all": True, "ids": []}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCALE_LOCK])
        cursor.execute("LOCK TABLE qa_post, qa_vote, qa_standing IN SHARE ROW EXCLUSIVE MODE")
        if not is_dry_run:
            cursor.execute("DELETE FROM qa_rescaled")
            cursor.execute(
                "INSERT INTO qa_standing (user_id, " + ", ".join(FIGURES) + ") SELECT id, "  # noqa: S608
                + ", ".join("0" for _ in FIGURES) + " FROM accounts_user ON CONFLICT DO NOTHING"
            )  # fmt: skip
        for table, key, expected, columns in STEPS:
            cursor.execute(f"CREATE TEMPORARY TABLE expected ON COMMIT DROP AS {expected}", parameters)
            counts = ", ".join(
                f"count(*) FILTER (WHERE t.{name} IS DISTINCT FROM e.{name})" for name in columns
            )
            cursor.execute(f"SELECT {counts} FROM {table} t JOIN expected e ON e.{key} = t.{key}")  # noqa: S608
            row = cursor.fetchone()
            drifts += [Drift(f"{table}.{name}", count) for name, count in zip(columns, row, strict=True)]
            if not is_dry_run and any(row):
                assignments = ", ".join(f"{name} = e.{name}" for name in columns)
                differs = " OR ".join(f"t.{name} IS DISTINCT FROM e.{name}" for name in columns)
                cursor.execute(
                    f"UPDATE {table} t SET {assignments} FROM expected e "  # noqa: S608
                    f"WHERE e.{key} = t.{key} AND ({differs})"
                )
            cursor.execute("DROP TABLE expected")
    drifts.append(Drift("accounts_user.restrictions", measures.recount_copies(is_dry_run=is_dry_run)))
    drifts.append(Drift("qa_reviewitem", reviews.count_drift()))
    is_copy_wrong = categories.find_scoreless() != options.load().scoreless_categories
    drifts.append(Drift("forum_siteoption.scoreless_categories", int(is_copy_wrong)))
    are_grades_wrong = categories.find_grades() != options.load().category_grades
    drifts.append(Drift("forum_siteoption.category_grades", int(are_grades_wrong)))
    if not is_dry_run:
        reviews.restore_items()
        categories.store_scoreless()
    return iter(drifts)
