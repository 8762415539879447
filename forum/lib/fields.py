"""Model fields that several apps use."""

from typing import Any

from django.db import models

from forum.lib.text import normalise_key


class KeyField(models.CharField):
    """The normalised form of another column (`source`), for uniqueness without regard to case and accents.

    Filled whenever the row is written, bulk writes included; queryset.update() must name it itself.
    """

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = normalise_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
