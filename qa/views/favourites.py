"""Stars: setting them, and the list of what they are on."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import private_page
from forum import options
from forum.lib.errors import BadRequest
from forum.lib.paging import paginate
from qa.actions import favourites as actions
from qa.reads import favourites as reads
from qa.views.comments import find_post
from qa.views.lists import read_choice, tabs
from qa.views.requests import MemberRequest

SETTERS: dict[str, Callable[..., Any]] = {
    "questions": actions.set_favourite,
    "members": actions.set_favourite_member,
    "tags": actions.set_favourite_tag,
    "categories": actions.set_favourite_category,
}


@require_POST
def question(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a star on a question (favourite=1) or take it off (favourite=0)."""
    return update(request, "questions", pk)


@require_POST
def update(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """Put a star on something (favourite=1), or take it off (favourite=0)."""
    if kind not in SETTERS or kind not in reads.offered_kinds():
        raise Http404(_("There are no favourites of that kind."))
    if kind == "questions":
        find_post(request, pk)
    is_on = read_switch(request, "favourite")
    thing = SETTERS[kind](request.viewer, pk, is_on)
    if not request.htmx:
        return redirect(thing)
    thing.is_favourite = is_on
    return render(request, "qa/favourites/_star.html", {"star": reads.make_star(request.viewer, thing)})


@require_safe
@private_page
def index(request: MemberRequest) -> HttpResponse:
    """What has the viewer's star: questions, members, tags or categories, the newest star first."""
    kinds = reads.offered_kinds()
    kind = read_choice(request, "kind", kinds)
    page = paginate(request, reads.favourites_of(request.viewer, kind), size=options.current().list_page_size)
    context: dict[str, Any] = {"page": page, "kind": kind, "tabs": tabs("kind", kind, kinds)}
    if kind == "questions":
        context["rows"] = reads.question_rows(request.viewer, list(page.rows))
    else:
        things = reads.things_of(list(page.rows), kind)
        context["things"] = [(thing, reads.make_star(request.viewer, thing)) for thing in things]
    return render(request, "qa/lists/favourites.html", context)


def read_switch(request: MemberRequest, name: str) -> bool:
    """Return what a button that sends 1 or 0 said. Raises BadRequest for anything else."""
    if request.POST.get(name) not in ("0", "1"):
        raise BadRequest(_("That button sends 1 or 0."))
    return request.POST[name] == "1"
