"""From facts to notices: the worker takes what waits in `Pending`, and tells whom it concerns."""

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from forum.background import drain, wait_after
from qa.actions.notices import REJECTED, notify_author
from qa.models import Activity, Post
from qa.news.actions.streams import write_updates
from qa.news.actions.tell import tell
from qa.news.models import Pending
from qa.news.reads.audience import KIND_OF_REPLY, WRITING, find_audience, find_parent
from qa.news.rules.kinds import Kind

logger = logging.getLogger(__name__)

AT_ONCE = 200  # facts taken before the worker looks after other things
MOST_ATTEMPTS = 6
KEPT_FAILED = timedelta(days=30)


@drain
def tell_of_what_happened() -> int:
    """Tell of facts that wait, the oldest first; return how many were taken."""
    count = 0
    while count < AT_ONCE and take_one():
        count += 1
    return count


def take_one() -> bool:
    """Tell of one fact, in one transaction with its being told; return whether there was one.

    A fact that cannot be told (a defect, a row that is gone) is put off, longer each time, and never holds up the others.
    """
    try:
        with transaction.atomic():
            due = Pending.objects.filter(not_before__lte=timezone.now(), attempt_count__lt=MOST_ATTEMPTS)
            pending = due.select_for_update(skip_locked=True).order_by("not_before", "activity").first()
            if pending is None:
                return False
            fact_id = pending.pk
            pending.delete()
            tell_of(fact_id)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing is the fault of the fact
    except Exception:
        logger.exception("fact %s could not be told", fact_id)
        put_off(fact_id)
    return True


def put_off(fact_id: int) -> None:
    pending = Pending.objects.get(pk=fact_id)
    wait = wait_after(pending.attempt_count + 1)
    Pending.objects.filter(pk=fact_id).update(
        attempt_count=F("attempt_count") + 1, not_before=timezone.now() + wait
    )


def tell_of(fact_id: int) -> None:
    """Tell all members whom a fact concerns, and visitors who left an address with what they wrote."""
    related = ("post__question", "post__parent", "post__follows")
    fact = Activity.objects.select_related(*related).filter(pk=fact_id).first()
    if fact is None:
        return
    question = fact.post if fact.post is None or fact.post.is_question else fact.post.question
    tell(find_audience(fact), fact=fact, question=question, post=fact.post)
    if fact.post is not None and question is not None:
        write_updates(fact, fact.post, question)
        mail_author(fact, fact.post, question)


def mail_author(fact: Activity, post: Post, question: Post) -> None:
    """Put the mail on the list that the author of a post ticked the box for, members and visitors alike."""
    parent = find_parent(post, question)
    if fact.verb in WRITING and parent is not None and not wrote_both(parent, post):
        if not (post.is_hidden or question.is_hidden or parent.is_hidden):
            notify_author(parent, KIND_OF_REPLY[Post.Kind(post.kind)], post)
    elif fact.verb == Activity.Verb.ACCEPTED and not is_actor(fact, post):
        notify_author(post, Kind.ACCEPTED, post)
    elif fact.verb == Activity.Verb.REJECTED:
        notify_author(post, REJECTED, post)


def wrote_both(parent: Post, reply: Post) -> bool:
    if parent.author_id:
        return parent.author_id == reply.author_id
    return bool(parent.visitor_key) and parent.visitor_key == reply.visitor_key


def is_actor(fact: Activity, post: Post) -> bool:
    return post.author_id is not None and post.author_id == fact.actor_id
