"""When what is sealed appears: at the same few moments for everybody."""

from datetime import UTC, datetime, timedelta


def next_moment(now: datetime, minutes: int) -> datetime:
    """Return the next of the moments that lie so many minutes apart, counted from midnight (UTC)."""
    span = timedelta(minutes=minutes)
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((now - midnight) // span + 1) * span
