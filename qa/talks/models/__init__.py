"""Tables of the talks."""

from qa.talks.models.conversations import Conversation, Copy, Message, Side
from qa.talks.models.preferences import Preference, Stop
from qa.talks.models.reports import Report, ReportedText
from qa.talks.models.walls import WallPost

__all__ = [
    "Conversation", "Copy", "Message", "Preference", "Report", "ReportedText", "Side", "Stop", "WallPost",
]  # fmt: skip
