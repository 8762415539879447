"""Drafts: the list, saving (by a button of the form, or while typing), discarding."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages import private_page
from qa.actions.drafts import discard_draft, save_draft
from qa.care.views.cards import tell_writer
from qa.models import Post
from qa.policies.drafts import may_keep_drafts
from qa.policies.posts import may_see
from qa.reads.drafts import find_address, find_draft, list_drafts
from qa.views.requests import MemberRequest, is_unkept

POSTED_COOKIE = "posted"
POSTED_SECONDS = 300


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: MemberRequest) -> HttpResponseBase:
    """The member's drafts; POST saves the one of `place`, as a script does while somebody types."""
    if request.method == "POST":
        draft = save_draft(request.viewer, request.POST.get("place", ""), read_fields(request))
        return JsonResponse({"saved_at": draft.updated_at.isoformat() if draft else None})
    return show_drafts(request)


@private_page
def show_drafts(request: MemberRequest) -> HttpResponse:
    return render(request, "qa/drafts/index.html", {"rows": list_drafts(request.viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: MemberRequest, place: str) -> HttpResponse:
    """Ask, then throw the draft away."""
    may_keep_drafts(request.viewer).enforce()
    if request.method == "POST":
        discard_draft(request.viewer, place)
        messages.success(request, _("The draft is discarded."))
        return forget(redirect("qa:drafts"), place)
    draft = find_draft(request.viewer, place)
    if draft is None:
        raise Http404(_("There is no such draft. It may have been posted or discarded."))
    return render(request, "qa/drafts/discard.html", {"draft": draft, "address": find_address(place)})


def read_fields(request: MemberRequest) -> dict[str, str]:
    """Return what stands in a form; of boxes all that are ticked, with spaces between."""
    return request.POST.dict() | {"content_warnings": " ".join(request.POST.getlist("content_warnings"))}


def wants_draft(request: MemberRequest) -> bool:
    """Whether the button "Save draft" sent the form."""
    if is_unkept(request):
        messages.info(
            request,
            _(
                "Of a post that is to be sealed no draft is kept here. Your words are below; nothing is posted yet."
            ),
        )
        return False
    return request.method == "POST" and "save_draft" in request.POST


def keep(request: MemberRequest, place: str) -> HttpResponse:
    """Save what was typed and come back with the form."""
    save_draft(request.viewer, place, read_fields(request))
    messages.success(request, _("The draft is saved. Only you can see it."))
    return redirect(find_address(place))


def leave(request: MemberRequest, to: Post, place: str) -> HttpResponse:
    """Go on to what was posted; say so when it waits for approval. Whoever may be in danger is shown helplines."""
    tell_writer(request, to)
    if to.is_held:
        messages.info(
            request, _("Thank you. Your post is saved, and will be visible once a moderator has seen it.")
        )
    if not may_see(request.viewer, to):  # somebody else's post that all may edit, and this edit waits
        return forget(redirect(to.question or "qa:questions"), place)
    return forget(redirect(to), place)


def forget(response: HttpResponse, place: str) -> HttpResponse:
    """Tell the browser's script that this place's words need not be kept any longer."""
    response.set_cookie(
        POSTED_COOKIE, place, max_age=POSTED_SECONDS, samesite="Lax", secure=settings.VISITOR_COOKIE_SECURE
    )
    return response
