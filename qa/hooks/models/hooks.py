"""Webhooks: addresses that are told of what happened, and each telling."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.lib.outbound import URL_MAX_LENGTH, Failure
from qa.models import Activity

PING = "ping"  # what a test tells

FAILURES = {
    Failure.ADDRESS: _("the address leads to a place that this server does not call"),
    Failure.NAME: _("the name is not known"),
    Failure.CONNECTION: _("no connection, or it broke"),
    Failure.SECURITY: _("no encryption, or a certificate that is not the name's"),
    Failure.TIME: _("no answer in time"),
    Failure.REDIRECT: _("it leads elsewhere; that is not followed"),
    Failure.STATUS: _("an answer that is not “done”"),
    Failure.OURS: _("the message could not be made; the fault is on this side"),
}


class Hook(models.Model):
    """An address that is told of facts of some kinds, in their order, one at a time.

    The secret that its messages are signed with is made of SECRET_KEY and `nonce`, so a copy of the database signs nothing;
    for a day after it was changed the one before it holds as well. `claim` and `claimed_until`: a worker is at
    it; `not_before`: when the next message may go. `paused_at`: the worker gave up.
    """

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=URL_MAX_LENGTH)
    verbs = ArrayField(models.CharField(max_length=12), verbose_name=_("is told of"), size=40)
    sends_texts = models.BooleanField(
        _("gets titles and texts of public posts"),
        default=False,
        help_text=_(
            "Else it gets numbers and addresses alone. Of what is hidden it never gets more than a number."
        ),
    )
    is_on = models.BooleanField(_("on"), default=True)
    nonce = models.CharField(max_length=43, editable=False)
    previous_nonce = models.CharField(max_length=43, blank=True, editable=False)
    rotated_at = models.DateTimeField(null=True, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    tried_at = models.DateTimeField(_("last message"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [models.CheckConstraint(name="hooks_hook_has_verbs", condition=~Q(verbs=[]))]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One fact for one hook. A trigger writes the row with the fact, in the same transaction; the worker sends it.

    `key` is the same at every attempt, and when it is sent again, so that the receiver can tell. What the receiver answered
    is kept for whoever has to find out what is wrong.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits")
        DELIVERED = "done", _("delivered")
        FAILED = "failed", _("given up")

    hook = models.ForeignKey(
        Hook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    key = models.UUIDField(default=uuid.uuid4)
    verb = models.CharField(_("event"), max_length=12)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.CASCADE, related_name="+")
    is_urgent = models.BooleanField(
        default=False
    )  # a test, or asked for again: goes first, whether the hook is on or not
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    status = models.CharField(_("state"), max_length=7, choices=Status.choices, default=Status.WAITING)
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    first_tried_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(_("last attempt"), null=True)
    answer_status = models.PositiveSmallIntegerField(_("status"), null=True)
    failure = models.CharField(_("what went wrong"), max_length=10, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("message to a webhook")
        verbose_name_plural = _("messages to webhooks")
        ordering = [F("id").desc()]
        indexes = [
            models.Index(
                fields=["hook", "-is_urgent", "id"],
                name="hooks_delivery_waiting",
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["created_at"], name="hooks_delivery_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"
