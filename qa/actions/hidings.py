"""Hiding posts and showing them again."""

from django.db import transaction

from accounts.viewers import Viewer
from qa.actions.acceptances import withdraw_acceptance
from qa.actions.activity import record
from qa.actions.counts import count_question
from qa.actions.standings import Ledger
from qa.actions.threads import lock_post, refresh_question
from qa.models import Acceptance, Activity, Closure, Hiding, Post, QuestionTag
from qa.policies.posts import may_hide, may_show, owns

COUNTED_AS = {
    Post.Kind.QUESTION: "question_count",
    Post.Kind.ANSWER: "answer_count",
    Post.Kind.COMMENT: "comment_count",
}


@transaction.atomic
def hide_post(viewer: Viewer, post_id: int) -> Post:
    """Hide a post from everybody but its author and editors; an accepted answer loses its mark.

    Raises Http404 and PermissionDenied.
    """
    question, post = lock_post(post_id)
    by_asker = Closure.objects.filter(question=post, is_by_asker=True).exists()
    may_hide(viewer, post, is_closed_by_asker=by_asker).enforce()
    because = Hiding.Because.AUTHOR if owns(viewer, post) else Hiding.Because.MODERATOR
    conceal(question, post, because, viewer)
    record(viewer, Activity.Verb.HIDDEN, post, because=because)
    return post


def conceal(question: Post, post: Post, because: Hiding.Because, viewer: Viewer) -> None:
    """Hide a post whose thread is locked, and let its figures fall."""
    ledger = Ledger()
    if question.accepted_answer_id == post.pk:
        withdraw_acceptance(question, ledger)
    shift_visibility(question, post, -1, ledger)
    Hiding.objects.create(post=post, because=because, hidden_by=viewer.user)
    post.is_hidden = True
    post.save(update_fields=["is_hidden"])
    refresh_question(question)
    ledger.write()


@transaction.atomic
def show_post(viewer: Viewer, post_id: int) -> Post:
    """Show a hidden post again. Raises Http404 and PermissionDenied."""
    question, post = lock_post(post_id)
    hiding = Hiding.objects.filter(post=post).first()
    by_author = bool(hiding and hiding.because == Hiding.Because.AUTHOR)
    may_show(viewer, post, by_author).enforce()
    ledger = Ledger()
    if hiding:
        hiding.delete()
    post.is_hidden = False
    post.save(update_fields=["is_hidden"])
    shift_visibility(question, post, 1, ledger)
    refresh_question(question)
    ledger.write()
    record(viewer, Activity.Verb.SHOWN, post)
    return post


def shift_visibility(question: Post, post: Post, by: int, ledger: Ledger) -> None:
    """Note the figures that come (1) or go (-1) with a post while it is visible."""
    ledger.add(post.author_id, **{COUNTED_AS[Post.Kind(post.kind)]: by})
    if not post.is_question:
        return
    if Acceptance.objects.filter(question=question).exists():
        ledger.add(question.author_id, accepting_count=by)
    tag_ids = QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True)
    count_question(question.category, tag_ids, by)
