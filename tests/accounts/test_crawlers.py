"""Search engines are known by the names they give."""

import pytest

from accounts.crawlers import is_crawler


@pytest.mark.parametrize(
    ("agent", "is_one"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)", True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", False),
        ("SomebodysBot/1.0", False),
        ("", False),
    ],
)
def test_a_search_engine_is_known_by_its_name(agent, is_one):
    assert is_crawler(agent) is is_one
