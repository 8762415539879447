"""Feeds at their addresses, the page that explains them, and the addresses that Question2Answer had for them."""

import re
from collections.abc import Sequence
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options, stamps
from forum.lib.paging import read_page_number
from forum.shared import View, shared_page
from forum.stamps import Kind
from qa.feeds import items as found
from qa.feeds.catalogue import (
    LISTS,
    OF_CATEGORY,
    Offer,
    offer_list,
    offer_member,
    offer_search,
    offer_tag,
    offer_thread,
)
from qa.feeds.items import Item, Window
from qa.feeds.render import make_feed, respond
from qa.models import Category
from qa.models.stamps import THREADS
from qa.policies.standing import may_read
from qa.reads.categories import find_moved
from qa.reads.listings import count_in
from qa.reads.tags import find_tag
from qa.search.query import search_questions
from qa.views.people import find_member
from qa.views.requests import MemberRequest

MOST_PAGES = 10
POSTS = ("qa_post", "accounts_user", "qa_questiontag")
OF_QUESTIONS = ("questions", "unanswered", "hot", "activity")


def shows_posts(view: View) -> View:
    """Let a feed rely on posts and on the members it names, and not on how often questions were looked at."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with stamps.relying_on(Kind.POSTS, instead_of=POSTS):
            return view(request, *args, **kwargs)

    return wrapper


def read_window(request: HttpRequest) -> Window:
    """Return the part of a feed that ?page= asks for. Raises BadRequest, and Http404 for pages that no feed has."""
    number = read_page_number(request)
    if number > MOST_PAGES:
        raise Http404(_("There is no such page."))
    return Window(number, options.current().feed_number_items)


def link_pages(url: str, window: Window, has_more: bool) -> dict[str, str]:
    """Return the other pages of a feed by their relation (RFC 5005)."""

    def link(number: int) -> str:
        joint = "&" if "?" in url else "?"
        return url if number == 1 else f"{url}{joint}page={number}"

    pages = {"first": link(1), "previous": link(window.number - 1)} if window.number > 1 else {}
    return pages | ({"next": link(window.number + 1)} if has_more and window.number < MOST_PAGES else {})


def show(
    request: MemberRequest,
    form: str,
    offer: Offer,
    key: str,
    page: str,
    window: Window,
    items: Sequence[Item],
) -> HttpResponse:
    """Return a page of a feed. Raises Http404 behind the last one."""
    if window.number > 1 and not items:
        raise Http404(_("There is no such page."))
    pages = link_pages(offer.url(form), window, len(items) > window.size)
    feed = make_feed(offer, key, page, items[: window.size], request.viewer, form, pages)
    return respond(request, feed, form)


def require(offer: Offer | None) -> Offer:
    """Return a feed that there is. Raises Http404."""
    if offer is None:
        raise Http404(_("There is no such feed here (any more)."))
    return offer


@require_safe
@shared_page(marks_members=False)
def index(request: HttpRequest) -> HttpResponse:
    """All feeds, with what stands in them."""
    current = options.current()
    lists = [(offer, one.words) for name, one in LISTS.items() if (offer := offer_list(name))]
    tree = Category.objects.in_tree_order() if current.feed_per_category else []
    categories = [(one, offer) for one in tree if (offer := offer_list(OF_CATEGORY, one))]
    return render(request, "qa/feeds/index.html", {"lists": lists, "categories": categories})


@require_safe
@shared_page("page", marks_members=False)
def of_list(request: MemberRequest, name: str, form: str, path: str = "") -> HttpResponse:
    """One of the lists, of the whole site or of a category with all below it."""
    is_of_questions = name in OF_QUESTIONS
    with stamps.relying_on(Kind.QUESTIONS if is_of_questions else Kind.POSTS, instead_of=POSTS):
        if name == "hot":
            stamps.note(Kind.VIEWS)
        require(offer_list(name))
        category = (Category.objects.filter(path=path).first() or find_moved(path)) if path else None
        if path and category is None:
            raise Http404(_("There is no such category."))
        offer = require(offer_list(name, category))
        window = read_window(request)
        items = found.list_items(name, request.viewer, category, window)
        key = f"{name}/{category.pk}" if category else name
        page = category.get_absolute_url() if category else LISTS[name].page
        return show(request, form, offer, key, page, window, items)


@require_safe
@shared_page("page", marks_members=False)
def of_tag(request: MemberRequest, name: str, form: str) -> HttpResponse:
    """The newest questions with a tag; another spelling of it is found, too."""
    with stamps.relying_on(Kind.QUESTIONS, instead_of=POSTS):
        require(offer_tag(name))
        found_tag = find_tag(name).first()
        tag = (found_tag.root or found_tag) if found_tag else None
        if tag is None or (tag.question_count and not count_in(tag, request.viewer)):
            raise Http404(_("No question carries this tag."))
        window = read_window(request)
        items = found.tag_items(tag, request.viewer, window)
        offer, key = require(offer_tag(tag.name)), f"tags/{tag.key}"
        return show(request, form, offer, key, tag.get_absolute_url(), window, items)


@require_safe
@shared_page("page", marks_members=False)
def of_thread(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """The newest answers and comments of a question."""
    with stamps.relying_on(Kind.THREAD, pk, instead_of=(*THREADS, "qa_questiontag")):
        question = found.seen_questions(request.viewer).filter(pk=pk).select_related("category").first()
        if question is None:
            raise Http404(_("This question does not exist, or it was removed."))
        offer = require(offer_thread(question))
        may_read(request.viewer, options.current(), question).enforce()
        window = read_window(request)
        items = found.thread_items(question, request.viewer, window)
        page, key = question.get_absolute_url(), f"questions/{pk}"
        return show(request, form, offer, key, page, window, items)


@require_safe
@shared_page("page", marks_members=False)
@shows_posts
def of_member(request: MemberRequest, name: str, form: str) -> HttpResponse:
    """What a member did last in public."""
    member = find_member(name)
    offer, window = require(offer_member(member)), read_window(request)
    items = found.member_items(member, request.viewer, window)
    return show(request, form, offer, f"users/{member.pk}", member.get_absolute_url(), window, items)


@require_safe
@shared_page("q", marks_members=False)
@shows_posts
def of_search(request: MemberRequest, form: str) -> HttpResponse:
    """What a search for ?q= finds, the best first."""
    query = request.GET.get("q", "")
    require(offer_search(query))
    window = Window(1, options.current().feed_number_items)
    results = search_questions(request, query, size=window.size, viewer=request.viewer)
    offer = require(offer_search(results.query))
    ids = [row.question.pk for row in results.rows]
    items = found.found_items(ids, request.viewer, window)
    page = f"{reverse('qa:search')}?{urlencode({'q': results.query})}"
    return show(request, form, offer, f"search/{results.query}", page, window, items[: window.size])


# --- Addresses of Question2Answer ----------------------------------------------------------------

OLD_ADDRESS = re.compile(r"([a-z]+)(?:/(.+))?\.(?:rss|xml)", re.DOTALL)


@require_safe
def old(request: HttpRequest, rest: str) -> HttpResponse:
    """/feed/<name>.rss (or .xml) goes to our feed for good."""
    match = OLD_ADDRESS.fullmatch(rest)
    name, below = (match[1], quote(match[2] or "", safe="/")) if match else ("", "")
    if name in LISTS:
        return HttpResponsePermanentRedirect(f"/feeds/{name}{'/' if below else ''}{below}.rss")
    if name == "tag" and below:
        return HttpResponsePermanentRedirect(f"/feeds/tags/{below}.rss")
    if name == "search" and below:
        return HttpResponsePermanentRedirect(f"/feeds/search.rss?q={below}")
    raise Http404(_("There is no such feed here (any more)."))
