"""Lists of questions: home, questions, unanswered, hot, activity, tag and category pages, search."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewers import NOBODY, Viewer
from forum import options, stamps
from forum.lib.errors import BadRequest
from forum.lib.paging import Page, paginate
from forum.shared import PAGED, View, shared_page
from forum.stamps import Kind
from qa.models import Category
from qa.models.querysets import PostQuerySet
from qa.policies.indexing import Kind as Shown
from qa.policies.indexing import may_index
from qa.reads import listings
from qa.reads.categories import Node, find_moved, load_tree
from qa.reads.favourites import make_star, with_star
from qa.reads.tags import (
    LONGEST_SEARCH,
    SORTS,
    find_related_tags,
    find_ways,
    list_tags,
    load_cloud,
    load_tag,
)
from qa.reads.tags import suggest_tags as find_hints
from qa.views.engines import tell_engines, tell_of_list
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


def tree_beside(viewer: Viewer) -> tuple[Node, ...]:
    """Return the tree of categories as this viewer finds it, for a list that does not read it along with something else."""
    return load_tree(viewer) if options.current().has_categories else ()


@require_safe
@shared_page(marks_members=False)
@shows_questions
def home(request: MemberRequest) -> HttpResponse:
    """The newest questions and the newly answered ones, one row a question."""
    rows = listings.all_questions(request.viewer).order_by("-recent_at", "-id")[
        : options.current().home_page_size
    ]
    tell_of_list(request, kind=Shown.HOME)
    context = {"rows": listings.recent_rows(list(rows)), "tree": tree_beside(request.viewer)}
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
    survey = listings.survey(request.viewer)
    page = list_page(request, rows, survey.question_count)
    tell_of_list(request, page, is_sorted=sort != next(iter(sorts)))
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
    tell_of_list(request, page, is_sorted=by != next(iter(listings.UNANSWERED_FILTERS)))
    context = {
        "page": page,
        "rows": listings.asked_rows(list(page.rows)),
        "tabs": tabs("by", by, listings.UNANSWERED_FILTERS),
        "tree": tree_beside(request.viewer),
    }
    return render(request, "qa/lists/unanswered.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@shows_questions
def hot(request: MemberRequest) -> HttpResponse:
    stamps.note(Kind.VIEWS)
    rows = listings.all_questions(request.viewer).order_by("-hotness", "-id")
    survey = listings.survey(request.viewer)
    page = list_page(request, rows, survey.question_count)
    tell_of_list(request, page)
    context = {"page": page, "rows": listings.asked_rows(list(page.rows)), "tree": survey.tree}
    return render(request, "qa/lists/hot.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@shows_questions
def activity(request: MemberRequest) -> HttpResponse:
    """Questions by their newest event: asked, answered, commented, edited, closed, accepted."""
    rows = listings.all_questions(request.viewer).order_by("-active_at", "-id")
    survey = listings.survey(request.viewer)
    page = list_page(request, rows, survey.question_count)
    tell_of_list(request, page)
    context = {"page": page, "rows": listings.activity_rows(list(page.rows)), "tree": survey.tree}
    return render(request, "qa/lists/activity.html", context)


@require_safe
@shared_page(*PAGED, marks_members=False)
@only_with("tags")
@shows_questions
def tag(request: MemberRequest, name: str) -> HttpResponse:
    """Questions with a tag, and what is written about it; another spelling is found, too, and another name leads to it."""
    with stamps.reading_own("qa_favourite") as say:
        found = load_tag(name, request.viewer)
    if found is None:
        raise Http404(_("No question carries this tag."))
    if found.root is not None:
        return redirect(found.root, permanent=True)
    count = listings.count_in(found, request.viewer)
    if found.question_count and not count:  # its very name may tell what members ask
        raise Http404(_("No question carries this tag."))
    say(Kind.TAGS, found.pk)
    rows = listings.all_questions(request.viewer).order_by("-created_at", "-id")
    page = list_page(request, rows, count, listings.tagged(found, request.viewer))
    public = listings.count_in(found, NOBODY)
    tell_of_list(request, page, kind=Shown.TAG, count=public)
    if name != found.name:
        tell_engines(request, may_index(Shown.TAG, count=public), found.get_absolute_url(), is_elsewhere=True)
    context = {"tag": found, "page": page, "rows": listings.asked_rows(list(page.rows))}
    context["star"] = make_star(request.viewer, found)
    context |= {
        "ways": find_ways(request.viewer, found),
        "related_tags": find_related_tags(found, request.viewer),
    }
    return render(request, "qa/lists/tag.html", context)


@require_safe
@shared_page(*PAGED, "sort", "q", marks_members=False)
@only_with("tags")
def tags(request: MemberRequest) -> HttpResponse:
    """All tags in use, in the order that ?sort= asks for; with ?q= those that have it in one of their names."""
    labels = {name: label for name, (label, _order) in SORTS.items()}
    sort, words = read_choice(request, "sort", labels), request.GET.get("q", "")[:LONGEST_SEARCH]
    page = paginate(request, list_tags(request.viewer, sort, words), size=options.current().tags_page_size)
    tell_of_list(request, page)
    kept = {"q": words} if words.strip() else {}
    context = {"page": page, "words": words, "sort": sort, "tabs": tabs("sort", sort, labels, kept)}
    context["cloud"] = load_cloud(request.viewer)
    return render(request, "qa/lists/tags.html", context)


@require_safe
@only_with("tags")
def suggest_tags(request: MemberRequest) -> HttpResponse:
    """Tags that begin like the word being typed, or have another name that does, the most used first (a fragment)."""
    hints = find_hints(request.GET.get("q", ""), request.viewer)
    return render(request, "qa/lists/_tag_suggestions.html", {"hints": hints})


@require_safe
@shared_page(marks_members=False)
@only_with("categories")
def categories(request: MemberRequest) -> HttpResponse:
    """The whole tree with counts and descriptions."""
    rows = Category.objects.without_words().in_tree_order()
    tell_of_list(request)
    return render(
        request, "qa/lists/categories.html", {"categories": listings.count_for(request.viewer, rows)}
    )


@require_safe
@shared_page(*PAGED, marks_members=False)
@only_with("categories")
@shows_questions
def category(request: MemberRequest, path: str) -> HttpResponse:
    """Questions of a category and of everything below it. An address that it had before leads to the one it has."""
    rows = with_star(Category.objects.without_words(), request.viewer, "category")
    with stamps.reading_own("qa_favourite") as say:
        branch = listings.load_branch(path, request.viewer, rows)
    if branch is None:
        return lead_on(request, path)
    say(Kind.CATEGORIES, branch.category.pk)
    questions = listings.all_questions(request.viewer).below(branch.category).order_by("-created_at", "-id")
    page = list_page(request, questions, branch.category.seen_count)
    tell_of_list(request, page, kind=Shown.CATEGORY, count=listings.count_in(branch.category, NOBODY))
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


def list_page(
    request: HttpRequest, rows: PostQuerySet, total: int | None = None, keys: QuerySet[Any, Any] | None = None
) -> Page[Any]:
    size = options.current().list_page_size
    return paginate(request, rows, size=size, total=total, keys=keys, skim=PostQuerySet.skimming)


def read_choice(request: HttpRequest, parameter: str, choices: dict[str, Any]) -> str:
    """Return the word given for a parameter, by default the first. Raises BadRequest for one we do not know."""
    word = request.GET.get(parameter) or next(iter(choices))
    if word not in choices:
        raise BadRequest(_("We do not know that order. Please choose one from the page."))
    return word


def tabs(
    parameter: str, current: str, labels: dict[str, Promise], kept: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return what the tabs above a list show; the first is the page without a parameter. `kept`: what else stays."""
    first = next(iter(labels))
    return [
        {
            "url": f"?{urlencode((kept or {}) | ({} if name == first else {parameter: name}))}",
            "label": label,
            "is_current": name == current,
        }
        for name, label in labels.items()
    ]
