"""When the team is here: days of the week and hours on one clock, which may go over midnight."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ONE_DAY = timedelta(days=1)
DAYS = {"weekdays": range(5), "six": range(6), "all": range(7)}


@dataclass(frozen=True)
class Hours:
    """`days` are weekdays on which the hours begin (0: Monday); until an hour that is not later is one of the next day."""

    days: tuple[int, ...]
    start: int
    until: int

    @classmethod
    def read(cls, days: str, start: int, until: int) -> "Hours | None":
        """Return the hours by the word for their days; None where nobody said any."""
        return cls(tuple(DAYS[days]), start, until) if days in DAYS else None

    def spans_around(self, here: datetime) -> list[tuple[datetime, datetime]]:
        """Return (start, end) of the hours that begin from yesterday on, for a week."""
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        spans = []
        for number in range(-1, 8):
            day = midnight + number * ONE_DAY
            if day.weekday() in self.days:
                length = self.until - self.start if self.until > self.start else 24 + self.until - self.start
                start = day + timedelta(hours=self.start)
                spans.append((start, start + timedelta(hours=length)))
        return spans

    def hold(self, here: datetime) -> bool:
        """Whether somebody is here at that moment of the team's clock."""
        return any(start <= here < end for start, end in self.spans_around(here))

    def find_change(self, here: datetime) -> datetime:
        """Return the next moment at which somebody comes or the last one goes."""
        return min(
            (moment for span in self.spans_around(here) for moment in span if moment > here),
            default=here + ONE_DAY,
        )

    def find_next(self, here: datetime) -> datetime:
        """Return when somebody is here: now, or the next time."""
        return (
            here if self.hold(here) else min(start for start, _end in self.spans_around(here) if start > here)
        )
