"""Tables of the news."""

from qa.news.models.notices import Inbox, Notice, Pending
from qa.news.models.streams import Mute, StreamItem, Update

__all__ = ["Inbox", "Mute", "Notice", "Pending", "StreamItem", "Update"]
