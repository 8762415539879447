"""What the forms of the talks have in common."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form

from forum.lib.http import attempt


def attempt_writing(form: Form, act: Callable[[], Any], field: str | None = None) -> Any:
    """Return what the act returns. A refusal of whatever sort stands in the form, with what was typed."""
    try:
        return attempt(form, act, field)
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return None
