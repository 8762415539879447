"""Every rule for what users may put onto a page: links, elements, attributes, addresses."""

import pytest

from forum.lib.markdown import render
from tests.forum.lib.test_markdown import elements, links, tags

WAYS_TO_LINK = {
    "words": "[the words](https://a.org)",
    "a title": '[the words](https://a.org "a title")',
    "a reference": "[the words][1]\n\n[1]: https://a.org",
    "angle brackets": "<https://a.org>",
    "a bare address": "see https://a.org now",
    "a bare host": "see www.a.org now",
    "a mail address": "[write](mailto:a@a.org)",
    "our own page": "[ask](/ask/)",
    "a picture from elsewhere": "![a lake](https://a.org/lake.png)",
    "a heading": "# [the words](https://a.org)",
    "a cell": "a|b\n-|-\n[x](https://a.org)|y",
    "a quotation in an item": "- a\n  > https://a.org",
    "a mention": "hello @robin",
}


@pytest.mark.parametrize("way", WAYS_TO_LINK)
def test_every_link_says_that_a_user_made_it_and_none_opens_a_window(way):
    html = render(WAYS_TO_LINK[way], lambda names: {"robin": "/users/robin/"})
    found = [attributes for tag, attributes in elements(html) if tag == "a"]
    assert [attributes["rel"] for attributes in found] == ["nofollow ugc noopener"]
    assert "target" not in found[0]
    assert found[0]["href"]


FORBIDDEN = {
    "form controls": "<form action=/x><input name=a><textarea></textarea><select><option></select><button>b</button></form>",
    "style elements": "<style>p{position:fixed}</style><link rel=stylesheet href=/x.css>",
    "style attributes": "<p style='position:fixed'>a</p> <font color=red size=7>a</font> <span style='color:red'>b</span>",
    "microdata": "<div itemscope itemtype='https://schema.org/Review'><span itemprop=rating>5</span></div>",
    "scripts": "<script>alert(1)</script><p onclick=alert(1)>a</p>",
    "frames and plug-ins": "<iframe src=//a.org></iframe><object data=/x></object><embed src=/x><applet></applet>",
    "media": "<video src=//a.org/x autoplay></video><audio src=//a.org/x></audio><svg/onload=alert(1)>",
    "identities": "<p id=main class=masthead name=x>a</p><a name=top>b</a>",
    "the page itself": "<base href=//a.org><meta http-equiv=refresh content=0><title>x</title></body></html>",
    "comments": "<!-- a --><!--[if IE]>b<![endif]--><![CDATA[c]]>",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_no_text_may_bring_is_shown_as_it_was_typed(what):
    html = render(FORBIDDEN[what])
    assert set(tags(html)) <= {"p", "a"}
    assert all(set(attributes) <= {"dir", "href", "rel"} for _tag, attributes in elements(html))
    assert "&lt;" in html


SCHEMES = ("javascript", "vbscript", "data", "file", "ftp", "tel", "sms", "blob", "about", "view-source", "intent", "irc",
           "ws", "mhtml", "java&#115;cript", " javascript")  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_http_https_and_mail_addresses_are_linked(scheme):
    text = f"[the words]({scheme}:x)"
    assert set(links(text)) <= {None}
    assert "the words" in render(text)
