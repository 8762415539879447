"""Hiding a post, holding it for approval, letting it out: what becomes of the figures. Callers have locked the thread."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.viewers import NOBODY, Viewer
from forum import options
from qa.actions.acceptances import withdraw_acceptance
from qa.actions.activity import record
from qa.actions.counts import count_question
from qa.actions.reviews import close_item, open_item
from qa.actions.screening import note_findings
from qa.actions.staff_mail import tell_of_held_post
from qa.actions.standings import Ledger
from qa.actions.threads import add_to_question, refresh_question
from qa.models import Acceptance, Activity, Hiding, Post, QuestionTag, ReviewItem
from qa.policies.posts import sign
from qa.rules.screening import CLEAN, Findings

COUNTED_AS = {
    Post.Kind.QUESTION: "question_count",
    Post.Kind.ANSWER: "answer_count",
    Post.Kind.COMMENT: "comment_count",
}
WRITING_VERBS = {
    Post.Kind.QUESTION: Activity.Verb.ASKED,
    Post.Kind.ANSWER: Activity.Verb.ANSWERED,
    Post.Kind.COMMENT: Activity.Verb.COMMENTED,
}


def publish_or_hold(
    viewer: Viewer, question: Post, post: Post, tag_ids: Sequence[int] = (), findings: Findings = CLEAN
) -> None:
    """The end of all writing: the new post counts and is told of, unless what was found in it has it wait for approval.

    Nothing else can be about a post that is new, so its figures are known without asking; `tag_ids` are a question's.
    """
    if findings:
        note_findings(post, findings)
    if findings.is_holding:
        put_in_queue(viewer, post, Hiding.Pending.WRITTEN)
        return
    record(viewer, WRITING_VERBS[Post.Kind(post.kind)], post, at=post.created_at)
    if post.is_question:
        count_question(post, post.category_ids, tag_ids, 1)
    else:
        add_to_question(question, post)
    ledger = Ledger()
    ledger.add(post.author_id, **{COUNTED_AS[Post.Kind(post.kind)]: 1})
    ledger.write()


def conceal(
    question: Post,
    post: Post,
    because: Hiding.Because,
    viewer: Viewer,
    pending: Hiding.Pending = Hiding.Pending.NOTHING,
    reason: str = "",
) -> None:
    """Hide a visible post, and let its figures fall. An accepted answer loses its mark, unless it only waits."""
    ledger = Ledger()
    is_waiting = because == Hiding.Because.QUEUE
    if question.accepted_answer_id == post.pk and not is_waiting:
        withdraw_acceptance(question, ledger)
    shift_visibility(question, post, -1, ledger)
    if is_waiting:
        put_in_queue(viewer, post, pending)
    else:
        hidden_by = sign(viewer, post).user
        Hiding.objects.create(post=post, because=because, hidden_by=hidden_by, reason=reason)
        mark(post, is_hidden=True)
    refresh_question(question)
    ledger.write()


def put_in_queue(viewer: Viewer, post: Post, pending: Hiding.Pending | None = None) -> None:
    """Let a post wait for approval; one that is hidden keeps what is pending about it."""
    values: dict[str, Any] = {
        "because": Hiding.Because.QUEUE,
        "hidden_by": sign(viewer, post).user,
        "hidden_at": timezone.now(),
    }
    values |= {"reason": ""} if pending is None else {"pending": pending}
    hiding, _is_new = Hiding.objects.update_or_create(post=post, defaults=values)
    mark(post, is_hidden=True, is_held=True)
    is_edit = hiding.pending == Hiding.Pending.EDITED
    open_item(ReviewItem.Kind.EDIT if is_edit else ReviewItem.Kind.HELD, post=post)
    record(viewer, Activity.Verb.HELD, post)
    tell_of_held_post()


def shelve(question: Post, post: Post, because: Hiding.Because, viewer: Viewer, reason: str = "") -> None:
    """Take a post out of the queue without anybody else seeing it: its author withdrew it, or it was rejected."""
    Hiding.objects.filter(post=post).update(
        because=because, hidden_by=sign(viewer, post).user, hidden_at=timezone.now(), reason=reason
    )
    mark(post, is_hidden=True)
    is_rejected = because == Hiding.Because.REJECTED
    decision = ReviewItem.Decision.REJECTED if is_rejected else ReviewItem.Decision.WITHDRAWN
    close_item(ReviewItem.WAITING_KINDS, decision, post=post, viewer=sign(viewer, post), note=reason)
    if Acceptance.objects.filter(answer=post).exists():
        ledger = Ledger()
        withdraw_acceptance(question, ledger)
        ledger.write()
    refresh_question(question)


def release(question: Post, post: Post, viewer: Viewer = NOBODY) -> None:
    """Let everybody see a hidden post (again). What nobody has read yet is new now, and told of.

    Where it waited for approval, `viewer` is who approved it; nobody, when the reason to wait went by itself.
    """
    if post.is_held:
        decision = ReviewItem.Decision.APPROVED if viewer.is_member else ReviewItem.Decision.WITHDRAWN
        close_item(ReviewItem.WAITING_KINDS, decision, post=post, viewer=viewer)
    hiding = Hiding.objects.filter(post=post).first()
    pending = hiding.pending if hiding else Hiding.Pending.NOTHING
    Hiding.objects.filter(post=post).delete()
    tell_what_is_new(post, pending)
    mark(post, is_hidden=False)
    ledger = Ledger()
    shift_visibility(question, post, 1, ledger)
    refresh_question(question)
    ledger.write()


def tell_what_is_new(post: Post, pending: str) -> None:
    """Record the fact that waited with the post, in the name of who wrote or edited it, and give it its time."""
    moment = timezone.now() if options.current().is_time_set_on_approval else None
    if pending == Hiding.Pending.WRITTEN:
        post.created_at = moment or post.created_at
        record(Viewer(post.author), WRITING_VERBS[Post.Kind(post.kind)], post, at=post.created_at)
    elif pending == Hiding.Pending.EDITED and post.edited_at is not None:
        post.edited_at = moment or post.edited_at
        details: dict[str, Any] = (
            {Activity.BY_AUTHOR: True} if post.mask_key and post.edited_by is None else {}
        )
        editor = Viewer(post.edited_by)
        record(editor, Activity.Verb.EDITED, post, at=post.edited_at, version=post.version, **details)
    post.save(update_fields=["created_at", "edited_at"])
    QuestionTag.objects.filter(question=post).update(created_at=post.created_at)


def mark(post: Post, *, is_hidden: bool, is_held: bool = False) -> None:
    post.is_hidden, post.is_held = is_hidden, is_held
    post.save(update_fields=["is_hidden", "is_held"])


def shift_visibility(question: Post, post: Post, by: int, ledger: Ledger) -> None:
    """Note the figures that come (1) or go (-1) with a post while it is visible."""
    ledger.add(post.author_id, **{COUNTED_AS[Post.Kind(post.kind)]: by})
    if post.is_answer and (question.author_id is None or question.author_id != post.author_id):
        ledger.add(post.author_id, accepted_count=by * Acceptance.objects.filter(answer=post).count())
    if not post.is_question:
        return
    if Acceptance.objects.filter(question=question).exists():
        ledger.add(question.author_id, accepting_count=by)
    tag_ids = QuestionTag.objects.filter(question=question).values_list("tag_id", flat=True)
    count_question(question, question.category_ids, tag_ids, by)
