"""@name in rendered text: which words are asked for, which become links, and that nothing else changes."""

import pytest

from forum.lib.markdown import render
from forum.lib.texts import compose

PEOPLE = {"sam", "Sam", "zoë", "two words", "a.b", "o’neil", "under_score_d", "Ω-man", "x"}


def link(text):
    """Render, and return (HTML, names asked for)."""
    asked = []

    def find(names):
        asked.append(names)
        return {name: f"/users/{name.replace(' ', '%20')}/" for name in names if name in PEOPLE}

    html = render(text, find)
    assert len(asked) <= 1
    return html, asked[0] if asked else set()


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Ask @sam about it", "@sam"),
        ("@Sam: hello", "@Sam"),
        ("(@sam)", "@sam"),
        ("Thank you, @sam.", "@sam"),
        ("It is @sam's idea", "@sam"),
        ("@zoë, too", "@zoë"),
        ('Ask @"two words" here', '@"two words"'),
        ("Ask @“two words” here", "@“two words”"),
        ("see @a.b!", "@a.b"),
        ("see @a.b.", "@a.b"),
        ("@o’neil", "@o’neil"),
        ("@under_score_d", "@under_score_d"),
        ("**@sam**", "@sam"),
        ("- @sam\n- others", "@sam"),
        ("> @sam wrote", "@sam"),
    ],
)
def test_the_name_of_somebody_becomes_a_link(text, linked):
    html, _asked = link(text)
    assert html.count("<a ") == 1
    assert f">{linked}</a>" in html
    assert 'rel="nofollow ugc noopener"' in html


@pytest.mark.parametrize(
    "text",
    [
        "write to sam@sam or info.@sam",
        "me@x.example",
        "`@sam`",
        "```\n@sam\n```",
        "    @sam\n",
        "[@sam](https://example.org)",
        "https://example.org/@sam",
        "a/@sam",
        "@@sam",
        "@ sam",
        "two@sam",
        "@sam@example.social",
    ],
)
def test_code_links_and_addresses_stay_as_they_are(text):
    html, asked = link(text)
    assert "/users/" not in html
    assert asked == set()
    assert html == render(text)


def test_a_name_of_nobody_stays_plain_and_a_text_without_names_asks_nothing():
    html, asked = link("Hello @nobody and @sam")
    assert asked == {"nobody", "sam"}
    assert html.count("<a ") == 1
    assert link("Nobody is named here.")[1] == set()
    assert link('Two: @two words, and @"nobody at all"')[0].count("<a ") == 0


def test_many_names_are_asked_for_together():
    html, asked = link("@sam @zoë\n\n@sam again, and *@x*")
    assert asked == {"sam", "zoë", "x"}
    assert html.count("<a ") == 4


def test_what_a_name_stands_beside_cannot_break_out_of_its_place():
    html, _asked = link('[a](https://example.org "title > @sam") <b title="@sam"> & @sam <script>')
    assert html == (
        '<p dir="auto"><a href="https://example.org" title="title &gt; @sam" rel="nofollow ugc noopener">a</a> '
        '&lt;b title="<a href="/users/sam/" rel="nofollow ugc noopener">@sam</a>"&gt; &amp; '
        '<a href="/users/sam/" rel="nofollow ugc noopener">@sam</a> &lt;script&gt;</p>'
    )


def test_the_plain_text_says_the_name_as_it_was_written():
    text = compose('Ask @"two words", @sam.', lambda names: dict.fromkeys(names, "/x/"))
    assert text.plain == 'Ask @"two words", @sam.'
