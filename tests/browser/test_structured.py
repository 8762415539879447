"""Structured data in a real browser: a block that is neither run nor shown, and that the page's policy has nothing against."""

import json

from tests import make


def test_the_browser_leaves_structured_data_alone(people, open_browser):
    question = make.question(people.asker, "Is </script><b>this</b> fine?", body="So & so.")
    make.answer(question, people.answerer)
    with open_browser() as page:
        page.add_init_script(
            "window.refused = []; addEventListener('securitypolicyviolation', e => window.refused.push(e.blockedURI))"
        )
        page.goto(question.get_absolute_url())
        blocks = page.locator("script[type='application/ld+json']").all_text_contents()
        kinds = [json.loads(block)["@type"] for block in blocks]
        assert kinds == ["QAPage"]
        assert json.loads(blocks[0])["mainEntity"]["name"] == question.title
        assert page.evaluate("window.refused") == []
        assert "schema.org" not in page.locator("body").inner_text()
