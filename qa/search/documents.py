"""Writing down the words of questions: what waits, and everything anew when the owner chooses another language.

Most documents are written by the database with the post. What waits (a change to very many threads, an upgrade, another
language) is written by the worker, a few at a time; until then searches find what was there before, but nothing hidden. While
documents are in two languages, each word is looked for in both.
"""

import time
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from accounts.viewers import Viewer
from forum import options
from forum.background import drain
from qa.actions.modlog import log
from qa.models import LogEntry
from qa.policies.posts import may_manage_catalogue
from qa.search.models import Document, State, Waiting

AT_ONCE = 50  # documents in one transaction: so long writers to their threads may have to wait
STEP_SECONDS = 2.0
TAKE = """
    DELETE FROM search_waiting WHERE question_id IN (
        SELECT question_id FROM search_waiting ORDER BY question_id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING question_id
"""
# Whoever writes to a thread locks its question first; so nothing is written meanwhile that the document would miss.
LOCK = "SELECT id FROM qa_post WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
WRITE = "SELECT search_write(id) FROM unnest(%s) AS id"
ALL_WAIT = """
    INSERT INTO search_waiting (question_id) SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden ON CONFLICT DO NOTHING
"""
# All documents of a forum that was just loaded, read through once.
WRITE_ALL = """
    INSERT INTO search_document (question_id, created_at, posts, head, words)
    SELECT q.id, q.created_at, parts.posts, search_head(search_language(), q.title, q.tag_names),
           parts.words || array_to_tsvector(ARRAY['§' || (q.id >> 14)])
    FROM (SELECT question_id, array_agg(id ORDER BY place, id) AS posts, search_join(words ORDER BY place, id) AS words
          FROM (SELECT p.id, coalesce(p.question_id, p.id) AS question_id, p.kind <> 'Q' AS place,
                       search_words(search_language(), p.title, p.tag_names, p.body_text,
                                    (CASE p.kind WHEN 'Q' THEN 'B' WHEN 'A' THEN 'C' ELSE 'D' END)::"char") AS words
                FROM qa_post p LEFT JOIN qa_post above ON above.id = p.parent_id
                WHERE NOT p.is_hidden AND above.is_hidden IS NOT TRUE) each_post
          GROUP BY question_id) parts
    JOIN qa_post q ON q.id = parts.question_id AND NOT q.is_hidden
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Progress:
    """How far the work is."""

    language: str
    waiting_count: int
    total_count: int
    is_at_work: bool

    @property
    def done_count(self) -> int:
        return max(self.total_count - self.waiting_count, 0)


def read_state() -> State:
    """Return the one row there is; it is made where somebody emptied the table."""
    state = State.objects.order_by("pk").first()
    return state or State.objects.create(languages=[options.DEFAULTS.search_language])


def read_progress() -> Progress:
    state, waiting = read_state(), Waiting.objects.count()
    return Progress(
        state.languages[-1],
        waiting,
        max(state.total_count, waiting),
        bool(waiting) or len(state.languages) > 1,
    )


@transaction.atomic
def change_language(viewer: Viewer, language: str) -> None:
    """Understand words in this language from now on; all documents are written anew. Raises PermissionDenied and ValueError."""
    may_manage_catalogue(viewer).enforce()
    before = options.load().search_language
    if not options.fits(language, options.DECLARATIONS["search_language"]):
        raise ValueError(f"search_language cannot be {language!r}.")
    options.save({"search_language": language})
    if language != before:
        change = {"search_language": [before, language]}
        log(viewer, LogEntry.Verb.CHANGED_SETTINGS, subject=LogEntry.Kind.SITE, change=change)
    follow_option()


@transaction.atomic
def follow_option(*, is_forced: bool = False) -> bool:
    """Begin to write all documents anew if they are not in the language of the option; return whether that was so."""
    wanted = options.load().search_language
    state = State.objects.select_for_update().get(pk=read_state().pk)
    if state.languages[-1] == wanted and not is_forced:
        return False
    state.languages = [one for one in state.languages if one != wanted] + [wanted]
    with connection.cursor() as cursor:
        cursor.execute(ALL_WAIT)
    state.total_count = Waiting.objects.count()
    state.started_at, state.finished_at = timezone.now(), None
    state.save()
    return True


@drain
def write_waiting() -> int:
    """Write documents that wait, for a moment; return how many."""
    if read_state().languages[-1] != options.load().search_language:
        follow_option()
    return advance()


def advance(*, seconds: float | None = None) -> int:
    """Write as many waiting documents as fit into a moment; return how many."""
    end = time.monotonic() + (STEP_SECONDS if seconds is None else seconds)
    count = 0
    while written := write_some():
        count += written
        if time.monotonic() >= end:
            break
    if not Waiting.objects.exists() and (count or len(read_state().languages) > 1):
        finish()
    return count


@transaction.atomic
def write_some() -> int:
    """Write a few documents, each with its question locked; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [AT_ONCE])
        ids = sorted(pk for (pk,) in cursor.fetchall())
        if ids:
            cursor.execute(LOCK, [ids])
            cursor.execute(WRITE, [ids])
    return len(ids)


@transaction.atomic
def finish() -> None:
    """Nothing waits any more: all documents are in one language. Pages that were kept meanwhile are made anew."""
    state = State.objects.select_for_update().get(pk=read_state().pk)
    if not Waiting.objects.exists():
        state.languages, state.has_gaps, state.finished_at = state.languages[-1:], False, timezone.now()
        state.save()


def write_everything() -> int:
    """Write all documents of a forum that has none, before their index is made; return how many."""
    index = Document._meta.indexes[0]
    with (
        transaction.atomic(),
        connection.schema_editor(atomic=False) as editor,
        connection.cursor() as cursor,
    ):
        editor.remove_index(Document, index)
        cursor.execute(WRITE_ALL)
        count = cursor.rowcount
        editor.add_index(Document, index)
        cursor.execute("ANALYZE search_document")
    return count
