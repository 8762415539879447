"""The log of events: that something happened, by whom and to which post. Never what was written."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One line of the log; `name` is Question2Answer's word for it (qa.hooks.rules.events).

    Triggers write the rows, in the transaction of the deed, while the owner wants the log. Posts are named by their numbers,
    for they may be gone; a member who is deleted is taken out by a trigger, too, so the table needs no constraint that
    could stop a deed. There is no network address.
    """

    name = models.CharField(_("event"), max_length=24)
    at = models.DateTimeField(_("time"), default=timezone.now)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("member"),
    )
    post_number = models.BigIntegerField(_("post"), null=True)
    question_number = models.BigIntegerField(_("question"), null=True)
    params: "models.JSONField[Any, Any]" = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("event log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["name", "-id"], name="hooks_event_by_name"),
            models.Index(fields=["at"], name="hooks_event_by_time"),
            models.Index(
                fields=["post_number", "-id"],
                name="hooks_event_by_post",
                condition=models.Q(post_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
