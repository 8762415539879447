"""What a token may be allowed to do, each by one word."""

from enum import StrEnum

WEEK, QUARTER, YEAR = 7, 90, 365
LIFETIMES = (WEEK, 30, QUARTER, 180, YEAR)  # days
MOST_TOKENS = 20  # of one member, those that have ended left out


class Scope(StrEnum):
    """A word on a token. What its member may not do, no token may either."""

    READ = "read"
    ASK = "ask"
    ANSWER = "answer"
    COMMENT = "comment"
    EDIT = "edit"
    VOTE = "vote"
    ACCEPT = "accept"
    FLAG = "flag"
