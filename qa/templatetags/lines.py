"""The small lines that a page repeats for each post: who, when, what, how it was voted on.

They are written here and not in templates because a page shows them up to a hundred times: each would cost it an include
with a context of its own.
"""

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from accounts.templatetags.faces import face
from forum import options
from qa.models import Category, Post
from qa.reads.scores import shows_points, shows_scores
from qa.templatetags.qa import ago, compact, iso, points, points_title, signed

register = template.Library()
PLACES = {"Q": "question", "A": "answer", "C": "comment", "list": "list"}  # accounts.templatetags.faces
META_PARTS = ("what", "when", "where", "who")


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """A time as people read it, with the exact one for machines; the script keeps it true while the page stays open."""
    words = '<time class="meta__when" datetime="{0}" title="{0}" data-relative="{1}">{2}</time>'
    return format_html(words, iso(at), options.current().full_date_days, ago(at))


@register.simple_tag
def author(
    user: User | None, name: str = "", is_own: bool = False, is_brief: bool = False, place: str = ""
) -> SafeString:
    """Who wrote or did something: a member, the name a visitor gave, "you", or anonymous. Brief: without title and points.

    `place`: where the picture of a member is as large as there (accounts.templatetags.faces); "": without.
    """
    if user:
        who = format_html(
            '<a class="person" href="{}"><bdi>{}</bdi></a>', user.get_absolute_url(), user.username
        )
        picture = face(user, place) if place else ""
        if picture:
            who = format_html('<span class="faced">{}{}</span>', picture, who)
        who += rank(user) if shows_points(user) and not is_brief else SafeString()
    elif name:
        who = format_html('<bdi class="person">{}</bdi>', name)
    else:
        return format_html(
            '<span class="person">{}</span>', pgettext("author", "you") if is_own else _("anonymous")
        )
    return who + format_html(' <span class="meta__own">{}</span>', _("(you)")) if is_own else who


def rank(user: User) -> SafeString:
    """The title and the points after a member's name, as far as the owner wants them."""
    current = options.current()
    title = points_title(user.points) if current.are_titles_shown else ""
    words = format_html(' <bdi class="person__title">{}</bdi>', title) if title else SafeString()
    if current.are_points_shown:
        words += format_html(' <span class="points">({})</span>', points(user.points))
    return words


def order_parts() -> list[str]:
    """The parts of a meta line in the order of the language: none twice, and those that a translation forgot at the end."""
    # Translators: the parts of a line such as "asked 3 days ago in Health by anna". Keep these words, change their order.
    named = pgettext("order of a meta line", "what when where who").split()
    return list(dict.fromkeys([part for part in named if part in META_PARTS] + list(META_PARTS)))


@register.simple_tag
def meta_line(
    what: str | Promise,
    at: datetime,
    *,
    url: str = "",
    category: Category | None = None,
    user: User | None = None,
    name: str = "",
    is_own: bool = False,
    is_brief: bool = False,
    has_no_who: bool = False,
    is_change: bool = False,
    place: str = "",
) -> SafeString:
    """What, when, where, who. `is_change`: the second line of a post, that tells its last change.

    `place`: where it stands (the kind of a post, or "list"), which says how large the picture of the author is.
    """
    link = '<a class="meta__what" href="{1}">{0}</a>' if url else '<span class="meta__what">{0}</span>'
    parts = {"what": format_html(link, what, url)}
    if options.current().is_time_shown:
        parts["when"] = moment(at)
    if category and options.current().has_categories:
        parts["where"] = format_html(
            '<span class="meta__where">{} <a href="{}">{}</a></span>',
            pgettext("category", "in"),
            category.get_absolute_url(),
            category.name,
        )
    if not has_no_who:
        is_brief = bool(is_brief or (category and not shows_scores(category.pk)))
        parts["who"] = format_html(
            '<span class="meta__who">{} {}</span>',
            pgettext("author", "by"),
            author(user, name, is_own, is_brief, PLACES[place] if place else ""),
        )
    line = mark_safe(" ".join(parts[part] for part in order_parts() if part in parts))
    return format_html('<p class="{}">{}</p>', "meta meta--edited" if is_change else "meta", line)


@register.simple_tag
def vote_count(post: Post) -> SafeString:
    """How a post was voted on: the sum, or votes up and down apart, each with its number on one line."""
    if options.current().are_votes_separated:
        return format_html(
            '<span class="whole">{},</span> <span class="whole">{}</span>',
            _("%(count)s up") % {"count": compact(post.up_count)},
            _("%(count)s down") % {"count": compact(post.down_count)},
        )
    return format_html(
        "<strong>{}</strong> {}", signed(post.score), ngettext("vote", "votes", abs(post.score))
    )
