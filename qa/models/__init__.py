"""Tables of the conversation; this file only lists their names."""

from qa.models import stamps  # noqa: F401 - declares what covers the tables
from qa.models.activity import Activity
from qa.models.addresses import PostAddress
from qa.models.appeals import Appeal
from qa.models.attachments import Attachment, PostAttachment
from qa.models.badges import Award
from qa.models.care import Memorial, Rest, Turn
from qa.models.categories import Category, FormerPath, Refiling
from qa.models.category_levels import CategoryLevel
from qa.models.drafts import Draft
from qa.models.duplicates import Duplicate
from qa.models.earnings import Earning
from qa.models.favourites import Favourite
from qa.models.flags import Flag, FlagDecision
from qa.models.images import Image, PostImage
from qa.models.measures import Measure, MemberNote, Sweep, SweepItem
from qa.models.modlog import LogEntry, LogHead, LogPart
from qa.models.notices import NoticeAddress
from qa.models.posts import Answer, Comment, Post, Question
from qa.models.reviews import ReviewItem, ReviewNote
from qa.models.revisions import Revision
from qa.models.screening import Finding, SpamLesson, SpamToken, WatchedWord, WatchlistVersion
from qa.models.standings import Recalculation, Rescaled, Standing
from qa.models.states import Acceptance, Closure, Freeze, Hiding
from qa.models.tag_moves import SynonymSuggestion, SynonymVote, TagMove, TagMoveItem
from qa.models.tags import QuestionTag, Tag, TagRevision, TagText
from qa.models.votes import Vote

__all__ = [
    "Acceptance", "Activity", "Answer", "Appeal", "Attachment", "Award", "Category", "CategoryLevel", "Closure",
    "Comment", "Draft", "Duplicate", "Earning", "Favourite", "Finding", "Flag", "FlagDecision", "FormerPath", "Freeze", "Hiding",
    "Image", "LogEntry", "LogHead", "LogPart", "Measure", "MemberNote", "Memorial", "NoticeAddress", "Post", "PostAddress",
    "PostAttachment", "PostImage", "Question", "QuestionTag", "Recalculation", "Refiling", "Rescaled", "Rest", "ReviewItem",
    "ReviewNote", "Revision", "SpamLesson", "SpamToken", "Standing", "Sweep", "SweepItem", "SynonymSuggestion",
    "SynonymVote", "Tag", "TagMove", "TagMoveItem", "TagRevision", "TagText", "Turn", "Vote", "WatchedWord",
    "WatchlistVersion",
]  # fmt: skip
