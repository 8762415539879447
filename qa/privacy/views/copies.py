"""A copy of one's own data: asking for it, seeing how far it is, getting it."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages import lead_to_sign_in
from qa.privacy.actions.copies import ask_for_copy
from qa.privacy.models import DataCopy
from qa.privacy.rules.kinds import WITHHELD
from qa.privacy.views.people import find_person
from qa.views.requests import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: MemberRequest) -> HttpResponse:
    """What a copy has in it, and how far one's own is; POST has one made."""
    member = find_person(request)
    if member is None:
        return lead_to_sign_in(request)
    if request.method == "POST":
        ask_for_copy(member)
        return redirect("privacy:copy")
    copy = DataCopy.objects.filter(member=member).first()
    return render(request, "qa/privacy/copy_state.html", {"copy": copy, "withheld": WITHHELD.values()})


def again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Have a member who is signed in say once more that it is them; who comes back did so a moment ago."""
    asked: Callable[..., HttpResponseBase] = reauthentication_required(view)

    def choose(request: MemberRequest, *args: Any, **values: Any) -> HttpResponseBase:
        return (asked if request.viewer.is_member else view)(request, *args, **values)

    return choose


@never_cache
@require_safe
@again
def download(request: MemberRequest) -> HttpResponseBase:
    """The file, for its owner alone."""
    member = find_person(request)
    if member is None:
        return redirect(
            "privacy:copy"
        )  # which leads to signing in, and does not begin with a file afterwards
    copy = DataCopy.objects.filter(member=member, state=DataCopy.State.READY).first()
    if copy is None:
        raise Http404(_("There is no copy of your data at the moment."))
    try:
        file = default_storage.open(copy.file_name)
    except FileNotFoundError as error:
        raise Http404(_("There is no copy of your data at the moment.")) from error
    return FileResponse(file, as_attachment=True, filename="my-data.zip", content_type="application/zip")
