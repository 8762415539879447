"""Which feeds there are, by the options, and where."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum import options
from forum.lib.feeds import FORMATS
from qa.models import Category, Post


@dataclass(frozen=True)
class List:
    """A list of the whole site (or of a category) that has a feed: its option, what it is called, what stands in it."""

    option: str
    title: Promise
    words: Promise
    page: str  # the address of the page that shows the same


LISTS = {
    "questions": List(
        "feed_for_questions",
        gettext_lazy("Questions"),
        gettext_lazy("The newest questions."),
        "/questions/",
    ),
    "qa": List(
        "feed_for_qa",
        gettext_lazy("Recent questions and answers"),
        gettext_lazy("Each new question, and each new answer."),
        "/",
    ),
    "activity": List(
        "feed_for_activity",
        gettext_lazy("Recent activity"),
        gettext_lazy(
            "The newest event of each question: asked, answered, commented, edited, closed, accepted."
        ),
        "/activity/",
    ),
    "answers": List(
        "feed_for_activity", gettext_lazy("Answers"), gettext_lazy("The newest answers."), "/activity/"
    ),
    "comments": List(
        "feed_for_activity",
        gettext_lazy("Comments"),
        gettext_lazy("The newest comments on questions and answers."),
        "/activity/",
    ),
    "unanswered": List(
        "feed_for_unanswered",
        gettext_lazy("Unanswered questions"),
        gettext_lazy("Open questions that nobody has answered yet, the newest first."),
        "/unanswered/",
    ),
    "hot": List(
        "feed_for_hot",
        gettext_lazy("Hot questions"),
        gettext_lazy("Questions that many people answer and find helpful at present."),
        "/hot/",
    ),
}
# The list whose feed the page of a category names.
OF_CATEGORY = "questions"


@dataclass(frozen=True)
class Offer:
    """A feed that there is: what it is called, and its address in each form."""

    title: str
    stem: str
    query: str = ""

    def url(self, form: str = "atom") -> str:
        return f"{self.stem}.{form}{self.query}"

    @property
    def atom(self) -> str:
        return self.url()

    @property
    def forms(self) -> list[tuple[str, str, str]]:
        """(name, address, content type) of each form."""
        return [(form.name, self.url(key), form.content_type) for key, form in FORMATS.items()]


def is_on(option: str) -> bool:
    return bool(getattr(options.current(), option))


def offer_list(name: str, category: Category | None = None) -> Offer | None:
    """Return the feed of a list, or of what a category has of it; None where the owner wants none."""
    found = LISTS[name]
    if not is_on(found.option):
        return None
    if category is None:
        return Offer(str(found.title), f"/feeds/{name}")
    # /feeds/questions/12.atom is what is written below question 12.
    if not is_on("feed_per_category") or (name == "questions" and category.path.isdigit()):
        return None
    title = _("%(list)s in %(category)s") % {"list": found.title, "category": category.name}
    return Offer(title, f"/feeds/{name}/{quote(category.path)}")


def offer_tag(name: str) -> Offer | None:
    if not is_on("feed_for_tag_qs"):
        return None
    return Offer(_("Questions tagged %(tag)s") % {"tag": name}, f"/feeds/tags/{quote(name, safe='')}")


def offer_search(query: str) -> Offer | None:
    if not query or not is_on("feed_for_search"):
        return None
    return Offer(_("Search: %(words)s") % {"words": query}, "/feeds/search", f"?{urlencode({'q': query})}")


def offer_thread(question: Post) -> Offer | None:
    if question.is_hidden or question.audience or not is_on("feed_for_threads"):
        return None
    title = _("Answers and comments: %(title)s") % {"title": question.title}
    return Offer(title, f"/feeds/questions/{question.pk}")


def offer_member(member: User) -> Offer | None:
    if not is_on("feed_for_users"):
        return None
    title = _("Activity of %(name)s") % {"name": member.username}
    return Offer(title, f"/feeds/users/{quote(member.username, safe='')}")


# Which feed belongs to a page, by the page's name, from what its template knows.
OF_PAGES: dict[str, Callable[[Any], Offer | None]] = {
    "qa:home": lambda page: offer_list("qa"),
    "qa:questions": lambda page: offer_list("questions"),
    "qa:unanswered": lambda page: offer_list("unanswered"),
    "qa:hot": lambda page: offer_list("hot"),
    "qa:activity": lambda page: offer_list("activity"),
    "qa:tag": lambda page: offer_tag(page["tag"].name),
    "qa:category": lambda page: offer_list(OF_CATEGORY, page["branch"].category),
    "qa:search": lambda page: offer_search(page["query"]),
    "qa:user": lambda page: offer_member(page["member"]),
    "qa:question-slug": lambda page: offer_thread(page["question"]),
}


def offer_of(name: str, page: Any) -> Offer | None:
    """Return the feed that belongs to a page of that name (of an address); None where there is none."""
    find = OF_PAGES.get(name)
    return find(page) if find else None
