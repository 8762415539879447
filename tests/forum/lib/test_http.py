"""Small helpers of views."""

import pytest
from django.test import RequestFactory

from forum.lib.http import NEXT_MAX_LENGTH, read_next


def read(address):
    return read_next(RequestFactory().get("/", {"next": address}))


def test_one_goes_on_where_a_page_of_ours_says():
    assert read("/questions/?page=2#answers") == "/questions/?page=2#answers"
    posted = RequestFactory().post("/?next=/ask/", {"next": "/tags/"})
    assert read_next(posted) == "/tags/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "//evil.example/",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:x",
        "ask/",
        "/" * NEXT_MAX_LENGTH + "x",
    ],
)
def test_and_nowhere_else(address):
    assert read(address) == ""
