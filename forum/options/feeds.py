"""What programs may read again and again: which feeds there are, and what stands in them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

FEEDS = _("Feeds")
LISTS_OF_ALL = (
    "feed_for_questions",
    "feed_for_qa",
    "feed_for_activity",
    "feed_for_unanswered",
    "feed_for_hot",
)


@dataclass(frozen=True)
class Feeds:
    """Options of this group."""

    feed_for_questions: bool = option(True, FEEDS, _("Newest questions"))
    feed_for_qa: bool = option(True, FEEDS, _("Newest questions and answers"))
    feed_for_activity: bool = option(
        True, FEEDS, _("Activity"), _("Also newest answers and newest comments.")
    )
    feed_for_unanswered: bool = option(True, FEEDS, _("Unanswered questions"))
    feed_for_hot: bool = option(False, FEEDS, _("Hot questions"))
    feed_per_category: bool = option(
        True, FEEDS, _("Each of these for single categories, too"), needs=LISTS_OF_ALL
    )
    feed_for_tag_qs: bool = option(False, FEEDS, _("Questions with a tag"))
    feed_for_search: bool = option(False, FEEDS, _("What a search finds"))
    feed_for_threads: bool = option(True, FEEDS, _("Answers and comments of a question"))
    feed_for_users: bool = option(
        False,
        FEEDS,
        _("What a member does"),
        _("What stands on their public profile; a feed makes it easy to watch somebody."),
    )
    feed_for_updates: bool = option(
        True,
        FEEDS,
        _("A member's own updates"),
        _("At a secret address that the member makes and takes back."),
    )
    feed_number_items: int = option(50, FEEDS, _("Entries in a feed"), low=1, high=200)
    feed_full_text: bool = option(True, FEEDS, _("Whole texts"), _("Off, the first words of each."))
    feed_reads_per_member: int = option(
        60,
        FEEDS,
        _("How often an hour the feed of one's own updates may be read"),
        low=1,
        high=10_000,
        needs=("feed_for_updates",),
    )
    feed_id_host: str = option(
        "",
        FEEDS,
        _("Host in the ids of entries"),
        _(
            "Empty: the site's. After a move to another host give the old one, or programs would show everything as new."
        ),
        high=200,
    )
