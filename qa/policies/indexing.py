"""What search engines may show: one answer for each kind of page and each question.

Header, meta element, sitemap, feeds and structured data all ask here (tests/qa/policies/test_indexing.py holds them together).
`Post.objects.indexable()` is `may_index_question`, for rows.
"""

from datetime import timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum import options
from forum.lib.verdict import Rows, Verdict, policy
from forum.options import Options
from qa.models import Post


class Kind(StrEnum):
    """Kinds of pages that search engines may show, under conditions. No other page is shown by any."""

    QUESTION = "question"
    HOME = "home"
    LIST = "list"
    TAG = "tag"
    CATEGORY = "category"
    PROFILE = "profile"


OTHERS: dict[str, Promise] = {
    "": _("This page is for those who use it, and nothing to be found."),
    "search": _("Results of a search are made when somebody searches."),
    "members": _("Lists of members are nothing to be found by a search."),
    "record": _("Votes, earlier versions and numbers belong to a question that has its own page."),
    "form": _("Forms are nothing to be found by a search."),
    "error": _("There is nothing on this page."),
    "feed": _("Feeds are read by programs; their questions have pages of their own."),
}


def may_index_other(kind: str = "") -> Verdict:
    """The answer for all pages that are none of Kind."""
    return Verdict(False, OTHERS[kind])


@policy
def may_index(kind: Kind, question: Post | None = None, *, count: int | None = None, number: int = 1) -> Rows:
    """Show a page in a search engine.

    `count`: how many questions a tag or category has for everybody; `number`: of a list's page.
    """
    current = options.current()
    if kind == Kind.QUESTION and question is not None:
        yield may_be_shown(question, current)
        yield find_original(question) is None, _("Another question stands for this one.")
    yield (
        kind != Kind.PROFILE or current.are_profiles_indexed,
        _("Pages of members are kept out of searches."),
    )
    yield kind != Kind.CATEGORY or count != 0, _("There is nothing in this category yet.")
    yield (
        kind != Kind.TAG or count is None or count >= max(current.tag_indexed_from, 1),
        _("Too few questions carry this tag."),
    )
    yield (
        kind == Kind.QUESTION or number <= current.list_pages_indexed,
        _("Pages far down a list say nothing that will stand there tomorrow."),
    )


def may_index_question(question: Post) -> bool:
    """Whether search engines may show a question. Without a query where it is open, or was loaded with its `closure`."""
    return bool(may_index(Kind.QUESTION, question))


@policy
def may_be_shown(question: Post, current: Options) -> Rows:
    """Show a question itself, or another one that stands for it."""
    yield question.is_question, _("Answers and comments have no page of their own.")
    yield not question.is_hidden, _("This question is hidden.")
    yield question.audience == Post.Audience.EVERYBODY, _("Its asker keeps it away from search engines.")
    yield current.view_level == "everybody" or current.are_crawlers_let_in, _("Only members read here.")
    yield not is_left_unanswered(question, current), _("It has waited long for an answer.")


def find_original(question: Post) -> Post | None:
    """Return the question that stands for one that was closed as its duplicate, if everybody may read that one."""
    closure = getattr(question, "closure", None) if question.is_closed else None
    original = closure.duplicate_of if closure else None
    is_open = original is not None and not original.is_hidden and original.audience != Post.Audience.MEMBERS
    return original if is_open else None


def is_left_unanswered(question: Post, current: Options) -> bool:
    days = current.unanswered_indexed_days
    is_old = bool(days) and question.created_at < timezone.now() - timedelta(days=days)
    return is_old and question.answer_count == 0
