"""The names of events: those of Question2Answer, so that what reads its log reads ours. Ours alone: `c_to_a`, `u_badge`,
`q_audience`, `q_warnings` (and of answers and comments)."""

EVERY_KIND = (
    "post", "queue", "requeue", "edit", "approve", "reject", "hide", "reshow", "delete", "claim", "flag", "unflag",
    "clearflags", "vote_up", "vote_down", "vote_nil", "warnings",
)  # fmt: skip
NAMES = (
    *(f"{kind}_{word}" for kind in "qac" for word in EVERY_KIND),
    "q_close", "q_reopen", "q_move", "q_audience", "q_favorite", "q_unfavorite", "a_select", "a_unselect", "a_to_c", "c_to_a",
    "u_register", "u_login", "u_logout", "u_confirmed", "u_save", "u_password", "u_reset", "u_level", "u_block", "u_unblock",
    "u_delete", "u_message", "u_wall_post", "u_wall_delete", "u_favorite", "u_unfavorite", "u_badge",
    "tag_favorite", "tag_unfavorite", "cat_favorite", "cat_unfavorite", "ip_block", "ip_unblock", "search", "feedback",
)  # fmt: skip
VOTES = ("vote_up", "vote_down", "vote_nil")


def is_vote(name: str) -> bool:
    return name[2:] in VOTES
