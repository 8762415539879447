"""The console's small forum, for every test of this folder."""

from tests.qa.admin.console import desk

__all__ = ["desk"]
