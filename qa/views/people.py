"""Members: the list by points, and public profiles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from forum import options
from forum.lib.paging import paginate
from forum.lib.text import normalise_key
from forum.shared import PAGED, shared_page
from qa.reads import listings, people
from qa.reads.mentions import suggest_members
from qa.reads.thread import read_id
from qa.views.requests import MemberRequest


@require_safe
@shared_page(*PAGED, marks_members=False)
def index(request: HttpRequest) -> HttpResponse:
    """Members by points."""
    page = paginate(request, people.members_by_points(), size=options.current().users_page_size)
    return render(request, "qa/people/index.html", {"page": page})


@require_safe
@shared_page()
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """Figures, rank and the latest activity of a member."""
    user = find_member(name)
    if name != user.username:
        return redirect(user)
    context = {
        "profile": people.load_profile(user),
        "member": user,
        "events": listings.deeds_of(user),
        "current": "profile",
    }
    return render(request, "qa/people/profile.html", context)


@require_safe
@shared_page(*PAGED)
def questions(request: MemberRequest, name: str) -> HttpResponse:
    """The questions a member asked."""
    user = find_member(name)
    total = people.load_standing(user).question_count
    rows = people.questions_of(user, request.viewer)
    page = paginate(request, rows, size=options.current().list_page_size, total=total)
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
    return render(request, "qa/people/answers.html", {"member": user, "page": page, "current": "answers"})


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Members whom the word after an @ may mean, those of the ?question= first (a fragment)."""
    members = suggest_members(request.GET.get("q", "")[:60], read_id(request.GET.get("question", "")))
    return render(request, "qa/people/_suggestions.html", {"members": members})


def find_member(name: str) -> User:
    user = User.objects.filter(username_key=normalise_key(name), is_active=True).first()
    if user is None:
        raise Http404(_("There is no member of this name."))
    return user
