"""Questions that somebody took for one that was asked before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post


class Duplicate(models.Model):
    """`question` was closed as asked before in `original`; the asker may say whether that helped or how theirs differs.

    The row stays after the question is open again, so that its page tells why it is another one.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("the asker has not said")
        SOLVED = "solved", _("the other question answered it")
        DIFFERENT = "different", _("it is another question")

    question = models.OneToOneField(
        Post, primary_key=True, on_delete=models.CASCADE, related_name="duplicate"
    )
    original = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="duplicates")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    difference = models.CharField(_("how it differs"), max_length=500, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="qa_duplicate_not_of_itself", condition=~Q(original=F("question"))),
            models.CheckConstraint(
                name="qa_duplicate_difference_is_told",
                condition=Q(outcome="different") & ~Q(difference="")
                | ~Q(outcome="different") & Q(difference=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} of {self.original_id}: {self.outcome}"
