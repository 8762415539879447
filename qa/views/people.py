"""Members: the list by points, and public profiles."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.profiles.names import find_moved
from accounts.profiles.reads import show_values
from forum import options, stamps
from forum.lib.errors import BadRequest, Moved
from forum.lib.numbers import read_id
from forum.lib.paging import Page, paginate
from forum.lib.text import normalise_key
from forum.shared import PAGED, shared_page
from forum.stamps import Kind
from qa.models import Earning
from qa.policies.indexing import Kind as Shown
from qa.policies.indexing import may_index, may_index_other
from qa.policies.measures import may_see_new_members, may_see_record, may_see_special_members
from qa.reads import badges, ledger, listings, people, records
from qa.reads.earned import list_months
from qa.reads.favourites import make_star, with_star
from qa.reads.mentions import suggest_members
from qa.rules.plots import draw
from qa.views.engines import tell_engines, tell_of_list
from qa.views.requests import MemberRequest


@require_safe
@shared_page("by", *PAGED, marks_members=False)
def index(request: MemberRequest) -> HttpResponse:
    """Members by points: of all time, or earned within ?by= a week or a month. By name, where the owner wants no such lists."""
    current, span = options.current(), request.GET.get("by", "")
    if span and span not in Earning.Span.values:
        raise BadRequest(_("There is no such list of members."))
    tell_engines(request, may_index_other("members"), request.path)
    if not current.are_leaderboards_on:
        if span:
            raise Http404(_("There is no such page (any more)."))
        page: Page[Any] = paginate(request, people.members_by_name(), size=current.users_page_size)
        return render(request, "qa/people/by_name.html", {"page": page, "tabs": list_tabs(request)})
    rows = people.members_by_earnings(span) if span else people.members_by_points()
    page = paginate(request, rows, size=current.users_page_size)
    template = "qa/people/earners.html" if span else "qa/people/index.html"
    return render(request, template, {"page": page, "tabs": list_tabs(request, span)})


@require_safe
def newest(request: MemberRequest) -> HttpResponse:
    """The newest members, for editors."""
    may_see_new_members(request.viewer).enforce()
    page = paginate(request, records.newest_members(), size=options.current().users_page_size)
    context = {"page": page, "tabs": list_tabs(request), "has_dates": True}
    return render(request, "qa/people/newest.html", context)


@require_safe
def special(request: MemberRequest) -> HttpResponse:
    """Members with a level of their own, for moderators."""
    may_see_special_members(request.viewer).enforce()
    page = paginate(request, records.special_members(), size=options.current().users_page_size)
    return render(request, "qa/people/special.html", {"page": page, "tabs": list_tabs(request)})


@require_safe
def blocked(request: MemberRequest) -> HttpResponse:
    """Members from whom something is taken at present, for moderators."""
    may_see_special_members(request.viewer).enforce()
    page = paginate(request, records.blocked_members(request.viewer), size=options.current().users_page_size)
    records.with_posts(page.rows)
    return render(request, "qa/people/blocked.html", {"page": page, "tabs": list_tabs(request)})


def list_tabs(request: MemberRequest, span: str = "") -> list[dict[str, Any]]:
    """Return the lists of members that the viewer may open; one alone is no choice. `span`: of which points are listed."""
    index = reverse("qa:users")
    offered = [(index, _("By name"), True)]
    if options.current().are_leaderboards_on:
        spans = [(f"{index}?by={value}", str(label), True) for value, label in reversed(Earning.Span.choices)]
        offered = [(index, _("By points"), True), *spans]
    is_moderator = bool(may_see_special_members(request.viewer))
    offered += [
        (reverse("qa:users-new"), _("Newest"), bool(may_see_new_members(request.viewer))),
        (reverse("qa:users-special"), _("Special"), is_moderator),
        (reverse("qa:users-blocked"), _("Blocked"), is_moderator),
    ]
    here = f"{request.path}?by={span}" if span else request.path
    tabs = [
        {"label": label, "url": url, "is_current": url == here} for url, label, is_open in offered if is_open
    ]
    return tabs if len(tabs) > 1 else []


@require_safe
@shared_page()
def profile(request: MemberRequest, name: str) -> HttpResponse:
    """Figures, rank and the latest activity of a member."""
    with stamps.reading_own("qa_favourite") as say:
        user = find_member(name, with_star(User.objects.all(), request.viewer, "person"))
    say(Kind.MEMBER, user.pk)
    if name != user.username:
        return redirect(user)
    tell_engines(request, may_index(Shown.PROFILE), user.get_absolute_url())
    context = {
        "star": make_star(request.viewer, user),
        "profile": people.load_profile(user),
        "member": user,
        "events": listings.deeds_of(user, request.viewer),
        "current": "profile",
        "badges": badges.badges_of(user) if options.current().are_badges_on else [],
        "recording": may_see_record(request.viewer, user),
        "about": show_values(request.viewer, user),
        "is_own": request.viewer.user_id == user.pk,
    }
    if is_kept_in_memory(user):
        context |= {"star": None, "in_memory": user.memorial}  # nothing here asks anybody to do anything
    else:
        context |= people.load_more(request.viewer, user)
    return render(request, "qa/people/profile.html", context)


def is_kept_in_memory(user: User) -> bool:
    return getattr(user, "memorial", None) is not None


@require_safe
@shared_page(*PAGED)
def questions(request: MemberRequest, name: str) -> HttpResponse:
    """The questions a member asked."""
    user = find_member(name)
    total = people.load_standing(user).question_count
    rows = people.questions_of(user, request.viewer)
    page = paginate(request, rows, size=options.current().list_page_size, total=total)
    tell_of_list(request, page, kind=Shown.PROFILE)
    context = {
        "member": user,
        "page": page,
        "rows": listings.asked_rows(list(page.rows)),
        "current": "questions",
    }
    return render(request, "qa/people/questions.html", context)


@require_safe
@shared_page(*PAGED)
def answers(request: MemberRequest, name: str) -> HttpResponse:
    """The answers a member gave."""
    user = find_member(name)
    # Answers below a hidden question count, too, but are not listed: the last page may be shorter than it says.
    total = people.load_standing(user).answer_count
    rows = people.answers_of(user, request.viewer)
    page = paginate(request, rows, size=options.current().list_page_size, total=total)
    tell_of_list(request, page, kind=Shown.PROFILE)
    return render(request, "qa/people/answers.html", {"member": user, "page": page, "current": "answers"})


@require_safe
def points(request: MemberRequest, name: str) -> HttpResponse:
    """Where a member's points come from. Not kept for many: what it reads of votes is no page's business else."""
    user = find_member(name)
    if is_kept_in_memory(user):
        return redirect(user)
    summary = ledger.load_ledger(request.viewer, user)
    rows = ledger.posts_with_points(user, is_whole=summary.is_whole, for_members=request.viewer.is_member)
    page = paginate(request, rows, size=options.current().list_page_size)
    months = list_months(
        user.pk, summary.begin + summary.bonus if summary.is_whole else 0, is_whole=summary.is_whole
    )
    plot = draw([month.start for month in months], [month.total for month in months], timezone.now())
    context = {
        "member": user,
        "ledger": summary,
        "months": months,
        "plot": plot,
        "page": page,
        "lines": [ledger.tell_line(request.viewer, post) for post in page.rows],
        "current": "points",
    }
    return render(request, "qa/people/points.html", context)


@require_safe
def suggest(request: MemberRequest) -> HttpResponse:
    """Members whom the word after an @ may mean, those of the ?question= first (a fragment)."""
    members = suggest_members(
        request.GET.get("q", "")[:60],
        read_id(request.GET.get("question", "")),
        for_members=request.viewer.is_member,
    )
    return render(request, "qa/people/_suggestions.html", {"members": members})


def find_member(name: str, members: QuerySet[User] | None = None) -> User:
    """Return a member by name who is active, or kept in memory. Raises Http404, and Moved for a name that somebody had before.

    `members`: all, with more than their own columns.
    """
    members = User.objects.all() if members is None else members
    members = members.filter(Q(is_active=True) | Q(memorial__isnull=False)).select_related("memorial")
    user = members.filter(username_key=normalise_key(name)).first()
    if user is None:
        moved = find_moved(name)
        if moved is not None:
            raise Moved(f"/users/{name}/", f"/users/{moved.username}/")
        raise Http404(_("There is no member of this name."))
    return user
