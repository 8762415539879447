"""Loads a corpus: ids kept, every derived figure filled, in one transaction and in memory that does not grow with it."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum.lib.markdown import TooComplex
from forum.lib.text import UncleanText, normalise_key, slugify_title
from qa.actions.categories import place, store_category_counts
from qa.actions.recount import TAG_COUNTS
from qa.actions.standings import recompute_all_standings
from qa.corpus import figures
from qa.corpus.bulk import (
    copy_into,
    copy_rows,
    copy_table,
    indexes_made_afterwards,
    insert_from,
    line_of,
    set_sequence_behind,
    stamped_at_once,
)
from qa.corpus.checks import check_lines
from qa.corpus.files import VOTES, VOTES_FILE, Corpus, CorpusError, Piece, Values, damaged
from qa.corpus.progress import Progress
from qa.corpus.texts import compose_plain
from qa.models import Acceptance, Activity, Category, Post, QuestionTag, Revision, Tag, Vote
from qa.search.documents import write_everything

NUMBERED = (User, Category, Tag, Post)
MANY_ROWS = (Post, QuestionTag, Vote, Activity, Revision, Acceptance)
BATCH = 5_000
POST_COLUMNS = (
    "id", "kind", "parent_id", "question_id", "author_id", "body", "body_html", "body_text", "created_at", "title",
    "slug", "category_id", "view_count", "tag_names", "accepted_answer_id",
)  # fmt: skip


def load_corpus(folder: Path, progress: Progress) -> None:
    """Load the corpus into an empty forum. Raises CorpusError, leaving the forum as it was."""
    corpus = Corpus(folder)
    with transaction.atomic():
        refuse_unless_empty()
        try:
            with stamped_at_once():
                Loader(corpus, progress).load()
        except (IntegrityError, DataError) as error:
            raise CorpusError(
                _("The files do not fit together: %(error)s") % {"error": str(error).strip()}
            ) from error
    tidy(progress)


def refuse_unless_empty() -> None:
    if any(model.objects.exists() for model in NUMBERED):
        raise CorpusError(
            _(
                "This forum already has posts, members, categories or tags. A corpus keeps its own numbers, "
                "so it is only loaded into an empty forum; nothing was changed."
            )
        )


def tidy(progress: Progress) -> None:
    """Let the planner know the tables, and lists read their indexes without a look at the rows."""
    tables = ", ".join(model._meta.db_table for model in (*NUMBERED, *MANY_ROWS))
    with progress.stage("statistics"), connection.cursor() as cursor:
        # VACUUM cannot run within a transaction (where tests are).
        verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
        cursor.execute(f"{verb} {tables}")


class Loader:
    """One run: members first, figures before the posts that carry them, indexes last."""

    def __init__(self, corpus: Corpus, progress: Progress) -> None:
        self.corpus, self.progress = corpus, progress
        self.category_ids: set[int] = set()
        self.tag_ids: dict[str, int] = {}
        self.post_count = 0

    def load(self) -> None:
        with indexes_made_afterwards([model._meta.db_table for model in MANY_ROWS]) as make_indexes:
            self.write_members()
            self.write_catalogue()
            self.stage_lines()
            with self.progress.stage("figures"):
                figures.compute_figures()
            self.write_posts()
            self.write_rows_around()
            with self.progress.stage("indexes") as stage:
                stage.count = make_indexes()
        with self.progress.stage("words for searches") as stage:
            stage.count = write_everything()
        with self.progress.stage("who takes part where"), connection.cursor() as cursor:
            cursor.execute("SELECT qa_involve_all()")
        with self.progress.stage("points and counts"):
            recompute_all_standings()
            store_category_counts()
            store_tag_counts()
        for model in NUMBERED:
            set_sequence_behind(model)

    def write_members(self) -> None:
        columns = ("id", "username", "username_key", "email", "password", "joined_at")
        with self.progress.stage("members") as stage:
            rows = (
                (pk, name, normalise_key(name), email, make_password(None), joined)
                for pk, name, email, joined in stage.counting(self.corpus.read_users())
            )
            try:
                copy_into(User, columns, rows)
            except IntegrityError as error:
                raise damaged(
                    "users.csv", stage.count + 1, _("a number or name up to here stands there twice.")
                ) from error

    def write_catalogue(self) -> None:
        with self.progress.stage("categories and tags") as stage:
            made: dict[int, Category] = {}
            for position, values in enumerate(stage.counting(self.corpus.read_categories())):
                category = Category(position=position, **values)
                category.parent = made.get(values["parent_id"])
                place(category)
                made[category.pk] = category
            Category.objects.bulk_create(made.values())
            tags = list(stage.counting(self.corpus.read_tags()))
            Tag.objects.bulk_create(
                (Tag(pk=pk, name=name, key=normalise_key(name)) for pk, name in tags), batch_size=2_000
            )
        self.category_ids = set(made)
        self.tag_ids = {name: pk for pk, name in tags}

    def stage_lines(self) -> None:
        """Read everything but the texts into narrow tables, and check what must hold between the lines."""
        with connection.cursor() as cursor:
            cursor.execute(figures.STAGING)
        with self.progress.stage("lines of posts") as stage:
            rows = (
                (one.line, one.pk, one.kind, one.parent, one.question, one.author, one.created, one.category,
                 one.selected, one.views, [self.tag_ids[name] for name in one.tags])
                for one in stage.counting(self.corpus.read_posts(self.check_names))
            )  # fmt: skip
            copy_rows("corpus_post", figures.POST_COLUMNS, rows)
            self.post_count = stage.count
        with self.progress.stage("lines of votes") as stage:
            stage.count = self.stage_votes()
        self.corpus.check_sizes()
        with self.progress.stage("checks"), connection.cursor() as cursor:
            cursor.execute("ANALYZE corpus_post, corpus_vote, accounts_user, qa_category")
            check_lines()

    def stage_votes(self) -> int:
        self.corpus.check_columns(VOTES_FILE, VOTES)
        try:
            with (self.corpus.folder / VOTES_FILE).open("rb") as file:
                return copy_table("corpus_vote", figures.VOTE_COLUMNS, file)
        except DataError as error:
            what = str(error).partition("\n")[0]
            raise damaged(VOTES_FILE, line_of(error), what) from error

    def check_names(self, values: Values, piece: Piece) -> None:
        values.require(
            piece.category is None or piece.category in self.category_ids,
            _("its category is not in categories.csv."),
        )
        values.require(
            all(name in self.tag_ids for name in piece.tags), _("one of its tags is not in tags.csv.")
        )

    def write_posts(self) -> None:
        """Write each post once, its figures with it: both come in the order of ids."""
        with (
            self.progress.stage("posts", self.post_count) as stage,
            # A cursor on the server, whose rows are fetched between one COPY and the next.
            connection.connection.cursor(name="corpus_figures") as cursor,
        ):
            cursor.itersize = BATCH
            cursor.execute(figures.FIGURES)
            pieces = stage.counting(self.corpus.read_posts())
            while batch := list(islice(pieces, BATCH)):
                found = cursor.fetchmany(len(batch))
                copy_into(Post, (*POST_COLUMNS, *figures.COLUMNS), merge(batch, found))

    def write_rows_around(self) -> None:
        """Write what stands beside the posts: tags, votes, accepted answers, the record of activity, first versions."""
        with self.progress.stage("tags on questions") as stage:
            stage.count = insert_from(
                QuestionTag,
                {
                    "question_id": "p.id",
                    "tag_id": "t.tag",
                    "position": "t.place - 1",
                    "created_at": "p.created_at",
                },
                "corpus_post p, unnest(p.tags) WITH ORDINALITY AS t(tag, place) ORDER BY p.id, t.place",
            )
        with self.progress.stage("votes") as stage:
            stage.count = insert_from(
                Vote,
                {"post_id": "post", "voter_id": "voter", "value": "value", "created_at": "updated_at",
                 "updated_at": "updated_at"},
                "corpus_vote ORDER BY line",
            )  # fmt: skip
        with self.progress.stage("accepted answers") as stage:
            # The corpus does not say when; not before the answer was there.
            stage.count = insert_from(
                Acceptance,
                {
                    "question_id": "q.id",
                    "answer_id": "a.id",
                    "accepted_by_id": "q.author",
                    "accepted_at": "a.created_at",
                },
                "corpus_post q JOIN corpus_post a ON a.id = q.selected ORDER BY q.id",
            )
        with self.progress.stage("activity") as stage:
            verbs = "CASE kind WHEN 'Q' THEN 'asked' WHEN 'A' THEN 'answered' ELSE 'commented' END"
            stage.count = insert_from(
                Activity,
                {"verb": verbs, "actor_id": "author", "post_id": "id", "question_id": "coalesce(question, id)",
                 "created_at": "created_at"},
                "corpus_post ORDER BY id",
            )  # fmt: skip
        with self.progress.stage("first versions") as stage:
            stage.count = insert_from(
                Revision,
                {"post_id": "p.id", "version": "1", "editor_id": "p.author_id", "title": "p.title", "body": "p.body",
                 "category_name": "coalesce(c.name, '')", "tag_names": "p.tag_names", "created_at": "p.created_at"},
                "qa_post p LEFT JOIN qa_category c ON c.id = p.category_id ORDER BY p.id",
            )  # fmt: skip


def merge(pieces: list[Piece], found: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    """Yield the columns of each post: what its line says, its three texts, its figures."""
    for one, (pk, *derived) in zip(pieces, found, strict=True):
        if one.pk != pk:
            raise damaged("posts.jsonl", one.line, _("the file changed while it was read."))
        try:
            text = compose_plain(one.body)
        except (UncleanText, TooComplex) as error:
            raise damaged("posts.jsonl", one.line, str(error)) from error
        yield [
            one.pk, one.kind, one.parent, one.question, one.author, text.source, text.html, text.plain, one.created,
            one.title, slugify_title(one.title) if one.title else "", one.category, one.views, list(one.tags),
            one.selected, *(None if value == "\\N" else value for value in derived),
        ]  # fmt: skip


def store_tag_counts() -> None:
    """Set every tag's number of visible questions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE qa_tag t SET question_count = e.question_count, members_count = e.members_count "  # noqa: S608
            f"FROM ({TAG_COUNTS}) e WHERE e.id = t.id"
        )
