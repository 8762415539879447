"""Which helplines are shown to whom, and whether the register is in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import options
from qa.care.models import HelpResource
from qa.care.rules.countries import guess_country, name_country

MOST_ON_CARD = 3


@dataclass(frozen=True)
class Country:
    """A part of the page: a country (or everywhere), its lines and its emergency number."""

    code: str
    name: str
    lines: list[HelpResource] = field(default_factory=list)
    emergency: list[HelpResource] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """What the crisis card shows: two or three places, and the emergency number where it is known."""

    country: str
    lines: Sequence[HelpResource]
    emergency: HelpResource | None
    is_told: bool = False  # whether moderators are shown posts with urgent phrases


def shown() -> Sequence[HelpResource]:
    return list(HelpResource.objects.shown(options.current().help_grace_days))


def country_of(request: HttpRequest | None) -> str:
    """Return whose helplines come first: what the browser says of its language, else the owner's own country."""
    spoken = request.headers.get("Accept-Language", "") if request else ""
    return guess_country(spoken) or options.current().help_country.upper()


def choose_card(country: str) -> Card:
    """Return the places for somebody in that country ("" where nobody knows it)."""
    rows = shown()
    own = [one for one in rows if country and one.country == country]
    anywhere = [one for one in rows if not one.country]
    lines = [one for one in own if one.kind == HelpResource.Kind.LINE][: MOST_ON_CARD - 1]
    lines += [one for one in anywhere if one.kind != HelpResource.Kind.EMERGENCY][: MOST_ON_CARD - len(lines)]
    emergency = [one for one in own if one.kind == HelpResource.Kind.EMERGENCY]
    is_told = options.current().are_risky_posts_told
    return Card(country, lines[:MOST_ON_CARD], emergency[0] if emergency else None, is_told)


def group_by_country(rows: Iterable[HelpResource], first: str = "") -> list[Country]:
    """Return the countries with their lines, the reader's own first, then those for everywhere, then by name."""
    found: dict[str, Country] = {}
    for one in rows:
        place = found.setdefault(one.country, Country(one.country, name_country(one.country)))
        (place.emergency if one.kind == HelpResource.Kind.EMERGENCY else place.lines).append(one)
    return sorted(found.values(), key=lambda place: (place.code != first, place.code != "", place.name))


def judge_register() -> str:
    """Return what is wrong with the register in a sentence, "" where nothing is: for the health page and the console."""
    rows = [one for one in shown() if one.kind == HelpResource.Kind.LINE]
    language = settings.LANGUAGE_CODE.split("-")[0].lower()
    spoken = [one for one in rows if not one.languages or language in one.languages]
    if not spoken:
        return _(
            "No helpline in the language of this site is shown. Add one, or look again at those whose review is late."
        )
    unverified = sum(not one.is_verified for one in rows)
    if unverified:
        return ngettext(
            "%(n)d helpline was never verified here. Verify it before launch.",
            "%(n)d helplines were never verified here. Verify them before launch.",
            unverified,
        ) % {"n": unverified}
    return ""


def count_late() -> int:
    """Return how many helplines in use are past the day of their review."""
    return sum(one.is_overdue for one in HelpResource.objects.filter(is_on=True))
