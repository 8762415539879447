"""The tables of what search engines are told."""

from qa.seo.models.changes import Change, Sender

__all__ = ["Change", "Sender"]
