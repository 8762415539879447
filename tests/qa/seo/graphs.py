"""Reading the structured data of a page, and checking it by what large search engines ask of a question page."""

import json
import re

from tests.pages import Page

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
HTTP = re.compile(r"http://testserver/\S*")


def graphs_of(response):
    """Return the structured data of a page by kind."""
    blocks = Page.of(response).find_all("script", type="application/ld+json")
    found = [json.loads("".join(block.node[2])) for block in blocks]
    assert all(one["@context"] == "https://schema.org" for one in found)
    kinds = {one["@type"]: one for one in found}
    assert len(kinds) == len(found)
    return kinds


def check_question_page(graph):
    """Fail unless all that is required of a QAPage is there, what is recommended is of the right kind, and nothing is strange."""
    assert set(graph) == {"@context", "@type", "mainEntity"}
    question = graph["mainEntity"]
    assert question["@type"] == "Question"
    assert isinstance(question["answerCount"], int)
    assert question["name"]
    assert HTTP.fullmatch(question["url"])
    answers = [*question["suggestedAnswer"], *filter(None, [question.get("acceptedAnswer")])]
    assert question["answerCount"] >= len(answers)
    check_post(
        question, {"@id", "url", "name", "answerCount", "suggestedAnswer", "acceptedAnswer", "keywords"}
    )
    for answer in answers:
        assert answer["@type"] == "Answer"
        assert answer["url"].partition("#")[2].startswith("a")
        check_post(answer, {"@id", "url"})
    urls = [
        one["url"] for one in [*answers, *(c for one in [question, *answers] for c in one.get("comment", []))]
    ]
    assert len(set(urls)) == len(urls)
    return question


def check_post(post, more):
    common = {
        "@type",
        "text",
        "upvoteCount",
        "dateCreated",
        "datePublished",
        "dateModified",
        "author",
        "image",
        "comment",
    }
    assert set(post) <= common | more
    assert post["text"]
    assert isinstance(post.get("upvoteCount", 0), int)
    for name in ("dateCreated", "datePublished", "dateModified"):
        assert MOMENT.fullmatch(post.get(name, "2026-01-01T00:00:00+00:00"))
    assert post.get("dateModified", "9") >= post.get("datePublished", "")
    assert post["author"]["@type"] == "Person"
    assert post["author"]["name"]
    assert HTTP.fullmatch(post["author"].get("url", "http://testserver/"))
    assert all(HTTP.fullmatch(image) for image in post.get("image", []))
    for comment in post.get("comment", []):
        assert comment["@type"] == "Comment"
        assert comment["parentItem"] == {"@id": post["url"]}
        check_post(comment, {"url", "parentItem"})
