"""Which stamps change with which table (qa/migrations/0012_stamps.py raises them)."""

from forum.stamps import Kind, cover

cover("qa_post", Kind.POSTS, Kind.VIEWS)
cover("qa_closure", Kind.POSTS)
cover("qa_duplicate", Kind.POSTS)
cover("qa_hiding", Kind.POSTS)
cover("qa_acceptance", Kind.POSTS)
cover("qa_revision", Kind.POSTS)
cover("qa_questiontag", Kind.QUESTIONS)
cover("qa_standing", Kind.MEMBERS)
cover("qa_award", Kind.MEMBERS)
cover("qa_earning", Kind.MEMBERS)
cover("qa_activity", Kind.ACTIVITY)
cover("qa_category", Kind.SITE, Kind.CATEGORIES)
cover("qa_formerpath", Kind.SITE)
cover("qa_categorylevel", Kind.MEMBERS)
cover("qa_tag", Kind.TAGS)
cover("qa_tagtext", Kind.TAGS)
cover("qa_logentry", Kind.MODLOG)
cover("qa_logpart", Kind.MODLOG)
cover("qa_loghead", Kind.MODLOG)
cover("qa_freeze", Kind.POSTS)
cover("qa_reviewitem", Kind.REVIEWS)
cover("qa_memorial", Kind.MEMBERS)
cover("qa_turn", Kind.POSTS)

# Tables whose rows a page shows with a stamp of each row's own: threads, and members where they stand beside posts.
THREADS = (
    "qa_post",
    "qa_closure",
    "qa_duplicate",
    "qa_hiding",
    "qa_freeze",
    "qa_turn",
    "qa_acceptance",
    "qa_revision",
    "qa_category",
    "accounts_user",
    "search_document",
    "search_state",
)
# What a member has of their own in a thread: forum_involvement says whether there is anything, so that a page made for
# all members of a class may read these for a stand-in, who has nothing.
OWN = ("qa_vote", "qa_flag", "qa_favourite", "qa_draft", "forum_involvement")
