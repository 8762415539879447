"""Taking one's name off something that is there already, and putting it back."""

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum import options
from qa.actions.changes import refresh_change
from qa.actions.involvement import leave_thread
from qa.actions.modlog import sever
from qa.actions.standings import recompute_standings
from qa.actions.threads import lock_post
from qa.actions.upload_links import link_uploads
from qa.hooks.models import Event
from qa.masks.keeping import keep_mask, take_off
from qa.models import (
    Acceptance,
    Activity,
    Award,
    Closure,
    Duplicate,
    Freeze,
    Hiding,
    LogPart,
    Post,
    PostAddress,
    ReviewItem,
    Revision,
)
from qa.news.models import Notice, Update
from qa.policies.masks import may_put_on, may_take_off

WRITING = (Activity.Verb.ASKED, Activity.Verb.ANSWERED, Activity.Verb.COMMENTED)
OF_ASKERS = (Activity.Verb.ACCEPTED, Activity.Verb.UNACCEPTED)


@transaction.atomic
def put_mask_on(viewer: Viewer, post_id: int) -> Post:
    """Take the author's name off a post, wherever it is kept; points that it brought go. Raises Http404 and PermissionDenied.

    Who has seen the name has seen it: pages say so before.
    """
    question, post = lock_post(post_id)
    may_put_on(viewer, post, options.current(), question.category_ids).enforce()
    member = viewer.user
    assert member is not None  # noqa: S101 - the policy says so
    post.author, post.mask_key = None, viewer.aliases_in(question.pk)[0]
    post.save(update_fields=["author", "mask_key"])
    keep_mask(post, member.pk)
    forget_name(member, post)
    leave_thread(member.pk, question.pk)
    link_uploads(viewer, post)
    follow(question, post, member)
    return post


def forget_name(member: User, post: Post) -> None:
    """Take a member's name from all that is kept of what they did to a post of their own."""
    Revision.objects.filter(post=post, editor=member).update(editor=None)
    Post.objects.filter(pk=post.pk, edited_by=member).update(edited_by=None)
    Hiding.objects.filter(post=post, hidden_by=member).update(hidden_by=None)
    ReviewItem.objects.filter(post=post, decided_by=member).update(decided_by=None)
    if post.is_question:
        Closure.objects.filter(question=post, closed_by=member).update(closed_by=None)
        Duplicate.objects.filter(question=post, marked_by=member).update(marked_by=None)
        Freeze.objects.filter(question=post, frozen_by=member).update(frozen_by=None)
        Acceptance.objects.filter(question=post, accepted_by=member).update(accepted_by=None)
    facts = list_facts(post).filter(actor=member)
    for fact in facts:
        fact.actor = None
        if fact.verb not in WRITING:
            fact.details[Activity.BY_AUTHOR] = True
        fact.save(update_fields=["actor", "details"])
    Event.objects.filter(post_number=post.pk, member_id=member.pk).update(member_id=None)
    if post.is_question:
        answers = Post.objects.filter(question=post, kind=Post.Kind.ANSWER).values("pk")
        chosen = Event.objects.filter(post_number__in=answers, name__in=("a_select", "a_unselect"))
        chosen.filter(member_id=member.pk).update(member_id=None)
    Award.objects.filter(post=post).update(post=None)
    PostAddress.objects.filter(post=post).delete()
    Notice.objects.filter(post=post, kind="member").delete()
    Update.objects.filter(activity__in=list_facts(post), favourite__person=member).delete()
    told = LogPart.objects.filter(kind=LogPart.Kind.MEMBER, user=member, entry__post_id=post.pk)
    if told.exists():
        sever(NOBODY, told.values_list("entry_id", "kind"))


def list_facts(post: Post) -> QuerySet[Activity]:
    """Return what was done to a post, and as its asker."""
    about = Q(post=post)
    if post.is_question:
        about |= Q(question=post, verb__in=OF_ASKERS)
    return Activity.objects.filter(about)


@transaction.atomic
def take_mask_off(viewer: Viewer, post_id: int) -> Post:
    """Put the author's name to a post; it counts for them from now on. Raises Http404 and PermissionDenied."""
    question, post = lock_post(post_id)
    may_take_off(viewer, post).enforce()
    member = viewer.user
    assert member is not None  # noqa: S101 - the policy says so
    post.author, post.mask_key = member, ""
    post.save(update_fields=["author", "mask_key"])
    take_off(post)
    Revision.objects.filter(post=post, version=1, editor=None).update(editor=member)
    Activity.objects.filter(post=post, actor=None, verb__in=WRITING).update(actor=member)
    facts = list_facts(post).filter(**{"actor": None, f"details__{Activity.BY_AUTHOR}": True})
    facts.update(actor=member)
    follow(question, post, member)
    return post


def follow(question: Post, post: Post, member: User) -> None:
    """Let what is told of changes, and the figures of members, follow from who wrote it now."""
    refresh_change(post)
    accepted = Acceptance.objects.select_related("answer").filter(question=question).first()
    if accepted:
        refresh_change(accepted.answer)
    helped = accepted.answer.author_id if accepted else None
    recompute_standings({member.pk, *([helped] if helped else [])})
