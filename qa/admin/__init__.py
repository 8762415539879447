"""The console: every change goes through the same actions as on the site, so counts and points never drift."""

from qa.admin import (
    background,
    catalogue,
    categories,
    images,
    members,
    people,
    posts,
    reviews,
    site_options,
    words,
)

__all__ = [
    "background",
    "catalogue",
    "categories",
    "images",
    "members",
    "people",
    "posts",
    "reviews",
    "site_options",
    "words",
]
