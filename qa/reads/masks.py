"""Whether somebody writes without their name in a thread already."""

from django.db.models import Q

from accounts.viewers import Viewer
from qa.models import Post
from qa.rules.grades import MASKED, NAMED


def read_usual_grade(viewer: Viewer, question: Post) -> str:
    """Return how somebody signs in a thread unless they say otherwise: masked, where they have written masked there. One query
    for members."""
    if not viewer.is_member:
        return NAMED
    return find_usual_grade(viewer, question.pk)


def find_usual_grade(viewer: Viewer, thread_id: int) -> str:
    thread = Post.objects.filter(Q(pk=thread_id) | Q(question_id=thread_id))
    is_masked = thread.filter(mask_key__in=viewer.aliases_in(thread_id)).exists()
    return MASKED if is_masked else NAMED


def read_usual_grade_below(viewer: Viewer, parent_id: int) -> str:
    """The same for who is about to write below a post, known by its number."""
    parent = Post.objects.only("kind", "question_id").filter(pk=parent_id).first()
    return find_usual_grade(viewer, parent.question_pk) if parent and viewer.is_member else NAMED


def read_branch(post_id: int) -> list[int]:
    """Return the ids of the category of a post's thread and of those above it."""
    rows = Post.objects.filter(pk=post_id).values_list("category_ids", "question__category_ids")
    own, above = rows.first() or ([], None)
    return list(own if above is None else above)
