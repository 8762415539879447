"""Lists of questions: their orders, filters, and the event each row tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.paging import MOST_COUNTED
from forum.lib.statements import Given, Statement, among
from qa.models import Activity, Category, Post, QuestionTag, Tag
from qa.models.querysets import AUTHOR_COLUMNS, MEMBERS_ONLY, PLACE_COLUMNS, PostQuerySet
from qa.policies.standing import reads_texts
from qa.reads.categories import TREE, Node, grow_tree, read_rows, row_of
from qa.reads.content_warnings import sees_some
from qa.rules.lengths import SHORT_EXCERPT

SORTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "recent": (_("Recent"), ("-created_at", "-id")),
    "hot": (_("Hot"), ("-hotness", "-id")),
    "votes": (_("Most votes"), ("-score", "-id")),
    "answers": (_("Most answers"), ("-answer_count", "-id")),
    "views": (_("Most views"), ("-view_count", "-id")),
}
DEEDS = 20
UNANSWERED_FILTERS: dict[str, Promise] = {
    "answers": _("No answer"),
    "selected": _("No accepted answer"),
    "upvotes": _("No upvoted answer"),
}


COUNT_QUESTIONS = """
    SELECT (SELECT coalesce(sum(question_count - CASE WHEN %(all)s THEN 0 ELSE members_count END), 0)
            FROM qa_category WHERE depth = 1),
           (SELECT count(*) FROM (SELECT 1 FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND category_id IS NULL
                                  AND (%(all)s OR audience < 2) LIMIT %(most)s) alone)
"""


@dataclass(frozen=True)
class Event:
    """What a row tells: who did what when, and where that is. Without a member, `name` is what a visitor gave."""

    what: str | Promise
    at: datetime
    user: User | None
    name: str
    url: str
    is_answer: bool = False


@dataclass(frozen=True)
class Survey:
    """How many questions lists show (None: many), and the tree of categories with its counts."""

    question_count: int | None
    tree: tuple[Node, ...]


@dataclass(frozen=True)
class Row:
    """A question in a list, with the event that put it there."""

    question: Post
    event: Event


def all_questions(viewer: Viewer = NOBODY) -> PostQuerySet:
    """Return what lists show this viewer, with excerpts where they may read them (without a viewer: what everybody may)."""
    return for_listing(Post.objects.listed(for_members=viewer.is_member), viewer)


def for_listing(rows: PostQuerySet, viewer: Viewer = NOBODY) -> PostQuerySet:
    """With what a list row shows, the excerpt as long as the site wants it."""
    current = options.current()
    length = current.excerpt_length if current.list_excerpts == "whole" else SHORT_EXCERPT
    return rows.for_listing(reads_texts(viewer), length, has_warned=sees_some(viewer))


def offered_sorts() -> dict[str, Promise]:
    """Return the orders of SORTS by name; by views only where they are counted."""
    are_counted = options.current().are_views_counted
    return {name: label for name, (label, _order) in SORTS.items() if are_counted or name != "views"}


def count_questions(viewer: Viewer = NOBODY) -> int | None:
    """Return how many questions lists show this viewer, by the counts of categories; None where many have no category."""
    return survey(viewer).question_count


def survey(viewer: Viewer = NOBODY) -> Survey:
    """Return what a list of all questions shows this viewer beside its rows. One query."""
    tree = TREE if options.current().has_categories else "'[]'"
    with connection.cursor() as cursor:
        cursor.execute(f"{COUNT_QUESTIONS}, {tree}", {"all": viewer.is_member, "most": MOST_COUNTED + 1})
        in_categories, alone, rows = cursor.fetchone()
    return Survey(in_categories + alone if alone <= MOST_COUNTED else None, grow_tree(read_rows(rows)))


def tagged(tag: Tag, viewer: Viewer = NOBODY) -> QuerySet[QuestionTag, int]:
    """Return the ids of the questions with a tag that lists show this viewer, the newest first, from the tag's own index."""
    rows = QuestionTag.objects.filter(tag=tag, question__is_hidden=False)
    if not viewer.is_member:
        rows = rows.filter(question__audience__lt=MEMBERS_ONLY)
    return rows.order_by("-created_at", "-question_id").values_list("question_id", flat=True)


def unanswered_questions(by: str, viewer: Viewer = NOBODY) -> PostQuerySet:
    """Return open questions by one of UNANSWERED_FILTERS (the caller has checked the word)."""
    rows = all_questions(viewer)
    return {
        "answers": rows.unanswered,
        "selected": rows.without_accepted_answer,
        "upvotes": rows.without_upvoted_answer,
    }[by]()


def asked(question: Post) -> Event:
    return Event(
        pgettext_lazy("meta line", "asked"),
        question.created_at,
        question.author,
        question.author_name,
        question.get_absolute_url(),
    )


def asked_rows(questions: list[Post]) -> list[Row]:
    """Rows that tell when each question was asked."""
    return [Row(question, asked(question)) for question in questions]


def recent_rows(questions: list[Post]) -> list[Row]:
    """Rows that tell the newer of: asked, last answered (the home page)."""
    return [Row(question, answered(question) or asked(question)) for question in questions]


def answered(question: Post) -> Event | None:
    answer = question.last_answer
    if answer is None:
        return None
    return Event(
        pgettext_lazy("meta line", "answered"),
        answer.created_at,
        answer.author,
        answer.author_name,
        f"/questions/{question.pk}/?show={answer.pk}#a{answer.pk}",
        is_answer=True,
    )


