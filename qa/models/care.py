"""What is kept of caring for people: who rests from moderating, who is writing an answer just now, profiles in memory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post


class Rest(models.Model):
    """A moderator takes a break: until then nothing of the review queue is given to them. No row: they do not."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="rest"
    )
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} rests"


class Turn(models.Model):
    """A helper is writing an answer: others see that somebody is, and not who. It ends by itself.

    One helper has one turn, and one question is one helper's: both are keys. A turn that is over stays until somebody takes
    the next one in its place; whoever reads asks `ends_at`.
    """

    question = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="turn")
    helper = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turn")
    taken_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="qa_turn_ends_later", condition=Q(ends_at__gte=F("taken_at"))),
        ]

    def __str__(self) -> str:
        return f"somebody answers {self.question_id}"


class Memorial(models.Model):
    """The profile of a member who died, kept in memory: posts stay, nothing prompts anybody, nobody signs in.

    `words` is the line on the profile; `note` says who asked for it and is for administrators alone. What the account was
    before stands in `was_active`.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="memorial"
    )
    words = models.CharField(_("line on the profile"), max_length=300, blank=True)
    note = models.CharField(_("who asked for it"), max_length=1000)
    was_active = models.BooleanField(default=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"in memory of {self.member_id}"
