"""Badges: all of them, and who has one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum import options
from forum.lib.paging import paginate
from forum.shared import PAGED, shared_page
from qa.reads import badges
from qa.views.requests import MemberRequest


@require_safe
@shared_page()
def index(request: MemberRequest) -> HttpResponse:
    """All badges with how many members have each."""
    badges.enforce_badges(options.current())
    return render(request, "qa/badges/index.html", {"groups": badges.list_badges()})


@require_safe
@shared_page(*PAGED, marks_members=False)
def show(request: MemberRequest, key: str) -> HttpResponse:
    """A badge and who has it."""
    badges.enforce_badges(options.current())
    badge = badges.find_badge(key)
    page = paginate(request, badges.holders_of(key), size=options.current().users_page_size)
    return render(request, "qa/badges/show.html", {"badge": badge, "page": page})
