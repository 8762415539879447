"""Tables of the news."""

from qa.news.models.feeds import FeedKey
from qa.news.models.notices import Inbox, Notice, Pending
from qa.news.models.preferences import MailStop, Preferences, ReturnedMail
from qa.news.models.streams import Mute, StreamItem, Update
from qa.news.models.subjects import SubjectMute
from qa.news.models.visits import Visit

__all__ = [
    "FeedKey",
    "Inbox",
    "MailStop",
    "Mute",
    "Notice",
    "Pending",
    "Preferences",
    "ReturnedMail",
    "StreamItem",
    "SubjectMute",
    "Update",
    "Visit",
]
