"""Questions and the whole site as Markdown."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.viewers import NOBODY, Viewer
from forum import options
from forum.options import Options
from qa.api.reads.addresses import absolute
from qa.api.reads.lists import count_in, list_categories, list_tags
from qa.api.reads.public import findable_questions
from qa.api.reads.sources import sources_of
from qa.models import Post
from qa.models.querysets import PostQuerySet
from qa.reads.answers import ordered_answers
from qa.reads.content_warnings import tell_warnings
from qa.reads.scores import shows_scores

MOST_ANSWERS = 100
LISTED, MOST_CATEGORIES = 20, 100


def write_question(viewer: Viewer, question: Post, current: Options) -> str:
    """Return a question with its answers, in the order of the page and in the words that its history shows.

    What only some people still see of it (hidden, waiting) is left out, whoever asks.
    """
    rows = ordered_answers(viewer, question, current).filter(is_hidden=False).for_cards()
    answers = list(rows[: MOST_ANSWERS + 1])
    shown = answers[:MOST_ANSWERS]
    sources = sources_of(viewer, [question, *shown], question, current)
    lines = [f"# {one_line(question.title)}", "", tell_origin(question), ""]
    lines += [*tell_of_warnings(question), sources.get(question.pk, ""), ""]
    count = len(shown)
    if count:
        lines += ["---", "", "## " + ngettext("%(n)d answer", "%(n)d answers", count) % {"n": count}, ""]
    for answer in shown:
        lines += [
            tell_answer(question, answer),
            "",
            *tell_of_warnings(answer),
            sources.get(answer.pk, ""),
            "",
        ]
    if len(answers) > MOST_ANSWERS:
        lines += [_("There are more answers on the page: %(url)s") % {"url": address(question)}, ""]
    return "\n".join(lines)


def address(question: Post) -> str:
    return absolute(question.get_absolute_url())


def one_line(text: str) -> str:
    return " ".join(text.split())


def name_author(user: User | None, name: str) -> str:
    return user.username if user else name or _("anonymous")


def tell_origin(question: Post) -> str:
    """Return what stands below the title: who asked, when, where, how it stands, and the page."""
    facts = [_("Asked by %(who)s") % {"who": name_author(question.author, question.author_name)}]
    facts += tell_day(question)
    if question.category:
        facts.append(_("in %(category)s") % {"category": question.category.name})
    if question.tag_names:
        facts.append(_("tags: %(tags)s") % {"tags": ", ".join(question.tag_names)})
    facts += tell_votes(question, question)
    if question.is_closed:
        facts.append(_("closed"))
    return f"> {', '.join(facts)}.\n> {address(question)}"


def tell_answer(question: Post, answer: Post) -> str:
    facts = [name_author(answer.author, answer.author_name), *tell_day(answer), *tell_votes(answer, question)]
    mark = f" ({_('accepted')})" if question.accepted_answer_id == answer.pk else ""
    return f"### {', '.join(facts)}{mark}"


def tell_of_warnings(post: Post) -> list[str]:
    """Return the lines above a text with a content warning, so that who reads on knows what comes."""
    return [f"**{tell_warnings(post.content_warnings)}**", ""] if post.content_warnings else []


def tell_day(post: Post) -> list[str]:
    return [post.created_at.date().isoformat()] if options.current().is_time_shown else []


def tell_votes(post: Post, question: Post) -> list[str]:
    if not shows_scores(question.category_id):
        return []
    return [ngettext("%(n)d vote", "%(n)d votes", abs(post.score)) % {"n": post.score}]


def write_llms(current: Options) -> str:
    """Return /llms.txt: the owner's words, then questions, categories and tags."""
    about = current.llms_text.strip() or f"> {one_line(current.welcome_text)}"
    return "\n".join([f"# {current.site_name}", "", about, "", *list_places(current)]) + "\n"


def list_places(current: Options) -> Iterator[str]:
    if current.is_api_on:
        yield from (
            f"## {_('For programs')}",
            "",
            f"- [API]({absolute('/api/')}): {absolute('/api/v1/openapi.json')}",
            "",
        )
    heading, newest = _("Newest questions"), findable_questions().order_by("-created_at", "-id")
    yield from list_questions(heading, newest)
    yield from list_questions(_("Most votes"), findable_questions().order_by("-score", "-id"))
    categories = [one for one in list_categories(NOBODY) if count_in(one, NOBODY)]
    rows = [f"- [{one.name}]({absolute(one.get_absolute_url())})" for one in categories[:MOST_CATEGORIES]]
    yield from list_rows(_("Categories"), rows)
    tags = list_tags(NOBODY)[:LISTED]
    yield from list_rows(_("Tags"), [f"- [{one.name}]({absolute(one.get_absolute_url())})" for one in tags])


def list_questions(heading: str, rows: PostQuerySet) -> Iterator[str]:
    questions = rows.only("kind", "title", "slug")[:LISTED]
    lines = [f"- [{label(one.title)}]({absolute(f'/questions/{one.pk}.md')})" for one in questions]
    yield from list_rows(heading, lines)


def list_rows(heading: str, rows: list[str]) -> Iterator[str]:
    if rows:
        yield from (f"## {heading}", "", *rows, "")


def label(title: str) -> str:
    """Return a title as the label of a link."""
    return one_line(title).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
