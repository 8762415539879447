"""Addresses of Question2Answer, so that a migrated site keeps its links."""

import re
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qa.models import Post
from qa.views.lists import home
from qa.views.requests import MemberRequest

OLD_ADDRESS = re.compile(r"^(\d{1,18})(?:/|$)")


@require_safe
def question(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """/<id>/<slug> goes to the question's page for good."""
    post = (
        Post.objects.filter(pk=pk).only("id", "kind", "slug", "question_id", "is_hidden", "audience").first()
    )
    if post is None:
        raise Http404(_("This question does not exist, or it was removed."))
    if post.is_question and (post.is_hidden or post.audience == Post.Audience.MEMBERS):
        return redirect("qa:question", post.pk)  # its own address has words of the title
    return HttpResponsePermanentRedirect(post.get_absolute_url())


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """/?qa=<id>/<slug> (and with qa_1=) goes to the question's page for good; else this is the home page."""
    asked = request.GET.get("qa", "")
    if asked.startswith("feed/"):
        return HttpResponsePermanentRedirect("/" + quote(asked))  # whoever has feeds knows the rest
    match = OLD_ADDRESS.match(asked)
    return question(request, int(match[1])) if match else home(request)


index.is_shared = True  # type: ignore[attr-defined]  # `home` makes it, and keeps it only without ?qa=
