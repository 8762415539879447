"""Posts of other forums become Markdown that shows the same words: editors' HTML, plain text, and whatever else there is."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.lib.markdown import TooComplex, from_html, from_plain, render, render_post
from tests.forum.lib.markdown.test_links import FORBIDDEN
from tests.forum.lib.test_markdown import RAW_HTML, assert_harmless, tags


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Hello <strong>dear</strong> <em>all</em>,</p>\n<p>&nbsp;</p>\n<p>bye</p>", "Hello **dear** *all*,\n\nbye"),
        ("<p>a<strong> b </strong>c<br>\nd</p>", "a **b** c\nd"),
        ("<p><s>a</s> <strike>b</strike> <u>c</u> <strong><em>d</em></strong></p>", "~~a~~ ~~b~~ c ***d***"),
        ("<p><span style='color:#f00'>red</span> <font size=7>big</font></p>", "red big"),
        ("<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>", "- a\n- b\n    - c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
        ("<ol start='3'><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n\n4. b\n\n    c"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<h1>a</h1><h2>b <b>c</b></h2><p>d</p>", "# a\n\n## b **c**\n\nd"),
        ("<p><a href='https://a.org/x_y' target=_blank rel=nofollow>the words</a></p>", "[the words](https://a.org/x_y)"),
        ("<p><a href='https://a.org/x'>https://a.org/x</a></p>", "https://a.org/x"),
        ("<p><a href='/wiki/Grief_(film)'>film</a></p>", "[film](/wiki/Grief_%28film%29)"),
        ("<p><a href='javascript:alert(1)'>words</a> <a href='java\tscript:x'>more</a></p>", "words more"),
        ("<p><img alt='A lake' src='/?qa=blob&amp;qa_blobid=12'></p>", "![A lake](/?qa=blob&qa_blobid=12)"),
        ("<p><img src='https://a.org/lake.png'></p>", "![lake.png](https://a.org/lake.png)"),
        ("<hr>", "---"),
        ("<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```"),
        ("<pre>a<br>```</pre>", "````\na\n```\n````"),
        ("<p><code>a `b`</code></p>", "`` a `b` ``"),
        ("<table><tbody><tr><td>a|b</td><td>c</td></tr><tr><td>1</td></tr></tbody></table>",
         "| a&#124;b | c |\n| --- | --- |\n| 1 |  |"),
        ("<table><tr><td>just a frame</td></tr></table>", "just a frame"),
        ("<p>x</p><iframe src='//www.youtube.com/embed/x'></iframe>", "x\n\n[https://www.youtube.com/embed/x](https://www.youtube.com/embed/x)"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb"),
        ("plain &lt;b&gt; words<br>next", "plain <b> words\nnext"),
        ("<script>alert(1)</script><style>p{}</style><!-- c -->a", "a"),
        ("<b>a<p>b</p></b>", "a\n\nb"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_an_editor_wrote_becomes_markdown(html, markdown):
    assert from_html(html) == markdown


@pytest.mark.parametrize(
    ("html", "elements"),
    [
        ("<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>", ["p", "strong", "em", "del", "code"]),
        ("<h1>a</h1><h3>b</h3>", ["h3", "h5"]),
        ("<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>", ["ol", "li", "ol", "li", "li"]),
        ("<ul><li><p>a</p><pre>b</pre></li></ul>", ["ul", "li", "p", "pre", "code"]),
        ("<blockquote><ul><li>a</li></ul><pre>b</pre></blockquote>", ["blockquote", "ul", "li", "pre", "code"]),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>",
         ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]),
        ("<p>a</p><hr><p>b</p>", ["p", "hr", "p"]),
        ("<p><a href='https://a.org'>b</a><br>c</p>", ["p", "a", "br"]),
    ],
)  # fmt: skip
def test_what_was_converted_is_rendered_with_the_same_elements(html, elements):
    assert tags(render(from_html(html))) == elements


PLAIN = [
    "# no heading", "> no quote", "- no item", "* no item", "+ no item", "1. no item", "1986. What a year", "a * b * c",
    "*not slanted*", "**not bold**", "_no_ __no__", "snake_case_word", "`no code`", "```\nno code\n```", "~~~\nno\n~~~", "~~no~~",
    "[no](https://a.org) link", "[a]: https://a.org", "![no](/media/x.webp)", "a\n===", "a\n---", "a|b\n-|-\nc|d", "---", "***",
    "back\\slash \\* \\", "&amp; &lt; &copy; & AT&T", "<b>no tag</b>", "    not code", "a\n\n\n\nb", "- one\n- two\n\n1. x\n2. y",
    ": |", "|a|\n|-|", "🙂 שלום", "2 < 3 > 1", "C:\\temp\\_x", "a\\", "] [ ](",
]  # fmt: skip


def squeeze(text):
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_shown_as_it_was_typed_line_for_line(text):
    rendered = render_post(from_plain(text))
    assert squeeze(rendered.plain) == squeeze(text)
    assert set(tags(rendered.html)) <= ({"p", "br", "a"} if "://" in text else {"p", "br"})


@pytest.mark.parametrize("text", PLAIN)
def test_words_in_html_mean_nothing_to_markdown(text):
    html = "<p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</p>"
    rendered = render_post(from_html(html))
    assert squeeze(rendered.plain) == squeeze(text)
    assert set(tags(rendered.html)) <= ({"p", "br", "a"} if "://" in text else {"p", "br"})


@pytest.mark.parametrize(
    "html", [*RAW_HTML, *FORBIDDEN.values(), "<p><a href='data:text/html,x'>a</a>", "\x00<b>a"]
)
def test_nothing_that_could_do_harm_comes_through(html):
    assert_harmless(render(from_html(html)))


@pytest.mark.parametrize(
    "unit",
    ["<b>", "<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<p>a", "<a href=x>", "&", "[", "*a"],
)
def test_no_html_holds_an_import_for_long(unit):
    start = time.thread_time()
    markdown = from_html(unit * (12_000 // len(unit)))
    assert time.thread_time() - start < 5
    assert isinstance(markdown, str)


WORDS = st.text(alphabet="ab *_`#>-+.1|~[]()!\\&;:=<é🙂\n", max_size=60)


@settings(deadline=None, max_examples=300, database=None)
@given(WORDS)
@example("&#:;")
def test_any_plain_text_keeps_every_character_but_spaces(text):
    try:
        rendered = render_post(from_plain(text))
    except TooComplex:
        return
    assert re.sub(r"\s", "", rendered.plain) == re.sub(r"\s", "", text)
