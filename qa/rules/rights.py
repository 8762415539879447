"""The rights that an owner gives out: what they are called in options, measures and logs."""

from enum import StrEnum


class Right(StrEnum):
    """One thing that people may do here, or not. The values are stored: they do not change."""

    READ = "read"
    ASK = "ask"
    ANSWER = "answer"
    COMMENT = "comment"
    VOTE_QUESTION = "vote_question"
    VOTE_ANSWER = "vote_answer"
    VOTE_COMMENT = "vote_comment"
    VOTE_DOWN = "vote_down"
    RETAG = "retag"
    EDIT_TAG = "edit_tag"  # what is written about a tag
    SUGGEST_SYNONYM = "suggest_synonym"  # and vote on what others suggest
    MANAGE_TAGS = "manage_tags"  # merge, rename, retire
    EDIT_QUESTION = "edit_question"
    EDIT_ANSWER = "edit_answer"
    EDIT_COMMENT = "edit_comment"
    EDIT_SILENTLY = "edit_silently"
    CLOSE = "close"
    ACCEPT = "accept"  # answers to other people's questions
    SEE_ADDRESSES = "see_addresses"
    SEE_VOTERS = "see_voters"
    FLAG = "flag"
    MODERATE = "moderate"  # approve and reject what waits
    HIDE = "hide"
    DELETE = "delete"
    WALL = "wall"
    MESSAGE = "message"  # to members who have not answered yet; measures take the rest, too
    SEE_NEW_MEMBERS = "see_new_members"
    SEE_BLOCKED_MEMBERS = "see_blocked_members"
