"""The language of searches, in the console: it changes together with all that was written down for them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from forum import options
from forum.lib.http import sent
from qa.admin.base import viewer_of
from qa.admin.option_fields import make_field
from qa.search import documents


class LanguageForm(forms.Form):
    """The one option."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declaration = options.DECLARATIONS["search_language"]
        self.fields["search_language"] = make_field(declaration.default, dict(declaration.metadata))


def show_search(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The form, and how far the documents are; looking at it carries the work on, and it looks again by itself."""
    form = LanguageForm(sent(request), initial={"search_language": options.current().search_language})
    if form.is_bound and form.is_valid():
        documents.change_language(viewer_of(request), form.cleaned_data["search_language"])
        return redirect(request.path)
    if not form.is_bound:
        documents.advance()
    progress = documents.read_progress()
    context |= {"title": _("Search"), "form": form, "progress": progress}
    response = TemplateResponse(
        request, "admin/forum/siteoption/search.html", context, status=422 if form.is_bound else 200
    )
    if progress.is_at_work and not form.is_bound:
        response.headers["Refresh"] = "1"
    return response
