"""Writing to those who run the site."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import options
from forum.lib.http import attempt, render_form, sent
from qa.actions.feedback import send_feedback
from qa.forms.feedback import OWN_PAGE, FeedbackForm
from qa.views.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """The form; there is none while nobody would get what is written."""
    current = options.current()
    if not (current.is_feedback_open and current.feedback_address):
        raise Http404(_("There is no form to write to those who run this site."))
    user = request.viewer.user
    initial = {"page": find_page(request), "email": user.email if user else ""}
    form = FeedbackForm(sent(request), initial=initial, viewer=request.viewer, options=current)
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data.get(name, "") for name in ("text", "name", "email", "page")}
        if attempt(form, lambda: send_feedback(request.viewer, **values) or True):
            messages.success(request, _("Thank you. Your words are on their way to those who run this site."))
            return redirect("qa:home")
    return render_form(request, "qa/feedback/new.html", {"form": form})


def find_page(request: MemberRequest) -> str:
    """Return from which page of ours somebody came, '' when it was none."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path[:OWN_PAGE] if parts.netloc == request.get_host() else ""
