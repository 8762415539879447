"""Lengths that the database columns fix; what the owner may change is in forum.options."""

NAME_MAX_LENGTH = 40
TITLE_COLUMN_LENGTH = 300
TAG_MAX_LENGTH = 40
EXTRA_MAX_LENGTH = 300
SHORT_EXCERPT = 180
BODY_CEILING = 30_000
