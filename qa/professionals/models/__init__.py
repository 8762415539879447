"""Tables of verified professionals."""

from qa.professionals.models.applications import Application, Evidence, Grant

__all__ = ["Application", "Evidence", "Grant"]
