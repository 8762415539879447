"""Which posts, in the words of the product."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left
from django.db.models.lookups import LessThan
from django.utils import timezone

from forum import options
from qa.models.categories import Category
from qa.rules.lengths import SHORT_EXCERPT

if TYPE_CHECKING:
    from qa.models.posts import Post  # noqa: F401 - named below as a string


LISTED = Q(kind="Q", is_hidden=False)
MEMBERS_ONLY = 2  # Post.Audience.MEMBERS
OPEN = Q(audience__lt=MEMBERS_ONLY)  # what everybody may find; each post of a thread carries it
# Open questions that wait: for an answer, for an accepted one, for a visible one with a positive score.
# Indexes are made of these very conditions.
TAKES_ANSWERS = Q(is_closed=False, frozen_as="")
WAITING = {
    "unanswered": TAKES_ANSWERS & Q(answer_count=0),
    "unaccepted": TAKES_ANSWERS & Q(accepted_answer__isnull=True),
    "unupvoted": TAKES_ANSWERS & Q(best_answer_score__lte=0),
}
MOST_APART = 10_000  # questions for members only that a list leaves out by their numbers


def is_about_audience(part: object) -> bool:
    """Whether a condition is the one of OPEN."""
    column = getattr(part, "lhs", None)
    return isinstance(part, LessThan) and getattr(getattr(column, "target", None), "name", "") == "audience"


def narrow(sql: str, *, for_members: bool) -> str:
    """Return a statement that reads posts which are not hidden, for who finds them: members, or (without) everybody."""
    return (
        sql if for_members else sql.replace("NOT is_hidden", f"NOT is_hidden AND audience < {MEMBERS_ONLY}")
    )


AUTHOR_COLUMNS = ("id", "username", "points", "level", "avatar", "is_active")
PLACE_COLUMNS = (
    "id",
    "kind",
    "slug",
    "question_id",
    "author_id",
    "author_name",
    "mask_key",
    "audience",
)  # where a post stands, and whose it is
CARD_COLUMNS = (
    "id", "kind", "parent_id", "question_id", "author_id", "author_name", "visitor_key", "mask_key", "body_html",
    "created_at",
    "last_change", "changed_at", "changed_by_id", "version", "up_count", "down_count", "score", "flag_count", "flag_weight",
    "check_after", "is_hidden", "is_held", "is_wiki", "is_closed", "audience",
    "content_warnings",
)  # fmt: skip
QUESTION_COLUMNS = (
    "title", "slug", "category_id", "extra", "follows_id", "tag_names", "answer_count", "accepted_answer_id", "body_text",
    "frozen_as", "slow_minutes", "category_ids", "last_answer_id",
)  # fmt: skip
LISTING_COLUMNS = (
    "id", "kind", "title", "slug", "author_id", "author_name", "category_id", "tag_names", "created_at", "score",
    "up_count", "down_count",
    "answer_count", "view_count", "is_closed", "frozen_as", "is_hidden", "accepted_answer_id", "last_answer_id", "recent_at",
    "active_at", "hotness", "audience",
    "content_warnings",
)  # fmt: skip


class PostQuerySet(models.QuerySet["Post"]):
    """Rows of posts. What is refined further stays one of these."""

    def questions(self) -> Self:
        return self.filter(kind="Q")

    def listed(self, *, for_members: bool = False) -> Self:
        """Questions that lists may show: to everybody, or to members."""
        return self.filter(LISTED).found(for_members=for_members)

    def visible(self, *, for_members: bool = False) -> Self:
        """Posts everybody (or every member) may read: not hidden, nor below a hidden post."""
        hidden = Q(is_hidden=True) | Q(parent__is_hidden=True) | Q(question__is_hidden=True)
        return self.exclude(hidden).found(for_members=for_members)

    def found(self, *, for_members: bool = False) -> Self:
        """Posts that members may find, or (without) everybody."""
        return self if for_members else self.filter(OPEN)

    def skimming(self) -> Self:
        """The same questions, read so that those which are skipped are counted in the index of the list alone.

        What everybody may find is no column of that index, so each row would be looked at. Where few are for members only,
        these are left out by their numbers.
        """
        apart = self.model._default_manager.filter(LISTED, audience=MEMBERS_ONLY).values("pk")
        if apart[: MOST_APART + 1].count() > MOST_APART:
            return self
        rows = self.all()
        where = rows.query.where
        kept = [part for part in where.children if not is_about_audience(part)]
        if len(kept) == len(where.children):
            return self
        where.children = kept
        return rows.exclude(pk__in=apart)

    def indexable(self) -> Self:
        """Questions that search engines may show: those of which qa.policies.indexing.may_index_question says so."""
        current = options.current()
        if current.view_level != "everybody" and not current.are_crawlers_let_in:
            return self.none()
        rows = self.listed().filter(audience=0)
        # A question that was asked before in another one that everybody may read: the other one stands for both.
        first = Q(closure__duplicate_of__is_hidden=False, closure__duplicate_of__audience__lt=MEMBERS_ONLY)
        rows = rows.exclude(Q(is_closed=True) & first)
        days = current.unanswered_indexed_days
        if days:
            rows = rows.exclude(answer_count=0, created_at__lt=timezone.now() - timedelta(days=days))
        return rows

    def with_excerpt(self, has_words: bool, length: int = SHORT_EXCERPT, *, has_warned: bool = False) -> Self:
        """With the beginning of the text (one character more than is shown), for those who may read it; else empty.

        Of posts with a content warning it is empty, but for whom some of them are shown as they are (`has_warned`): there
        whoever shows the rows leaves out the others.
        """
        nothing = Value("", models.TextField())
        words: Combinable = Left("body_text", length + 1) if has_words else nothing
        if has_words and not has_warned:
            words = Case(
                When(content_warnings=[], then=words), default=nothing, output_field=models.TextField()
            )
        return self.annotate(excerpt=words)

    def for_listing(
        self, has_words: bool, excerpt_length: int = SHORT_EXCERPT, *, has_warned: bool = False
    ) -> Self:
        """With what a list row shows: author, category, last answer, perhaps an excerpt; without the texts."""
        return (
            self.select_related("author", "category", "last_answer", "last_answer__author")
            .only(
                *LISTING_COLUMNS,
                *(f"author__{name}" for name in AUTHOR_COLUMNS),
                *(f"category__{name}" for name in ("id", "name", "path")),
                *(
                    f"last_answer__{name}"
                    for name in ("id", "kind", "question_id", "created_at", "author_id", "author_name")
                ),
                *(f"last_answer__author__{name}" for name in AUTHOR_COLUMNS),
            )
            .with_excerpt(has_words, excerpt_length, has_warned=has_warned)
        )

    def held(self) -> Self:
        """Posts that wait for approval, the oldest first."""
        return self.filter(is_held=True).order_by("created_at", "id")

    def below(self, category: Category) -> Self:
        """Questions in a category or anywhere below it."""
        return self.filter(**{f"category_ids__{category.depth - 1}": category.pk})

    def unanswered(self) -> Self:
        return self.filter(WAITING["unanswered"])

    def without_accepted_answer(self) -> Self:
        return self.filter(WAITING["unaccepted"])

    def without_upvoted_answer(self) -> Self:
        return self.filter(WAITING["unupvoted"])

    def for_cards(self, *more: str) -> Self:
        """With what the page of a thread shows of a post, and nothing that changes while the page stays the same."""
        people = (f"{who}__{name}" for who in ("author", "changed_by") for name in AUTHOR_COLUMNS)
        rows = self.select_related("author", "changed_by")
        return rows.only(*CARD_COLUMNS, *people, "author__professional", *more)
