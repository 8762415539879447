"""What the health page asks beside the database: each room names its own checks, when its app is ready."""

from collections.abc import Callable

# By name: a function that returns "" where all is well, else one sentence that says what to do.
checks: dict[str, Callable[[], str]] = {}
