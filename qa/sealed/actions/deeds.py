"""What the holder of a secret does: nearly all of it waits for the next moment; taking a post away does not."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import options
from forum.lib.days import begin_day
from forum.lib.texts import Text
from qa.actions.hidings import hide_post
from qa.actions.notices import stop_notices
from qa.actions.questions import Draft
from qa.actions.screening import Words, counting_refusals, screen
from qa.models import Closure, NoticeAddress, Post
from qa.models.appeals import TEXT_MAX_LENGTH
from qa.policies.posts import may_accept, may_close, may_comment, may_reopen
from qa.reads.appeals import find_decision_about
from qa.sealed.actions.limits import count_deed
from qa.sealed.actions.posting import pack, put_on_list, refuse_uploads
from qa.sealed.actions.publishing import coarsen
from qa.sealed.actions.seals import find_moment, holder_of
from qa.sealed.models import Seal, SealedPost, Waiting


@counting_refusals
@transaction.atomic
def comment(seal: Seal, parent: Post, text: Text) -> Waiting:
    """Let the holder comment on a question or an answer of the thread. Raises PermissionDenied and ValidationError."""
    question = parent.question or parent
    may_comment(holder_of(seal), parent, question, options.current()).enforce()
    refuse_uploads(text)
    screen(holder_of(seal), Words(Post.Kind.COMMENT, text), question)
    return wait(seal, Waiting.Deed.COMMENT, {"post": parent.pk, "body": text.source})


def edit(seal: Seal, post: Post, words: Draft | Text, *, version: int, note: str) -> Waiting:
    """Let a post say something else. Whether somebody else edits it meanwhile shows when its turn comes."""
    text = words.text if isinstance(words, Draft) else words
    refuse_uploads(text)
    packed: dict[str, Any] = pack(words) if isinstance(words, Draft) else {"body": text.source}
    return wait(seal, Waiting.Deed.EDIT, packed | {"post": post.pk, "version": version, "note": note})


def accept(seal: Seal, answer: Post, question: Post, *, is_marked: bool) -> Waiting:
    """Mark an answer as the one that helped, or take the mark off."""
    may_accept(holder_of(seal), answer, question).enforce()
    return wait(seal, Waiting.Deed.ACCEPT if is_marked else Waiting.Deed.UNACCEPT, {"post": answer.pk})


def close(seal: Seal, question: Post, reason: str) -> Waiting:
    may_close(holder_of(seal), question, options.current()).enforce()
    if not reason.strip():
        raise ValidationError(_("Please say why the question is closed."))
    return wait(seal, Waiting.Deed.CLOSE, {"post": question.pk, "reason": reason.strip()})


def reopen(seal: Seal, question: Post) -> Waiting:
    is_own = Closure.objects.filter(question=question, is_by_asker=True).exists()
    may_reopen(holder_of(seal), question, is_closed_by_asker=is_own).enforce()
    return wait(seal, Waiting.Deed.REOPEN, {"post": question.pk})


def show(seal: Seal, post: Post) -> Waiting:
    return wait(seal, Waiting.Deed.SHOW, {"post": post.pk})


def appeal(seal: Seal, post: Post, text: str) -> Waiting:
    """Ask that somebody else looks at the newest decision about a post. Raises Http404 and ValidationError."""
    entry = find_decision_about(holder_of(seal), post.pk)
    if entry is None or hasattr(entry, "appeal"):
        raise Http404(_("There is no decision about this post that you could appeal against (any more)."))
    if not text.strip():
        raise ValidationError(_("Please say why the decision should be looked at again."))
    return wait(
        seal,
        Waiting.Deed.APPEAL,
        {"post": post.pk, "entry": entry.pk, "text": text.strip()[:TEXT_MAX_LENGTH]},
    )


def wait(seal: Seal, deed: Waiting.Deed, words: dict[str, Any]) -> Waiting:
    """Put a deed on the list; the very same one that waits already is not put there again."""
    twin = Waiting.objects.filter(seal=seal, deed=deed, words=words, refusal="").first()
    if twin is not None:
        return twin
    count_deed(seal)
    return put_on_list(seal, deed, words)


@transaction.atomic
def take_away(seal: Seal, post_id: int) -> None:
    """Hide a post at once, and forget the address that was left for it. Raises PermissionDenied."""
    since = timezone.now()
    moment = find_moment(seal.question_id, since)
    post = hide_post(holder_of(seal), post_id)
    stop_notices(post.pk)
    coarsen(seal, post.question_pk, since, moment)


@transaction.atomic
def withdraw(seal: Seal, pk: str) -> bool:
    """Let what waits (or was refused) be forgotten; return whether the secret is of no more use, and forgotten with it."""
    Waiting.objects.filter(seal=seal, pk=pk).delete()
    is_over = not SealedPost.objects.filter(seal=seal).exists() and not seal.waiting.exists()
    if is_over:
        seal.delete()
    return is_over


@transaction.atomic
def leave_address(seal: Seal, post_id: int, email: str) -> None:
    """Keep an address for mails about one post that the secret opens; without one, forget it."""
    if not SealedPost.objects.filter(seal=seal, post=post_id).exists():
        return
    stop_notices(post_id)
    if email:
        day = begin_day(timezone.localdate())
        NoticeAddress.objects.create(post_id=post_id, email=email, created_at=day)
        Post.objects.filter(pk=post_id).update(wants_notice=True)


def forget_refused(days: int = 30) -> int:
    """Delete what could not be done and nobody looked after, and secrets that open nothing."""
    last = timezone.localdate() - timedelta(days=days)
    gone, _rows = Waiting.objects.exclude(refusal="").filter(due_at__lt=begin_day(last)).delete()
    empty = Seal.objects.filter(day__lt=last, posts=None, waiting=None)
    return gone + empty.delete()[0]
