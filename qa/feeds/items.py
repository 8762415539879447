"""What stands in a feed: a page of items, in at most three queries, and never more than lists show to the same reader.

An item is either a post or an event. Answers and comments are found through their questions, by the indexes of lists: among
the n questions with the newest answers are the n newest answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.lib.text import excerpt
from qa.models import Activity, Category, Post, Tag
from qa.models.querysets import AUTHOR_COLUMNS, PLACE_COLUMNS, PostQuerySet
from qa.policies.standing import reads_texts
from qa.reads.content_warnings import tell_warnings
from qa.reads.listings import activity_statement, public_activity, tagged, told

EXCERPT_LENGTH = 300
# A new comment makes its question the last active one: what is new is among so many of them, however busy the rest.
FEWEST_ACTIVE, ACTIVE_PER_ITEM = 200, 4
CATEGORY_COLUMNS = ("id", "name", "path")
POST_COLUMNS = (
    *PLACE_COLUMNS, "created_at", "last_change", "changed_at", "changed_by_id", "is_hidden",
    *(f"author__{name}" for name in AUTHOR_COLUMNS),
)  # fmt: skip
QUESTION_COLUMNS = (
    *POST_COLUMNS, "title", "tag_names", "category_id", *(f"category__{name}" for name in CATEGORY_COLUMNS),
)  # fmt: skip
ABOVE_COLUMNS = (
    *(f"question__{name}" for name in (*PLACE_COLUMNS, "title", "tag_names", "category_id")),
    *(f"question__category__{name}" for name in CATEGORY_COLUMNS),
)


@dataclass(frozen=True)
class Item:
    """An entry of a feed. `key` is the part of its id that is its own; without a member, `name` is what a visitor gave."""

    key: str
    title: str
    post: Post
    question: Post
    at: datetime
    changed_at: datetime
    user: User | None
    name: str
    url: str


@dataclass(frozen=True)
class Window:
    """Which of the items of a list stand on a page of its feed."""

    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        """One more than are shown: it tells whether there is another page."""
        return self.start + self.size + 1


def seen_questions(viewer: Viewer) -> PostQuerySet:
    """Return the questions that feeds may tell this reader of. All that stands in a feed is found through these: here, and
    nowhere else, belongs whatever keeps a question from somebody.

    Feeds are read by programs that publish them again: without a member who reads, they tell what search engines may show.
    """
    rows = Post.objects.listed(for_members=viewer.is_member)
    return rows if viewer.is_member else rows.filter(audience=Post.Audience.EVERYBODY)


def seen_posts(viewer: Viewer, question_ids: Sequence[int], kinds: str) -> PostQuerySet:
    """Return visible posts of these kinds (letters) in threads that `seen_questions` gave."""
    where = Q(question__in=question_ids, kind__in=[kind for kind in kinds if kind != Post.Kind.QUESTION])
    if Post.Kind.QUESTION in kinds:
        where |= Q(pk__in=question_ids)
    return Post.objects.filter(where).visible(for_members=viewer.is_member)


# --- Lists ---------------------------------------------------------------------------------------


def list_items(name: str, viewer: Viewer, category: Category | None, window: Window) -> list[Item]:
    """Return a page of one of the lists of qa.feeds.catalogue (and one item more, where there are more)."""
    questions = seen_questions(viewer)
    if category is not None:
        questions = questions.below(category)
    if name == "activity":
        return events_of(questions.order_by("-active_at", "-id"), window)
    if name == "comments":
        active = max(FEWEST_ACTIVE, ACTIVE_PER_ITEM * window.end)
        return posts_below(viewer, questions.order_by("-active_at", "-id")[:active], "C", window)
    if name == "answers":
        answered = questions.exclude(last_answer=None).order_by("-recent_at", "-id")
        return posts_below(viewer, answered[: window.end], "A", window)
    if name == "qa":
        return posts_below(viewer, questions.order_by("-recent_at", "-id")[: window.end], "QA", window)
    if name == "unanswered":
        questions = questions.unanswered()
    order = ("-hotness", "-id") if name == "hot" else ("-created_at", "-id")
    return questions_in(questions.order_by(*order), window)


def questions_in(rows: PostQuerySet, window: Window) -> list[Item]:
    rows = rows.select_related("author", "category").only(*QUESTION_COLUMNS)
    return [item_of(question) for question in rows[window.start : window.end]]


def posts_below(viewer: Viewer, questions: PostQuerySet, kinds: str, window: Window) -> list[Item]:
    """Return the newest posts of these kinds in some threads."""
    ids = list(questions.values_list("pk", flat=True))
    if not ids:
        return []
    rows = seen_posts(viewer, ids, kinds).order_by("-created_at", "-id")
    rows = rows.select_related("author", "category", "question__category")
    rows = rows.only(*QUESTION_COLUMNS, *ABOVE_COLUMNS)
    return [item_of(post) for post in rows[window.start : window.end]]


def events_of(rows: PostQuerySet, window: Window) -> list[Item]:
    """Return the last public fact about each question, as the page of activity tells them."""
    rows = rows.select_related("author", "category").only(*QUESTION_COLUMNS)
    questions = list(rows[window.start : window.end])
    found = activity_statement().run(questions=[one.pk for one in questions])
    facts = {fact.question_id: fact for fact in found}
    return [
        event_of(facts[one.pk], one) if one.pk in facts else item_of(one)  # what was imported may have none
        for one in questions
    ]


def tag_items(tag: Tag, viewer: Viewer, window: Window) -> list[Item]:
    """Return the newest questions with a tag."""
    ids = list(tagged(tag, viewer)[window.start : window.end])
    rows = seen_questions(viewer).filter(pk__in=ids).order_by("-created_at", "-id")
    return questions_in(rows, Window(1, window.size))


def found_items(ids: Sequence[int], viewer: Viewer, window: Window) -> list[Item]:
    """Return questions that a search found, in its order."""
    rows = seen_questions(viewer).filter(pk__in=ids)
    items = {item.question.pk: item for item in questions_in(rows, Window(1, max(len(ids), 1)))}
    return [items[pk] for pk in ids if pk in items]


def thread_items(question: Post, viewer: Viewer, window: Window) -> list[Item]:
    """Return the newest answers and comments of a question that `seen_questions` gave."""
    rows = seen_posts(viewer, [question.pk], "AC").order_by("-created_at", "-id")
    rows = rows.select_related("author", "question__category").only(*POST_COLUMNS, *ABOVE_COLUMNS)
    return [item_of(post) for post in rows[window.start : window.end]]


def member_items(member: User, viewer: Viewer, window: Window) -> list[Item]:
    """Return what a member did last in public, as their profile tells it."""
    rows = public_activity(for_members=viewer.is_member).filter(
        actor=member, question__in=seen_questions(viewer).values("pk")
    )
    rows = rows.select_related("actor", "post", "question__category").only(
        "verb",
        "details",
        "created_at",
        *(f"actor__{name}" for name in AUTHOR_COLUMNS),
        *(f"post__{name}" for name in PLACE_COLUMNS),
        *ABOVE_COLUMNS,
    )
    facts = rows.order_by("-created_at", "-id")[window.start : window.end]
    return [event_of(fact, fact.question) for fact in facts if fact.question]


# --- Items ---------------------------------------------------------------------------------------


def item_of(post: Post) -> Item:
    """Return the item that a post is, whatever happens to it later."""
    question = post if post.is_question else post.question
    assert question is not None  # noqa: S101 - a constraint of the table
    is_edited = post.last_change == Post.Change.EDITED and post.is_change_told
    is_edited = is_edited and options.current().are_changes_shown
    changed = post.changed_at if is_edited and post.changed_at else post.created_at
    return Item(
        key=f"posts/{post.pk}",
        title=title_of(post, question),
        post=post,
        question=question,
        at=post.created_at,
        changed_at=changed,
        user=post.author,
        name=post.author_name,
        url=post.get_absolute_url(),
    )


def title_of(post: Post, question: Post) -> str:
    if post.is_question:
        return post.title
    words = _("Answer to: %(title)s") if post.is_answer else _("Comment on: %(title)s")
    return words % {"title": question.title}


def event_of(fact: Activity, question: Post) -> Item:
    """Return the item that a fact is."""
    event = told(fact)
    assert fact.post is not None  # noqa: S101 - public_activity() joins the post
    title = question.title if fact.verb == Activity.Verb.ASKED else name_event(event.what, question.title)
    return Item(
        key=f"activity/{fact.pk}",
        title=title,
        post=fact.post,
        question=question,
        at=fact.created_at,
        changed_at=fact.created_at,
        user=event.user,
        name=event.name,
        url=event.url,
    )


def name_event(what: str | Promise, title: str) -> str:
    return _("%(event)s: %(title)s") % {"event": capfirst(str(what)), "title": title}


def load_texts(items: Sequence[Item], viewer: Viewer) -> dict[int, str]:
    """Return the texts of the posts (HTML, or where the owner wants no whole texts their beginnings) by the posts' ids; none
    for those who may not read texts, and of a post with a content warning that warning alone."""
    if not items or not reads_texts(viewer):
        return {}
    is_whole = options.current().feed_full_text
    words = F("body_html") if is_whole else Left("body_text", EXCERPT_LENGTH + 1)
    rows = Post.objects.filter(pk__in={item.post.pk for item in items})
    found = {}
    for pk, text, warnings in rows.values_list("pk", words, "content_warnings"):
        if warnings:  # a reader of feeds shows what it gets: there is no way to fold it
            told = tell_warnings(warnings)
            found[pk] = f"<p>{escape(told)}</p>" if is_whole else told
        else:
            found[pk] = text if is_whole else excerpt(text, EXCERPT_LENGTH)
    return found
