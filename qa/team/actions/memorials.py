"""Keeping the profile of a member in memory, and undoing it."""

from django.db import transaction
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.viewers import Viewer
from qa.actions.modlog import log
from qa.models import LogEntry, Memorial
from qa.team.policies import may_set_memorial


@transaction.atomic
def set_memorial(viewer: Viewer, member_id: int, *, words: str, note: str) -> Memorial:
    """Keep a profile in memory: what was written stays, nobody signs in, and nothing prompts anybody any more.

    All that prompts (mail, digests, badges, suggestions of names, check-ins) leaves out accounts that are not active. Done
    again, it changes the words alone. `note` is for administrators. Raises Http404 and PermissionDenied.
    """
    member = get_object_or_404(User.objects.select_for_update(no_key=True), pk=member_id)
    may_set_memorial(viewer, member).enforce()
    kept = Memorial.objects.filter(member=member).first()
    if kept is not None:
        kept.words, kept.note = words.strip(), note.strip()
        kept.save(update_fields=["words", "note"])
        return kept
    memorial = Memorial.objects.create(
        member=member, words=words.strip(), note=note.strip(), was_active=member.is_active, set_by=viewer.user
    )
    User.objects.filter(pk=member.pk).update(is_active=False)
    log(viewer, LogEntry.Verb.SET_MEMORIAL, member=member)
    return memorial


@transaction.atomic
def end_memorial(viewer: Viewer, member_id: int) -> User:
    """Make the account what it was before. Raises Http404 and PermissionDenied."""
    member = get_object_or_404(User.objects.select_for_update(no_key=True), pk=member_id)
    may_set_memorial(viewer, member).enforce()
    memorial = get_object_or_404(Memorial, member=member)
    was_active = memorial.was_active
    memorial.delete()
    User.objects.filter(pk=member.pk).update(is_active=was_active)
    log(viewer, LogEntry.Verb.ENDED_MEMORIAL, member=member)
    return member
