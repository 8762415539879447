"""The menus of the inbox."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qa.news.rules.groups import Group

Words = str | Promise
READING_WORDS: list[tuple[bool, Words]] = [(False, _("All")), (True, _("Unread"))]
GROUP_WORDS: list[tuple[Group | None, Words]] = [
    (None, _("Everything")),
    (Group.ANSWERS, _("Answers and comments")),
    (Group.MENTIONS, _("Mentions")),
    (Group.DECISIONS, _("Decisions")),
    (Group.MESSAGES, _("Messages")),
    (Group.BADGES, _("Badges")),
    (Group.FOLLOWED, _("Followed")),
]


@dataclass(frozen=True)
class Tab:
    """One way to narrow the list."""

    label: Words
    url: str
    is_current: bool
