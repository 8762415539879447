"""The field of the console for an option, from its declaration."""

from typing import Any

from django import forms

from qa.forms.fields import LineField


def make_field(default: Any, words: dict[str, Any]) -> forms.Field:
    """Return the field for an option of the default's type."""
    shared = {"label": words["label"], "help_text": words["help_text"], "required": False}
    if isinstance(default, bool):
        return forms.BooleanField(**shared)
    if isinstance(default, float):
        shared["required"] = True
        return forms.FloatField(min_value=words["low"], max_value=words["high"], **shared)
    if isinstance(default, int):
        shared["required"] = True
        return forms.IntegerField(min_value=words["low"], max_value=words["high"], **shared)
    shared["required"] = words["low"] > 0
    if words["choices"]:
        return forms.ChoiceField(choices=words["choices"], **{**shared, "required": True})
    if words["is_long"]:
        return forms.CharField(max_length=words["high"], widget=forms.Textarea(attrs={"rows": 4}), **shared)
    return LineField(max_length=words["high"], **shared)
