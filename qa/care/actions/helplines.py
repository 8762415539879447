"""The register of helplines: changing it, verifying, trying the links, telling staff what is late."""

from datetime import timedelta
from urllib.parse import urldefrag, urljoin

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.viewers import Viewer
from forum.lib import outbound
from forum.staff import tell_staff
from qa.care.models import HelpResource
from qa.care.reads.helplines import count_late
from qa.policies.posts import may_manage_catalogue

GOOD_FOR = timedelta(days=180)
LINKS_A_RUN = 20
TRY_AGAIN = timedelta(days=7)
MOST_STEPS = 5  # on which an address leads from one to the next
FURTHEST = timedelta(days=366)  # a number that nobody looks at for longer is not to be relied on


def save_resource(viewer: Viewer, resource: HelpResource) -> HelpResource:
    """Add or change an entry. Raises PermissionDenied, and ValidationError for one that cannot be reached."""
    may_manage_catalogue(viewer).enforce()
    resource.country = resource.country.upper()
    if not (resource.phone or resource.text_number or resource.chat_url or resource.web_url):
        raise ValidationError(_("Please give at least one way to reach it."))
    for name in ("chat_url", "web_url"):
        if getattr(resource, name) and not getattr(resource, name).startswith("https://"):
            raise ValidationError({name: _("The address has to begin with https://")})
        if getattr(resource, name):
            refuse_inside(name, getattr(resource, name))
    if resource.review_by > timezone.localdate() + FURTHEST:
        raise ValidationError(
            {"review_by": _("At most a year from now: numbers change, and somebody should look again.")}
        )
    resource.save()
    return resource


def refuse_inside(name: str, url: str) -> None:
    """Raise ValidationError for an address that by itself says that it leads where readers cannot go."""
    try:
        outbound.read_outside_url(url)
    except outbound.BadUrl as error:
        words = _("Readers cannot go there: this is no address, or one in a private network.")
        raise ValidationError({name: words}) from error


def delete_resource(viewer: Viewer, resource: HelpResource) -> None:
    """Take an entry from the register. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    resource.delete()


@transaction.atomic
def verify_resource(viewer: Viewer, pk: int) -> HelpResource:
    """Note that the viewer has looked: it is right, for half a year. Raises PermissionDenied."""
    may_manage_catalogue(viewer).enforce()
    resource = HelpResource.objects.select_for_update().get(pk=pk)
    resource.verified_at, resource.verified_by = timezone.localdate(), viewer.user
    resource.review_by = timezone.localdate() + GOOD_FOR
    resource.save(update_fields=["verified_at", "verified_by", "review_by"])
    return resource


def check_links() -> int:
    """Try the websites that were not tried for a week, a few at a time; return how many. Staff see which are dead; they stay."""
    due = HelpResource.objects.filter(is_on=True).exclude(web_url="", chat_url="")
    due = due.exclude(link_checked_at__gt=timezone.now() - TRY_AGAIN).order_by("link_checked_at", "pk")
    rows = list(due[:LINKS_A_RUN])
    for resource in rows:
        failures = [find_failure(url) for url in (resource.web_url, resource.chat_url) if url]
        failure = next((one for one in failures if one), "")
        HelpResource.objects.filter(pk=resource.pk).update(
            link_checked_at=timezone.now(), link_failure=failure
        )
    return len(rows)


def find_failure(url: str) -> str:
    """Return why there is no good answer from an address, or from where it leads on; "" where there is one."""
    seen: set[str] = set()
    while True:
        try:
            answer = outbound.get(url, {"User-Agent": "forum-link-check", "Accept": "text/html"})
        except outbound.BadUrl:
            return outbound.Failure.ADDRESS
        except outbound.NotSent as refusal:
            return refusal.failure
        if not (300 <= answer.status < 400 and answer.location):
            break
        seen.add(url)
        try:
            url = urldefrag(urljoin(url, answer.location)).url
        except ValueError:  # what stands there is no address
            return outbound.Failure.REDIRECT
        if url in seen or len(seen) > MOST_STEPS:
            return outbound.Failure.REDIRECT
    # Some sites refuse every program; only what says that the page is gone is a dead link.
    return outbound.Failure.STATUS if answer.status in (404, 410) or answer.status >= 500 else ""


@transaction.atomic
def tell_of_late_ones() -> int:
    """Write to staff where reviews are late; return how many are."""
    late = count_late()
    if late:
        words = ngettext(
            "%(n)d helpline should be looked at again.", "%(n)d helplines should be looked at again.", late
        )
        tell_staff(words % {"n": late}, reverse("admin:care_helpresource_changelist"))
    return late
