"""The one module that knows who wrote masked posts: it alone reads and writes `Mask` and `MeasuredAuthor`.

Who calls it: the action that posts, what tells authors of replies and of outcomes, a member's own pages, measures that are to
reach whoever wrote something, the question how an asker is, and an unmasking that two people agreed on (contracts in
pyproject.toml, and tests/qa/masks/test_keeping.py).
"""

import secrets
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from accounts.aliases import find_alias, find_presence, keyed, list_aliases, list_secrets
from forum.lib.rows import insert, later
from forum.lib.sealing import seal, unseal
from qa.masks.models import Mask, MeasuredAuthor
from qa.models import Appeal, Attachment, Flag, Image, LogPart, Measure, Post, Vote

INVOLVE = "INSERT INTO forum_involvement (member_id, thread_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def seal_member(member_id: int, post_id: int) -> str:
    """Return the member's number, unreadable without the site's secret and good for this post alone."""
    return seal(str(member_id), f"qa.masks:{post_id}")


def unseal_member(sealed: str, post_id: int) -> int:
    """Return the member's number. Raises Unreadable."""
    return int(unseal(sealed, f"qa.masks:{post_id}"))


def find_owner_key(member_id: int, secret: str | None = None) -> str:
    return keyed(b"owner", b"%d" % member_id, secret).hex()


def list_owner_keys(member_id: int) -> list[str]:
    return [find_owner_key(member_id, secret) for secret in list_secrets()]


def keep_mask(post: Post, member_id: int) -> None:
    """Note who wrote a masked post, and that the member has something of their own in the thread (as a number of no member)."""
    insert(Mask(post=post, sealed=seal_member(member_id, post.pk), owner=find_owner_key(member_id)))
    later(INVOLVE, [find_presence(member_id, post.question_pk), post.question_pk])


def find_members(posts: Iterable[Post | None]) -> dict[int, int]:
    """Return who wrote these masked posts, {post: member}; nothing of other posts. One query where any is masked."""
    ids = {post.pk for post in posts if post is not None and post.mask_key}
    rows = Mask.objects.filter(pk__in=ids).values_list("pk", "sealed") if ids else []
    return {pk: unseal_member(sealed, pk) for pk, sealed in rows}


def list_masked_posts(member_id: int) -> list[int]:
    """Return the numbers of all posts that a member wrote masked, the newest first."""
    rows = Mask.objects.filter(owner__in=list_owner_keys(member_id))
    return list(rows.order_by("-pk").values_list("pk", flat=True))


def list_unnamed(member_id: int) -> list[int]:
    """Return the numbers of all posts of a member's that name nobody, or against whose author something was decided while they
    did. One query; some may be gone."""
    keys = list_owner_keys(member_id)
    measured = MeasuredAuthor.objects.filter(owner__in=keys).order_by()
    masked = Mask.objects.filter(owner__in=keys).order_by()
    return list(
        masked.values_list("pk", flat=True).union(measured.values_list("measure__post_number", flat=True))
    )


def keep_measured(measure: Measure, member_id: int, *, binds: bool) -> None:
    """Note whom a measure against the author of a masked post concerns."""
    write_measured(MeasuredAuthor(measure=measure, binds=binds), member_id)


def write_measured(row: MeasuredAuthor, member_id: int) -> None:
    row.sealed, row.owner = seal_measured(member_id, row.pk), find_owner_key(member_id)
    row.save()


def seal_measured(member_id: int, measure_id: int) -> str:
    return seal(str(member_id), f"qa.masks.measure:{measure_id}")


def unseal_measured(sealed: str, measure_id: int) -> int:
    return int(unseal(sealed, f"qa.masks.measure:{measure_id}"))


def find_measured(measure_id: int) -> int | None:
    """Return whom a measure concerns that names no member; None where the account is gone."""
    sealed = MeasuredAuthor.objects.filter(pk=measure_id).values_list("sealed", flat=True).first()
    return unseal_measured(sealed, measure_id) if sealed else None


def list_measures_of(member_id: int, *, only_binding: bool = False) -> QuerySet[Any]:
    """Return the numbers of measures that concern a member and name nobody, as part of a query (none is made here)."""
    rows = MeasuredAuthor.objects.filter(owner__in=list_owner_keys(member_id))
    return (rows.filter(binds=True) if only_binding else rows).values("measure_id")


def list_measured_members() -> set[int]:
    """Return all members whom measures concern that name nobody and that are not lifted, for comparing the copies."""
    rows = MeasuredAuthor.objects.filter(measure__lifted_at=None).values_list("measure_id", "sealed")
    return {unseal_measured(sealed, measure_id) for measure_id, sealed in rows.iterator()}


