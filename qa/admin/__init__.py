"""The console: every change goes through the same actions as on the site, so counts and points never drift."""

from qa.admin import (
    background,
    catalogue,
    categories,
    images,
    members,
    people,
    posts,
    profiles,
    providers,
    reviews,
    site_options,
    vocabulary,
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
    "profiles",
    "providers",
    "reviews",
    "site_options",
    "vocabulary",
    "words",
]
