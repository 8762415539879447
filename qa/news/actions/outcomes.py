"""What became of a mail that came in, in words for the log of the mail server."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of it. None of these names an address or a word of the mail."""

    POSTED = "the reply was published"
    REFUSED = "the reply was refused; its writer was told"
    REFUSED_SILENTLY = "the reply was refused"
    RETURNED = "a mail that came back was counted"
    REPORT_WITHOUT_FAILURE = "dropped: a report without a failure"
    AUTOMATIC = "dropped: a machine sent it"
    FORGED = "dropped: not for the address that it was sent from, forged or too old"
    EMPTY = "dropped: there was no text of the writer's own"
    OFF = "dropped: replies by mail are switched off"
    TOO_MANY = "dropped: too many within an hour"
    UNKNOWN = "dropped: for none of the forum's addresses"
    BROKEN = "dropped: it could not be read"
    TOO_LARGE = "dropped: too large"
