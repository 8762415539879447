"""Tables of the news."""

from qa.news.models.notices import Inbox, Notice, Pending

__all__ = ["Inbox", "Notice", "Pending"]
