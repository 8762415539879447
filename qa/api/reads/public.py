"""What may be led to from outside, and copied into a data set: what everybody may read and search engines may find.

The one place where that is decided: who may find a question (members alone, everybody but search engines) belongs here.
"""

from qa.models import Post
from qa.models.querysets import PostQuerySet


def findable_questions() -> PostQuerySet:
    """Return the questions that programs of strangers may be led to."""
    return Post.objects.indexable()
