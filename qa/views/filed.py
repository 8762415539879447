"""Saying kindly that somebody wrote another name of a tag."""

from collections.abc import Sequence

from django.contrib import messages
from django.utils.translation import gettext as _

from qa.models import Post
from qa.reads.tags import find_filed
from qa.views.requests import MemberRequest


def tell_filed(request: MemberRequest, names: Sequence[str], question: Post) -> None:
    """Say which of the names that were typed are filed under a tag of the question. Where all stayed, no query."""
    if set(names) <= set(question.tag_names):
        return
    words = _("“%(name)s” is filed under “%(tag)s” here; your question carries that tag.")
    for name, tag in find_filed(names):
        if tag in question.tag_names:
            messages.info(request, words % {"name": name, "tag": tag})
