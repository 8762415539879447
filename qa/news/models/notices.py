"""Notices: what a member is told, once each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models import Activity, Post
from qa.news.rules.kinds import Pace


class Pending(models.Model):
    """A fact that nobody has been told of yet. A trigger of the database writes the row with the fact itself, in the same
    transaction; the worker takes it away in the one that writes the notices. So nothing is missed or told twice."""

    activity = models.OneToOneField(Activity, primary_key=True, on_delete=models.CASCADE, related_name="+")
    attempt_count = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["not_before", "activity"], name="news_pending_due")]

    def __str__(self) -> str:
        return f"fact {self.activity_id}"


class Notice(models.Model):
    """One thing that `recipient` is told: by the place of the site that lists them, and by mail where `mail` says so.

    `kind` is one of qa.news.rules.kinds. What it is about is a post, on the page of a question; or `path` (an address
    of this site) with `about`, a word that is the same for all notices that belong together. Who did it stands in the fact
    alone, so that a deleted account leaves nothing here. `mail` is the pace at which it is mailed, `mailed_at` when it was.
    `is_listed`: not where the recipient wants to be told of such things by mail alone; it counts as read then.
    `thread` is the same for all that belong together: the number of the question, else `about`, else `path`.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.CASCADE, related_name="notices")
    question = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, blank=True, default=Pace.NEVER)
    mailed_at = models.DateTimeField(null=True)
    is_listed = models.BooleanField(default=True, db_default=True)
    thread = models.GeneratedField(
        expression=Coalesce(
            Cast("question", models.CharField(max_length=20)), NullIf("about", Value("")), F("path")
        ),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "activity"],
                name="news_notice_once",
                condition=Q(activity__isnull=False),
            ),
            models.CheckConstraint(
                name="news_notice_about_something", condition=Q(post__isnull=False) | ~Q(path="")
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="news_notice_by_recipient"),
            models.Index(fields=["recipient", "thread", "-created_at", "-id"], name="news_notice_by_thread"),
            models.Index(
                fields=["recipient", "question"], name="news_notice_unread", condition=Q(read_at=None)
            ),
            # For the task that forgets them.
            models.Index(
                fields=["read_at"], name="news_notice_by_reading", condition=Q(read_at__isnull=False)
            ),
            models.Index(
                fields=["mail", "recipient", "created_at"],
                name="news_notice_to_mail",
                condition=Q(mailed_at=None) & ~Q(mail=""),
            ),
        ]
        ordering = [F("created_at").desc(), F("id").desc()]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class Inbox(models.Model):
    """How many notices a member has not read: derived, kept by triggers, because every page of theirs shows it."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="inbox"
    )
    unread_count = models.PositiveIntegerField(_("unread"), default=0)

    def __str__(self) -> str:
        return f"{self.unread_count} for {self.member_id}"
