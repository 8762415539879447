"""Lists of questions: home, questions, unanswered, hot, activity, tag and category pages, search."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options, stamps
from forum.events import happened
from forum.lib.errors import BadRequest
from forum.lib.paging import Page, paginate
from forum.lib.text import normalise_key
from forum.shared import PAGED, View, shared_page
from forum.stamps import Kind
from qa.models import Category, Tag
from qa.models.querysets import PostQuerySet
from qa.reads import listings
from qa.reads.categories import Node, find_moved, load_tree
from qa.reads.favourites import make_star, with_star
from qa.search.query import search_questions
from qa.views.requests import MemberRequest


def shows_questions(view: View) -> View:
    """Let a list's page rely on what lists show of questions, and on the members it shows, not on every post and member."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with stamps.relying_on(Kind.QUESTIONS, instead_of=("qa_post", "accounts_user", "qa_questiontag")):
            current = options.current()
            if current.are_views_counted and current.are_views_listed:
                stamps.note(Kind.VIEWS)
            return view(request, *args, **kwargs)

    return wrapper


def only_with(subject: str) -> Callable[[View], View]:
    """Answer 404 where the owner has switched tags or categories off."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(options.current(), f"has_{subject}"):
                raise Http404(_("There is no such page here."))
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def tree_beside() -> tuple[Node, ...]:
    """Return the tree of categories for a list that does not read it along with something else."""
    return load_tree() if options.current().has_categories else ()


@require_safe
@shared_page(marks_members=False)
@shows_questions
def home(request: MemberRequest) -> HttpResponse:
    """The newest questions and the newly answered ones, one row a question."""
    rows = listings.all_questions(request.viewer).order_by("-recent_at", "-id")[
        : options.current().home_page_size
    ]
    context = {"rows": listings.recent_rows(list(rows)), "tree": tree_beside()}
    return render(request, "qa/lists/home.html", context)


@require_safe
@shared_page(*PAGED, "sort", marks_members=False)
@shows_questions
def questions(request: MemberRequest) -> HttpResponse:
    """All questions in the order that ?sort= asks for."""
    sorts = listings.offered_sorts()
    sort = read_choice(request, "sort", sorts)
    if sort in ("hot", "views"):
        stamps.note(Kind.VIEWS)
    rows = listings.all_questions(request.viewer).order_by(*listings.SORTS[sort][1])
    survey = listings.survey()
    page = list_page(request, rows, survey.question_count)
    context = {"page": page, "rows": listings.asked_rows(list(page.rows)), "tabs": tabs("sort", sort, sorts)}
    context["tree"] = survey.tree
    return render(request, "qa/lists/questions.html", context)


@require_safe
@shared_page(*PAGED, "by", marks_members=False)
@shows_questions
def unanswered(request: MemberRequest) -> HttpResponse:
    """Open questions that wait, by the filter that ?by= names."""
    by = read_choice(request, "by", listings.UNANSWERED_FILTERS)
    page = list_page(
        request, listings.unanswered_questions(by, request.viewer).order_by("-created_at", "-id")
    )
    context = {
        "page": page,
        "rows": listings.asked_rows(list(page.rows)),
        "tabs": tabs("by", by, listings.UNANSWERED_FILTERS),
        "tree": tree_beside(),
    }
    return render(request, "qa/lists/unanswered.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@shows_questions
def hot(request: MemberRequest) -> HttpResponse:
    stamps.note(Kind.VIEWS)
    rows = listings.all_questions(request.viewer).order_by("-hotness", "-id")
    survey = listings.survey()
    page = list_page(request, rows, survey.question_count)
    context = {"page": page, "rows": listings.asked_rows(list(page.rows)), "tree": survey.tree}
    return render(request, "qa/lists/hot.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@shows_questions
def activity(request: MemberRequest) -> HttpResponse:
    """Questions by their newest event: asked, answered, commented, edited, closed, accepted."""
    rows = listings.all_questions(request.viewer).order_by("-active_at", "-id")
    survey = listings.survey()
    page = list_page(request, rows, survey.question_count)
    context = {"page": page, "rows": listings.activity_rows(list(page.rows)), "tree": survey.tree}
    return render(request, "qa/lists/activity.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@only_with("tags")
@shows_questions
def tag(request: MemberRequest, name: str) -> HttpResponse:
    """Questions with a tag; another spelling of it is found, too."""
    with stamps.reading_own("qa_favourite") as say:
        found = with_star(Tag.objects.filter(key=normalise_key(name)), request.viewer, "tag").first()
    if found is None:
        raise Http404(_("No question carries this tag."))
    say(Kind.TAGS, found.pk)
    rows = listings.all_questions(request.viewer).order_by("-created_at", "-id")
    page = list_page(request, rows, found.question_count, listings.tagged(found))
    context = {"tag": found, "page": page, "rows": listings.asked_rows(list(page.rows))}
    context["star"] = make_star(request.viewer, found)
    return render(request, "qa/lists/tag.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@only_with("tags")
def tags(request: MemberRequest) -> HttpResponse:
    """All tags in use, the most used first."""
    rows = Tag.objects.filter(question_count__gt=0).order_by("-question_count", "name")
    page = paginate(request, rows, size=options.current().tags_page_size)
    return render(request, "qa/lists/tags.html", {"page": page})


@require_safe
@only_with("tags")
def suggest_tags(request: MemberRequest) -> HttpResponse:
    """Tags that begin like the word being typed, the most used first (a fragment)."""
    key = normalise_key(request.GET.get("q", "")[:40])
    found = Tag.objects.filter(key__startswith=key, question_count__gt=0) if key else Tag.objects.none()
    return render(
        request, "qa/lists/_tag_suggestions.html", {"tags": found.order_by("-question_count", "name")[:5]}
    )


@require_safe
@shared_page(marks_members=False)
@only_with("categories")
def categories(request: MemberRequest) -> HttpResponse:
    """The whole tree with counts and descriptions."""
    rows = Category.objects.without_words().in_tree_order()
    return render(request, "qa/lists/categories.html", {"categories": rows})


@require_safe
@shared_page(*PAGED, marks_members=False)
@only_with("categories")
@shows_questions
def category(request: MemberRequest, path: str) -> HttpResponse:
    """Questions of a category and of everything below it. An address that it had before leads to the one it has."""
    rows = with_star(Category.objects.without_words(), request.viewer, "category")
    with stamps.reading_own("qa_favourite") as say:
        branch = listings.load_branch(path, rows)
    if branch is None:
        return lead_on(request, path)
    say(Kind.CATEGORIES, branch.category.pk)
    questions = listings.all_questions(request.viewer).below(branch.category).order_by("-created_at", "-id")
    page = list_page(request, questions, branch.category.question_count)
    context = {
        "branch": branch,
        "tree": branch.tree,
        "page": page,
        "rows": listings.asked_rows(list(page.rows)),
    }
    context["star"] = make_star(request.viewer, branch.category)
    return render(request, "qa/lists/category.html", context)


def lead_on(request: HttpRequest, path: str) -> HttpResponse:
    """Lead from a former address of a category to where it is now; browsers ask again after an hour, for another category
    may take the old one. Raises Http404 when none was there."""
    moved = find_moved(path.strip("/"))
    if moved is None:
        raise Http404(_("There is no such category."))
    query = request.META.get("QUERY_STRING", "")
    response = redirect(moved.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    response.headers["Cache-Control"] = "max-age=3600"
    return response


@require_safe
@shared_page("page", "q", marks_members=False)
def search(request: MemberRequest) -> HttpResponse:
    """Questions that match ?q= in title, text, answers or comments."""
    query = request.GET.get("q", "")
    results = search_questions(request, query, size=options.current().search_page_size, viewer=request.viewer)
    if results.query:
        happened("search", member_id=request.viewer.user_id)
    return render(
        request, "qa/lists/search.html", {"query": results.query, "results": results, "page": results.page}
    )


def list_page(
    request: HttpRequest, rows: PostQuerySet, total: int | None = None, keys: QuerySet[Any, Any] | None = None
) -> Page[Any]:
    return paginate(request, rows, size=options.current().list_page_size, total=total, keys=keys)


def read_choice(request: HttpRequest, parameter: str, choices: dict[str, Any]) -> str:
    """Return the word given for a parameter, by default the first. Raises BadRequest for one we do not know."""
    word = request.GET.get(parameter) or next(iter(choices))
    if word not in choices:
        raise BadRequest(_("We do not know that order. Please choose one from the page."))
    return word


def tabs(parameter: str, current: str, labels: dict[str, Promise]) -> list[dict[str, Any]]:
    """Return what the tabs above a list show; the first is the page without a parameter."""
    first = next(iter(labels))
    return [
        {
            "url": "?" if name == first else f"?{parameter}={name}",
            "label": label,
            "is_current": name == current,
        }
        for name, label in labels.items()
    ]
