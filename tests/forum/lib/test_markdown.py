"""User text becomes harmless, readable HTML, or is refused with a sentence; no text holds a worker for long."""

import re
import threading
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.lib.markdown import BUDGET_SECONDS, LONGEST_TEXT, TooComplex, render, render_post, to_plain

# Written out once more on purpose: a wider list in the renderer has to be wanted here, too.
BLOCKS = {"p", "li", "blockquote", "h3", "h4", "h5", "h6", "td", "th", "ul", "ol"}
ALLOWED = {
    **{tag: {"dir"} for tag in BLOCKS},
    "ol": {"dir", "start"},
    "td": {"dir", "align"},
    "th": {"dir", "align"},
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "loading"},
    "pre": {"dir", "tabindex"},
    "table": {"tabindex"},
    "code": {"class"},
    **{tag: set() for tag in ("br", "hr", "strong", "em", "del", "thead", "tbody", "tr")},
}
SAFE_LINK = re.compile(r"(?:https?:|mailto:|/(?![/\\])|#|\?)", re.IGNORECASE)


class Elements(HTMLParser):
    """The elements of a page as a browser would see them."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.found.append(("comment", {}))

    def handle_decl(self, decl):
        self.found.append(("declaration", {}))

    def handle_pi(self, data):
        self.found.append(("instruction", {}))


def elements(html):
    return Elements(html).found


def tags(html):
    return [tag for tag, _attributes in elements(html)]


def links(text):
    return [attributes.get("href") for tag, attributes in elements(render(text)) if tag == "a"]


def assert_harmless(html):
    for tag, attributes in elements(html):
        assert tag in ALLOWED, html
        assert set(attributes) <= ALLOWED[tag], html
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
            assert "href" not in attributes or SAFE_LINK.match(attributes["href"]), html
        if tag == "img":
            assert attributes["src"].startswith("/media/"), html
        if tag == "code" and "class" in attributes:
            assert re.fullmatch(r"language-[a-z0-9+#-]{1,30}", attributes["class"]), html


# --- Harmless -------------------------------------------------------------------------------------

RAW_HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.org/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
    "<b>bold</b> <p onclick=alert(1)>x</p>",
    "<!-- comment --> <!DOCTYPE html> <?php echo 1 ?> <![CDATA[x]]>",
    "<style>*{display:none}</style><link rel=stylesheet href=//x.org/a.css>",
    "<math><mtext></table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<form action=//x.org><input name=a><button>x</button></form>",
    "<p style=position:fixed>x</p>",
    "<<script>script>alert(1)<</script>/script>",
    "<scr<!-- -->ipt>alert(1)</script>",
]  # fmt: skip

PROBES = [
    *RAW_HTML,
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](javascript://host/%0Aalert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//host/path)",
    "[x](/\\host/path)",
    "[x](</\n/host/path>)",
    '[x](https://a.org "title\\" onmouseover=\\"alert(1)")',
    "[x](https://a.org 'title' onmouseover='alert(1)')",
    '[x](https://a.org" onmouseover="alert(1))',
    "[a[b](https://a.org)](javascript:alert(1))",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "[[[x]]](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<javascript://%0aalert(1)>",
    "<data://text/html,x>",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x][y]\n\n[y]: <data:text/html,a> 'title\" onclick=alert(1)'",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://tracker.org/pixel.gif)",
    "![x](//tracker.org/pixel.gif)",
    "![x](/media/../admin/)",
    '![x" onerror="alert(1)](/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp)',
    "![x](/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp 'y\" onload=\"alert(1)')",
    "![x][y]\n\n[y]: https://tracker.org/a.png",
    "`<img src=x onerror=alert(1)>`",
    '```js" onclick="alert(1)\nx\n```',
    "```{.x onclick=alert(1) #id style=a}\nx\n```",
    "a|b\n:-|-\n<script>|[x](javascript:alert(1))",
    "https://a.org/\"onmouseover=alert(1)//",
    "https://a.org/<script>alert(1)</script>",
    "javascript:alert(1) data:text/html,x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03 \x0260\x03script\x0262\x03",
    "[x](https://a.org)<script>\n</script>[y](https://b.org)",
]  # fmt: skip


@pytest.mark.parametrize("text", PROBES)
def test_no_probe_gets_anything_but_our_own_few_elements_onto_the_page(text):
    assert_harmless(render(text))


@pytest.mark.parametrize("text", RAW_HTML)
def test_raw_html_is_text_that_everybody_can_read(text):
    html = render(text)
    assert set(tags(html)) <= {"p", "a", "blockquote", "em"}
    shown = "".join(to_plain(html).split())
    assert re.sub(r"\W", "", "".join(text.split())) in re.sub(r"\W", "", shown) or "&" in text


@pytest.mark.parametrize("scheme", ["javascript", "JAVASCRIPT", "vbscript", "data", "file", "tel", "word"])
def test_a_link_to_another_protocol_keeps_its_words_and_loses_its_address(scheme):
    html = render(f"[the words]({scheme}:80)")
    assert links(f"[the words]({scheme}:80)") == [None]
    assert "the words" in html


@pytest.mark.parametrize("address", ["//host/x", "/\\host/x", "</\n/host/x>"])
def test_an_address_without_protocol_that_leaves_the_site_says_so(address):
    assert links(f"[x]({address})") == ["https://host/x"]


@pytest.mark.parametrize(
    "address", ["https://a.org", "http://a.org", "mailto:a@b.org", "/ask/", "#a3", "?page=2"]
)
def test_ordinary_addresses_are_kept(address):
    assert links(f"[x]({address})") == [address]


def test_a_reference_of_one_text_means_nothing_in_the_next():
    assert links("[x]\n\n[x]: https://a.org") == ["https://a.org"]
    assert links("[x]") == []


# --- Bare addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://example.org now", "https://example.org"),
        ("see https://example.org.", "https://example.org"),
        ("(https://en.example.org/wiki/Grief_(film)), yes", "https://en.example.org/wiki/Grief_(film)"),
        ("**https://example.org/x**", "https://example.org/x"),
        ("https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("https://example.org/?a=1&b=2!", "https://example.org/?a=1&b=2"),
        ("https://help.community/start", "https://help.community/start"),
        ("https://example.org:8080/#part", "https://example.org:8080/#part"),
        ("https://пример.рф/путь", "https://пример.рф/путь"),
        ('"https://example.org"', "https://example.org"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("HTTPS://EXAMPLE.ORG/X", "HTTPS://EXAMPLE.ORG/X"),
        ("www.example.org, they say", "http://www.example.org"),
    ],
)
def test_a_bare_address_becomes_a_link_without_the_punctuation_around_it(text, address):
    assert links(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "`https://example.org`",
        "```\nhttps://example.org\n```",
        "    https://example.org",
        "me@www.example.org",
        "e.g. this.is not example.org",
        "node.js and word:80",
        "https://",
    ],
)
def test_code_mail_addresses_and_words_with_dots_are_no_links(text):
    assert links(text) == []


def test_an_address_within_a_link_stays_its_words():
    assert links("[https://a.org](https://b.org)") == ["https://b.org"]


# --- Formatting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*a* **b** ~~c~~ `d`",
            '<p dir="auto"><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>',
        ),
        ("one\ntwo", '<p dir="auto">one<br>\ntwo</p>'),
        ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>'),
        ("3. a\n4. b", '<ol dir="ltr" start="3">\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ol>'),
        ("- a", '<ul dir="ltr">\n<li dir="auto">a</li>\n</ul>'),
        ("---", "<hr>"),
        ("a~~b", '<p dir="auto">a~~b</p>'),
        ("~~a~b~~", '<p dir="auto"><del>a~b</del></p>'),
        ("AT&T &copy; &amp;", '<p dir="auto">AT&amp;T &copy; &amp;</p>'),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert render(text) == html


def test_headings_begin_below_those_of_the_page():
    html = render("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\ng\n=")
    assert tags(html) == ["h3", "h4", "h5", "h6", "h6", "h6", "h3"]


def test_every_block_finds_its_own_direction():
    html = render("# א\n\nب\n\n- ג\n\n> د\n\nא|b\n-|-\nc|d\n\n1. e")
    for tag, attributes in elements(html):
        if tag in BLOCKS:
            assert attributes.get("dir") == {"ul": "rtl", "ol": "ltr"}.get(tag, "auto"), tag


@pytest.mark.parametrize(
    ("fence", "code"),
    [
        ("```\nx\n```", "<code>x\n</code>"),
        ("```python\nx\n```", '<code class="language-python">x\n</code>'),
        ("``` Python title='a'\nx\n```", '<code class="language-python">x\n</code>'),
        ("~~~ C++\nx\n~~~", '<code class="language-c++">x\n</code>'),
        ("```{.css #id}\nx\n```", '<code class="language-css">x\n</code>'),
        ("```<b>\nx\n```", "<code>x\n</code>"),
        ("````\n```\n````", "<code>```\n</code>"),
        ("```\n*a* <b>&amp;\n\n    y\n```  ", "<code>*a* &lt;b&gt;&amp;amp;\n\n    y\n</code>"),
    ],
)
def test_fenced_code_is_kept_as_it_is_with_its_language_as_the_only_class(fence, code):
    assert render(fence) == f'<pre dir="ltr" tabindex="0">{code}</pre>'


def test_text_around_fences_stays_and_an_open_fence_is_text():
    html = render("before\n```\na\n```\nbetween\n```\nb\n```\nafter\n```\nopen")
    assert html.count("<pre") == 2
    assert to_plain(html) == "before\n\na\n\nbetween\n\nb\n\nafter\n```\nopen"


def test_tables_align_with_an_attribute_and_never_with_a_style():
    html = render("a|b|c|d\n:-|-:|:-:|-\n1|2|`x|y`|4")
    assert [attributes.get("align") for tag, attributes in elements(html) if tag == "td"] == [
        "left", "right", "center", None,
    ]  # fmt: skip
    assert "style" not in html
    assert "<code>x|y</code>" in html


@pytest.mark.parametrize(
    "source", ["https://a.org/b.png", "//a.org/b.png", "/static/x.png", "/media/../x.png", "/media/x.png"]
)
def test_a_picture_from_elsewhere_becomes_a_link(source):
    html = render(f"![A sunrise]({source})")
    assert tags(html) == ["p", "a"]
    assert "A sunrise" in html


def test_a_picture_of_ours_is_shown_and_loaded_late():
    html = render("![A sunrise](/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp)")
    assert (
        html
        == '<p dir="auto"><img alt="A sunrise" loading="lazy" src="/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp"></p>'
    )


def test_a_picture_from_elsewhere_within_a_link_leaves_its_words_to_that_link():
    html = render("[![A sunrise](https://a.org/b.png)](https://c.org)")
    assert links("[![A sunrise](https://a.org/b.png)](https://c.org)") == ["https://c.org"]
    assert "<em>A sunrise</em></a>" in html


PUNCTUATION = ":,?."
SCRIPTS = [
    "العربية: كيف أنام؟", "עברית: איך לישון?", "हिन्दी: मैं कैसे सोऊँ?", "ไทย: ฉันจะนอนอย่างไร", "中文：我怎么才能睡着？",
    "日本語：どうすれば眠れますか。", "한국어: 어떻게 자나요?", "Русский: как уснуть?", "Ελληνικά: πώς να κοιμηθώ;",
    "தமிழ்: எப்படி தூங்குவது?", "አማርኛ፦ እንዴት ልተኛ?", "ខ្មែរ៖ តើខ្ញុំគេងយ៉ាងណា?", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "ქართული: როგორ დავიძინო?",
    "Հայերեն՝ ինչպե՞ս քնել", "বাংলা: কীভাবে ঘুমাব?", "မြန်မာ ဘယ်လိုအိပ်ရမလဲ", "ਪੰਜਾਬੀ ਕਿਵੇਂ ਸੌਂਵਾਂ?", "اردو: نیند کیسے آئے؟",
    "Tiếng Việt: làm sao để ngủ?", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "𞤆𞤵𞤤𞤢𞤪", "𐌲𐌿𐍄𐌹𐍃𐌺", "🙂 👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 1️⃣ ❤️",
    "می\u200cخواهم", "क्\u200dष", "soft\u00adhyphen no\u00a0break",
]  # fmt: skip


@pytest.mark.parametrize("words", SCRIPTS)
def test_every_script_and_every_emoji_is_kept_unchanged(words):
    rendered = render_post(f"{words}\n\n- **{words}**\n\n`{words}`")
    assert rendered.plain.count(words) == 3
    assert rendered.html.count(words) == 3
    address = f"https://a.org/{words.split()[0].strip(PUNCTUATION)}"
    assert links(address) == [address]


def test_plain_text_reads_like_the_page():
    text = "# Title\n\nOne *two*\nthree\n\n- a\n- b\n\nx|y\n-|-\n1|2\n\n> said &lt;b&gt;\n\n![alt](https://a.org/p.png)"
    assert render_post(text).plain == (
        "Title\n\nOne two\nthree\n\n- a\n\n- b\n\nx · y\n\n1 · 2\n\nsaid <b>\n\nalt"
    )


# --- Within its means -----------------------------------------------------------------------------


def filled(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


PATHOLOGICAL = {
    "open brackets": lambda size: filled("[", size),
    "open pictures": lambda size: filled("![", size),
    "open references": lambda size: filled("[x][", size),
    "open links": lambda size: filled("[a](", size),
    "open links in angles": lambda size: filled("[a](<b", size),
    "open link titles": lambda size: filled('[a](b "', size),
    "one-column tables": lambda size: filled("a\n=\n", size),
    "short lines": lambda size: filled("a\n", size),
    "cells with back-ticks": lambda size: "a|b\n-|-\n" + filled("`x|`\n", size - 8),
    "one row of back-ticks": lambda size: "|a|b|\n|-|-|\n|" + filled("`|", size - 14),
    "short rows of a wide table": lambda size: filled("a|", 200) + "a\n" + filled("-|", 200) + "-\n"
    + filled("a\n", size - 404),
    "many rows": lambda size: "a|b\n-|-\n" + filled("a|b\n", size - 8),
    "many columns": lambda size: filled("a|", size // 2 - 2) + "a\n" + filled("-|", size // 2),
    "nested numbers": lambda size: filled("1. ", size),
    "nested points": lambda size: filled("- ", size),
    "nested quotes": lambda size: filled(">", size),
    "lists below lists": lambda size: "\n".join("    " * depth + "- a" for depth in range(400))[:size],
    "stars": lambda size: filled("*a **b ", size),
    "underscores": lambda size: filled("_a __b ", size),
    "tildes": lambda size: filled("~~a ", size),
    "less-thans": lambda size: filled("<", size),
    "ampersands": lambda size: filled("&", size),
    "backslashes": lambda size: filled("\\", size),
    "fences": lambda size: filled("```\na\n```\n", size),
    "open fences": lambda size: filled("~~~ a\n", size),
    "a fence and spaces": lambda size: "```" + filled(" ", size - 4) + "a",
    "growing back-ticks": lambda size: " ".join("`" * length for length in range(1, 500))[:size],
    "open round brackets": lambda size: filled("(", size),
    "an address of brackets": lambda size: "https://a.org/" + filled("()", size - 14),
    "hyphens": lambda size: filled("a-", size),
    "addresses": lambda size: filled("https://a.org ", size),
    "reference definitions": lambda size: filled("[a]: b\n", size),
    "headings": lambda size: filled("# a\n", size),
    "spaces": lambda size: "a" + filled(" ", size - 2) + "a",
}  # fmt: skip


@pytest.mark.parametrize("size", [10_000, LONGEST_TEXT, 100_000])
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_holds_a_worker_for_long(name, size):
    text = PATHOLOGICAL[name](size)
    start = time.thread_time()
    try:
        assert_harmless(render(text))
    except TooComplex as refusal:
        assert str(refusal).endswith(".")
    assert time.thread_time() - start < 5 * BUDGET_SECONDS


def test_a_text_above_the_ceiling_is_refused_unread_and_one_at_the_ceiling_rendered():
    words = filled("Kind words to read. ", LONGEST_TEXT - 1)
    assert render(words + "x").startswith("<p")
    with pytest.raises(TooComplex, match="too long"):
        render(words + "xy")


def test_an_honest_long_text_of_many_parts_is_rendered():
    part = "## Part\n\nSome *kind* words, a [link](https://a.org) and `code`.\n\n- one\n- two\n\n> said\n\n"
    assert render(filled(part, 12_000)).count("<li") > 200


def test_an_interrupted_parser_does_not_spoil_the_next_text():
    good = "[a]\n\n- x\n\n```\ny\n```\n\n[a]: https://a.org"
    expected = render(good)
    for bad in (
        "[" * 20_000,
        "1. " * 8_000,
        "a|b\n-|-\n" * 3_700,
        "```\n[a]: https://b.org\n```\n" + "![" * 9_000,
    ):
        with pytest.raises(TooComplex):
            render(bad)
        assert render(good) == expected
        assert render("[a]") == '<p dir="auto">[a]</p>'


def test_threads_that_render_at_the_same_time_do_not_mix_their_texts():
    texts = [f"# {n}\n\n[a] `{n}`\n\n```\ncode {n}\n```\n\n[a]: https://a.org/{n}" for n in range(6)]
    expected = [render(text) for text in texts]
    wrong, barrier = [], threading.Barrier(len(texts))

    def work(number):
        barrier.wait()
        for _ in range(15):
            wrong.extend([] if render(texts[number]) == expected[number] else [number])
        if number == 0:
            try:
                render("[" * 20_000)
            except TooComplex:
                wrong.extend([] if render(texts[0]) == expected[0] else ["after the interruption"])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


MARKS = ["*", "**", "_", "~~", "`", "```", "\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", "|", "-|-", "[", "]", "](",
         ")", "![", "<", ">", "</", "<script>", "javascript:", "data:", "https://", "www.a.org", "//", "&", "&lt;",
         "&#106;", "\\", '"', "'", "=", ":", "[a]: ", "/media/", "\x02", "\x03", "\x00", "\ud800", "\u202e", " ", "a",
         "onerror="]  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(MARKS), max_size=60).map("".join))


@settings(deadline=None, max_examples=400, database=None)
@given(ANYTHING)
def test_any_text_at_all_becomes_harmless_html_and_the_same_each_time(text):
    try:
        html = render(text)
    except TooComplex:
        return
    assert_harmless(html)
    assert render(text) == html
    assert "\x00" not in render_post(text).plain
