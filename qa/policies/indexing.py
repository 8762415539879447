"""What search engines may show: one answer for each kind of page and each question.

`Post.objects.indexable()` is `may_index_question`, for rows.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from forum.lib.verdict import Rows, policy
from qa.models import Post


class Kind(StrEnum):
    """Kinds of pages that search engines may show, under conditions."""

    QUESTION = "question"
    HOME = "home"
    LIST = "list"
    TAG = "tag"
    CATEGORY = "category"
    PROFILE = "profile"


@policy
def may_index(kind: Kind, question: Post | None = None, *, count: int | None = None, number: int = 1) -> Rows:
    """Show a page in a search engine. `count`: how many questions a tag or category has; `number`: of a list's page."""
    if kind == Kind.QUESTION and question is not None:
        yield question.is_question and not question.is_hidden, _("This question is hidden.")
    yield kind not in (Kind.TAG, Kind.CATEGORY) or count != 0, _("There is nothing in it yet.")


def may_index_question(question: Post) -> bool:
    """Whether search engines may show a question. No query."""
    return bool(may_index(Kind.QUESTION, question))
