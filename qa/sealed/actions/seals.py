"""Secrets: making one, finding what it opens, and who its holder is to the rest of the forum."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.days import begin_day
from qa.models import Activity, Post
from qa.sealed.actions.limits import count_try
from qa.sealed.models import Seal, SealedPost
from qa.sealed.rules.secrets import (
    SALT_BYTES,
    Misspelt,
    Secret,
    hash_feed_key,
    make_salt,
    make_secret,
    read_secret,
)


def make_seal(question: Post | None = None) -> tuple[Seal, Secret]:
    """Return a new seal and its secret, which exists nowhere else."""
    seal = Seal(question=question, day=timezone.localdate())
    secret = renew(seal)
    return seal, secret


def renew(seal: Seal) -> Secret:
    """Give a seal a new secret; the one before opens nothing any more."""
    secret = make_secret()
    while Seal.objects.filter(lookup=secret.lookup).exists():
        secret = make_secret()
    seal.lookup, seal.salt = secret.lookup, make_salt()
    seal.digest, seal.feed_digest = secret.hash(seal.salt), hash_feed_key(secret.feed_key)
    seal.save()
    return secret


def open_seal(typed: str, address_key: str) -> Seal:
    """Return the seal that a typed secret opens. Raises TooMany, and ValidationError: the same for unknown and for wrong ones.

    It costs one slow hash, whether there is such a secret or not.
    """
    try:
        secret = read_secret(typed)
    except Misspelt as error:
        raise ValidationError(
            _(
                "This cannot be a whole secret. It has seven groups of five letters and digits; perhaps one was left out, or "
                "mistyped."
            )
        ) from error
    count_try(address_key)
    seal = Seal.objects.filter(lookup=secret.lookup).first()
    digest = secret.hash(bytes(seal.salt) if seal else bytes(SALT_BYTES))
    if seal is None or not compare_digest(digest, bytes(seal.digest)):
        raise ValidationError(
            _(
                "This secret opens nothing here. The post may have been removed for good, or the secret belongs to another "
                "place. A lost secret cannot be replaced by anybody."
            )
        )
    return seal


def find_by_feed_key(key: str) -> Seal | None:
    return Seal.objects.filter(feed_digest=hash_feed_key(key)).select_related("question").first()


def find_seal(pk: str) -> Seal | None:
    """Return the seal of a cookie that we signed, if it is still there."""
    return Seal.objects.select_related("question").filter(pk=pk).first()


def holder_of(seal: Seal, **more: Any) -> Viewer:
    """Return whoever holds the secret, as policies and actions know them: no account, no browser, no network."""
    ids = SealedPost.objects.filter(seal=seal).values_list("post_id", flat=True)
    return Viewer(sealed=frozenset(ids), **more)


def find_moment(question_id: int | None, before: datetime) -> datetime:
    """Return the moment that is written down for what is sealed: the beginning of the day; in a thread just after what was
    there already, so that a reply does not stand before what it replies to."""
    day = begin_day(timezone.localdate(before))
    if question_id is None:
        return day
    in_thread = Q(pk=question_id) | Q(question=question_id)
    posted = Post.objects.filter(in_thread).aggregate(last=Max("created_at"))["last"]
    done = Activity.objects.filter(question=question_id, created_at__lt=before).aggregate(
        last=Max("created_at")
    )
    newest = max(filter(None, (posted, done["last"])), default=day)
    return max(day, newest + timedelta(microseconds=1))


@transaction.atomic
def adopt(seal: Seal, post: Post) -> None:
    """Let a secret open a post that was written with it."""
    SealedPost.objects.create(post=post, seal=seal)
    if post.is_question and seal.question_id is None:
        seal.question = post
        seal.save(update_fields=["question"])
