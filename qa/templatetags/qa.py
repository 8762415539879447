"""How the conversation's figures read."""

from datetime import UTC, datetime
from math import floor

from django import template
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import options, stamps
from forum.lib.text import compact_number, next_change, relative_time
from forum.lib.text import excerpt as cut_between_words
from qa.models import Post
from qa.reads import scores
from qa.rules.lengths import SHORT_EXCERPT
from qa.rules.titles import find_title

register = template.Library()
DAY_SECONDS = 86_400


@register.simple_tag
def site_options() -> options.Options:
    """The options in force, for parts that are included with nothing else around."""
    return options.current()


@register.filter
def has_scores(post: Post) -> bool:
    """Whether votes, points and titles stand beside a post (one that is no question has to know its question)"""
    return scores.has_scores(post)


@register.filter
def compact(number: int) -> str:
    """7480 -> 7.5k, or 7,480 where the owner wants numbers in full"""
    if options.current().are_numbers_compact:
        return compact_number(number)
    return number_format(number, force_grouping=True)


@register.filter
def points_title(points: int) -> str:
    """The title that these points have reached, or nothing"""
    return find_title(options.current().point_titles, points)


@register.filter
def excerpt(text: str) -> str:
    """The beginning of a text, as long as lists show it"""
    current = options.current()
    length = {"none": 0, "short": SHORT_EXCERPT, "whole": current.excerpt_length}[current.list_excerpts]
    return truncatechars(text, length) if length else ""


@register.filter
def points(number: int) -> str:
    """7480 -> '7.5k points'; 1 -> '1 point'"""
    return ngettext("%(count)s point", "%(count)s points", number) % {"count": compact(number)}


@register.filter
def votes(score: int) -> str:
    """6 -> '+6 votes', 0 -> '0 votes', -1 -> '–1 vote' (with an en dash)"""
    sign = "+" if score > 0 else "–" if score < 0 else ""
    return ngettext("%(count)s vote", "%(count)s votes", abs(score)) % {"count": sign + compact(abs(score))}


@register.filter
def brief(text: str, length: int) -> str:
    """The beginning of a text on one line, cut between words: at most so many characters, the ellipsis included"""
    return cut_between_words(text, length - 1)


@register.filter
def signed(score: int) -> str:
    """6 -> '+6', 0 -> '0', -1 -> '–1'"""
    sign = "+" if score > 0 else "–" if score < 0 else ""
    return sign + compact(abs(score))


@register.filter
def signed_in_full(number: int) -> str:
    """7480 -> '+7,480', 0 -> '0', -40 -> '–40': where figures are to add up"""
    sign = "+" if number > 0 else "–" if number < 0 else ""
    return sign + number_format(abs(number), force_grouping=True)


@register.filter
def points_in_full(number: int) -> str:
    """7480 -> '7,480 points'"""
    words = ngettext("%(count)s point", "%(count)s points", number)
    return words % {"count": number_format(number, force_grouping=True)}


@register.filter
def absolute(number: int) -> int:
    """-1 -> 1: a plural goes by the size of a number"""
    return abs(number)


@register.filter
def percent(share: float) -> str:
    """0.8125 -> '81.3 %' in the words of the language"""
    rounded = floor(1000 * share + 0.5) / 10  # number_format only cuts
    return _("%(number)s %%") % {"number": number_format(rounded, decimal_pos=1)}


@register.filter
def ago(moment: datetime) -> str:
    """'3 days ago' within a week (or what the owner set), then 'Nov 3', with the year when it is another one."""
    now = timezone.now()
    if (now - moment).total_seconds() < options.current().full_date_days * DAY_SECONDS:
        stamps.changes_at(next_change(moment, now))
        return relative_time(moment, now)
    local, today = timezone.localtime(moment), timezone.localtime(now)
    same_year = _("M j") if local.year == today.year else _("M j, Y")
    return date_format(local, same_year)


@register.filter
def iso(moment: datetime) -> str:
    """The exact time for machines, in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
