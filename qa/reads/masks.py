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
    thread = Post.objects.filter(Q(pk=question.pk) | Q(question=question))
    is_masked = thread.filter(mask_key__in=viewer.aliases_in(question.pk)).exists()
    return MASKED if is_masked else NAMED
