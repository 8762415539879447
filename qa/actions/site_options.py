"""Changing site options. Who may do what is everybody's concern: changes of rights stand in the moderation log."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from forum.lib.errors import Conflict
from qa.actions.modlog import log
from qa.models import LogEntry, LogPart
from qa.policies.permissions import NAMES
from qa.policies.posts import may_manage_catalogue
from qa.rules.presets import HOLDS, PRESETS

OPTIONS_LOCK = 0x6F7074696F6E  # of those who change options: one at a time
# The options that say who may do what: all rights with their points, and whose posts wait.
GOVERNED = (
    *(f"{name}_level" for name in NAMES.values()),
    *(f"{name}_points" for name in NAMES.values() if f"{name}_points" in options.DECLARATIONS),
    *HOLDS,
)
Changes = dict[str, list[Any]]


@transaction.atomic
def save_options(viewer: Viewer, values: Mapping[str, Any], *, seen: str | None = None) -> Changes:
    """Store these options; return what changes of GOVERNED, as {name: [before, after]}, which the log tells.

    `seen`: the digest of the changes that somebody agreed to; raises Conflict when it would be others by now, and
    PermissionDenied.
    """
    may_manage_catalogue(viewer).enforce()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPTIONS_LOCK])
    changes = list_changes(values, options.load())
    if seen is not None and seen != digest(changes):
        raise Conflict(_("Somebody changed options meanwhile. This is what would change now."))
    options.save(dict(values))
    if changes:
        log(viewer, LogEntry.Verb.CHANGED_SETTINGS, subject=LogEntry.Kind.SITE, change=changes)
    return changes


def list_changes(values: Mapping[str, Any], current: options.Options) -> Changes:
    """Return which of GOVERNED would change, and how."""
    pairs = {name: [getattr(current, name), values[name]] for name in GOVERNED if name in values}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def digest(changes: Changes) -> str:
    return hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()[:32]


def find_target(name: str) -> dict[str, Any] | None:
    """Return the values that a preset sets, or for "previous" those before the last change; None: there are none."""
    if name == "previous":
        return find_previous()
    if name not in PRESETS:
        return None
    return {option: PRESETS[name].get(option, options.DECLARATIONS[option].default) for option in GOVERNED}


def find_previous() -> dict[str, Any] | None:
    """Return what the last change of rights replaced, as far as it still fits."""
    words = LogPart.objects.filter(kind=LogPart.Kind.WORDS, entry__verb=LogEntry.Verb.CHANGED_SETTINGS)
    last = words.order_by("-entry_id").first()
    changes = last.content.get("change", {}) if last else {}
    values = {name: pair[0] for name, pair in changes.items() if name in GOVERNED}
    fitting = {
        name: value for name, value in values.items() if options.fits(value, options.DECLARATIONS[name])
    }
    return fitting or None
