"""The terms of use: who has agreed to which version, and who is asked.

`Consent` rows are the record; `User.agreed_terms` is a copy of the version in the open one, so that asking costs no query.
Whoever has not agreed to the version in force reads on as before, and is asked with the next thing they send (accounts.gate).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import Consent, User
from accounts.viewers import Viewer
from forum.lib.verdict import Rows, Terms, policy
from forum.options import Options

AGREE_FIRST = gettext_lazy(
    "Our terms have changed. Please read them, and say whether you agree, before you go on writing."
)
FIELD = "agreed_terms"  # of a form that agrees, and sends again what was sent before


def are_terms_on(options: Options) -> bool:
    return bool(options.terms_text.strip())


def must_agree(viewer: Viewer, options: Options) -> bool:
    """Whether a member has still to agree to the terms in force."""
    return (
        are_terms_on(options)
        and viewer.user is not None
        and viewer.user.agreed_terms != options.terms_version
    )


@policy
def has_agreed(viewer: Viewer, options: Options) -> Rows:
    """Write here as somebody who agreed to the terms in force. Visitors have none."""
    yield not must_agree(viewer, options), Terms(AGREE_FIRST)


@transaction.atomic
def agree(member_id: int, version: str) -> None:
    """Note that a member agrees to a version of the terms; the time of the first yes to it stays."""
    member = User.objects.select_for_update(no_key=True).get(pk=member_id)
    open_rows = Consent.objects.filter(member=member, kind=Consent.Kind.TERMS, withdrawn_at=None)
    if not open_rows.filter(version=version).exists():
        open_rows.update(withdrawn_at=timezone.now())
        Consent.objects.create(member=member, kind=Consent.Kind.TERMS, version=version)
    User.objects.filter(pk=member_id).update(agreed_terms=version)


def last_agreement(member: User | None) -> Consent | None:
    """Return to what a member last agreed, and when."""
    rows = Consent.objects.filter(member=member, kind=Consent.Kind.TERMS, withdrawn_at=None)
    return rows.first() if member is not None else None
