"""Warning, suspending or blocking whoever wrote a masked post, by moderators who do not learn who that is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from qa.actions.measures import take_unnamed
from qa.forms.measures import BlockForm, SuspensionForm, WarningForm
from qa.models import Measure, Post
from qa.policies.measures import may_measure_author, may_measure_unnamed
from qa.policies.posts import owns
from qa.reads.records import list_author_measures
from qa.views.comments import find_post
from qa.views.measures import decide
from qa.views.requests import MemberRequest

KINDS: dict[str, tuple[Any, Measure.Kind, Any]] = {
    "warning": (WarningForm, Measure.Kind.WARN, gettext_lazy("Warn whoever wrote this")),
    "suspension": (SuspensionForm, Measure.Kind.SUSPEND, gettext_lazy("Suspend whoever wrote this")),
    "block": (BlockForm, Measure.Kind.BLOCK, gettext_lazy("Block whoever wrote this")),
}


@require_safe
@never_cache
def author(request: MemberRequest, pk: int) -> HttpResponse:
    """What was decided about whoever wrote a post, by this post alone, and what can be. The post may be gone."""
    may_measure_unnamed(request.viewer).enforce()
    post = Post.objects.select_related("question").filter(pk=pk).first()
    measures = list_author_measures(pk)
    if post is None and not measures:
        raise Http404(_("This post does not exist."))
    if post is not None and not measures:
        may_measure_author(request.viewer, post).enforce()
    context = {
        "post": post,
        "measures": measures,
        "acting": post is not None and may_measure_author(request.viewer, post),
        "changing": post is None or not owns(request.viewer, post),
    }
    return render(request, "qa/masks/author.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def take(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Warn, suspend or block; the button "Preview" shows what whoever wrote the post will read."""
    if kind not in KINDS:
        raise Http404(_("There is no such measure."))
    make_form, what, heading = KINDS[kind]
    may_measure_unnamed(request.viewer).enforce()
    post = find_post(request, pk)
    may_measure_author(request.viewer, post).enforce()
    known = list_author_measures(pk)
    context = {"post": post, "heading": heading, "kind": kind, "back_url": f"/posts/{pk}/author/"}
    context["measures"] = [one for one in known if one.stands]
    decided = decide(
        request, make_form, known, context, lambda **values: take_unnamed(request.viewer, pk, what, **values)
    )
    if decided is not None:
        return decided
    messages.success(request, _("It is decided. Whoever wrote this reads it."))
    return redirect("masks:author", pk)
