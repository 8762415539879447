"""How far a long load is: a bar on a terminal, one line a stage elsewhere."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
WIDTH = 30
EVERY = 2_000


class Progress:
    """Tells what is being done, by `write`."""

    def __init__(self, write: Callable[[str], object], *, is_terminal: bool) -> None:
        self.write = write
        self.is_terminal = is_terminal
        self.name, self.count, self.total = "", 0, 0

    @contextmanager
    def stage(self, name: str, total: int = 0) -> Iterator["Progress"]:
        """Within this block that much is being done; at its end its rows and seconds are told."""
        self.name, self.count, self.total = name, 0, total
        begun = time.monotonic()
        self.draw()
        yield self
        line = f"{name}: {self.count:,} rows, {time.monotonic() - begun:.1f} s"
        self.write(("\r\x1b[K" if self.is_terminal else "") + line + "\n")

    def counting(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            self.count += 1
            if self.count % EVERY == 0:
                self.draw()
            yield row

    def draw(self) -> None:
        if not self.is_terminal:
            return
        bar = ""
        if self.total:
            done = min(self.count * WIDTH // self.total, WIDTH)
            bar = f" [{'#' * done}{'.' * (WIDTH - done)}]"
        self.write(f"\r\x1b[K{self.name}{bar} {self.count:,}")