def find_appellant(appeal: Appeal) -> int | None:
    """Return who appealed masked, against a decision about a masked post or about its author; None of all other appeals."""
    if not appeal.visitor_key:
        return None
    entry = appeal.entry
    candidates = list(find_members(Post.objects.filter(pk=entry.post_id or 0)).values())
    told = LogPart.objects.filter(entry=entry, kind=LogPart.Kind.MEMBER, user=None).first()
    if told and "post" in told.content:
        rows = MeasuredAuthor.objects.filter(measure__post_number=told.content["post"])
        candidates += [unseal_measured(sealed, pk) for pk, sealed in rows.values_list("pk", "sealed")]
    return next((pk for pk in candidates if appeal.visitor_key in list_aliases(pk, -entry.pk)), None)


def take_off(post: Post) -> None:
    """Forget who wrote one post masked; its author shows their name now."""
    Mask.objects.filter(post=post).delete()


def forget_masks(member_id: int) -> int:
    """Forget all that a member wrote masked: the posts stay, and nobody will ever know whose they were. Returns how many.

    In each thread the same hand stays recognisable, under a name that was drawn. Measures against the author of one stay where
    moderators see them: that they end when an account does would tell whose they were.
    """
    MeasuredAuthor.objects.filter(owner__in=list_owner_keys(member_id)).delete()
    ids = list_masked_posts(member_id)
    threads = {post.question_pk for post in Post.objects.filter(pk__in=ids).only("pk", "kind", "question_id")}
    for thread_id in threads:
        rename(ids, member_id, thread_id)
    Mask.objects.filter(pk__in=ids).delete()
    return len(ids)


def rename(ids: Collection[int], member_id: int, thread_id: int) -> None:
    """Give what a member wrote in a thread a drawn name in place of the alias."""
    drawn = secrets.token_hex(20)
    own = Post.objects.filter(pk__in=ids)
    (own.filter(pk=thread_id) | own.filter(question_id=thread_id)).update(mask_key=drawn)
    presence = find_presence(member_id, thread_id)
    later("DELETE FROM forum_involvement WHERE member_id = %s AND thread_id = %s", [presence, thread_id])


def hand_over(keep_id: int, gone_id: int) -> None:
    """Let what a member wrote masked be another's, when two accounts become one: masked as before, for that one alone.

    What either thought of the other's masked posts was of their own, so it does not count. Measures go along.
    """
    for measured in MeasuredAuthor.objects.filter(owner__in=list_owner_keys(gone_id)):
        write_measured(measured, keep_id)
    gone = list_masked_posts(gone_id)
    theirs = {keep_id: gone, gone_id: list_masked_posts(keep_id)}
    for member_id, numbers in theirs.items():
        Vote.objects.filter(voter=member_id, post__in=numbers).delete()
        Flag.objects.filter(flagger=member_id, post__in=numbers).delete()
    for post in Post.objects.filter(pk__in=gone).only("pk", "kind", "question_id", "mask_key"):
        thread_id = post.question_pk
        alias = find_alias(keep_id, thread_id)
        Mask.objects.filter(pk=post.pk).update(
            sealed=seal_member(keep_id, post.pk), owner=find_owner_key(keep_id)
        )
        Post.objects.filter(pk=post.pk).update(mask_key=alias)
        for model in (Image, Attachment):
            model.objects.filter(visitor_key=post.mask_key).update(visitor_key=alias)
        later(
            "DELETE FROM forum_involvement WHERE member_id = %s AND thread_id = %s",
            [find_presence(gone_id, thread_id), thread_id],
        )
        later(INVOLVE, [find_presence(keep_id, thread_id), thread_id])


def make_anew() -> int:
    """Make all masks again with the present secret, after it was changed (the earlier one still among SECRET_KEY_FALLBACKS).
    Returns how many."""
    count = 0
    rows = Mask.objects.select_related("post").order_by("pk")
    for mask in rows.iterator(chunk_size=500):
        member_id, thread_id = unseal_member(mask.sealed, mask.pk), mask.post.question_pk
        values = {"sealed": seal_member(member_id, mask.pk), "owner": find_owner_key(member_id)}
        Mask.objects.filter(pk=mask.pk).update(**values)
        Post.objects.filter(pk=mask.pk).update(mask_key=find_alias(member_id, thread_id))
        later(INVOLVE, [find_presence(member_id, thread_id), thread_id])
        count += 1
    for measured in MeasuredAuthor.objects.all():
        write_measured(measured, unseal_measured(measured.sealed, measured.pk))
    return count
