"""Where the line of a plot runs: figures over time in a box of fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT, MARGIN = 640, 160, 8


@dataclass(frozen=True)
class Plot:
    """A line as the `points` of an SVG polyline, with the area below it, and the values at top and bottom of the box."""

    line: str
    area: str
    lowest: int
    highest: int
    width: int = WIDTH
    height: int = HEIGHT


def draw(moments: Sequence[datetime], values: Sequence[int], end: datetime) -> Plot | None:
    """Return the plot of values that hold from their moment on until the next one, and the last one until `end`.

    Fewer than two values make no line worth drawing. An `end` before the last moment (another clock was ahead) is that moment.
    """
    if len(values) < 2:
        return None
    end = max(end, moments[-1])
    lowest, highest = min(0, *values), max(values)
    span = max((end - moments[0]).total_seconds(), 1.0)
    height = max(highest - lowest, 1)

    def place(moment: datetime, value: int) -> tuple[float, float]:
        across = (moment - moments[0]).total_seconds() / span
        up = (value - lowest) / height
        return (
            round(MARGIN + across * (WIDTH - 2 * MARGIN), 1),
            round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN), 1),
        )

    corners: list[tuple[float, float]] = []
    for number, (moment, value) in enumerate(zip(moments, values, strict=True)):
        if number:
            corners.append(place(moment, values[number - 1]))
        corners.append(place(moment, value))
    corners.append(place(end, values[-1]))
    line = " ".join(f"{x},{y}" for x, y in corners)
    bottom = place(end, lowest)[1]
    return Plot(line, f"{line} {corners[-1][0]},{bottom} {corners[0][0]},{bottom}", lowest, highest)
