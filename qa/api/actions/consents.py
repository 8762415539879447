"""Saying yes to the public data set, and taking it back."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import options
from qa.api.models import Consent


def set_consent(viewer: Viewer, is_given: bool) -> None:
    """Note whether the viewer's posts may stand in the data sets that are made from now on. Raises PermissionDenied."""
    if not viewer.is_member:
        raise PermissionDenied(_("Please sign in first."))
    if not is_given:
        Consent.objects.filter(member_id=viewer.member_id).delete()
        return
    if not options.current().dataset_license:
        raise PermissionDenied(_("There is no data set of this site."))
    Consent.objects.get_or_create(member_id=viewer.member_id)
