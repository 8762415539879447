"""Ways to sign in from elsewhere: whoever sets one up decides who gets in, so the moderation log has each change."""

from typing import Any

from django.db import transaction

from accounts.models import Provider
from accounts.viewers import Viewer
from qa.actions.modlog import log
from qa.models import LogEntry
from qa.policies.posts import may_manage_catalogue


@transaction.atomic
def save_provider(viewer: Viewer, row: Provider, *, has_new_secret: bool) -> Provider:
    """Store a way to sign in, and note what changed: never the secret, only that there is another one.

    Saved as it was, it leaves no entry. Raises PermissionDenied.
    """
    may_manage_catalogue(viewer).enforce()
    before = describe(Provider.objects.select_for_update().filter(pk=row.pk).first())
    row.save()
    note(viewer, before, describe(row), has_new_secret=has_new_secret)
    return row


@transaction.atomic
def delete_provider(viewer: Viewer, row: Provider) -> None:
    """End signing in with it. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    before = describe(row)
    row.delete()
    note(viewer, before, describe(None), has_new_secret=False)


def describe(row: Provider | None) -> dict[str, str]:
    """Return what of a way to sign in may be read by everybody."""
    return {
        "provider": row.name if row else "",
        "provider_word": row.provider_id if row else "",
        "provider_address": (row.settings.get("server_url") or row.provider) if row else "",
        "client_id": row.client_id if row else "",
    }


def note(viewer: Viewer, before: dict[str, str], after: dict[str, str], *, has_new_secret: bool) -> None:
    change: dict[str, list[Any]] = {
        name: [before[name], after[name]] for name in before if before[name] != after[name]
    }
    if change and "provider" not in change:  # which one it was
        change = {"provider": [before["provider"], after["provider"]], **change}
    if has_new_secret:
        change = change or {"provider": [before["provider"], after["provider"]]}
        change["secret"] = ["", "***"]
    if change:
        log(viewer, LogEntry.Verb.CHANGED_PROVIDER, subject=LogEntry.Kind.SITE, change=change)
