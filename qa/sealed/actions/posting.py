"""Taking a sealed post: what is asked of its writer is asked now, and nothing about them is written down.

The words wait (qa.sealed.actions.publishing) until the next moment at which sealed posts appear. Nothing here takes a number from
a sequence that others take numbers from, so no gap among numbers tells when somebody wrote.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.text import normalise_key
from forum.lib.texts import Text
from forum.models import RateCount
from qa.actions.categories import hold_branch
from qa.actions.drafts import discard_draft
from qa.actions.involvement import NOTHING_OWN
from qa.actions.questions import Draft, find_followed, words_of_draft
from qa.actions.screening import Words, counting_refusals, screen
from qa.actions.tags import hold_tags, refuse_without_required
from qa.actions.threads import lock_form
from qa.actions.upload_links import KINDS
from qa.models import Post
from qa.policies.audience import may_offer
from qa.policies.masks import may_sign
from qa.policies.posts import may_answer, may_ask, may_file_in
from qa.policies.tags import may_put_on
from qa.reads.access import enforce_reading
from qa.rules.grades import SEALED
from qa.sealed.actions.limits import count_post
from qa.sealed.actions.seals import make_seal, renew
from qa.sealed.models import Seal, Waiting
from qa.sealed.rules.pace import next_moment
from qa.sealed.rules.secrets import Secret

TRACES = ("drafts", "previews")  # counts of whoever is typing something
LEAVE = f"""
    DELETE FROM forum_involvement WHERE member_id = %(member)s AND thread_id = %(thread)s AND {NOTHING_OWN};
    DELETE FROM news_visit WHERE member_id = %(member)s AND question_id = %(thread)s AND {NOTHING_OWN}
"""  # noqa: S608


@counting_refusals
@transaction.atomic
def seal_question(
    viewer: Viewer, draft: Draft, submission_key: UUID | None = None, *, follows_id: int | None = None
) -> tuple[Waiting, Secret]:
    """Take a sealed question; return what waits, and the secret. `viewer` is asked whether they may, and forgotten.

    The same form sent again gets a new secret in the place of the first. Raises Http404, PermissionDenied, TooMany, and
    ValidationError (Refused) for words, pictures or tags that cannot be.
    """

    def check() -> None:
        branch = hold_branch(draft.category)
        refuse_elsewhere(branch.ids)
        may_ask(viewer, options.current(), branch.ids).enforce()
        if draft.category:
            may_file_in(viewer, draft.category, branch.post_level, branch.ids).enforce()
        may_offer(draft.audience, options.current()).enforce()
        if follows_id:
            find_followed(viewer, follows_id)
        refuse_uploads(draft.text)
        refuse_tags(draft.tag_names, branch.ids)
        place = Post(kind=Post.Kind.QUESTION, category_ids=list(branch.ids))
        screen(Viewer(sealed=frozenset()), words_of_draft(draft), place)

    words = pack(draft) | {"follows": follows_id}
    taken = take(viewer, Waiting.Deed.ASK, words, submission_key, None, check)
    forget_traces(viewer, f"ask-{follows_id}" if follows_id else "ask")
    return taken


@counting_refusals
@transaction.atomic
def seal_answer(
    viewer: Viewer, question_id: int, text: Text, submission_key: UUID | None = None
) -> tuple[Waiting, Secret]:
    """Take a sealed answer; the same promises as seal_question."""
    question = Post.objects.select_related("author").filter(pk=question_id, kind=Post.Kind.QUESTION).first()
    if question is None:
        raise Http404(_("This question does not exist."))

    def check() -> None:
        may_answer(viewer, question, options.current()).enforce()
        refuse_elsewhere(question.category_ids)
        enforce_reading(viewer, question)
        refuse_uploads(text)
        screen(Viewer(sealed=frozenset()), Words(Post.Kind.ANSWER, text), question)

    taken = take(viewer, Waiting.Deed.ANSWER, {"body": text.source}, submission_key, question, check)
    forget_traces(viewer, f"answer-{question_id}", question_id)
    return taken


def take(
    viewer: Viewer,
    deed: Waiting.Deed,
    words: dict[str, Any],
    submission_key: UUID | None,
    question: Post | None,
    check: Callable[[], None],
) -> tuple[Waiting, Secret]:
    lock_form(submission_key)
    form_key = name_form(submission_key)
    waiting = Waiting.objects.filter(form_key=form_key).select_related("seal").first() if form_key else None
    if waiting is not None:
        return waiting, renew(waiting.seal)
    current = options.current()
    if not current.are_sealed_posts_allowed:
        raise ValidationError(_("Sealed posts are switched off here at present. Nothing was posted."))
    check()
    count_post(viewer, current)
    seal, secret = make_seal(question)
    return put_on_list(seal, deed, words, form_key), secret


def name_form(submission_key: UUID | None) -> str:
    if submission_key is None:
        return ""
    return salted_hmac("qa.sealed.form", str(submission_key), algorithm="sha256").hexdigest()


def put_on_list(seal: Seal, deed: Waiting.Deed, words: dict[str, Any], form_key: str = "") -> Waiting:
    """Let something be done at the next moment, after what the same secret asked for before."""
    minutes = options.current().sealed_wait_minutes
    last = Waiting.objects.filter(seal=seal).order_by("-place").values_list("place", flat=True).first()
    return Waiting.objects.create(
        seal=seal,
        deed=deed,
        words=words,
        due_at=next_moment(timezone.now(), minutes),
        place=0 if last is None else last + 1,
        form_key=form_key,
    )


def pack(draft: Draft) -> dict[str, Any]:
    """Return a question as what waits keeps it."""
    return {
        "title": draft.title,
        "body": draft.text.source,
        "category": draft.category.pk if draft.category else None,
        "tags": draft.tag_names,
        "extra": draft.extra,
        "audience": draft.audience,
    }


def refuse_uploads(text: Text) -> None:
    """Raise ValidationError for pictures and files of this forum: each of them is kept with whoever sent it."""
    if any(kind.find_ids(text.source) for kind in KINDS):
        raise ValidationError(
            _(
                "A sealed post cannot show pictures or files that were sent to this forum: it is kept who sent them. Please take "
                "them out, or post without sealing."
            )
        )


def refuse_elsewhere(branch: Iterable[int]) -> None:
    """Raise ValidationError in categories that offer no sealed posts."""
    verdict = may_sign(SEALED, options.current(), branch)
    if not verdict:
        raise ValidationError(verdict.reason)


def refuse_tags(names: Iterable[str], branch: Iterable[int]) -> None:
    """Raise ValidationError for tags that need a level, or are retired, and where a required one is missing."""
    names = list(names)
    found = hold_tags([normalise_key(name) for name in names]) if names else {}
    for tag in found.values():
        verdict = may_put_on(Viewer(sealed=frozenset()), tag, branch)
        if not verdict:
            raise ValidationError(verdict.reason)
    refuse_without_required(names, found.values())


def forget_traces(viewer: Viewer, place: str, question_id: int | None = None) -> None:
    """Remove what typing the post left on the server: the draft, counts that say that somebody typed something, and that a
    member has something of their own in a thread where it was that draft alone."""
    discard_draft(viewer, place)
    whos = [who for who in (viewer.is_member and f"member-{viewer.user_id}", viewer.address_key) if who]
    RateCount.objects.filter(action__in=TRACES, who__in=whos).delete()
    if viewer.is_member and question_id:
        with connection.cursor() as cursor:
            cursor.execute(LEAVE, {"member": viewer.user_id, "thread": question_id})
