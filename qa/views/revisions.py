"""The history of a post, and bringing a version back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import options
from forum.lib.errors import BadRequest
from qa.actions.edits import restore_revision
from qa.models import Revision
from qa.policies.posts import may_restore, may_see_extra, owns
from qa.reads.content_warnings import cover
from qa.reads.revisions import describe, load_history, veil_revisions
from qa.views.comments import find_post
from qa.views.requests import MemberRequest

VIEWS = ("inline", "side")


@require_safe
def history(request: MemberRequest, pk: int) -> HttpResponse:
    """Every version of a post: who made it, when, why, and what changed."""
    view = request.GET.get("view", VIEWS[0])
    if view not in VIEWS:
        raise BadRequest(_("A history is shown inline or side by side."))
    post = find_post(request, pk)
    page, versions = load_history(request, request.viewer, post, options.current())
    context = {
        "post": post,
        "page": page,
        "versions": versions,
        "view": view,
        "restoring": may_restore(request.viewer, post),
        "cover": cover(request.viewer, post, is_own=bool(owns(request.viewer, post))),
    }
    return render(request, "qa/revisions/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: MemberRequest, pk: int, version: int) -> HttpResponse:
    """Show what would change, ask, then bring the version back. (Bringing back the newer one undoes it.)"""
    post = find_post(request, pk)
    may_restore(request.viewer, post).enforce()
    found = {
        row.version: row for row in Revision.objects.filter(post=post, version__in=[version, post.version])
    }
    if version not in found or post.version not in found:
        raise Http404(_("There is no such version."))
    current = options.current()
    veil_revisions(request.viewer, post, list(found.values()), current)
    has_extra = bool(may_see_extra(request.viewer, post, current))
    change = describe(found[version], found[post.version], post, has_extra=has_extra)
    context = {"post": post, "version": change, "sentence": ""}
    if request.method == "POST":
        try:
            restored = restore_revision(request.viewer, pk, version)
        except ValidationError as error:
            return render(
                request, "qa/revisions/restore.html", {**context, "sentence": error.messages[0]}, status=422
            )
        messages.success(request, _("The post says again what it said in that version."))
        return redirect(restored)
    return render(request, "qa/revisions/restore.html", context)
