"""Which posts, in the words of the product."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Left

from qa.models.categories import Category
from qa.rules.lengths import SHORT_EXCERPT

if TYPE_CHECKING:
    from qa.models.posts import Post  # noqa: F401 - named below as a string


LISTED = Q(kind="Q", is_hidden=False)
# Open questions that wait: for an answer, for an accepted one, for a visible one with a positive score.
# Indexes are made of these very conditions.
TAKES_ANSWERS = Q(is_closed=False, frozen_as="")
WAITING = {
    "unanswered": TAKES_ANSWERS & Q(answer_count=0),
    "unaccepted": TAKES_ANSWERS & Q(accepted_answer__isnull=True),
    "unupvoted": TAKES_ANSWERS & Q(best_answer_score__lte=0),
}
AUTHOR_COLUMNS = ("id", "username", "points", "level")
PLACE_COLUMNS = (
    "id",
    "kind",
    "slug",
    "question_id",
    "author_id",
    "author_name",
)  # where a post stands, and whose it is
CARD_COLUMNS = (
    "id", "kind", "parent_id", "question_id", "author_id", "author_name", "visitor_key", "body_html", "created_at",
    "last_change", "changed_at", "changed_by_id", "version", "up_count", "down_count", "score", "flag_count", "flag_weight",
    "check_after", "is_hidden", "is_held", "is_wiki", "is_closed",
)  # fmt: skip
QUESTION_COLUMNS = (
    "title", "slug", "category_id", "extra", "follows_id", "tag_names", "answer_count", "accepted_answer_id", "body_text",
    "frozen_as", "slow_minutes", "category_ids", "last_answer_id",
)  # fmt: skip
LISTING_COLUMNS = (
    "id", "kind", "title", "slug", "author_id", "author_name", "category_id", "tag_names", "created_at", "score",
    "up_count", "down_count",
    "answer_count", "view_count", "is_closed", "frozen_as", "is_hidden", "accepted_answer_id", "last_answer_id", "recent_at",
    "active_at", "hotness",
)  # fmt: skip


class PostQuerySet(models.QuerySet["Post"]):
    """Rows of posts. What is refined further stays one of these."""

    def questions(self) -> Self:
        return self.filter(kind="Q")

    def listed(self) -> Self:
        """Questions that lists may show."""
        return self.filter(LISTED)

    def visible(self) -> Self:
        """Posts everybody may read: not hidden, nor below a hidden post."""
        return self.exclude(Q(is_hidden=True) | Q(parent__is_hidden=True) | Q(question__is_hidden=True))

    def with_excerpt(self, has_words: bool, length: int = SHORT_EXCERPT) -> Self:
        """With the beginning of the text (one character more than is shown), for those who may read it; else empty."""
        words = Left("body_text", length + 1) if has_words else Value("", models.TextField())
        return self.annotate(excerpt=words)

    def for_listing(self, has_words: bool, excerpt_length: int = SHORT_EXCERPT) -> Self:
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
            .with_excerpt(has_words, excerpt_length)
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
        return self.select_related("author", "changed_by").only(*CARD_COLUMNS, *people, *more)
