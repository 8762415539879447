"""One question, found with what its page shows of it, whoever looks."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Subquery,
    prefetch_related_objects,
)
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.aliases import find_presence
from accounts.viewers import Viewer
from forum import options, stamps
from forum.lib.statements import Given, Statement
from qa.models import Closure, Draft, Duplicate, Favourite, Post, Turn
from qa.models.querysets import QUESTION_COLUMNS
from qa.policies import posts as policies
from qa.reads.access import enforce_reading

# Whether a member has anything of their own in a thread (a table that triggers keep), under their number or masked.
INVOLVED = "EXISTS (SELECT FROM forum_involvement i WHERE i.member_id = ANY(%(expressions)s)"
CLOSURE_COLUMNS = [f"closure__{name}" for name in ("reason", "duplicate_of_id", "is_by_asker")]
SUBJECT_COLUMNS = [f"category__{name}" for name in ("id", "name", "path", "names", "disclaimer_html")]


def find_question(viewer: Viewer, pk: int) -> Post:
    """Return the question with what its page shows of it. Raises Http404 with a sentence when it is not to be seen."""
    current = options.current()
    statement = question_statement(viewer.is_member, current.are_views_counted and current.are_views_shown)
    names = [viewer.user_id, find_presence(viewer.user_id, pk)] if viewer.user_id else []
    found = statement.run(pk=pk, me=viewer.user_id, names=names, place=f"answer-{pk}")
    if not found:
        raise Http404(_("This question does not exist, or it was removed."))
    question = found[0]
    load_what_few_have(question)
    enforce_reading(viewer, question)
    if question.follows_id and question.follows and not policies.is_for(viewer, question.follows):
        question.follows = None
    return question


@lru_cache(maxsize=4)
def question_statement(is_member: bool, has_views: bool) -> Statement[Post]:
    """A question with what its page shows of it, and what a member has there; views only where they are shown."""
    columns = [*QUESTION_COLUMNS, *SUBJECT_COLUMNS, *CLOSURE_COLUMNS, *(["view_count"] if has_views else [])]
    rows = Post.objects.questions().for_cards(*columns).select_related("category", "closure")
    rows = rows.annotate(was_duplicate=Exists(Duplicate.objects.filter(question=OuterRef("pk"))))
    turn = Turn.objects.filter(question=OuterRef("pk")).values("ends_at")
    rows = rows.annotate(turn_ends_at=Subquery(turn))
    if is_member:
        mine = Favourite.objects.filter(question=OuterRef("pk"), member_id=Given("me"))
        draft = Draft.objects.filter(member_id=Given("me"), place=Given("place"))
        involved = Func(
            Given("names"),
            F("pk"),
            template=INVOLVED,
            arg_joiner=") AND i.thread_id = ",
            output_field=BooleanField(),
        )
        rows = rows.annotate(is_favourite=Exists(mine), has_draft=Exists(draft), is_involved=involved)
    return Statement(rows.filter(pk=Given("pk")))


def take_involvement(question: Post) -> bool:
    """Return whether the viewer has anything of their own in the thread, and take that off the question (see take_off)."""
    return bool(question.__dict__.pop("is_involved", False))


def take_turn_off(question: Post) -> bool:
    """Return whether somebody is writing an answer just now, and take that off the question (see take_off).

    The page reads differently from the moment on at which their turn ends.
    """
    ends_at = question.__dict__.pop("turn_ends_at", None)
    if ends_at is None or ends_at <= timezone.now():
        return False
    stamps.changes_at(ends_at)
    return True


def load_what_few_have(question: Post) -> None:
    """Load duplicate, hiding and the answer followed where the question's own columns say that there may be some.

    Joining them for every question would cost more than all that the page shows.
    """
    if question.is_closed:
        prefetch_related_objects(
            [question], Prefetch("closure", Closure.objects.select_related("duplicate_of"))
        )
    if getattr(question, "was_duplicate", True):
        duplicates = Duplicate.objects.select_related("original")
        prefetch_related_objects([question], Prefetch("duplicate", duplicates))
    else:
        Post._meta.get_field("duplicate").set_cached_value(question, None)
    load_hidings([question])
    if question.frozen_as:
        prefetch_related_objects([question], "freeze")
    if question.follows_id:
        question.follows = Post.objects.select_related("question").filter(pk=question.follows_id).first()


def load_hidings(posts: Sequence[Post]) -> None:
    """Load why and by whom posts are hidden, in one query where any is."""
    hidden = [post for post in posts if post.is_hidden]
    if hidden:
        prefetch_related_objects(hidden, "hiding")
