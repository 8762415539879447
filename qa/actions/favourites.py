"""Stars on questions."""

from django.db import transaction

from accounts.viewers import Viewer
from qa.actions.threads import lock_question
from qa.models import Favourite, Post
from qa.policies.posts import may_favourite


@transaction.atomic
def set_favourite(viewer: Viewer, question_id: int, is_favourite: bool) -> Post:
    """Put the viewer's star on a question, or take it off; a set value. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    may_favourite(viewer, question).enforce()
    if is_favourite:
        Favourite.objects.bulk_create(
            [Favourite(member=viewer.user, question=question)], ignore_conflicts=True
        )
    else:
        Favourite.objects.filter(member=viewer.user, question=question).delete()
    return question
