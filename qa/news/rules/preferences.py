"""What members want to be told, and how: the defaults, and the arithmetic of quiet hours and of digests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from qa.news.rules.kinds import Kind, Pace


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be told of a kind: by the inbox of the site or not, and at which pace by mail."""

    site: bool
    mail: Pace


DEFAULTS: dict[Kind, Wish] = {
    Kind.MESSAGE: Wish(True, Pace.NOW),
    Kind.WALL: Wish(True, Pace.NOW),
    Kind.DECISION: Wish(True, Pace.NOW),
    Kind.ACCEPTED: Wish(True, Pace.NOW),
    Kind.ANSWER: Wish(True, Pace.NOW),
    Kind.COMMENT: Wish(True, Pace.NOW),
    Kind.FOLLOW_ON: Wish(True, Pace.NOW),
    Kind.MENTION: Wish(True, Pace.NOW),
    Kind.THREAD: Wish(True, Pace.NOW),
    Kind.EDIT: Wish(True, Pace.NEVER),
    Kind.STATE: Wish(True, Pace.NEVER),
    Kind.CHECK_IN: Wish(True, Pace.NOW),
    Kind.BADGE: Wish(True, Pace.NEVER),
    Kind.ACCOUNT: Wish(True, Pace.NEVER),
    Kind.QUESTION: Wish(True, Pace.NEVER),
    # What these bring stands on the page of updates; the inbox is for what concerns one in person.
    Kind.MEMBER: Wish(False, Pace.NEVER),
    Kind.TAG: Wish(False, Pace.NEVER),
    Kind.CATEGORY: Wish(False, Pace.NEVER),
    Kind.COPY: Wish(True, Pace.NOW),
}
# Of these mail goes out only where the box of one's own post was ticked as well.
NEEDS_TICK = frozenset({Kind.DECISION, Kind.ACCEPTED, Kind.ANSWER, Kind.COMMENT, Kind.FOLLOW_ON, Kind.THREAD})
# Numbers that stand in the links of mails: they stay what they are; new ones are added at the end.
CODES: tuple[Kind, ...] = (
    Kind.MESSAGE, Kind.WALL, Kind.DECISION, Kind.ACCEPTED, Kind.ANSWER, Kind.COMMENT, Kind.FOLLOW_ON, Kind.MENTION,
    Kind.THREAD, Kind.EDIT, Kind.STATE, Kind.BADGE, Kind.QUESTION, Kind.MEMBER, Kind.TAG, Kind.CATEGORY,
    Kind.ACCOUNT,
    Kind.COPY,
    Kind.CHECK_IN,
)  # fmt: skip


def read_wishes(choices: Mapping[str, Any]) -> dict[Kind, Wish]:
    """Return the wish for each kind: what was chosen, else the default. What makes no sense is passed over."""
    wishes = dict(DEFAULTS)
    for kind, default in DEFAULTS.items():
        chosen = choices.get(kind)
        if isinstance(chosen, Mapping):
            site, mail = chosen.get("site", default.site), chosen.get("mail", default.mail)
            wishes[kind] = Wish(bool(site), Pace(mail) if mail in list(Pace) else default.mail)
    return wishes


def write_choices(wishes: Mapping[Kind, Wish]) -> dict[str, dict[str, Any]]:
    """Return what is to be kept of wishes: those that differ from the default, so that defaults may change."""
    return {
        str(kind): {"site": wish.site, "mail": str(wish.mail)}
        for kind, wish in wishes.items()
        if wish != DEFAULTS[kind]
    }


def find_quiet_end(now: datetime, zone: tzinfo, start: time | None, end: time | None) -> datetime | None:
    """Return when the quiet hours end that it is now; None outside of them. They may go over midnight."""
    if start is None or end is None or start == end:
        return None
    here = now.astimezone(zone)
    clock = here.time()
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1 if clock >= end else 0)
    return datetime.combine(day, end, tzinfo=zone).astimezone(UTC)


def find_last_digest(now: datetime, zone: tzinfo, hour: int, weekday: int | None = None) -> datetime:
    """Return the last moment at which a digest was due: at that hour of each day, or of one day in the week (0: Monday)."""
    here = now.astimezone(zone)
    moment = datetime.combine(here.date(), time(hour), tzinfo=zone)
    while moment.astimezone(UTC) > now or weekday not in (None, moment.weekday()):
        moment = datetime.combine(moment.date() - timedelta(days=1), time(hour), tzinfo=zone)
    return moment.astimezone(UTC)
