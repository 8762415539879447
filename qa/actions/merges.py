"""Making one account out of two: everything that belonged to the one that goes belongs to the one that is kept.

Which tables name members is asked of the models, so a table that comes later is moved, too. Where both have the one row that
there can be (a vote on the same post, a badge), the row of the account that is kept stays. What other rooms have to put in
order first adds itself to BEFORE_MERGE.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Field, Model, Q, UniqueConstraint
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.profiles.names import keep_former
from accounts.profiles.pictures import remove_picture
from accounts.viewers import Viewer
from qa.actions.measures import refresh_copies
from qa.actions.modlog import log
from qa.actions.reviews import close
from qa.actions.standings import recompute_standings
from qa.actions.tallies import recompute_tallies
from qa.actions.threads import refresh_question
from qa.models import CategoryLevel, Flag, LogEntry, Post, ReviewItem, Sweep, Vote
from qa.policies.merges import IN_MEMORY, is_in_memory, may_merge, may_merge_own

# (number of the account that is kept, of the one that goes): called within the transaction, before rows are moved.
BEFORE_MERGE: list[Callable[[int, int], None]] = []
# What each account has for itself and is made anew or not needed: figures, lists of notices and updates, addresses, sessions.
# Requests to unmask are nobody else's than whose they were (a trigger sees to it): they stay, without a name.
LEFT = {
    "accounts.Admission", "qa.Standing", "qa.Rescaled", "qa.Earning", "news.Notice", "news.Inbox", "news.Update", "news.Visit",
    "hooks.Event", "accounts.SignIn", "privacy.DataCopy", "privacy.Departure", "masks.Unmasking",
}  # fmt: skip
# Ways to sign in stay with the account that they open: nobody else's may come to open the one that is kept.
LEFT_APPS = {"account", "mfa", "socialaccount", "usersessions"}


@dataclass(frozen=True)
class Gain:
    """What comes to the account that is kept."""

    questions: int
    answers: int
    comments: int
    votes: int


def count_gain(keep: User, gone: User) -> Gain:
    """Say what a merge would move, for the page that asks whether one is sure."""
    written = dict(
        Post.objects.filter(author=gone).order_by().values_list("kind").annotate(count=Count("pk"))
    )
    votes = Vote.objects.filter(voter=gone).exclude(value=0).exclude(post__author__in=[keep, gone])
    return Gain(written.get("Q", 0), written.get("A", 0), written.get("C", 0), votes.count())


def merge_own(viewer: Viewer, gone: User) -> User:
    """Merge another account of the viewer's into theirs; the caller has made sure that it is. See `merge`."""
    may_merge_own(viewer, gone).enforce()
    return merge(viewer.member_id, gone.pk)


def merge_members(viewer: Viewer, keep: User, gone: User, *, reason: str) -> User:
    """Merge two members' accounts, for administrators. The log has it, with the reason. See `merge`."""
    may_merge(viewer, keep, gone).enforce()
    with transaction.atomic():
        kept = merge(keep.pk, gone.pk)
        log(viewer, LogEntry.Verb.MERGED_MEMBERS, member=kept, reason=reason)
    return kept


def merge(keep_id: int, gone_id: int) -> User:
    """Move everything to the account that is kept, end the other, and leave all figures as if there had been one from the
    beginning. Its name leads on. In one transaction; raises ValidationError where rows of the two contradict each other.
    """
    if keep_id == gone_id:
        raise ValidationError(_("These are one and the same account."))
    try:
        with transaction.atomic():
            return merge_locked(keep_id, gone_id)
    except IntegrityError as error:
        raise ValidationError(
            _("These two accounts cannot be made one: somebody decided something with both of them.")
        ) from error


def merge_locked(keep_id: int, gone_id: int) -> User:
    both = [keep_id, gone_id]
    touched = find_touched(both)
    question_ids = sorted({own or pk for pk, own in touched})
    questions = list(
        Post.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=question_ids).order_by("pk")
    )
    people = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=both).order_by("pk")}
    if len(people) < 2 or Sweep.objects.filter(member__in=both, state__in=["running", "undoing"]).exists():
        raise ValidationError(_("One of the accounts is gone, or is being looked at just now."))
    keep, gone = people[keep_id], people[gone_id]
    if is_in_memory(keep, gone):
        raise ValidationError(IN_MEMORY)
    for prepare in BEFORE_MERGE:
        prepare(keep_id, gone_id)
    Vote.objects.filter(voter__in=both, post__author__in=both).delete()
    Flag.objects.filter(flagger__in=both, post__author__in=both).delete()
    raise_category_levels(keep, gone)
    for model, field in list_references():
        move(model, field, keep_id, gone_id)
    authors = set(
        Post.objects.filter(pk__in=[pk for pk, _own in touched], author__isnull=False).values_list(
            "author_id", flat=True
        )
    )
    join_rows(keep, gone)
    gone.delete()
    keep_former(gone.username, keep)
    mend(keep, [pk for pk, _own in touched], questions, authors)
    return User.objects.get(pk=keep_id)


