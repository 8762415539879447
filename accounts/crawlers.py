"""Search engines that say who they are. Anybody can say so: this opens nothing that has to stay closed."""

CRAWLERS = (
    "googlebot",
    "bingbot",
    "duckduckbot",
    "applebot",
    "yandexbot",
    "baiduspider",
    "qwantbot",
    "mojeekbot",
    "seznambot",
    "slurp",
)


def is_crawler(user_agent: str) -> bool:
    """Whether a browser gives the name of a search engine's robot."""
    agent = user_agent.lower()
    return any(name in agent for name in CRAWLERS)
