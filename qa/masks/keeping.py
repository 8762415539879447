"""The one module that knows who wrote masked posts: it alone reads and writes `Mask`.

Who calls it: the action that posts, what tells authors of replies, a member's own pages, and an unmasking that two people agreed
on (contracts in pyproject.toml, and tests/qa/masks/test_keeping.py).
"""

import secrets
from collections.abc import Collection, Iterable

from accounts.aliases import find_alias, find_presence, keyed, list_secrets
from forum.lib.rows import insert, later
from forum.lib.sealing import seal, unseal
from qa.masks.models import Mask
from qa.models import Attachment, Flag, Image, Post, Vote

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


def take_off(post: Post) -> None:
    """Forget who wrote one post masked; its author shows their name now."""
    Mask.objects.filter(post=post).delete()


def forget_masks(member_id: int) -> int:
    """Forget all that a member wrote masked: the posts stay, and nobody will ever know whose they were. Returns how many.

    In each thread the same hand stays recognisable, under a name that was drawn.
    """
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

    What either thought of the other's masked posts was of their own, so it does not count.
    """
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
    return count
