"""Making the list of the site's words anew, in batches; and adding the titles of new questions meanwhile.

Only what everybody may read is looked at: nothing hidden, nothing that waits for approval. A word comes in with two
questions that hold it, or with one title or tag; so what one person wrote once within a text is never suggested to others.
A word whose last post was hidden leaves with the next making; until then `qa.search.vocabulary` looks whether something shows it.
"""

import time

from django.db import connection, transaction
from django.utils import timezone

from accounts.viewers import Viewer
from forum.background import background
from qa.actions.sweeps import PAUSE, STEP_SECONDS
from qa.models import Post
from qa.policies.posts import may_manage_catalogue
from qa.search.models import WordBuild
from qa.search.tables.words import CONFIG, WORD_MAX_LENGTH

BATCH = 200  # questions with all that hangs on them
NEW_TITLES = 2_000
MOST_WORDS = 200_000
SHORTEST = 3
# Letters of scripts that put no spaces between words: what the parser takes for a word is a sentence there.
UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
WORDS_OF = (
    "unnest(tsvector_to_array(to_tsvector('forum_words', translate({text}, '''’', '')))) word "
    f"WHERE length(word) BETWEEN {SHORTEST} AND {WORD_MAX_LENGTH} AND word !~ '{UNSPACED}'"
)
# What the title and tags of a question say that everybody may find.
TITLES = """
    SELECT id AS question, title || ' ' || array_to_string(tag_names, ' ') AS line, body_text FROM qa_post
    WHERE kind = 'Q' AND NOT is_hidden AND audience < 2
"""
COUNT_WORDS = f"""
    WITH shown AS MATERIALIZED ({TITLES} AND id = ANY(%(ids)s)),
    texts AS (
        SELECT question, line, true AS is_title FROM shown
        UNION ALL SELECT question, body_text, false FROM shown
        UNION ALL SELECT p.question_id, p.body_text, false FROM shown
                  JOIN qa_post p ON p.question_id = shown.question LEFT JOIN qa_post above ON above.id = p.parent_id
                  WHERE NOT p.is_hidden AND NOT coalesce(above.is_hidden, false)
    ),
    words AS (
        SELECT question, word, bool_or(is_title) AS is_title FROM texts, {WORDS_OF.format(text="line")} GROUP BY question, word
    )
    INSERT INTO search_wordcount AS c (word, question_count, title_count)
    SELECT word, count(*), count(*) FILTER (WHERE is_title) FROM words GROUP BY word
    ON CONFLICT (word) DO UPDATE SET question_count = c.question_count + EXCLUDED.question_count,
                                     title_count = c.title_count + EXCLUDED.title_count
"""  # noqa: S608
STEM = f"coalesce((tsvector_to_array(to_tsvector({CONFIG}, {{word}})))[1], '')"
# Of what was counted, the list keeps what is known well enough, the most frequent of that. Only what differs is written.
KEPT = f"""
    SELECT word, question_count, title_count FROM search_wordcount WHERE question_count > 1 OR title_count > 0
    ORDER BY question_count DESC, word LIMIT {MOST_WORDS}
"""  # noqa: S608
TAKE_OUT = f"DELETE FROM search_word w WHERE NOT EXISTS (SELECT FROM ({KEPT}) k WHERE k.word = w.word)"  # noqa: S608
TAKE_OVER = f"""
    INSERT INTO search_word AS w (word, question_count, title_count, stem)
    SELECT word, question_count, title_count, {STEM.format(word="word")} FROM ({KEPT}) k
    ON CONFLICT (word) DO UPDATE SET question_count = EXCLUDED.question_count, title_count = EXCLUDED.title_count,
                                     stem = EXCLUDED.stem
    WHERE (w.question_count, w.title_count, w.stem) <> (EXCLUDED.question_count, EXCLUDED.title_count, EXCLUDED.stem)
"""  # noqa: S608
ADD_TITLES = f"""
    WITH shown AS MATERIALIZED ({TITLES} AND id > %(above)s AND id <= %(until)s),
    words AS (SELECT word, count(DISTINCT question) AS n FROM shown, {WORDS_OF.format(text="line")} GROUP BY word)
    INSERT INTO search_word AS w (word, question_count, title_count, stem)
    SELECT word, n, n, {STEM.format(word="word")} FROM words ORDER BY word
    ON CONFLICT (word) DO UPDATE SET question_count = w.question_count + EXCLUDED.question_count,
                                     title_count = w.title_count + EXCLUDED.title_count
"""  # noqa: S608


def rebuild_words() -> WordBuild:
    """Make the whole list now (for a forum that was just filled, and for tests)."""
    build = begin_build()
    while do_batch(build.pk):
        pass
    build.refresh_from_db()
    return build


def rebuild_soon(viewer: Viewer) -> WordBuild:
    """Let the worker make the list anew. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    build = begin_build()
    carry_on.enqueue(build.pk)
    return build


@transaction.atomic
def begin_build() -> WordBuild:
    """Return the making that is at work, or a new one."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE search_wordbuild IN SHARE ROW EXCLUSIVE MODE")
        found = WordBuild.objects.filter(finished_at__isnull=True).first()
        if found is None:
            cursor.execute("TRUNCATE search_wordcount")
            found = WordBuild.objects.create(
                started_at=timezone.now(), total_count=Post.objects.questions().count()
            )
    return found


def find_last() -> WordBuild | None:
    """Return the newest making, if there was any."""
    return WordBuild.objects.order_by("-pk").first()


@background(priority=-10)
def carry_on(pk: int) -> bool:
    """Do some of it; mail and other work come between. Returns whether it is done."""
    end = time.monotonic() + STEP_SECONDS
    while is_more := do_batch(pk):
        if time.monotonic() > end:
            break
    if is_more or WordBuild.objects.filter(pk=pk, finished_at__isnull=True).exists():
        carry_on.using(run_after=timezone.now() + PAUSE).enqueue(pk)
        return False
    return True


@transaction.atomic
def do_batch(pk: int) -> bool:
    """Count the words of the next questions, or take the finished list over; return whether there may be more to do.

    Whoever holds the row is at it; others have nothing to do.
    """
    build = WordBuild.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if build is None or not build.is_at_work:
        return False
    questions = Post.objects.questions().filter(pk__gt=build.cursor).order_by("pk")
    ids = list(questions.values_list("pk", flat=True)[:BATCH])
    with connection.cursor() as cursor:
        if ids:
            cursor.execute(COUNT_WORDS, {"ids": ids})
            build.cursor, build.done_count = ids[-1], build.done_count + len(ids)
        else:
            cursor.execute("ANALYZE search_wordcount")
            cursor.execute(TAKE_OUT)
            cursor.execute(TAKE_OVER)
            cursor.execute("TRUNCATE search_wordcount")
            build.newest_id, build.finished_at = build.cursor, timezone.now()
            WordBuild.objects.filter(pk__lt=pk).delete()
    build.save()
    return bool(ids)


@transaction.atomic
def add_new_titles() -> int:
    """Add the words of titles and tags that came since the list was made; return of how many questions.

    While the list is being made anew this waits: what it would add is counted there.
    """
    build = WordBuild.objects.select_for_update(skip_locked=True).order_by("-pk").first()
    if build is None or build.is_at_work:
        return 0
    questions = Post.objects.questions().filter(pk__gt=build.newest_id).order_by("pk")
    ids = list(questions.values_list("pk", flat=True)[:NEW_TITLES])
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(ADD_TITLES, {"above": build.newest_id, "until": ids[-1]})
        build.newest_id = ids[-1]
        build.save(update_fields=["newest_id"])
    return len(ids)
