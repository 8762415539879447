"""The review queue: what waits, one thing in its context, taking, handing over, deciding."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import options
from forum.lib.errors import BadRequest
from forum.lib.http import render_form, sent
from forum.lib.numbers import read_id
from forum.lib.paging import paginate
from qa.actions.decisions import CHOICES, Verdict, decide_item, decide_items
from qa.actions.reviews import (
    Claimed,
    Decided,
    claim_item,
    claim_next,
    hand_over,
    is_held_by_another,
    release_item,
)
from qa.actions.welfare import Enough
from qa.forms.reviews import DecisionForm, HandoverForm, ManyForm, adopt
from qa.models import Category, Post, ReviewItem
from qa.policies import reviews as policies
from qa.policies.people import may_see_admissions
from qa.policies.posts import may_close, may_edit, may_see
from qa.policies.screening import may_settle
from qa.reads import reviews as reads
from qa.reads.desks import Desk, list_desks
from qa.reads.screening import describe_findings, tell_all, texts_of, to_look_at
from qa.views.requests import MemberRequest

MOST_NOTICED = 20  # published posts that rules noticed, below what waits
LABELS = {
    "held": gettext_lazy("Waiting for approval"),
    "edit": gettext_lazy("Edits"),
    "flagged": gettext_lazy("Flags"),
    "check": gettext_lazy("To be checked"),
    "appeal": gettext_lazy("Appeals"),
    "report": gettext_lazy("Reports"),
    "worry": gettext_lazy("Worries"),
}


@require_safe
def index(request: MemberRequest) -> HttpResponse:
    """What waits, the most urgent and then the oldest first."""
    policies.may_review(request.viewer).enforce()
    return show_list(request, ManyForm())


def show_list(request: MemberRequest, form: Form, marked: list[int] | None = None) -> HttpResponse:
    viewer, choice = request.viewer, read_choice(request)
    items = reads.review_items(viewer, choice)
    page = paginate(request, reads.with_rows(items), size=options.current().list_page_size)
    flags = reads.load_flags([item.post.pk for item in page.rows if item.post and item.post.flag_count])
    posts = [item.post for item in page.rows if item.post and bool(may_see(viewer, item.post))]
    noticed = list(to_look_at(viewer)[:MOST_NOTICED]) if choice == reads.Choice() else []
    told = tell_findings([*posts, *noticed])
    rows = [make_row(request, item, flags, told) for item in page.rows]
    desks = list_desks(viewer)
    context = {
        "noticed": [(post, may_settle(viewer, post), told.get(post.pk)) for post in noticed],
        "page": page,
        "rows": rows,
        "choice": choice,
        "tabs": make_tabs(request, choice, desks),
        "desks": desks,
        "figures": reads.load_figures(viewer),
        "categories": list(Category.objects.in_tree_order()),
        "form": form,
        "marked": marked or [],
    }
    return render_form(request, "qa/reviews/index.html", context)


def tell_findings(posts: Sequence[Post]) -> dict[int, Any]:
    """Return what rules found in these posts, in words; one query."""
    found = describe_findings(post.pk for post in posts)
    return {post.pk: tell_all(found[post.pk], texts_of(post)) for post in posts if post.pk in found}


def make_row(
    request: MemberRequest, item: ReviewItem, flags: dict[int, Any], told: dict[int, Any]
) -> dict[str, Any]:
    """What a row shows: the item, what may be read and decided of it."""
    post = item.post
    return {
        "item": item,
        "flags": flags.get(item.post_id or 0, []),
        "told": told.get(item.post_id or 0),
        "choices": CHOICES.get(item.kind, ()),
        "is_read": post is not None and bool(may_see(request.viewer, post)),
        "is_title_read": post is not None and bool(may_see(request.viewer, post.question or post)),
        "is_held_by_another": is_held_by_another(request.viewer, item),
    }


def make_tabs(request: MemberRequest, choice: reads.Choice, desks: Sequence[Desk]) -> list[dict[str, Any]]:
    """The parts of the list, and the places where something else waits."""
    offered = set(policies.offered_kinds(request.viewer))
    address = reverse("qa:reviews")
    tabs = [{"url": address, "label": _("Everything"), "is_current": not choice.kind and not choice.is_mine}]
    for name, kinds in reads.FILTERS.items():
        if offered & set(kinds):
            tabs.append(
                {"url": f"{address}?kind={name}", "label": LABELS[name], "is_current": choice.kind == name}
            )
    if options.current().is_approval_required and may_see_admissions(request.viewer):
        tabs.append({"url": reverse("qa:admissions"), "label": _("New members"), "is_current": False})
    places = [
        {"url": desk.url, "label": f"{desk.label} ({desk.waiting})", "is_current": False}
        for desk in desks
        if desk.waiting is not None
    ]
    tabs[1:1] = places  # where they are seen on a narrow screen, too
    tabs.append({"url": f"{address}?mine=1", "label": _("What I took"), "is_current": choice.is_mine})
    return tabs


def read_choice(request: MemberRequest) -> reads.Choice:
    """Return what the list is narrowed to, as the address or the form says. Raises BadRequest and Http404."""
    values = request.POST if request.method == "POST" else request.GET
    kind = values.get("kind", "")
    if kind and kind not in reads.FILTERS:
        raise BadRequest(_("That is nothing that the list can be narrowed to."))
    category = None
    if values.get("cat"):
        category = Category.objects.filter(pk=read_id(values["cat"]) or 0).first()
        if category is None:
            raise Http404(_("There is no such category."))
    return reads.Choice(kind, category, bool(values.get("mine")))


@require_safe
def held(request: MemberRequest) -> HttpResponse:
    """The address that this part of the list had before."""
    policies.may_review(request.viewer).enforce()
    return redirect(f"{reverse('qa:reviews')}?kind=held")


@require_POST
def take_next(request: MemberRequest) -> HttpResponse:
    """Take the next thing that nobody looks at, and go there."""
    return go_on(request, read_choice(request))


def go_on(request: MemberRequest, choice: reads.Choice) -> HttpResponse:
    try:
        item = claim_next(request.viewer, reads.review_items(request.viewer, choice))
    except Enough as enough:
        messages.info(request, str(enough))
        return redirect(address_of(choice))
    if item is None:
        messages.info(request, _("Nothing is waiting that nobody looks at already. Thank you for looking."))
        return redirect(address_of(choice))
    return redirect(f"{item.get_absolute_url()}?{'&'.join(['go=next', *filter(None, [choice.query])])}")


def address_of(choice: reads.Choice) -> str:
    return reverse("qa:reviews") + (f"?{choice.query}" if choice.query else "")


@require_safe
def item(request: MemberRequest, pk: int) -> HttpResponse:
    """One thing with its context."""
    return show_item(request, find_item(request, pk), DecisionForm())


def show_item(request: MemberRequest, found: ReviewItem, form: Form) -> HttpResponse:
    viewer, post = request.viewer, found.post
    values = request.POST if request.method == "POST" else request.GET
    context = {
        "form": form,
        "sheet": reads.load_sheet(viewer, found),
        "told": tell_findings([post]).get(post.pk) if post and may_see(viewer, post) else None,
        "item": found,
        "post": post,
        "editing": post is not None and bool(may_edit(viewer, post)),
        "closing": post is not None and bool(may_close(viewer, post, options.current())),
        "deciding": policies.may_decide(viewer, found),
        "choices": CHOICES.get(found.kind, ()),
        "is_read": post is not None and bool(may_see(viewer, post)),
        "is_title_read": post is not None and bool(may_see(viewer, post.question or post)),
        "is_held_by_another": is_held_by_another(viewer, found),
        "is_mine": found.claimed_by_id == viewer.user_id and found.is_open,
        "choice": read_choice(request),
        "go": "next" if values.get("go") == "next" else "",
    }
    return render_form(request, "qa/reviews/item.html", context)


def find_item(request: MemberRequest, pk: int) -> ReviewItem:
    """Return an item that the viewer may look at. Raises PermissionDenied and Http404."""
    policies.may_review(request.viewer).enforce()
    rows = reads.with_rows(ReviewItem.objects.all()).select_related("decided_by", "post__hiding")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such thing to look at."))
    policies.may_look_at(request.viewer, found).enforce()
    return found


@require_POST
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide one item. What somebody else decided meanwhile is told with 409; what somebody else looks at is asked for."""
    found = find_item(request, pk)
    verdict = read_verdict(request)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show_item(request, found, form)
    reason = form.cleaned_data["reason"]
    try:
        decide_item(request.viewer, pk, verdict, reason, is_forced="force" in request.POST)
    except Decided as conflict:
        return show_conflict(request, "decided", conflict, found, reason)
    except Claimed as conflict:
        return show_conflict(request, "claimed", conflict, found, reason, verdict=verdict)
    except ValidationError as error:
        adopt(form, error)
        return show_item(request, found, form)
    messages.success(request, _("It is decided. Thank you."))
    choice = read_choice(request)
    if found.is_urgent:
        return redirect(reverse("team:breather") + (f"?{choice.query}" if choice.query else ""))
    return go_on(request, choice) if request.POST.get("go") == "next" else redirect(address_of(choice))


