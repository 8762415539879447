"""What the head of a page says to search engines and previews: a row for each kind of page, by the name of its address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.lib.text import excerpt
from qa.models import Post
from qa.policies.indexing import Kind, may_index, may_index_question
from qa.reads.content_warnings import tell_warnings
from qa.seo.reads import structured
from qa.seo.reads.structured import Graph
from qa.seo.rules.cards import name_card

Context = Mapping[str, Any]
LONGEST_DESCRIPTION = 160


@dataclass(frozen=True)
class Head:
    """A page's title and description, its path, what it is (og:type) and which card a preview shows.

    `is_described` is False where the page has its description already.
    """

    title: str
    description: str
    path: str
    kind: str = "website"
    card: str = ""
    is_described: bool = True


def about_home(context: Context) -> Head:
    current = options.current()
    return Head(current.site_name, shorten(current.home_description or current.welcome_text), "/")


def about_list(title: Promise, words: Promise, path: str, context: Context) -> Head:
    return Head(str(title), shorten(str(words) % {"site": options.current().site_name}), path)


def about_tag(context: Context) -> Head:
    tag = context["tag"]
    words = _("Questions and answers about %(tag)s at %(site)s.")
    description = tag.description or words % named(tag=tag.name)
    title = _("Questions tagged %(tag)s") % {"tag": tag.name}
    return Head(title, shorten(description), tag.get_absolute_url())


def about_category(context: Context) -> Head:
    category = context["branch"].category
    words = _("Questions and answers on %(category)s at %(site)s.") % named(category=category.name)
    return Head(category.name, shorten(category.description or words), category.get_absolute_url())


def about_member(context: Context, tab: str = "") -> Head:
    member = context["member"]
    words = _("What %(name)s asks and answers at %(site)s.") % named(name=member.username)
    kind = "website" if tab else "profile"
    return Head(member.username, shorten(words), member.get_absolute_url() + tab, kind)


def about_question(context: Context) -> Head:
    question: Post = context["question"]
    current = options.current()
    card = ""
    if current.are_cards_drawn and may_index_question(question):
        card = f"/questions/{question.pk}/card.png?v={name_card(current.site_name, question.title)[:8]}"
    description = tell_warnings(question.content_warnings) or shorten(question.body_text) or question.title
    return Head(question.title, description, question.get_absolute_url(), "article", card, is_described=False)


def named(**words: str) -> dict[str, str]:
    return {**words, "site": options.current().site_name}


def shorten(text: str) -> str:
    return excerpt(text, LONGEST_DESCRIPTION - 1)


LISTS: dict[str, tuple[Promise, Promise, str]] = {
    "qa:questions": (
        gettext_lazy("Questions"),
        gettext_lazy("All questions that were asked at %(site)s, the newest first."),
        "/questions/",
    ),
    "qa:hot": (
        gettext_lazy("Hot questions"),
        gettext_lazy("What people at %(site)s read and answer most at present."),
        "/hot/",
    ),
    "qa:unanswered": (
        gettext_lazy("Unanswered questions"),
        gettext_lazy("Questions at %(site)s that wait for an answer."),
        "/unanswered/",
    ),
    "qa:activity": (
        gettext_lazy("Recent activity"),
        gettext_lazy("What was asked, answered and commented at %(site)s of late."),
        "/activity/",
    ),
    "qa:tags": (
        gettext_lazy("Tags"),
        gettext_lazy("The words by which questions at %(site)s are found."),
        "/tags/",
    ),
    "qa:categories": (
        gettext_lazy("Categories"),
        gettext_lazy("The subjects that people talk about at %(site)s."),
        "/categories/",
    ),
    "qa:users": (gettext_lazy("Members"), gettext_lazy("The members of %(site)s."), "/users/"),
    "qa:badges": (
        gettext_lazy("Badges"),
        gettext_lazy("What members of %(site)s get badges for."),
        "/badges/",
    ),
}
HEADS: dict[str, Callable[[Context], Head]] = {
    "qa:home": about_home,
    "qa:tag": about_tag,
    "qa:category": about_category,
    "qa:user": about_member,
    "qa:user-questions": partial(about_member, tab="questions/"),
    "qa:user-answers": partial(about_member, tab="answers/"),
    "qa:question": about_question,
    "qa:question-slug": about_question,
    **{name: partial(about_list, *row) for name, row in LISTS.items()},
}


def is_told(name: str, context: Context) -> bool:
    """Whether a page says anything to search engines and previews. Refusals do not: not even their host need be ours."""
    return name in HEADS and "status" not in context


def find_head(name: str, context: Context) -> Head | None:
    """Return what a page's head says, by the name of its address; None for pages that nobody searches for, and for refusals."""
    return HEADS[name](context) if is_told(name, context) else None


def find_graphs(name: str, context: Context, base: str) -> list[Graph]:
    """Return the structured data of a page that is told of: none where search engines are not to show it."""
    if name == "qa:home":
        return [structured.describe_site(base)]
    if name in ("qa:question", "qa:question-slug"):
        return describe_question(context, base)
    if name == "qa:category":
        branch = context["branch"]
        is_found = may_index(Kind.CATEGORY, count=branch.category.seen_count)
        return [structured.describe_path(structured.way_to_branch(branch), base)] if is_found else []
    if name == "qa:user" and may_index(Kind.PROFILE):
        return [structured.describe_member(context["member"], base)]
    return []


def describe_question(context: Context, base: str) -> list[Graph]:
    question: Post = context["question"]
    if context["request"].GET.get("order") or not may_index_question(question):
        return []
    graphs = [structured.describe_question(context["thread"], base)]
    way = structured.way_to_question(question)
    return [*graphs, structured.describe_path(way, base)] if way else graphs
