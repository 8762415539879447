"""What stands in a public data set: posts of people who said yes, below questions that everybody may find."""

import hmac
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from forum.options import Options
from qa.api.models import Consent
from qa.api.reads.public import findable_questions
from qa.api.rules.masking import mask
from qa.models import Post, Revision
from qa.models.querysets import PostQuerySet
from qa.reads.scores import shows_scores

T = TypeVar("T")
BATCH = 500
Record = dict[str, Any]


@dataclass(frozen=True)
class Sets:
    """The posts of a release."""

    questions: PostQuerySet
    answers: PostQuerySet
    comments: PostQuerySet


def find_posts(current: Options) -> Sets:
    """Return whose yes and whose reader allow it; what hangs on something that is left out is left out as well."""
    questions = of_the_willing(findable_questions(), current)
    public = Post.objects.filter(is_hidden=False)
    answers = of_the_willing(public.filter(kind=Post.Kind.ANSWER, question__in=ids_of(questions)), current)
    comments = of_the_willing(public.filter(kind=Post.Kind.COMMENT, question__in=ids_of(questions)), current)
    comments = comments.filter(Q(parent=F("question")) | Q(parent__in=ids_of(answers)))
    return Sets(questions, answers, comments)


def ids_of(rows: PostQuerySet) -> Any:
    return rows.order_by().values("pk")


def of_the_willing(rows: PostQuerySet, current: Options) -> PostQuerySet:
    """Return posts of members who said yes (and may still take it back), in which nobody else wrote who did not."""
    yes = Consent.objects.filter(member=OuterRef("author"))
    willing = Q(Exists(yes), author__is_active=True)
    if current.are_visitors_in_dataset:
        willing |= Q(author=None) & ~Q(visitor_key="")
    others = Revision.objects.filter(
        post=OuterRef("pk"), editor__isnull=False, change__in=Revision.TEXT_CHANGES
    )
    others = others.exclude(editor=OuterRef("author")).exclude(
        Exists(Consent.objects.filter(member=OuterRef("editor")))
    )
    return rows.filter(willing).exclude(Exists(others))


class Numbers:
    """Numbers of a release in place of those of the site: rows get theirs in the order in which they were written."""

    def __init__(self, rows: PostQuerySet) -> None:
        self.ids = array("q", rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))

    def __len__(self) -> int:
        return len(self.ids)

    def of(self, pk: int) -> int:
        return bisect_left(self.ids, pk) + 1


def number_members(sets: Sets, release: str) -> dict[int, int]:
    """Return a number for each member: another one in each release, the same whenever the same one is made."""
    found: set[int] = set()
    for rows in (sets.questions, sets.answers, sets.comments):
        found |= set(rows.order_by().exclude(author=None).values_list("author_id", flat=True).distinct())
    key = settings.SECRET_KEY.encode()
    drawn = sorted(found, key=lambda pk: hmac.digest(key, f"dataset {release} {pk}".encode(), "sha256"))
    return {pk: number for number, pk in enumerate(drawn, 1)}


class Writer:
    """Makes records of posts."""

    def __init__(self, sets: Sets, release: str, current: Options) -> None:
        self.sets, self.current = sets, current
        self.questions, self.answers = Numbers(sets.questions), Numbers(sets.answers)
        self.comments = Numbers(sets.comments)
        self.members = number_members(sets, release)

    def write_questions(self) -> Iterator[Record]:
        rows = self.sets.questions.select_related("category").order_by("pk")
        for post, names in with_names(rows):
            yield {
                "id": self.questions.of(post.pk),
                "title": mask(post.title, names, settings.SITE_URL),
                **self.shared(post, post.category_id, names),
                "category": post.category.name if post.category else None,
                "tags": list(post.tag_names),
                "is_closed": post.is_closed,
            }

    def write_answers(self) -> Iterator[Record]:
        rows = self.sets.answers.select_related("question").order_by("pk")
        for post, names in with_names(rows):
            question = post.question
            assert question is not None  # noqa: S101 - a constraint says so
            yield {
                "id": self.answers.of(post.pk),
                "question": self.questions.of(question.pk),
                **self.shared(post, question.category_id, names),
                "is_accepted": question.accepted_answer_id == post.pk,
            }

    def write_comments(self) -> Iterator[Record]:
        rows = self.sets.comments.select_related("question").order_by("pk")
        for post, names in with_names(rows):
            question = post.question
            assert question is not None  # noqa: S101 - a constraint says so
            is_on_answer = post.parent_id is not None and post.parent_id != question.pk
            yield {
                "id": self.comments.of(post.pk),
                "question": self.questions.of(question.pk),
                "answer": self.answers.of(post.parent_id or 0) if is_on_answer else None,
                **self.shared(post, question.category_id, names, has_score=False),
            }

    def shared(
        self, post: Post, category_id: int | None, names: set[str], *, has_score: bool = True
    ) -> Record:
        author = f"member {self.members[post.author_id]}" if post.author_id else "visitor"
        record: Record = {"text": mask(post.body_text, names, settings.SITE_URL), "author": author}
        record["content_warnings"] = list(post.content_warnings)
        record["created_on"] = post.created_at.date().isoformat() if self.current.is_time_shown else None
        if has_score:
            record["score"] = post.score if shows_scores(category_id) else None
        return record


def with_names(rows: PostQuerySet) -> Iterator[tuple[Post, set[str]]]:
    """Yield each post with the names of all who write in its thread, a batch at a time."""
    posts = rows.defer("body", "body_html").iterator(chunk_size=BATCH)
    for batch in in_batches(posts, BATCH):
        names = names_in({post.question_pk for post in batch})
        for post in batch:
            yield post, names[post.question_pk]


def names_in(question_ids: Iterable[int]) -> Mapping[int, set[str]]:
    ids = list(question_ids)
    found: dict[int, set[str]] = defaultdict(set)
    rows = Post.objects.filter(Q(pk__in=ids) | Q(question_id__in=ids)).order_by()
    for pk, question_id, username, given in rows.values_list(
        "pk", "question_id", "author__username", "author_name"
    ):
        found[question_id or pk] |= {name for name in (username, given) if name}
    return found


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch
