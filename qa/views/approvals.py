"""Posts that wait for approval: approving and rejecting them from their page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import options
from forum.lib.http import render_form, sent
from qa.actions.approvals import approve_post, refuse_settled, reject_post
from qa.forms.moderation import RejectionForm
from qa.models import Post
from qa.policies import posts as policies
from qa.views.comments import find_post
from qa.views.requests import MemberRequest


@require_POST
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Let everybody read the post."""
    find_undecided(request, pk)
    post = approve_post(request.viewer, pk)
    messages.success(request, _("The post is approved; everybody can read it now."))
    return redirect(post)


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the reason that the author will read, then leave the post hidden."""
    post = find_undecided(request, pk)
    policies.may_approve(request.viewer, post).enforce()
    form = RejectionForm(sent(request), reasons=options.current().rejection_reasons)
    if form.is_bound and form.is_valid():
        try:
            reject_post(request.viewer, pk, form.cleaned_data["reason"], is_spam=form.cleaned_data["is_spam"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("The post is rejected. Its author reads why; nobody else sees it."))
            return redirect("qa:reviews")
    return render_form(request, "qa/approvals/reject.html", {"form": form, "post": post})


def find_undecided(request: MemberRequest, pk: int) -> Post:
    """Return a post that waits. Raises Http404, and Conflict when somebody has decided already: who rejects hides the
    post, so that it would seem to be gone."""
    post = Post.objects.select_related("question").filter(pk=pk).first()
    if post is not None:
        refuse_settled(request.viewer, post)
    return find_post(request, pk)
