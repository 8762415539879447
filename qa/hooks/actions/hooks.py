"""Looking after webhooks: new ones, changes, secrets, tests."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.viewers import Viewer
from forum.lib.outbound import read_outside_url
from qa.hooks.models import PING, Delivery, Hook
from qa.hooks.rules.signature import write_secret
from qa.policies.posts import may_manage_catalogue

SALT = "qa.hooks.secret"
BOTH_HOLD = timedelta(days=1)  # after a change of the secret


def derive_secret(nonce: str) -> bytes:
    """Return the secret that belongs to a nonce: 32 bytes that nobody has who has the database alone."""
    return salted_hmac(SALT, nonce, algorithm="sha256").digest()


def find_secrets(hook: Hook) -> list[bytes]:
    """Return the secrets that hold now, the newest first."""
    nonces = [hook.nonce]
    if hook.previous_nonce and hook.rotated_at and hook.rotated_at > timezone.now() - BOTH_HOLD:
        nonces.append(hook.previous_nonce)
    return [derive_secret(nonce) for nonce in nonces]


def tell_secret(hook: Hook) -> str:
    """Return the secret for whoever sets the receiver up."""
    return write_secret(derive_secret(hook.nonce))


@transaction.atomic
def save_hook(viewer: Viewer, hook: Hook) -> Hook:
    """Make a webhook, or change its name, address, kinds and switches. Switched on, it goes on with what waits at once.

    Raises PermissionDenied, and BadUrl for an address that is none.
    """
    may_manage_catalogue(viewer).enforce()
    read_outside_url(hook.url, allows_http=settings.HOOKS_ALLOW_HTTP, allowed=settings.HOOKS_ALLOWED_NETWORKS)
    if hook.pk is None:
        hook.nonce = secrets.token_urlsafe(32)
        hook.save()
        return hook
    Hook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    hook.not_before = timezone.now()
    changed = ["name", "url", "verbs", "sends_texts", "is_on", "not_before"]
    if hook.is_on:
        hook.paused_at = None
        changed.append("paused_at")
        waiting = Delivery.objects.filter(hook=hook, status=Delivery.Status.WAITING)
        waiting.update(attempt_count=0, first_tried_at=None)  # a day begins anew
    hook.save(update_fields=changed)
    return hook


@transaction.atomic
def rotate_secret(viewer: Viewer, hook_id: int) -> Hook:
    """Give a webhook another secret; the old one signs along for a day. Raises PermissionDenied and Http404."""
    may_manage_catalogue(viewer).enforce()
    hook = get_object_or_404(Hook.objects.select_for_update(no_key=True), pk=hook_id)
    hook.previous_nonce, hook.nonce, hook.rotated_at = hook.nonce, secrets.token_urlsafe(32), timezone.now()
    hook.save(update_fields=["previous_nonce", "nonce", "rotated_at"])
    return hook


@transaction.atomic
def test_hook(viewer: Viewer, hook_id: int) -> Delivery:
    """Have a message sent that tells nothing, once, whether the hook is on or not. Raises PermissionDenied and Http404."""
    may_manage_catalogue(viewer).enforce()
    return Delivery.objects.create(hook=get_object_or_404(Hook, pk=hook_id), verb=PING, is_urgent=True)


@transaction.atomic
def send_again(viewer: Viewer, delivery: Delivery) -> Delivery:
    """Have a message sent once more, with the number it had. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    return Delivery.objects.create(
        hook=delivery.hook,
        key=delivery.key,
        verb=delivery.verb,
        activity_id=delivery.activity_id,
        created_at=timezone.now(),
        is_urgent=True,
    )
