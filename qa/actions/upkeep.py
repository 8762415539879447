"""Keeping posts right over the years: opening them to all members, and a day on which to check an answer again."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.actions.reviews import close_item, schedule_check
from qa.actions.threads import lock_post
from qa.models import Post, ReviewItem
from qa.policies.posts import may_open_to_all, may_set_check, sign


@transaction.atomic
def set_wiki(viewer: Viewer, post_id: int, is_wiki: bool) -> Post:
    """Let every member edit a post, or no longer. Raises Http404 and PermissionDenied."""
    _question, post = lock_post(post_id)
    may_open_to_all(viewer, post).enforce()
    post.is_wiki = is_wiki
    post.save(update_fields=["is_wiki"])
    return post


@transaction.atomic
def set_check(viewer: Viewer, answer_id: int, day: date | None) -> Post:
    """Say after which day an answer should be checked again; None: never. Raises ValidationError for a past day."""
    _question, answer = lock_post(answer_id)
    may_set_check(viewer, answer).enforce()
    if day is not None and day <= timezone.localdate():
        raise ValidationError(_("Please choose a day that is still to come."))
    answer.check_after = day
    answer.save(update_fields=["check_after"])
    close_item([ReviewItem.Kind.CHECK], ReviewItem.Decision.CHECKED, post=answer, viewer=sign(viewer, answer))
    schedule_check(answer)
    return answer
