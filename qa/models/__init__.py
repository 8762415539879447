"""Tables of the conversation; this file only lists their names."""

from qa.models import stamps  # noqa: F401 - declares what covers the tables
from qa.models.activity import Activity
from qa.models.addresses import PostAddress
from qa.models.attachments import Attachment, PostAttachment
from qa.models.categories import Category
from qa.models.drafts import Draft
from qa.models.duplicates import Duplicate
from qa.models.favourites import Favourite
from qa.models.flags import Flag
from qa.models.images import Image, PostImage
from qa.models.modlog import LogEntry, LogPart
from qa.models.notices import NoticeAddress
from qa.models.posts import Answer, Comment, Post, Question
from qa.models.revisions import Revision
from qa.models.standings import Standing
from qa.models.states import Acceptance, Closure, Hiding
from qa.models.tags import QuestionTag, Tag
from qa.models.votes import Vote

__all__ = [
    "Acceptance", "Activity", "Answer", "Attachment", "Category", "Closure", "Comment", "Draft", "Duplicate", "Favourite",
    "Flag", "Hiding", "Image", "LogEntry", "LogPart", "NoticeAddress", "Post", "PostAddress", "PostAttachment", "PostImage",
    "Question", "QuestionTag", "Revision", "Standing", "Tag", "Vote",
]  # fmt: skip
