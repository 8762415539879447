"""What people can be told, one word for each; the order is that of importance, the first that fits is told."""

from enum import StrEnum


class Kind(StrEnum):
    """What a notice says. The values are kept in the database."""

    MESSAGE = "message"  # a member wrote to me
    WALL = "wall"  # a member wrote on my page
    DECISION = "decision"  # moderators decided about what I wrote
    ACCEPTED = "accepted"  # my answer was marked as the one that helped most
    ANSWER = "answer"  # my question was answered
    COMMENT = "comment"  # my post was commented on
    FOLLOW_ON = "follow-on"  # somebody asks on from my answer
    MENTION = "mention"  # somebody wrote my name
    THREAD = "thread"  # a comment came after mine
    EDIT = "edit"  # somebody changed what I wrote
    STATE = "state"  # my question was closed or opened again
    CHECK_IN = "check-in"  # some days after my question: did something help
    BADGE = "badge"  # I earned a badge
    ACCOUNT = "account"  # something happened to my account (accounts.alerts, which also writes the mail)
    QUESTION = "question"  # something happened to a question that I follow
    MEMBER = "member"  # a member whom I follow wrote something
    TAG = "tag"  # there is a question with a tag that I follow
    CATEGORY = "category"  # there is a question in a category that I follow
    COPY = "copy"  # the copy of my data is ready


class Pace(StrEnum):
    """When mail about something goes out."""

    NEVER = ""
    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


FOLLOWED = (Kind.QUESTION, Kind.MEMBER, Kind.TAG, Kind.CATEGORY)
OWN = tuple(kind for kind in Kind if kind not in FOLLOWED)
