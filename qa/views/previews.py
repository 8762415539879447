"""The live preview: the very renderer that publishing uses."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from forum import options
from qa.actions.writing import count_against_limit
from qa.forms.fields import BodyField
from qa.views.requests import MemberRequest


@require_POST
def show(request: MemberRequest) -> HttpResponse:
    """Return the text in `body` as it would look (a fragment), or 422 with the sentence."""
    count_against_limit(request.viewer, "previews")
    return preview(request, request.POST.get("body", ""))


def preview(request: HttpRequest, source: str) -> HttpResponse:
    try:
        text = BodyField(min_text=0, max_text=options.current().body_max_length).clean(source)
    except ValidationError as error:
        return render(request, "qa/previews/_preview.html", {"errors": error.messages}, status=422)
    return render(request, "qa/previews/_preview.html", {"html": text.html})
