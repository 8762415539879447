"""Addresses for those who are not here."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return an address of this site in full."""
    return path if path.startswith(("http://", "https://")) else settings.SITE_URL + path
