"""Care for people: worries, hours of the team, locked questions, moderators' own welfare, those who wait."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from forum.options.declare import Words, option

TEAM = _("The team, and those who wait")
STAFFED_DAYS = (
    ("no", _("Not said")), ("weekdays", _("Monday to Friday")), ("six", _("Monday to Saturday")), ("all", _("Every day")),
)  # fmt: skip
ZONES: tuple[tuple[str, Words], ...] = (
    ("site", _("That of the site")),
    *((name, name) for name in sorted(available_timezones()) if "/" in name and not name.startswith("Etc/")),
)


@dataclass(frozen=True)
class Team:
    """Options of this group."""

    is_worry_taken: bool = option(
        True,
        TEAM,
        _("Members can tell the team that they worry about who wrote a post"),
        _("That is no complaint: the author is never told."),
    )
    is_worry_by_visitors: bool = option(False, TEAM, _("Visitors can do so, too"), needs=("is_worry_taken",))
    worries_per_member: int = option(
        5, TEAM, _("Worries told within an hour"), _("for one member"), needs=("is_worry_taken",)
    )
    worries_per_network: int = option(
        10, TEAM, _("Worries told within an hour"), _("for one network address"), needs=("is_worry_taken",)
    )
    urgent_worry_minutes: int = option(
        15,
        TEAM,
        _("Minutes in which a worry of the urgent lane is due"),
        _("“At once” needs people who look all the time; a few minutes is what can be kept."),
        low=1,
        high=1440,
        needs=("is_worry_taken",),
    )
    normal_worry_hours: int = option(
        12,
        TEAM,
        _("Hours in which one of the normal lane is due"),
        low=1,
        high=720,
        needs=("is_worry_taken",),
    )
    later_worry_hours: int = option(
        24, TEAM, _("Hours in which one of the third lane is due"), low=1, high=720, needs=("is_worry_taken",)
    )
    worry_replies: str = option(
        "Thank you for writing this here. It sounds very heavy, and I am glad that you are not keeping it to yourself.\n"
        "I am no counsellor, but there are people who listen at any hour. On our page of helplines you find some near you.\n"
        "Is somebody with you, or is there somebody whom you could call right now?",
        TEAM,
        _("Words to begin a reply with"),
        _("One on each line; offered to moderators who answer somebody about whom others worry."),
        high=4000,
        is_long=True,
        needs=("is_worry_taken",),
    )
    staffed_days: str = option(
        "no",
        TEAM,
        _("Days on which the team is here"),
        _("Shown on forms that ask the team to look."),
        choices=STAFFED_DAYS,
    )
    staffed_from: int = option(9, TEAM, _("From this hour"), high=23)
    staffed_until: int = option(
        21, TEAM, _("Until this hour"), _("Where it is not later than the first, it is one of the next day."), high=24
    )  # fmt: skip
    staffed_zone: str = option("site", TEAM, _("Time zone of these hours"), choices=ZONES)
    out_of_hours_text: str = option(
        "",
        TEAM,
        _("What is said outside of these hours"),
        _("Empty: a sentence of ours."),
        high=1000,
        is_long=True,
    )
    are_first_posts_held_out_of_hours: bool = option(
        False, TEAM, _("Outside of these hours, hold the first post of everybody")
    )
    is_aftercare_required: bool = option(
        False, TEAM, _("Locking a question needs a word of care and a place to turn to")
    )
    urgent_items_per_day: int = option(
        10,
        TEAM,
        _("Urgent things that one moderator takes in a day"),
        _("The next ones are left to others. 0: as many as there are."),
        high=1000,
    )
    is_waiting_list_on: bool = option(
        True,
        TEAM,
        _("Members see which questions wait longest for anybody"),
        _("And can say for a few minutes that they are writing an answer."),
    )
    turn_minutes: int = option(
        10, TEAM, _("Minutes for which somebody says so"), low=1, high=120, needs=("is_waiting_list_on",)
    )
    waiting_days: int = option(
        90,
        TEAM,
        _("Days after which a question leaves that list"),
        low=1,
        high=3650,
        needs=("is_waiting_list_on",),
    )
    check_in_days: int = option(
        0,
        TEAM,
        _("Days after which askers are asked once whether something helped"),
        _("0: never."),
        high=365,
    )
    check_in_categories: str = option(
        "",
        TEAM,
        _("Categories in which they are asked"),
        _("Their addresses (“health/sleep”), one on each line, with all within. Empty: everywhere."),
        high=4000,
        is_long=True,
        needs=("check_in_days",),
    )
