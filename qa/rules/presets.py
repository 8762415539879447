"""Ready-made answers to "who may do what": where they differ from the defaults, which are the middle one."""

# Options that go with the rights: whose posts are looked at before anybody reads them.
HOLDS = ("is_visitor_held", "is_unconfirmed_held", "is_unapproved_held", "is_beginner_held", "is_edit_held")

# A small place where people know each other: more hands, fewer gates.
OPEN: dict[str, object] = {
    "retag_level": "approved",
    "edit_tag_level": "approved",
    "suggest_synonym_level": "members",
    "edit_question_level": "approved",
    "edit_answer_level": "approved",
    "edit_comment_level": "experts",
    "close_level": "experts",
    "hide_level": "experts",
    "see_new_members_level": "members",
}
# A place that is being disturbed, or that nobody watches at night.
CAREFUL: dict[str, object] = {
    "ask_level": "members",
    "answer_level": "members",
    "comment_level": "members",
    "vote_down_level": "approved",
    "retag_level": "editors",
    "edit_tag_level": "moderators",
    "suggest_synonym_level": "experts",
    "manage_tags_level": "administrators",
    "edit_answer_level": "editors",
    "edit_comment_level": "moderators",
    "close_level": "moderators",
    "accept_level": "editors",
    "hide_level": "moderators",
    "delete_level": "administrators",
    "edit_silently_level": "administrators",
    "see_new_members_level": "moderators",
    "is_visitor_held": True,
    "is_unapproved_held": True,
    "is_edit_held": True,
}
PRESETS: dict[str, dict[str, object]] = {"open": OPEN, "standard": {}, "careful": CAREFUL}
