"""Locking and archiving questions, by hand or because of their age, and undoing it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.lib.text import excerpt
from qa.actions.modlog import log
from qa.actions.reasons import REASON_MAX_LENGTH
from qa.actions.threads import lock_question, refresh_question
from qa.models import Freeze, LogEntry, Post
from qa.policies.posts import owns, sign
from qa.policies.states import may_freeze, may_thaw
from qa.rules.aftercare import LONGEST_AFTERCARE, MOST_LINKS, UnreadableLine, read_links

FREEZING = {Post.Frozen.LOCKED: LogEntry.Verb.LOCKED, Post.Frozen.ARCHIVED: LogEntry.Verb.ARCHIVED}
THAWING = {Post.Frozen.LOCKED: LogEntry.Verb.UNLOCKED, Post.Frozen.ARCHIVED: LogEntry.Verb.UNARCHIVED}


@transaction.atomic
def freeze_question(
    viewer: Viewer,
    question_id: int,
    kind: Post.Frozen,
    *,
    reason: str,
    aftercare: str = "",
    resources: str = "",
) -> Post:
    """Lock or archive a question, saying why on its page, with a word for those who read it and up to three places to turn
    to (lines of qa.rules.aftercare). Raises Http404, PermissionDenied and ValidationError."""
    question = lock_question(question_id)
    may_freeze(viewer, question).enforce()
    reason = reason.strip()[:REASON_MAX_LENGTH]
    if not reason:
        raise ValidationError(_("Please say why, in a sentence for readers."))
    check_care(kind, aftercare.strip(), resources)
    Freeze.objects.create(
        question=question,
        kind=kind,
        reason=reason,
        frozen_by=sign(viewer, question).user,
        aftercare=aftercare.strip(),
        resources=resources.strip(),
    )
    refresh_question(question)
    if not owns(viewer, question):
        log(viewer, FREEZING[kind], post=question, reason=reason)
    return question


def check_care(kind: Post.Frozen, aftercare: str, resources: str) -> None:
    """Refuse links that are none or too many; and locking without care where the owner wants it. Raises ValidationError."""
    try:
        links = read_links(resources)
    except UnreadableLine as line:
        words = _(
            "“%(line)s” is no address with words behind it, such as: https://example.org Somebody who listens"
        )
        raise ValidationError({"resources": words % {"line": excerpt(str(line), 80)}}) from line
    if len(links) > MOST_LINKS:
        raise ValidationError({"resources": _("Two or three places help more than many: at most 3, please.")})
    if len(aftercare) > LONGEST_AFTERCARE:
        raise ValidationError({"aftercare": _("This is too long. Please shorten it.")})
    if kind == Post.Frozen.LOCKED and options.current().is_aftercare_required:
        missing = {
            "aftercare": [] if aftercare else [_("Please leave a word for those who read this now.")],
            "resources": [] if links else [_("Please name a place to turn to.")],
        }
        if any(missing.values()):
            raise ValidationError({name: found for name, found in missing.items() if found})


@transaction.atomic
def thaw_question(viewer: Viewer, question_id: int, *, reason: str = "") -> Post:
    """Unlock a question or take it out of the archive. Raises Http404 and PermissionDenied."""
    question = lock_question(question_id)
    may_thaw(viewer, question).enforce()
    kind = Post.Frozen(question.frozen_as)
    Freeze.objects.filter(question=question).delete()
    refresh_question(question)
    if not owns(viewer, question):
        log(viewer, THAWING[kind], post=question, reason=reason)
    return question


def archive_old(days: int) -> int:
    """Archive every question on which nothing happened for so many days; return how many.

    That is no decision about anybody, so the log has one entry for all of them.
    """
    since = timezone.now() - timedelta(days=days)
    old = Post.objects.listed(for_members=True).filter(active_at__lt=since, frozen_as="")
    count = sum(archive_if_old(pk, since) for pk in list(old.order_by("pk").values_list("pk", flat=True)))
    if count:
        with transaction.atomic():
            log(NOBODY, LogEntry.Verb.ARCHIVED, change={"questions": [0, count]})
    return count


@transaction.atomic
def archive_if_old(question_id: int, since: object) -> bool:
    """Archive one question, unless something happened to it meanwhile."""
    question = (
        Post.objects.select_for_update(no_key=True)
        .filter(pk=question_id, active_at__lt=since, frozen_as="")
        .first()
    )
    if question is None or question.is_hidden:
        return False
    Freeze.objects.create(question=question, kind=Post.Frozen.ARCHIVED, is_automatic=True)
    refresh_question(question)
    return True
