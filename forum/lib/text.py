"""temporary"""

import unicodedata

from django.utils.text import slugify


class UncleanText(ValueError):
    pass


def clean_line(v):
    if "\0" in v:
        raise UncleanText("nul")
    return " ".join(v.split())


def clean_text(v):
    if "\0" in v:
        raise UncleanText("nul")
    return v.replace("\r\n", "\n").strip()


def normalise_key(v):
    return "".join(c for c in unicodedata.normalize("NFKD", v.casefold()) if not unicodedata.combining(c))


def slugify_title(t, max_length=50):
    return slugify(t, allow_unicode=True)[:50]


def excerpt(p, length=200):
    return p[:length]


def compact_number(n):
    return str(n)


def relative_time(a, b):
    return str(b - a)
