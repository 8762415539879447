"""Code, quotations, tables and headings within items and quotations are blocks there, however they are indented."""

import re
import time

import pytest

from forum.lib.markdown import BUDGET_SECONDS, LONGEST_TEXT, TooComplex, render
from forum.lib.markdown.lines import DEEPEST


def shape(text):
    """The rendered elements without their attributes and without the line breaks between them."""
    html = re.sub(r"<(\w+)[^>]*>", r"<\1>", render(text))
    return re.sub(r">\n+(?=<|$)", ">", html)


CODE = "<pre><code>code\n</code></pre>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n  ```\n  code\n  ```\n- b", f"<ul><li><p>a</p>{CODE}</li><li><p>b</p></li></ul>"),
        ("- a\n    ```\n    code\n    ```\n- b", f"<ul><li><p>a</p>{CODE}</li><li><p>b</p></li></ul>"),
        ("- a\n\n  ~~~\n  code\n  ~~~\n\n- b", f"<ul><li><p>a</p>{CODE}</li><li><p>b</p></li></ul>"),
        ("1. a\n   ```\n   code\n   ```\n2. b", f"<ol><li><p>a</p>{CODE}</li><li><p>b</p></li></ol>"),
        ("1. a\n  ```\n  code\n  ```\n2. b", f"<ol><li><p>a</p>{CODE}</li><li><p>b</p></li></ol>"),
        ("- ```\n  code\n  ```\n- b", f"<ul><li>{CODE}</li><li><p>b</p></li></ul>"),
        ("- a\n  ```\n  code\n  ```\n  c\n- b", f"<ul><li><p>a</p>{CODE}<p>c</p></li><li><p>b</p></li></ul>"),
        ("- a\n  ```\ncode\n  ```", f"<ul><li><p>a</p>{CODE}</li></ul>"),
        ("- a\n  - b\n    ```\n    code\n    ```", f"<ul><li>a<ul><li><p>b</p>{CODE}</li></ul></li></ul>"),
        ("> a\n> ```\n> code\n> ```\n> b", f"<blockquote><p>a</p>{CODE}<p>b</p></blockquote>"),
        (">```\n>code\n>```", f"<blockquote>{CODE}</blockquote>"),
        ("> > ```\n> > code\n> > ```", f"<blockquote><blockquote>{CODE}</blockquote></blockquote>"),
        ("> - a\n>   ```\n>   code\n>   ```", f"<blockquote><ul><li><p>a</p>{CODE}</li></ul></blockquote>"),
        ("- > ```\n  > code\n  > ```\n- b", f"<ul><li><blockquote>{CODE}</blockquote></li><li><p>b</p></li></ul>"),
        ("  ```\n  code\n  ```", CODE),
    ],
)  # fmt: skip
def test_fenced_code_in_items_and_quotations_is_a_block(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("1. a\n\n   b", "<ol><li><p>a</p><p>b</p></li></ol>"),
        ("- a\n  > b\n- c", "<ul><li><p>a</p><blockquote><p>b</p></blockquote></li><li><p>c</p></li></ul>"),
        ("- a\n  ## b\n- c", "<ul><li><p>a</p><h4>b</h4></li><li><p>c</p></li></ul>"),
        ("- a\n  - b\n    - c\n  - d\n- e", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("  - a\n  - b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n  x|y\n  -|-\n  1|2\n- b", "<ul><li><p>a</p><table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr>"
         "<td>1</td><td>2</td></tr></tbody></table></li><li><p>b</p></li></ul>"),
        ("> # a\n> - b\n>\n> x|y\n> -|-\n> 1|2", "<blockquote><h3>a</h3><ul><li>b</li></ul><table><thead><tr><th>x</th><th>y</th>"
         "</tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></blockquote>"),
    ],
)  # fmt: skip
def test_other_blocks_in_items_and_quotations_are_blocks_however_they_are_indented(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n  ```\n- b\n  ```", 0),  # an item's code ends before the next item
        ("- a\n  ```\n  open", 0),
        ("> ```\n> open\n\n```\ncode\n```", 1),
        ("    ```\n    code\n    ```", 1),  # indented code that shows fences
        ("```\n- a\n  > b\n```", 1),
    ],
)
def test_open_fences_are_text_and_code_holds_whatever_it_likes(text, expected):
    html = render(text)
    assert html.count("<pre") == expected
    assert html.count("```") == text.count("```") - (2 * expected if "    ```" not in text else 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What I did:\n- one\n- two", "<p>What I did:<br>\n- one<br>\n- two</p>"),
        ("I tried\n1. tea\n2. walks\nand slept.", "<p>I tried<br>\n1. tea<br>\n2. walks<br>\nand slept.</p>"),
        ("* one\n* two", "<ul><li>one</li><li>two</li></ul>"),
        ("Hello,\nit is late.\n\n\nI am  tired :(", "<p>Hello,<br>\nit is late.</p><p>I am  tired :(</p>"),
        ("2 * 3 * 4 and snake_case_words", "<p>2 * 3 * 4 and snake_case_words</p>"),
        ("– one\n• two", "<p>– one<br>\n• two</p>"),
        ("#sleep helps\n\n1986. What a year", "<h3>sleep helps</h3><ol><li>What a year</li></ol>"),
        ("- - -\n  words", "<hr><p>words</p>"),
    ],
)  # fmt: skip
def test_what_is_typed_without_any_markdown_keeps_its_lines_and_lists_readable(text, expected):
    assert shape(text) == expected


def filled(unit, size):
    return (unit * (size // len(unit) + 1))[:size]


PATHOLOGICAL = {
    "fences in quotations in quotations": lambda size: filled("> " * 20 + "```\n", size),
    "ever deeper quotations": lambda size: "\n".join(">" * depth + "```" for depth in range(1, 400))[:size],
    "items of open fences": lambda size: filled("- ```\n", size),
    "items of open fences and one end": lambda size: filled("- ~~~ a\n", size - 6) + "\n  ~~~",
    "deep ends": lambda size: filled("```a\n", size // 2) + filled("        ```\n", size // 2),
    "open fences, then an item": lambda size: "- a\n" + filled("  ~~~ a\n", size - 20) + "\n- b\n  ~~~",
    "items in items on one line": lambda size: filled("- > ", size - 4) + "```\n",
    "lists below lists by two": lambda size: "\n".join("  " * depth + "- a" for depth in range(400))[:size],
    "lists below lists with code": lambda size: "\n".join(
        f"{'  ' * depth}- a\n{'  ' * depth}  ```\n{'  ' * depth}  ```" for depth in range(200))[:size],
    "items and quotations": lambda size: filled("- a\n  > b\n", size),
    "items and headings": lambda size: filled("- a\n  # b\n", size),
    "spaces": lambda size: filled("- a\n\n" + " " * 200 + "b\n", size),
}  # fmt: skip


@pytest.mark.parametrize("size", [10_000, LONGEST_TEXT])
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_nesting_holds_a_worker_for_long(name, size):
    text = PATHOLOGICAL[name](size)
    start = time.thread_time()
    try:
        assert "<script" not in render(text)
    except TooComplex as refusal:
        assert str(refusal).endswith(".")
    assert time.thread_time() - start < 5 * BUDGET_SECONDS


def test_a_list_of_many_codes_is_no_trouble():
    assert render(filled("- a\n  ```\n  code\n  ```\n", 12_000)).count("<pre") > 500


def test_what_lies_too_deep_is_still_text():
    html = render("> " * (DEEPEST + 3) + "```\n" + "> " * (DEEPEST + 3) + "calm\n")
    assert "calm" in html
