"""Kinds of notices put together as people look for them: what the inbox can be narrowed to."""

from enum import StrEnum

from qa.news.rules.kinds import FOLLOWED, Kind


class Group(StrEnum):
    """A word of the inbox's address, in the order of its menu."""

    ANSWERS = "answers"
    MENTIONS = "mentions"
    DECISIONS = "decisions"
    MESSAGES = "messages"
    BADGES = "badges"
    FOLLOWED = "followed"


KINDS: dict[Group, tuple[Kind, ...]] = {
    Group.ANSWERS: (Kind.ANSWER, Kind.COMMENT, Kind.FOLLOW_ON, Kind.THREAD, Kind.ACCEPTED, Kind.CHECK_IN),
    Group.MENTIONS: (Kind.MENTION,),
    Group.DECISIONS: (Kind.DECISION, Kind.EDIT, Kind.STATE),
    Group.MESSAGES: (Kind.MESSAGE, Kind.WALL, Kind.ACCOUNT, Kind.COPY),
    Group.BADGES: (Kind.BADGE,),
    Group.FOLLOWED: FOLLOWED,
}
