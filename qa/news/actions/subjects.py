"""Muting people, tags and words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.viewers import Viewer
from forum.lib.text import UncleanText, clean_line
from forum.lib.verdict import Rows, SignIn, policy
from qa.models import Tag
from qa.news.actions.mutes import may_mute
from qa.news.models import SubjectMute
from qa.news.rules.mutes import LONGEST, MOST, SHORTEST, fold


@policy
def may_mute_person(viewer: Viewer, person: User) -> Rows:
    """Read nothing of somebody. Moderators can be muted, too: what they decide is told all the same."""
    yield viewer.is_member, SignIn(gettext_lazy("Please sign in to choose what you are told."))
    yield viewer.user_id != person.pk, gettext_lazy("This is you. You cannot mute yourself.")


def mute_person(viewer: Viewer, person: User, is_muted: bool) -> None:
    """Fold away what somebody writes, and tell nothing of it; or no more. Raises PermissionDenied, ValidationError."""
    may_mute_person(viewer, person).enforce()
    store(viewer, is_muted, person=person)


def mute_tag(viewer: Viewer, tag: Tag, is_muted: bool) -> None:
    """Fold away questions with a tag, and tell nothing of them; or no more. Raises PermissionDenied, ValidationError."""
    may_mute(viewer).enforce()
    store(viewer, is_muted, tag=tag)


def mute_word(viewer: Viewer, typed: str) -> str:
    """Fold away questions with a word (or several in a row) in what lists show of them; return it as it is compared.

    Raises PermissionDenied, and ValidationError for a word that cannot be one.
    """
    may_mute(viewer).enforce()
    try:
        word = fold(clean_line(typed))
    except UncleanText as problem:
        raise ValidationError(str(problem)) from problem
    if not SHORTEST <= len(word) <= LONGEST:
        raise ValidationError(
            _("A word has %(least)s to %(most)s letters or digits.") % {"least": SHORTEST, "most": LONGEST}
        )
    store(viewer, True, word=word)
    return word


@transaction.atomic
def lift_mute(viewer: Viewer, pk: int) -> SubjectMute | None:
    """Take back one of the viewer's own mutes; return what it was, None where there is none (any more)."""
    may_mute(viewer).enforce()
    lock(viewer)
    own = SubjectMute.objects.select_related("person", "tag").filter(member_id=viewer.member_id, pk=pk)
    mute = own.first()
    own.delete()
    keep_copy(viewer)
    return mute


@transaction.atomic
def store(viewer: Viewer, is_muted: bool, **subject: Any) -> None:
    """Write or delete a row, under the lock of the member, so that nobody gets beyond the limit by doing two things at once."""
    lock(viewer)
    rows = SubjectMute.objects.filter(member_id=viewer.member_id)
    if not is_muted:
        rows.filter(**subject).delete()
    elif not rows.filter(**subject).exists():
        kind = "word" if "word" in subject else next(iter(subject))
        others = rows.exclude(word="") if kind == "word" else rows.filter(**{f"{kind}__isnull": False})
        if others.count() >= MOST:
            raise ValidationError(
                _("You have muted %(most)s of that kind already. Please take one back first.")
                % {"most": MOST}
            )
        rows.create(member_id=viewer.member_id, **subject)
    keep_copy(viewer)


def lock(viewer: Viewer) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=viewer.member_id)


def keep_copy(viewer: Viewer) -> None:
    """Note on the member's row whether there is any mute: those without are never asked for theirs."""
    has_mutes = SubjectMute.objects.filter(member_id=viewer.member_id).exists()
    User.objects.filter(pk=viewer.member_id).exclude(has_mutes=has_mutes).update(has_mutes=has_mutes)
