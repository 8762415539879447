"""What is looked for before a post is published, what was found in which version, and what moderators' decisions taught."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.lib.watchlist import PATTERN_MAX_LENGTH
from qa.models.posts import Post


class WatchedWord(models.Model):
    """A word or phrase that is looked for in what people write, and what happens where it is found.

    `key` is the pattern as it is compared. Any change but that of `hit_count` makes the list's version a new one.
    """

    class Action(models.TextChoices):
        HOLD = "hold", _("wait for approval")
        FLAG = "flag", _("publish, and let moderators look")
        REJECT = "reject", _("refuse")
        REPLACE = "replace", _("show other words instead")

    pattern = models.CharField(_("word or phrase"), max_length=PATTERN_MAX_LENGTH)
    key = models.CharField(max_length=4 * PATTERN_MAX_LENGTH, unique=True, editable=False)
    action = models.CharField(_("what happens"), max_length=10, choices=Action.choices, default=Action.HOLD)
    replacement = models.CharField(
        _("shown instead"), max_length=100, blank=True, help_text=_("Nothing: one star for each letter.")
    )
    in_titles = models.BooleanField(_("in titles"), default=True)
    in_texts = models.BooleanField(_("in texts"), default=True)
    in_tags = models.BooleanField(_("in tags"), default=True)
    in_names = models.BooleanField(_("in names that visitors give"), default=True)
    in_usernames = models.BooleanField(_("in names of new members"), default=False)
    hit_count = models.PositiveIntegerField(_("found"), default=0, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")

    def __str__(self) -> str:
        return self.pattern


class WatchlistVersion(models.Model):
    """The one row that tells whether the watched words changed (a trigger writes it)."""

    version = models.UUIDField()

    def __str__(self) -> str:
        return str(self.version)


class Finding(models.Model):
    """What one rule found in a version of a post (qa.rules.screening.Finding). The newest version's are in force.

    `settled_at`: a moderator looked at a published post that was flagged so.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="findings")
    version = models.PositiveIntegerField()
    rule = models.CharField(max_length=12)
    action = models.CharField(max_length=10, choices=WatchedWord.Action.choices)
    weight = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict)
    passages = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["post", "-version"], name="qa_finding_by_post"),
            models.Index(
                fields=["created_at"],
                name="qa_finding_unsettled",
                condition=models.Q(action="flag", settled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.post_id} v{self.version}"


class SpamToken(models.Model):
    """In how many decided posts a token stood. Its number is a keyed hash, so the table is no list of people's words.

    Number 0 counts the posts themselves.
    """

    number = models.BigIntegerField(primary_key=True)
    spam_count = models.PositiveIntegerField(default=0)
    fine_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class SpamLesson(models.Model):
    """What one post taught: whether a moderator took it for spam, and the numbers of its tokens.

    It outlives the post, for spam is deleted; it can be taken back when the decision is.
    """

    post = models.OneToOneField(Post, null=True, on_delete=models.SET_NULL, related_name="spam_lesson")
    is_spam = models.BooleanField()
    numbers = ArrayField(models.BigIntegerField(), default=list)
    decided_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.post_id} {'spam' if self.is_spam else 'fine'}"
