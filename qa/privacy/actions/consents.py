"""Saying yes and taking it back; and the age band."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consent, User
from accounts.viewers import Viewer
from qa.privacy.models import Age

HEALTH_VERSION = "2026-11-27"  # the day of these words: others ask anew
HEALTH_QUESTION = gettext_lazy(
    "What I write here may tell of my health. I agree that it is kept and shown as I post it."
)


def say_age(member: User, band: str) -> None:
    """Keep the band, and when it was said; nothing else."""
    Age.objects.update_or_create(member=member, defaults={"band": band, "said_at": timezone.now()})


@transaction.atomic
def give_health_consent(member: User) -> Consent:
    """Note that a member agrees to the words of now; an older yes ends with it."""
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    held = Consent.objects.filter(member=member, kind=Consent.Kind.HEALTH, withdrawn_at=None)
    same = held.filter(version=HEALTH_VERSION).first()
    if same is not None:
        return same
    held.update(withdrawn_at=timezone.now())
    return Consent.objects.create(member=member, kind=Consent.Kind.HEALTH, version=HEALTH_VERSION)


def withdraw(viewer: Viewer, consent_id: int) -> bool:
    """Take a consent back; return whether it was there. Terms are not taken back here: whoever wants none of them leaves.

    Raises PermissionDenied for visitors.
    """
    if viewer.user is None:
        raise PermissionDenied(_("Please sign in first."))
    rows = Consent.objects.filter(pk=consent_id, member=viewer.user, withdrawn_at=None).exclude(
        kind=Consent.Kind.TERMS
    )
    return bool(rows.update(withdrawn_at=timezone.now()))
