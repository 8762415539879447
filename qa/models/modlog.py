"""The moderation log: what those with more rights did, chained so that a rewritten past shows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.rules.chain import Link, write_time


class LogEntry(models.Model):
    """One act. What is public of it for good stands here; who acted, whom it concerned and the words are LogParts.

    `number` and `hash` are its place in the chain, given a moment after the act is committed (qa.actions.modlog.seal):
    no two moderators wait for each other's commit. Posts are named by their numbers, for they may be gone.
    """

    class Verb(models.TextChoices):
        HID = "hid", _("hid")
        SHOWED = "showed", _("showed again")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        EDITED = "edited", _("edited")
        DELETED = "deleted", _("deleted")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        ACCEPTED = "accepted", _("accepted an answer for the asker")
        UNACCEPTED = "unaccepted", _("took an accepted answer's mark off")
        CLEARED_FLAGS = "cleared-flags", _("cleared the flags of")
        SET_LEVEL = "level", _("changed the level of")
        WARNED = "warned", _("warned")
        SUSPENDED = "suspended", _("suspended")
        BLOCKED = "blocked", _("blocked")
        LIFTED = "lifted", _("lifted a measure against")
        CHANGED_END = "changed-end", _("changed the end of a measure against")
        CHANGED_MEMBER = "changed-member", _("changed the rights of")
        RENAMED_MEMBER = "renamed-member", _("changed the name of")
        MERGED_MEMBERS = "merged-members", _("made one account of two of")
        CLEARED_PROFILE = "cleared-profile", _("emptied the profile of")
        NOTED = "noted", _("wrote a note about")
        DELETED_NOTE = "deleted-note", _("deleted a note about")
        HID_ALL = "hid-all", _("hid all posts of")
        SHOWED_ALL = "showed-all", _("brought back the posts of")
        REMOVED_SPAM = "removed-spam", _("removed as a spammer")
        PURGED = "purged", _("deleted for good what was removed of")
        LOCKED = "locked", _("locked")
        UNLOCKED = "unlocked", _("unlocked")
        ARCHIVED = "archived", _("archived")
        UNARCHIVED = "unarchived", _("took out of the archive")
        UPHELD = "upheld", _("upheld upon appeal what was done to")
        OVERTURNED = "overturned", _("took back upon appeal what was done to")
        BLOCKED_ADDRESSES = "blocked-addresses", _("blocked network addresses")
        LIFTED_BLOCK = "lifted-block", _("lifted a block of network addresses")
        APPROVED_MEMBER = "approved-member", _("approved a new member")
        DECLINED_MEMBER = "declined-member", _("declined a new member")
        SLOWED = "slowed", _("set the pace of")
        CHANGED_AUDIENCE = "audience", _("changed who may find")
        CHANGED_WARNINGS = "content-warnings", _("changed the content warnings of")
        VERIFIED = "verified", _("confirmed the profession of")
        NOT_VERIFIED = "not-verified", _("did not confirm the profession of")
        UNVERIFIED = "unverified", _("took the mark of a professional off")
        DECIDED_REPORT = "decided-report", _("decided on a report of something written to a member")
        HID_WALL_POST = "hid-wall-post", _("hid a note on somebody's wall by")
        SHOWED_WALL_POST = "showed-wall-post", _("showed again a note on somebody's wall by")
        DELETED_WALL_POST = "deleted-wall-post", _("deleted a note on somebody's wall by")
        MERGED_TAGS = "merged-tags", _("merged into another one")
        SPLIT_TAG = "split-tag", _("split off again")
        RENAMED_TAG = "renamed-tag", _("renamed")
        DELETED_TAG = "deleted-tag", _("deleted")
        RETIRED_TAG = "retired-tag", _("retired")
        RESTORED_TAG = "restored-tag", _("took back into use")
        CHANGED_TAG_LEVEL = "tag-level", _("changed who may use")
        ADDED_SYNONYM = "added-synonym", _("gave another name to")
        REMOVED_SYNONYM = "removed-synonym", _("took another name from")
        DECLINED_SYNONYM = "declined-synonym", _("declined another name for")
        ASKED_TO_UNMASK = "asked-to-unmask", _("asked, with a reason, who wrote without a name")
        UNMASKED = "unmasked", _("agreed with a colleague to look who wrote without a name")
        DECLINED_UNMASKING = "kept-mask", _("declined to look who wrote without a name")
        SET_MEMORIAL = "memorial", _("set the memorial state of the profile of")
        ENDED_MEMORIAL = "ended-memorial", _("ended the memorial state of the profile of")
        CHANGED_SETTINGS = "settings", _("changed settings")
        CHANGED_PROVIDER = "provider", _("changed a way to sign in from elsewhere on")
        MAILED = "mailed", _("sent mail to members of")
        SEVERED = "severed", _("removed personal details from the log")

    class Role(models.TextChoices):
        SYSTEM = "system", _("the forum itself")
        MEMBER = "member", _("a member")
        EXPERT = "expert", _("an expert")
        EDITOR = "editor", _("an editor")
        MODERATOR = "moderator", _("a moderator")
        ADMINISTRATOR = "administrator", _("an administrator")

    class Kind(models.TextChoices):
        """What a subject is, where it is more than a post."""

        POST = "post", _("a post")
        MEMBER = "member", _("a member")
        SITE = "site", _("the site")
        ADDRESS = "address", _("a network address")
        TAG = "tag", _("a tag")
        LOG = "log", _("the log")

    # What the member whom it concerns is not told: that others wrote about them.
    UNTOLD = (Verb.NOTED, Verb.DELETED_NOTE)

    number = models.BigIntegerField(null=True, unique=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=20)
    role = models.CharField(max_length=14, choices=Role.choices)
    subject = models.CharField(max_length=10, choices=Kind.choices)
    post_id = models.BigIntegerField(null=True)
    post_kind = models.CharField(max_length=1, blank=True)
    digests = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("entry of the moderation log")
        verbose_name_plural = _("moderation log")
        indexes = [
            models.Index(fields=["id"], name="qa_logentry_unsealed", condition=Q(number=None)),
            models.Index(fields=["post_id", "-id"], name="qa_logentry_by_post"),
        ]
        constraints = [
            models.CheckConstraint(
                name="qa_logentry_sealed_whole",
                condition=Q(number=None, hash="") | (Q(number__gte=1) & ~Q(hash="")),
            ),
            models.CheckConstraint(
                name="qa_logentry_post_has_kind",
                condition=Q(post_id=None, post_kind="") | (Q(post_id__isnull=False) & ~Q(post_kind="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"

    @property
    def act(self) -> str:
        """The verb in words. (Not by the field's choices: a new verb is no change of the table.)"""
        return str(self.Verb(self.verb).label)

    def make_link(self) -> Link:
        """Return what is hashed of a sealed entry. Raises ValueError before it has its number."""
        if self.number is None:
            raise ValueError("An entry has no place in the chain before it is sealed.")
        return Link(
            number=self.number,
            at=write_time(self.created_at),
            verb=self.verb,
            role=self.role,
            subject=self.subject,
            post_id=self.post_id,
            post_kind=self.post_kind,
            digests=self.digests,
        )


class LogPart(models.Model):
    """What can be taken from an entry without breaking the chain: it goes with the account of the person it tells of.

    Contents: the actor's and the member's `id` and `name` (or `post`, the number of a masked post whose author it concerned);
    of the words, `reason` and `change` ({field: [before, after]}).
    """

    class Kind(models.TextChoices):
        ACTOR = "actor", _("who acted")
        MEMBER = "member", _("whom it concerned")
        WORDS = "words", _("reason and change")

    entry = models.ForeignKey(LogEntry, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="log_parts"
    )
    nonce = models.CharField(max_length=43)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "kind"], name="qa_logpart_once")]
        indexes = [models.Index(fields=["user", "kind"], name="qa_logpart_by_user")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"


class LogHead(models.Model):
    """Where the chain stood at the end of a day (UTC), for others to keep: written when the day is over, and never again.

    `counts` is how many acts of each kind there were since the head before.
    """

    day = models.DateField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    counts: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"