def find_touched(both: list[int]) -> list[tuple[int, int | None]]:
    """Return (post, its question) of all posts that either wrote, voted on or flagged."""
    mine = Q(author__in=both) | Q(votes__voter__in=both) | Q(flags__flagger__in=both)
    return list(Post.objects.filter(mine).distinct().values_list("pk", "question_id"))


def list_references() -> Iterator[tuple[type[Model], Field]]:
    """Yield every column that names a member, and its model."""
    for model in apps.get_models():
        meta = model._meta
        if meta.proxy or not meta.managed or meta.label in LEFT or meta.app_label in LEFT_APPS:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is User:
                yield model, field


def move(model: type[Model], field: Field, keep_id: int, gone_id: int) -> None:
    """Let rows name the account that is kept. What would then be there twice, or would be about oneself, is not moved."""
    table, column = model._meta.db_table, field.column
    conditions, parameters = [f't."{column}" = %s'], [gone_id]
    for names in unique_with(model, field):
        others = [model._meta.get_field(name).column for name in names if name != field.name]  # type: ignore[union-attr]
        same = "".join(f' AND k."{other}" = t."{other}"' for other in others)
        conditions.append(f'NOT EXISTS (SELECT FROM "{table}" k WHERE k."{column}" = %s{same})')
        parameters.append(keep_id)
    for other in model._meta.concrete_fields:
        if other is not field and (model._meta.label, field.name, other.name) in NOT_ONESELF:
            conditions.append(f't."{other.column}" IS DISTINCT FROM %s')
            parameters.append(keep_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" t SET "{column}" = %s WHERE {" AND ".join(conditions)}',  # noqa: S608
            [keep_id, *parameters],
        )


def unique_with(model: type[Model], field: Field) -> Iterator[tuple[str, ...]]:
    """Yield the groups of columns, this one among them, that no two rows share."""
    if field.unique:
        yield (field.name,)
    yield from (tuple(names) for names in model._meta.unique_together if field.name in names)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            yield tuple(constraint.fields)


# Pairs of members of which nobody can be both: a row that would say so goes with the account.
PAIRS = (
    ("qa.Favourite", "member", "person"), ("news.SubjectMute", "member", "person"), ("talks.Stop", "member", "stopped"),
    ("talks.Side", "member", "partner"),
)  # fmt: skip
NOT_ONESELF = {*PAIRS, *((label, second, first) for label, first, second in PAIRS)}


def raise_category_levels(keep: User, gone: User) -> None:
    """Where both have a level in a category, the higher one counts."""
    own = {row.category_id: row for row in CategoryLevel.objects.filter(member=keep)}
    for row in CategoryLevel.objects.filter(member=gone, category__in=own):
        if row.level > own[row.category_id].level:
            CategoryLevel.objects.filter(pk=own[row.category_id].pk).update(level=row.level)


def join_rows(keep: User, gone: User) -> None:
    """Put together what stands on the members' own rows."""
    keep.level = max(keep.level, gone.level)
    keep.bonus_points += gone.bonus_points
    keep.joined_at = min(keep.joined_at, gone.joined_at)
    keep.has_mutes = keep.has_mutes or gone.has_mutes
    keep.professional = keep.professional or gone.professional  # the mark itself was moved, if there was none
    if keep.avatar:
        remove_picture(gone.avatar)
    else:
        keep.avatar = gone.avatar
    keep.save(update_fields=["level", "bonus_points", "joined_at", "has_mutes", "professional", "avatar"])
    if not keep.email and gone.email:
        move_addresses(keep, gone)
    refresh_copies(keep)


def move_addresses(keep: User, gone: User) -> None:
    """An account without an address takes those of the other along."""
    model = apps.get_model("account", "EmailAddress")
    model.objects.filter(user=keep).delete()
    model.objects.filter(user=gone).update(user=keep)
    User.objects.filter(pk=keep.pk).update(email=gone.email)


def mend(keep: User, post_ids: list[int], questions: list[Post], authors: set[int]) -> None:
    """Compute anew what the figures of posts, lists and members come to."""
    recompute_tallies(post_ids)
    unflagged = Post.objects.filter(pk__in=post_ids, flag_count=0)
    items = ReviewItem.objects.open().filter(kind=ReviewItem.Kind.FLAGGED, post__in=unflagged)
    close(items, ReviewItem.Decision.WITHDRAWN)
    for question in questions:
        refresh_question(question)
    helped = Post.objects.filter(
        question__in=[question.pk for question in questions], accepted_for__isnull=False
    )
    recompute_standings({keep.pk, *authors, *helped.exclude(author=None).values_list("author_id", flat=True)})
