"""Applications for those who decide, and one's own."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from qa.professionals.models import Application, Evidence, Grant


def list_waiting() -> QuerySet[Application]:
    """Return what waits, the oldest first."""
    return Application.objects.filter(outcome="").select_related("member").order_by("created_at", "pk")


def list_grants() -> QuerySet[Grant]:
    """Return who has a mark, those whose mark is over first in front."""
    return Grant.objects.select_related("member").order_by("until", "pk")


def find_application(pk: int) -> Application:
    found = Application.objects.select_related("member").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such application."))
    return found


def find_last(member_id: int) -> Application | None:
    """Return a member's newest application."""
    return Application.objects.filter(member_id=member_id).order_by("-created_at", "-pk").first()


def list_evidence(application: Application) -> list[Evidence]:
    """Return the files of an application, without what is in them."""
    return list(application.evidence.defer("content").order_by("pk"))


def find_evidence(application: Application, pk: int) -> Evidence:
    found = application.evidence.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such file (any more)."))
    return found