def show_conflict(
    request: MemberRequest, name: str, conflict: Exception, found: ReviewItem, reason: str, **context: Any
) -> HttpResponse:
    shared = {"sentence": str(conflict), "item": found, "reason": reason, "choice": read_choice(request)}
    return render(request, f"qa/reviews/{name}.html", shared | context, status=409)


def read_verdict(request: MemberRequest) -> Verdict:
    try:
        return Verdict(request.POST.get("verdict", ""))
    except ValueError as error:
        raise BadRequest(_("This cannot be said of what waits here.")) from error


@require_POST
def decide_many(request: MemberRequest) -> HttpResponse:
    """Decide what is chosen in the list, each for itself, and say what was done and what was not."""
    policies.may_review(request.viewer).enforce()
    marks = [pk for pk in map(read_id, request.POST.getlist("item")) if pk]
    form = ManyForm(request.POST)
    if not marks:
        form.add_error(None, _("Nothing was chosen."))
    if not form.is_valid():
        return show_list(request, form, marks)
    values = form.cleaned_data
    results = decide_items(request.viewer, marks, Verdict(values["verdict"]), values["reason"])
    context = {
        "done": [result for result in results if not result.refusal],
        "refused": [result for result in results if result.refusal],
        "choice": read_choice(request),
    }
    return render(request, "qa/reviews/result.html", context)


@require_POST
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Take this one."""
    find_item(request, pk)
    return redirect(claim_item(request.viewer, pk))


@require_POST
def release(request: MemberRequest, pk: int) -> HttpResponse:
    """Give it back to everybody."""
    find_item(request, pk)
    release_item(request.viewer, pk)
    messages.success(request, _("You gave it back; somebody else will look at it."))
    choice = read_choice(request)
    return go_on(request, choice) if request.POST.get("go") == "next" else redirect(address_of(choice))


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass it on with a word: to a colleague, to everybody, perhaps as urgent."""
    found = find_item(request, pk)
    policies.may_decide(request.viewer, found).enforce()
    form = HandoverForm(sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            hand_over(request.viewer, pk, values["to"], values["note"], is_urgent=values["is_urgent"])
        except ValidationError as error:
            adopt(form, error)
        else:
            messages.success(request, _("It is passed on, with your word."))
            return redirect("qa:reviews")
    return render_form(request, "qa/reviews/handover.html", {"form": form, "item": found})
