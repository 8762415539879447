"""What pages say of themselves as structured data (schema.org), from what they show anyway: no query is asked here.

Search engines read a question page as a QAPage. Everything in it stands on the page: names as they are shown, no votes where
none are shown, no times where none are, and nothing that only some readers see.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from forum import options
from forum.lib.markdown import to_plain
from qa.models import Category, Post
from qa.reads.cards import Card
from qa.reads.content_warnings import tell_warnings
from qa.reads.listings import Branch
from qa.reads.professions import find_mark
from qa.reads.thread import Thread

Graph = dict[str, Any]
PICTURE = re.compile(r'<img[^>]*? src="(/media/[0-9a-f-]{36}\.webp)"')
CHANGES = (Post.Change.EDITED, Post.Change.RETAGGED, Post.Change.RECATEGORISED, Post.Change.TO_ANSWER)


def describe_question(thread: Thread, base: str) -> Graph:
    """Return a question page as a QAPage; `base`: scheme and host of the site."""
    question = thread.question.post
    page = base + question.get_absolute_url()
    here = page if thread.answers.is_first else f"{page}?page={thread.answers.number}"
    shown = [card for card in thread.answers.rows if not card.post.is_hidden]
    accepted = [card for card in shown if card.is_accepted]
    found: Graph = {
        "@type": "Question",
        "@id": page,
        "url": page,
        "name": question.title,
        "text": tell_warnings(question.content_warnings) or question.body_text or question.title,
        "answerCount": count_answers(thread),
        **describe_post(thread.question, base),
        "suggestedAnswer": [describe_answer(card, base, here) for card in shown if not card.is_accepted],
    }
    if question.tag_names:
        found["keywords"] = ", ".join(question.tag_names)
    if accepted:
        found["acceptedAnswer"] = describe_answer(accepted[0], base, here)
    comments = describe_comments(thread.question, base, here, page)
    if comments:
        found["comment"] = comments
    return {"@type": "QAPage", "mainEntity": found}


def count_answers(thread: Thread) -> int:
    """Return how many answers everybody sees. Without any on this page the question knows."""
    held = sum(card.post.is_held for card in thread.answers.rows)
    return max(thread.answer_count - held, 0)


def describe_answer(card: Card, base: str, here: str) -> Graph:
    url = f"{here}#{card.post.anchor}"
    found = {
        "@type": "Answer",
        "@id": url,
        "url": url,
        "text": read_text(card.post),
        **describe_post(card, base),
    }
    comments = describe_comments(card, base, here, url)
    return {**found, "comment": comments} if comments else found


def describe_comments(card: Card, base: str, here: str, parent: str) -> list[Graph]:
    """Return the comments below a post, each with what it is a comment on."""
    return [
        {
            "@type": "Comment",
            "url": f"{here}#{below.post.anchor}",
            "text": read_text(below.post),
            "parentItem": {"@id": parent},
            **describe_post(below, base, has_votes=options.current().are_comment_votes_allowed),
        }
        for below in card.comments
        if not below.post.is_hidden
    ]


def read_text(post: Post) -> str:
    """Return a post as plain text. (Its own column for that is not among those that pages load.) A picture alone is its words,
    a post with a content warning is that warning: what is told here stands in previews."""
    words = tell_warnings(post.content_warnings) or to_plain(post.body_html)
    return words or " ".join(unescape(alt) for alt in re.findall(r' alt="([^"]+)"', post.body_html)) or "…"


def describe_post(card: Card, base: str, *, has_votes: bool = True) -> Graph:
    """Return what questions, answers and comments have in common."""
    post, current = card.post, options.current()
    found: Graph = {}
    if card.has_scores and has_votes:
        found["upvoteCount"] = post.score  # one figure for both directions, as search engines want it
    if current.is_time_shown:
        found["dateCreated"] = found["datePublished"] = write_moment(post.created_at)
        if card.change and post.changed_at and post.last_change in CHANGES:
            found["dateModified"] = write_moment(post.changed_at)
    found["author"] = describe_author(post.author, post.author_name, base)
    pictures = list(dict.fromkeys(PICTURE.findall(post.body_html)))
    if pictures and not post.content_warnings:
        found["image"] = [base + picture for picture in pictures]
    return found


def describe_author(user: User | None, name: str, base: str) -> Graph:
    """Return who wrote something, by the name that the page shows; only members have a page to lead to."""
    if user is not None:
        person: Graph = {"@type": "Person", "name": user.username, "url": base + user.get_absolute_url()}
        mark = find_mark(user)
        if mark is not None:
            person["hasCredential"] = {
                "@type": "EducationalOccupationalCredential",
                "name": mark.field,
                "expires": write_moment(mark.until),
            }
        return person
    return {"@type": "Person", "name": name or _("anonymous")}


def write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def describe_path(places: Sequence[tuple[str, str]], base: str) -> Graph:
    """Return the way to a page, as (name, path) from the root; the last one is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": base + path}
            for number, (name, path) in enumerate(places, 1)
        ],
    }


def way_to_question(question: Post) -> list[tuple[str, str]]:
    """Return the way that the page shows: the category with the one above it, and the question; [] without a category."""
    category = question.category
    if category is None:
        return []
    above = [category.parent, category] if category.parent else [category]
    return [*way_to(above), (question.title, question.get_absolute_url())]


def way_to_branch(branch: Branch) -> list[tuple[str, str]]:
    return way_to([*branch.ancestors, branch.category])


def way_to(categories: Sequence[Category]) -> list[tuple[str, str]]:
    return [(_("Categories"), "/categories/"), *((one.name, one.get_absolute_url()) for one in categories)]


def describe_site(base: str) -> Graph:
    """Return the site with its search."""
    return {
        "@type": "WebSite",
        "@id": f"{base}/#site",
        "name": options.current().site_name,
        "url": f"{base}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": base + "/search/?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def describe_member(member: User, base: str) -> Graph:
    """Return a profile: the name and since when, which is all that the page tells everybody of the person."""
    url = base + member.get_absolute_url()
    return {
        "@type": "ProfilePage",
        "dateCreated": write_moment(member.joined_at),
        "mainEntity": {"@type": "Person", "@id": url, "name": member.username, "url": url},
    }
