"""Days that somebody typed, as moments between which things lie."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)  # beyond these some clocks cannot count


def begin_day(day: date) -> datetime:
    """Return when a day begins in the site's time zone."""
    return timezone.make_aware(datetime.combine(min(max(day, FIRST), LAST), time.min))


def end_day(day: date) -> datetime:
    """Return when the day after it begins."""
    return begin_day(min(max(day, FIRST), LAST) + timedelta(days=1))