VERB_LABELS: dict[str, dict[str, Promise]] = {
    "asked": {"Q": pgettext_lazy("meta line", "asked")},
    "answered": {"A": pgettext_lazy("meta line", "answered")},
    "commented": {"C": pgettext_lazy("meta line", "commented")},
    "edited": {
        "Q": pgettext_lazy("meta line", "edited"),
        "A": pgettext_lazy("meta line", "answer edited"),
        "C": pgettext_lazy("meta line", "comment edited"),
    },
    "closed": {"Q": pgettext_lazy("meta line", "closed")},
    "reopened": {"Q": pgettext_lazy("meta line", "reopened")},
    "accepted": {"A": pgettext_lazy("meta line", "answer accepted")},
}
CHANGE_LABELS: dict[str, Promise] = {
    "retagged": pgettext_lazy("meta line", "retagged"),
    "category": pgettext_lazy("meta line", "moved to another category"),
    "to-comment": pgettext_lazy("meta line", "answer made a comment"),
    "to-answer": pgettext_lazy("meta line", "comment made an answer"),
}


def count_in(subject: Tag | Category, viewer: Viewer) -> int:
    """Return how many questions lists show this viewer with a tag, or in a category and below it."""
    return subject.question_count if viewer.is_member else subject.question_count - subject.members_count


def count_for(viewer: Viewer, categories: Iterable[Category]) -> list[Category]:
    """Return categories with `seen_count`: how many of their questions this viewer may find."""
    found = list(categories)
    for category in found:
        category.seen_count = count_in(category, viewer)
    return found


def activity_rows(questions: list[Post]) -> list[Row]:
    """Rows that tell the last public fact about each question, in one query for all of them."""
    facts = {
        fact.question_id: fact
        for fact in activity_statement().run(questions=[question.pk for question in questions])
    }
    return [
        Row(question, told(facts[question.pk]) if question.pk in facts else asked(question))
        for question in questions
    ]


def public_activity(*, for_members: bool = False) -> QuerySet[Activity]:
    """Return facts about posts that everybody (or every member) may find, with who and what they concern."""
    rows = Activity.objects.filter(
        verb__in=Activity.PUBLIC_VERBS, post__is_hidden=False, question__is_hidden=False
    )
    if not for_members:
        rows = rows.filter(post__audience__lt=MEMBERS_ONLY)
    return (
        rows.exclude(post__parent__is_hidden=True)
        .select_related("actor", "post")
        .only(
            "verb",
            "details",
            "created_at",
            "question_id",
            *(f"actor__{name}" for name in AUTHOR_COLUMNS),
            *(f"post__{name}" for name in PLACE_COLUMNS),
        )
    )


@cache
def activity_statement() -> Statement[Activity]:
    """The latest fact about each of some questions that a list shows already."""
    rows = public_activity(for_members=True).filter(among("question_id", Given("questions")))
    return Statement(rows.order_by("question_id", "-created_at", "-id").distinct("question_id"))


@cache
def deeds_statement(for_members: bool) -> Statement[Activity]:
    """The latest public facts about what one member did, with the questions."""
    rows = (
        public_activity(for_members=for_members)
        .filter(actor_id=Given("member"))
        .select_related("actor", "post", "question")
    )
    rows = rows.only(
        "verb",
        "details",
        "created_at",
        *(f"actor__{name}" for name in AUTHOR_COLUMNS),
        *(f"{post}__{name}" for post in ("post", "question") for name in (*PLACE_COLUMNS, "title")),
    )
    return Statement(rows.order_by("-created_at", "-id")[:DEEDS])


def deeds_of(member: User, viewer: Viewer = NOBODY) -> list[tuple[Post | None, Event]]:
    """Return what a member did last where this viewer may find it, each with its question."""
    facts = deeds_statement(viewer.is_member).run(member=member.pk)
    return [(fact.question, told(fact)) for fact in facts]


def told(fact: Activity) -> Event:
    """Return a fact as a row tells it."""
    assert fact.post is not None  # noqa: S101 - public_activity() joins the post
    post = fact.post
    label = CHANGE_LABELS.get(fact.details.get("change", "")) or VERB_LABELS.get(fact.verb, {}).get(post.kind)
    name = post.author_name if fact.actor is None and post.author_id is None else ""
    return Event(
        label or fact.get_verb_display(),
        fact.created_at,
        fact.actor,
        name,
        post.get_absolute_url(),
        post.is_answer,
    )


@dataclass(frozen=True)
class Branch:
    """A category and where one stands in the tree."""

    category: Category
    ancestors: list[Category]
    children: list[Category]
    tree: tuple[Node, ...] = ()

    @property
    def is_for_members(self) -> bool:
        """Whether no question here is for anybody but members."""
        return any(one.audience == MEMBERS_ONLY for one in (self.category, *self.ancestors))


def load_branch(
    path: str, viewer: Viewer = NOBODY, categories: QuerySet[Category] | None = None
) -> Branch | None:
    """Return the category at `path` with those above and below, in one query; None when there is none.

    `categories`: all of them, with more than their own columns.
    """
    rows = Category.objects.without_words() if categories is None else categories
    tree = count_for(viewer, rows.order_by("tree_key"))
    category = next((one for one in tree if one.path == path), None)
    if category is None:
        return None
    above = [one for one in tree if category.path.startswith(one.path + "/")]
    children = [one for one in tree if one.parent_id == category.pk]
    return Branch(category, above, children, grow_tree([row_of(one) for one in tree], path))
