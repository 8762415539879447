"""The squeezed style sheet is the same to a browser."""

from pathlib import Path

import pytest

from forum.lib.static import STYLES, squeeze

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "static"
# Every rule as the browser has understood it; whether a comma inside a value is followed by a blank is all one.
READ_RULES = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/, /g, ","));
}"""


def test_squeezing_loses_no_rule_and_changes_none(page):
    written = "\n".join((STATIC / name).read_text() for name in STYLES)
    rules = page.evaluate(READ_RULES, written)
    assert len(rules) > 10
    assert page.evaluate(READ_RULES, squeeze(written)) == rules
