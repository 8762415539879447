"""What is kept of a sealed post: the hash of a secret, and which posts it opens. Nothing about a person, and no time of day."""

import uuid

from django.db import models
from django.db.models import Q

from qa.models import Post
from qa.sealed.rules.secrets import LOOKUP


class Seal(models.Model):
    """A secret and the one thread that it belongs to; `question` is None until a sealed question has appeared.

    `salt` and `digest` are the slow hash of the proof (qa.sealed.rules.secrets), `feed_digest` that of the feed's key. Numbers
    are drawn, so their order tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    lookup = models.CharField(max_length=LOOKUP, unique=True)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    feed_digest = models.CharField(max_length=64, unique=True)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="sealed_seal_by_day")]

    def __str__(self) -> str:
        return f"a secret of {self.question_id or 'nothing yet'}"


class SealedPost(models.Model):
    """A post that a secret opens."""

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="+")
    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="posts")

    def __str__(self) -> str:
        return str(self.post_id)


class Waiting(models.Model):
    """A deed that will be done with all others of that moment (`due_at`, which is one of a few); `refusal`: why it was not.
    What one secret asks for is done in the order of `place`.

    `form_key` is the keyed hash of the form that it came with: the same form sent again makes nothing new.
    """

    class Deed(models.TextChoices):
        ASK = "ask"
        ANSWER = "answer"
        COMMENT = "comment"
        EDIT = "edit"
        ACCEPT = "accept"
        UNACCEPT = "unaccept"
        CLOSE = "close"
        REOPEN = "reopen"
        SHOW = "show"
        APPEAL = "appeal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="waiting")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    words = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=0)
    form_key = models.CharField(max_length=64, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="sealed_waiting_due", condition=Q(refusal=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["form_key"], name="sealed_waiting_one_form", condition=~Q(form_key="")
            )
        ]

    def __str__(self) -> str:
        return str(self.deed)
