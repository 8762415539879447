"""From whom a member takes private messages."""

from enum import StrEnum


class Openness(StrEnum):
    """The values are kept in the database."""

    EVERYBODY = "everybody"
    KNOWN = "known"  # whom I have answered, or who answered me
    NOBODY = "nobody"


LONGEST_REASON = 500
# So long what was deleted can be brought back.
UNDO_HOURS = 24
