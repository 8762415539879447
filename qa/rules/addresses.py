"""Which address parts a category at the top cannot have: words that addresses of the forum begin with."""

from typing import Final

# A category's questions may one day be listed as /questions/<its path>/, and Question2Answer does so: its path must not be
# taken for another page, nor for a number. tests/qa/actions/test_categories.py compares this with the addresses there are.
RESERVED: Final = frozenset(
    {
        "about", "account", "accounts", "activity", "admin", "anonymity", "answers", "api", "appeals",
        "ask", "atom", "avatars", "badges", "blob", "categories", "category", "challenge", "check-in",
        "checks", "comments", "data", "decisions",
        "drafts", "edit", "favorites", "favourites", "feed", "feedback", "feeds", "flags", "forgot",
        "healthz", "help-now", "home", "hot", "image", "images", "inbox", "index", "ip", "json", "legal", "login", "logout",
        "mail", "mail-in", "mailings", "media", "message", "messages", "moderate", "moderation-log", "news", "notices",
        "notifications", "page", "pages", "posts", "preview", "privacy", "qa", "questions", "register", "reports",
        "reset", "review", "robots", "rss", "sealed", "search", "settings", "sitemap", "sitemaps", "static",
        "statistics", "suggest", "synonyms", "tag", "tags", "terms", "unanswered", "uncategorised", "updates", "user",
        "users", "votes", "waiting", "wall", "walls", "worries",
    }
)  # fmt: skip


def is_reserved(part: str) -> bool:
    """Whether an address part cannot stand at the top."""
    return part.casefold() in RESERVED or part.isdigit()
