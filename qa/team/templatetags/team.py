"""When the team is here, as pages say it."""

from typing import Any

from django import template
from django.utils import timezone

from forum import options, stamps
from qa.policies.staffing import read_hours, tell_time
from qa.reads.help import help_url as find_help_url

register = template.Library()


@register.inclusion_tag("qa/team/_staffed.html")
def staffed_line(for_team: bool = False) -> dict[str, Any]:
    """Say when the team is here, and outside of these hours what that means; nothing where the owner says no hours."""
    current = options.current()
    hours = read_hours(current)
    if hours is None:
        return {}
    here = tell_time(current)
    stamps.changes_at(hours.find_change(here))
    return {
        "hours": hours,
        "days": current.staffed_days,
        "zone": current.staffed_zone
        if current.staffed_zone != "site"
        else timezone.get_default_timezone_name(),
        "is_staffed": hours.hold(here),
        "next_at": hours.find_next(here),
        "words": current.out_of_hours_text,
        "for_team": for_team,
    }


@register.simple_tag
def help_url() -> str:
    """The address of the page of helplines; '' without any."""
    return find_help_url()
