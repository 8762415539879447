"""The small parts of every page: the owner's texts, icons, the mark of the current page."""

import pytest
from django.test import RequestFactory

from forum import options
from forum.templatetags.ui import current, icon, markdown, place, render_once
from tests import make


def test_the_owners_text_is_markdown_without_raw_html():
    assert markdown("**Be kind** <b>") == '<p dir="auto"><strong>Be kind</strong> &lt;b&gt;</p>'


@pytest.mark.django_db
def test_an_owners_text_that_is_too_complex_is_shown_as_typed_and_breaks_no_page():
    text = "<i>" + "[" * 3_990
    options.save({"sidebar_text": text})
    response = make.client().get("/questions/")
    assert response.status_code == 200
    assert b"&lt;i&gt;[[[" in response.content


def test_an_owners_text_is_rendered_once_and_not_for_every_page():
    render_once.cache_clear()
    for _ in range(5):
        markdown("Once and for all.")
    assert render_once.cache_info().misses == 1


def test_an_icon_is_hidden_from_those_who_listen():
    assert 'aria-hidden="true"' in icon("flag")
    assert icon('"><script>').count("<") == 4


@pytest.mark.parametrize(
    ("path", "address", "mark"),
    [("/tags/", "/tags/", "page"), ("/tags/sleep/", "/tags/", "true"), ("/tags/", "/", None), ("/", "/", "page"),
     ("/hot/", "/tags/", None)],
)  # fmt: skip
def test_the_menu_marks_where_one_is(path, address, mark):
    html = current({"request": RequestFactory().get(path)}, address)
    assert html == (f' aria-current="{mark}"' if mark else "")


def test_without_a_request_the_menu_marks_nothing():
    assert current({}, "/tags/") == ""


@pytest.mark.parametrize(
    ("path", "part"),
    [("/users/sam/", "/users/…"), ("/users/", "/users/"), ("/users/me/standing/", "/me/…"), ("/", "/")],
)
def test_ones_own_pages_are_no_part_of_the_list_of_members(path, part):
    assert place(path) == part
