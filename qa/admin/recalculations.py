"""Options of which every figure of the site depends, in the console: they change together with the figures."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewers import Viewer
from forum import options
from forum.lib.http import sent
from qa.actions import rescaling
from qa.admin.base import viewer_of
from qa.admin.option_fields import make_field
from qa.models import Recalculation

# The heading of each page, what it says, and the action behind it.
PAGES: Mapping[str, tuple[Promise, Promise, Callable[[Viewer, Mapping[str, Any]], Recalculation]]] = {
    "points": (
        gettext_lazy("Points"),
        gettext_lazy(
            "The new values hold as soon as the points of all members are computed by them, and not before."
        ),
        rescaling.change_scale,
    ),
    "hotness": (
        gettext_lazy("Hot questions"),
        gettext_lazy(
            "The new values hold at once; the order of all questions follows within moments. As in Question2Answer, an answer "
            "or a vote counts like 160,000 seconds of newness, a view like 4,000."
        ),
        rescaling.change_hotness,
    ),
}


class PageForm(forms.Form):
    """One field for each option of a page."""

    def __init__(self, page: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, declaration in list_declarations(page).items():
            self.fields[name] = make_field(declaration.default, dict(declaration.metadata))


def list_declarations(page: str) -> dict[str, Any]:
    return {name: one for name, one in options.DECLARATIONS.items() if one.metadata["page"] == page}


def show_recalculation(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """The form, and how far the recalculation is; looking at it carries it on, and it looks again by itself."""
    heading, explanation, change = PAGES[page]
    declared = list_declarations(page)
    if request.method == "POST" and "reset" in request.POST:
        change(viewer_of(request), {name: one.default for name, one in declared.items()})
        return redirect(request.path)
    last = rescaling.find_last(page)
    current = options.current()
    values = {name: getattr(current, name) for name in declared}
    if last and last.is_at_work:
        values |= last.wanted
    form = PageForm(page, sent(request), initial=values)
    if form.is_bound and form.is_valid():
        change(viewer_of(request), form.cleaned_data)
        return redirect(request.path)
    if last and last.is_at_work and not form.is_bound:
        last = rescaling.advance(last.pk)
    context |= {"title": heading, "explanation": explanation, "form": form, "last": last}
    context["reset_question"] = _(
        "This replaces the values above by their defaults and computes everything anew."
    )
    response = TemplateResponse(
        request, "admin/forum/siteoption/recalculation.html", context, status=422 if form.is_bound else 200
    )
    if last and last.is_at_work and not form.is_bound:
        response.headers["Refresh"] = "1"
    return response
