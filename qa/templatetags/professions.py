"""What pages say of verified professionals."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum import options
from qa.reads.cards import Card
from qa.reads.professions import find_mark

register = template.Library()


@register.simple_tag
def professional_line(user: User | None) -> SafeString:
    """Beside what a professional answers: what they are, who checked it, until when; and that this is no treatment."""
    mark = find_mark(user)
    if mark is None or user is None:
        return SafeString()
    words = _(
        "{name} is a verified {field} ({country}), but not your therapist. Checked by: {checker}, valid until {day}."
    )
    return format_html(
        '<p class="meta professional">{}</p>',
        format_html(
            words,
            name=format_html("<bdi>{}</bdi>", user.username),
            field=mark.field,
            country=mark.country,
            checker=mark.checked_by,
            day=date_format(mark.until, "DATE_FORMAT"),
        ),
    )


@dataclass(frozen=True)
class Lane:
    """Answers that stand together; without a heading, all of them."""

    heading: str | Promise
    cards: Sequence[Card]


@register.simple_tag
def lanes_of(cards: Sequence[Card]) -> list[Lane]:
    """The answers of a page: in one piece, or, where the owner wants it, those of professionals and all others apart.

    Neither comes first by rule: the lane that holds the page's first answer does, and within each the order stays.
    """
    current = options.current()
    if not (current.are_professionals_marked and current.are_answers_in_lanes) or not cards:
        return [Lane("", cards)]
    checked = [card for card in cards if find_mark(card.post.author) is not None]
    others = [card for card in cards if card not in checked]
    lanes = [
        Lane(gettext_lazy("From professionals"), checked),
        Lane(gettext_lazy("From people with experience of their own"), others),
    ]
    lanes.sort(key=lambda lane: cards[0] not in lane.cards)
    return [lane for lane in lanes if lane.cards]
