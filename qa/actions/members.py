"""Changing what a member is trusted with; deleting an account, and what that means for what its owner wrote and voted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.actions import set_level, set_sign_in
from accounts.models import User
from accounts.policies import may_delete_member
from accounts.profiles.pictures import remove_picture
from accounts.viewers import NOBODY, Viewer
from qa.actions.modlog import log, sever_member
from qa.actions.reviews import close
from qa.actions.standings import recompute_standings, set_bonus
from qa.actions.tallies import recompute_tallies
from qa.actions.threads import lock_question, refresh_question
from qa.masks.keeping import forget_masks
from qa.models import LogEntry, Memorial, Post, PostAddress, ReviewItem


@transaction.atomic
def change_member(
    viewer: Viewer,
    member: User,
    *,
    level: int | None = None,
    is_active: bool | None = None,
    bonus_points: int | None = None,
    reason: str = "",
) -> User:
    """Give a member another level, switch sign-in, give bonus points; what is None stays. The log has all of it.

    What is taken needs a reason: a lower level, no sign-in, fewer points. Raises PermissionDenied and ValidationError.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    wanted = {"level": level, "is_active": is_active, "bonus_points": bonus_points}
    change = {
        name: [getattr(locked, name), value]
        for name, value in wanted.items()
        if value is not None and value != getattr(locked, name)
    }
    if not change:
        return locked
    if not reason.strip() and any(after < before for before, after in change.values()):
        raise ValidationError(_("Please say why; the member can read it."))
    if is_active and Memorial.objects.filter(member=locked).exists():
        raise ValidationError(_("This profile is kept in memory. End that first, on the member's own page."))
    if level is not None:
        set_level(viewer, locked, level)
    if is_active is not None:
        set_sign_in(viewer, locked, is_active)
    if "bonus_points" in change and bonus_points is not None:
        set_bonus(viewer, locked, bonus_points)
    log(viewer, LogEntry.Verb.CHANGED_MEMBER, member=locked, reason=reason.strip(), change=change)
    return User.objects.get(pk=member.pk)


def log_level_from_site(member: User, before: int, after: int) -> None:
    """Write down that the owner's own site changed what a member is trusted with (accounts.sign_on, in its transaction)."""
    reason = _("The site that this forum belongs to says so.")
    log(NOBODY, LogEntry.Verb.CHANGED_MEMBER, member=member, reason=reason, change={"level": [before, after]})


@transaction.atomic
def delete_member(viewer: Viewer, member: User) -> None:
    """Delete an account. Its posts stay, without an author; its votes and flags go, and the figures follow.

    What the moderation log says of the person goes, too; the log says that it did.

    Raises PermissionDenied.
    """
    may_delete_member(viewer, member).enforce()
    remove_account(viewer if viewer.user_id != member.pk else NOBODY, member)


def remove_account(viewer: Viewer, member: User) -> None:
    """Do so, within the caller's transaction; who may, the caller has asked."""
    touched = Post.objects.filter(Q(votes__voter=member) | Q(flags__flagger=member)).distinct()
    post_ids = list(touched.values_list("pk", flat=True))
    question_ids = {own or pk for pk, own in touched.values_list("pk", "question_id")}
    questions = [lock_question(pk) for pk in sorted(question_ids)]
    authors = set(
        Post.objects.filter(pk__in=post_ids, author__isnull=False).values_list("author_id", flat=True)
    )
    sever_member(viewer, member)
    PostAddress.objects.filter(post__author=member).delete()
    forget_masks(member.pk)
    found = User.objects.get(pk=member.pk)
    remove_picture(found.avatar)
    found.delete()
    recompute_tallies(post_ids)
    unflagged = Post.objects.filter(pk__in=post_ids, flag_count=0)
    items = ReviewItem.objects.open().filter(kind=ReviewItem.Kind.FLAGGED, post__in=unflagged)
    close(items, ReviewItem.Decision.WITHDRAWN)
    for question in questions:
        refresh_question(question)
    recompute_standings(authors - {member.pk})


def count_dependants(member: User) -> dict[str, int]:
    """Say what a deletion would touch, for the page that asks whether one is sure."""
    posts = Post.objects.filter(author=member)
    return dict(posts.values_list("kind").annotate(n=Count("pk"))) | {
        "votes": member.votes.exclude(value=0).count()
    }
