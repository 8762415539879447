"""What the rows of a corpus add up to, computed from narrow copies before the posts are written, so that each is written once.

`manage.py recount` proves these figures with the statements of the actions.
"""

from django.db import connection

from qa.actions.tallies import VOTE_WEIGHT
from qa.actions.threads import HOTNESS
from qa.reads.heat import IN_FORCE

STAGING = """
    CREATE TEMPORARY TABLE corpus_post (
        line bigint, id bigint, kind char(1), parent bigint, question bigint, author bigint, created_at timestamptz,
        category bigint, selected bigint, view_count integer, tags bigint[]) ON COMMIT DROP;
    CREATE TEMPORARY TABLE corpus_vote (
        line bigint GENERATED ALWAYS AS IDENTITY (START 2), post bigint, voter bigint, value smallint,
        updated_at timestamptz) ON COMMIT DROP
"""
POST_COLUMNS = ("line", "id", "kind", "parent", "question", "author", "created_at", "category", "selected",
                "view_count", "tags")  # fmt: skip
VOTE_COLUMNS = ("post", "voter", "value", "updated_at")
TALLIES = f"""
    CREATE TEMPORARY TABLE corpus_tally ON COMMIT DROP AS
    SELECT v.post, count(*) FILTER (WHERE v.value > 0) AS up_count, count(*) FILTER (WHERE v.value < 0) AS down_count,
           coalesce(sum({VOTE_WEIGHT}) FILTER (WHERE v.value > 0), 0) AS up_weight,
           coalesce(sum({VOTE_WEIGHT}) FILTER (WHERE v.value < 0), 0) AS down_weight
    FROM corpus_vote v GROUP BY v.post
"""  # noqa: S608
ANSWERS = """
    CREATE TEMPORARY TABLE corpus_answers ON COMMIT DROP AS
    SELECT p.question, count(*) AS answer_count, max(coalesce(t.up_count - t.down_count, 0)) AS best_answer_score
    FROM corpus_post p LEFT JOIN corpus_tally t ON t.post = p.id WHERE p.kind = 'A' GROUP BY p.question
"""
LAST_ANSWERS = """
    CREATE TEMPORARY TABLE corpus_last ON COMMIT DROP AS
    SELECT DISTINCT ON (question) question, id, created_at FROM corpus_post WHERE kind = 'A'
    ORDER BY question, created_at DESC, id DESC
"""
ACTIVE = """
    CREATE TEMPORARY TABLE corpus_active ON COMMIT DROP AS
    SELECT coalesce(question, id) AS question, max(created_at) AS active_at FROM corpus_post GROUP BY 1
"""
BRANCHES = """
    CREATE TEMPORARY TABLE corpus_branch ON COMMIT DROP AS
    SELECT own.id, array_agg(up.id ORDER BY up.depth) AS ids FROM qa_category own
    JOIN qa_category up ON up.path = own.path OR starts_with(own.path, up.path || '/') GROUP BY own.id
"""
STEPS = (TALLIES, ANSWERS, LAST_ANSWERS, ACTIVE, BRANCHES)
TABLES = ("corpus_tally", "corpus_answers", "corpus_last", "corpus_active", "corpus_branch")
COLUMNS = (
    "up_count", "down_count", "up_weight", "down_weight", "answer_count", "best_answer_score", "last_answer_id",
    "recent_at", "active_at", "category_ids", "hotness",
)  # fmt: skip
# As text, in the order of ids: they go into the lines of COPY as they are.
FIGURES = f"""
    SELECT q.id, q.up_count::text, q.down_count::text, q.up_weight::text, q.down_weight::text,
           coalesce(a.answer_count, 0)::text, coalesce(a.best_answer_score, 0)::text, coalesce(last.id::text, '\\N'),
           greatest(q.created_at, last.created_at)::text, coalesce(act.active_at, q.created_at)::text,
           coalesce(b.ids, '{{}}')::text, CASE WHEN q.kind = 'Q' THEN {HOTNESS} ELSE 0 END::text
    FROM (SELECT p.*, coalesce(t.up_count, 0) AS up_count, coalesce(t.down_count, 0) AS down_count,
                 coalesce(t.up_weight, 0) AS up_weight, coalesce(t.down_weight, 0) AS down_weight
          FROM corpus_post p LEFT JOIN corpus_tally t ON t.post = p.id) q
    LEFT JOIN corpus_answers a ON a.question = q.id
    LEFT JOIN corpus_last last ON last.question = q.id
    LEFT JOIN corpus_active act ON act.question = q.id
    LEFT JOIN corpus_branch b ON b.id = q.category
    CROSS JOIN ({IN_FORCE}) h
    ORDER BY q.id
"""  # noqa: S608


def compute_figures() -> None:
    """Fill the tables that FIGURES reads, one statement each."""
    with connection.cursor() as cursor:
        for step in STEPS:
            cursor.execute(step)
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
