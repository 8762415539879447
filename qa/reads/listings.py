"""Lists of questions: their orders, filters, and the event each row tells."""

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
from qa.models.querysets import AUTHOR_COLUMNS, PLACE_COLUMNS, PostQuerySet
from qa.policies.standing import reads_texts
from qa.reads.categories import TREE, Node, grow_tree, read_rows, row_of
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
    SELECT (SELECT coalesce(sum(question_count), 0) FROM qa_category WHERE depth = 1),
           (SELECT count(*) FROM (SELECT 1 FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND category_id IS NULL
                                  LIMIT %s) alone)
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
    """Return what lists show, with excerpts where the viewer may read them (without a viewer: where everybody may)."""
    return for_listing(Post.objects.listed(), viewer)


def for_listing(rows: PostQuerySet, viewer: Viewer = NOBODY) -> PostQuerySet:
    """With what a list row shows, the excerpt as long as the site wants it."""
    current = options.current()
    length = current.excerpt_length if current.list_excerpts == "whole" else SHORT_EXCERPT
    return rows.for_listing(reads_texts(viewer), length)


def offered_sorts() -> dict[str, Promise]:
    """Return the orders of SORTS by name; by views only where they are counted."""
    are_counted = options.current().are_views_counted
    return {name: label for name, (label, _order) in SORTS.items() if are_counted or name != "views"}


def count_questions() -> int | None:
    """Return how many questions lists show, by the counts of categories; None where many have no category."""
    return survey().question_count


def survey() -> Survey:
    """Return what a list of all questions shows beside its rows. One query."""
    tree = TREE if options.current().has_categories else "'[]'"
    with connection.cursor() as cursor:
        cursor.execute(f"{COUNT_QUESTIONS}, {tree}", [MOST_COUNTED + 1])
        in_categories, alone, rows = cursor.fetchone()
    return Survey(in_categories + alone if alone <= MOST_COUNTED else None, grow_tree(read_rows(rows)))


def tagged(tag: Tag) -> QuerySet[QuestionTag, int]:
    """Return the ids of the questions with a tag, the newest first, from the tag's own index."""
    rows = QuestionTag.objects.filter(tag=tag, question__is_hidden=False)
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


def public_activity() -> QuerySet[Activity]:
    """Return facts about visible posts, with who and what they concern."""
    return (
        Activity.objects.filter(
            verb__in=Activity.PUBLIC_VERBS, post__is_hidden=False, question__is_hidden=False
        )
        .exclude(post__parent__is_hidden=True)
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
    """The latest public fact about each of some questions."""
    rows = public_activity().filter(among("question_id", Given("questions")))
    return Statement(rows.order_by("question_id", "-created_at", "-id").distinct("question_id"))


@cache
def deeds_statement() -> Statement[Activity]:
    """The latest public facts about what one member did, with the questions."""
    rows = public_activity().filter(actor_id=Given("member")).select_related("actor", "post", "question")
    rows = rows.only(
        "verb",
        "details",
        "created_at",
        *(f"actor__{name}" for name in AUTHOR_COLUMNS),
        *(f"{post}__{name}" for post in ("post", "question") for name in (*PLACE_COLUMNS, "title")),
    )
    return Statement(rows.order_by("-created_at", "-id")[:DEEDS])


def deeds_of(member: User) -> list[tuple[Post | None, Event]]:
    """Return what a member did last in public, each with its question."""
    return [(fact.question, told(fact)) for fact in deeds_statement().run(member=member.pk)]


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


def load_branch(path: str, categories: QuerySet[Category] | None = None) -> Branch | None:
    """Return the category at `path` with those above and below, in one query; None when there is none.

    `categories`: all of them, with more than their own columns.
    """
    rows = Category.objects.without_words() if categories is None else categories
    tree = list(rows.order_by("tree_key"))
    category = next((one for one in tree if one.path == path), None)
    if category is None:
        return None
    above = [one for one in tree if category.path.startswith(one.path + "/")]
    children = [one for one in tree if one.parent_id == category.pk]
    return Branch(category, above, children, grow_tree([row_of(one) for one in tree], path))
