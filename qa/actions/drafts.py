"""Drafts of members: saved, and gone when they are posted or discarded."""

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.lib.errors import BadRequest
from forum.lib.rows import later
from forum.lib.text import SURROGATES
from qa.actions.writing import count_against_limit
from qa.models import Draft
from qa.policies.drafts import may_keep_drafts
from qa.rules.grades import SEALED

PLACE = re.compile(r"ask|(?:ask|answer|comment|edit|message)-[1-9]\d{0,17}")
WORDS = ("title", "body", "tags", "extra", "note")
LONGEST = {
    "title": 300,
    "body": 30_000,
    "tags": 500,
    "extra": 300,
    "note": 300,
    "category": 20,
    "version": 10,
    "audience": 1,
    "grade": 12,
    "content_warnings": 1_300,
}
MOST_DRAFTS = 50


@transaction.atomic
def save_draft(viewer: Viewer, place: str, fields: Mapping[str, str]) -> Draft | None:
    """Keep what stands in a form; one without words, or of a post that is to be sealed, is discarded (None). The oldest goes
    when there are too many.

    Raises PermissionDenied, TooMany, and BadRequest for a place that is none.
    """
    may_keep_drafts(viewer).enforce()
    if not PLACE.fullmatch(place):
        raise BadRequest(_("There is no form of that name."))
    count_against_limit(viewer, "drafts")
    kept = {
        name: make_storable(fields[name])[:longest] for name, longest in LONGEST.items() if name in fields
    }
    if fields.get("grade") == SEALED or not any(kept.get(name, "").strip() for name in WORDS):
        discard_draft(viewer, place)
        return None
    draft = Draft(member_id=viewer.member_id, place=place, fields=kept, updated_at=timezone.now())
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["member", "place"],
        update_fields=["fields", "updated_at"],
    )
    drafts = Draft.objects.filter(member_id=viewer.member_id).order_by("-updated_at", "-id")
    Draft.objects.filter(pk__in=list(drafts.values_list("pk", flat=True)[MOST_DRAFTS:])).delete()
    return draft


def discard_draft(viewer: Viewer, place: str) -> None:
    """Throw a draft away, also because it was posted. (Visitors have none here.)"""
    if viewer.is_member:
        later("DELETE FROM qa_draft WHERE member_id = %s AND place = %s", [viewer.member_id, place])


def make_storable(value: str) -> str:
    """Leave out what no column can hold; the form itself will say so when it is posted."""
    return SURROGATES.sub("", value.replace("\x00", ""))
