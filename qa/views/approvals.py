"""Posts that wait for approval: the list, approving, rejecting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import options
from forum.lib.http import render_form, sent
from forum.lib.paging import paginate
from qa.actions.approvals import approve_post, refuse_decided, reject_post
from qa.forms.moderation import RejectionForm
from qa.models import Post
from qa.policies import posts as policies
from qa.policies.screening import may_settle
from qa.reads.approvals import held_posts
from qa.reads.screening import describe_findings, tell_all, texts_of, to_look_at
from qa.rules.screening import CLEAN
from qa.views.comments import find_post
from qa.views.requests import MemberRequest

MOST_FLAGGED = 20  # on one page, below those that wait


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """Posts that wait, the oldest first, and published ones that rules flagged; for experts."""
    viewer = request.viewer
    policies.may_see_held(viewer).enforce()
    page = paginate(request, held_posts(viewer), size=options.current().list_page_size)
    flagged = list(to_look_at(viewer)[:MOST_FLAGGED])
    found = describe_findings(post.pk for post in (*page.rows, *flagged))
    told = {post.pk: tell_all(found.get(post.pk, CLEAN), texts_of(post)) for post in (*page.rows, *flagged)}
    context = {
        "page": page,
        "rows": [
            (post, policies.may_approve(viewer, post), told[post.pk], found.get(post.pk, CLEAN))
            for post in page.rows
        ],
        "flagged": [(post, may_settle(viewer, post), told[post.pk]) for post in flagged],
    }
    return render(request, "qa/approvals/index.html", context)


@require_POST
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Let everybody read the post."""
    find_undecided(request, pk)
    post = approve_post(request.viewer, pk)
    messages.success(request, _("The post is approved; everybody can read it now."))
    return go_back(request, post.get_absolute_url())


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
            return redirect("qa:held")
    return render_form(request, "qa/approvals/reject.html", {"form": form, "post": post})


def find_undecided(request: MemberRequest, pk: int) -> Post:
    """Return a post that waits. Raises Http404, and Conflict when somebody has decided already: who rejects hides the
    post, so that it would seem to be gone."""
    post = Post.objects.select_related("question").filter(pk=pk).first()
    if post is not None:
        refuse_decided(request.viewer, post)
    return find_post(request, pk)


def go_back(request: MemberRequest, address: str) -> HttpResponse:
    """Go on in the list when the button stood there, else to the post."""
    return redirect("qa:held") if request.POST.get("from") == "list" else HttpResponseRedirect(address)
