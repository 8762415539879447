"""From facts to notices: the worker takes what waits in `Pending`, and tells whom it concerns."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import options
from forum.background import drain, wait_after
from forum.staff import tell_staff
from qa.actions.notices import REJECTED, notify_visitor
from qa.models import Activity, Post
from qa.news.actions.streams import write_updates
from qa.news.actions.tell import tell
from qa.news.models import Pending
from qa.news.reads.audience import BADGE, KIND_OF_REPLY, WRITING, find_audience, find_parent
from qa.news.reads.ticks import find_unticked
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
    audience, post = find_audience(fact), fact.post
    unticked = find_unticked(audience, post, question)
    tell(audience, fact=fact, question=question, post=post, path=find_path(fact), without_mail=unticked)
    if post is not None and question is not None:
        write_updates(fact, post, question)
        mail_visitors(fact, post, question)
        if fact.verb == Activity.Verb.ASKED and not post.is_hidden and options.current().is_question_told:
            tell_staff(_("There is a new question."), reverse("qa:question", args=[post.pk]))


def find_path(fact: Activity) -> str:
    """Return where a notice leads that is about no post: the page of the badge that was earned."""
    return f"/badges/{fact.details.get('badge', '')}/" if fact.verb == BADGE else ""


def mail_visitors(fact: Activity, post: Post, question: Post) -> None:
    """Put the mails on the list that visitors ticked the box for, each to an address once."""
    told: set[str] = set()
    for own, what in find_visitors(fact, post, question):
        address = own.notice_address.email.lower() if hasattr(own, "notice_address") else ""
        if address and address not in told:
            told.add(address)
            notify_visitor(own, what, post)


def find_visitors(fact: Activity, post: Post, question: Post) -> Iterator[tuple[Post, str]]:
    """Yield the posts of visitors that a fact concerns, and as what; the nearest first."""
    if fact.verb == Activity.Verb.REJECTED:
        yield post, REJECTED
    if post.is_hidden or question.is_hidden:
        return
    if fact.verb == Activity.Verb.ACCEPTED:
        yield post, Kind.ACCEPTED
    if fact.verb not in WRITING:
        return
    parent = find_parent(post, question)
    if parent is not None and not parent.is_hidden and not wrote_both(parent, post):
        yield parent, KIND_OF_REPLY[Post.Kind(post.kind)]
    if post.is_comment:
        comments = Post.objects.filter(parent_id=post.parent_id, kind=Post.Kind.COMMENT, is_hidden=False)
        earlier = comments.filter(pk__lt=post.pk, author=None, wants_notice=True)
        for comment in earlier.select_related("notice_address").order_by("pk"):
            if not wrote_both(comment, post):
                yield comment, Kind.THREAD


def wrote_both(own: Post, reply: Post) -> bool:
    """Whether one visitor wrote both posts."""
    return bool(own.visitor_key) and own.visitor_key == reply.visitor_key
