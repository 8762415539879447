"""Reports, for who made them and for moderators: the copies that were given, and nothing around them."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.talks.models import Report, ReportedText
from qa.talks.policies.reports import may_see_report


def find_report(viewer: Viewer, pk: int) -> Report:
    """Return a report that the viewer may read. Raises Http404."""
    found = Report.objects.filter(pk=pk).select_related("reporter", "reported", "decided_by").first()
    if found is None or not may_see_report(viewer, found):
        raise Http404(_("There is no such report."))
    return found


def list_texts(report: Report) -> QuerySet[ReportedText]:
    """Return what was given, in the order in which it was written."""
    return report.texts.select_related("author").order_by("written_at", "id")
