"""Questions as Markdown, and /llms.txt: plain text for programs that read pages. Only while everybody may read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from forum.options import Options
from qa.api.reads.addresses import absolute
from qa.api.reads.pages import write_llms, write_question
from qa.reads.questions import find_question
from qa.views.requests import MemberRequest


def are_pages_on(current: Options) -> bool:
    """Whether there are such pages: not where texts are for some people alone, for programs come without an account."""
    return current.are_markdown_pages_on and current.view_level == "everybody"


def enforce_pages() -> Options:
    """Return the options. Raises Http404 where there are no such pages."""
    current = options.current()
    if not are_pages_on(current):
        raise Http404(_("There is no such page (any more)."))
    return current


@require_safe
def question(request: MemberRequest, pk: int) -> HttpResponse:
    """A question with its answers, for whoever may read its page."""
    current = enforce_pages()
    found = find_question(request.viewer, pk)
    if found.is_hidden:  # who may still see it has the page
        raise Http404(_("There is no such page (any more)."))
    response = answer(request, write_question(request.viewer, found, current), "markdown")
    response.headers["Link"] = f'<{absolute(found.get_absolute_url())}>; rel="canonical"'
    response.headers["X-Robots-Tag"] = "noindex"  # search engines have the page itself
    if request.viewer.is_member:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def llms(request: MemberRequest) -> HttpResponse:
    """What this place is, and where what stands as Markdown (llmstxt.org)."""
    return answer(request, write_llms(enforce_pages()), "plain")


def answer(request: HttpRequest, text: str, kind: str) -> HttpResponse:
    """Return the text, or that it is the one the program has already."""
    response = HttpResponse(text, content_type=f"text/{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    set_response_etag(response)
    found = get_conditional_response(request, response.headers["ETag"], None, response)
    return found or response
