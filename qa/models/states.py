"""States of a post as rows that say who and when: hiding, closure, freeze, acceptance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.models.posts import Post
from qa.rules.aftercare import read_links


class Hiding(models.Model):
    """A post that only its author and those who may hide posts still see. Its copy is Post.is_hidden.

    A post that waits for approval is hidden because of the queue (its copy is Post.is_held): so whatever leaves hidden
    posts out leaves it out, too. `pending` is what will be new to readers when they see the post (again), also after
    its author withdrew it or a moderator rejected it.
    """

    class Because(models.TextChoices):
        AUTHOR = "author", _("hidden by its author")
        MODERATOR = "moderator", _("hidden by a moderator")
        FLAGS = "flags", _("hidden because of flags")
        QUEUE = "queue", _("waiting for approval")
        REJECTED = "rejected", _("rejected by a moderator")

    class Pending(models.TextChoices):
        NOTHING = "", _("nothing: it was read before")
        WRITTEN = "written", _("the post")
        EDITED = "edited", _("its last edit")

    post = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="hiding")
    because = models.CharField(_("why"), max_length=10, choices=Because.choices)
    pending = models.CharField(max_length=10, choices=Pending.choices, default=Pending.NOTHING, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.post_id} {self.because}"


class Closure(models.Model):
    """A question that takes no more answers, with the reason shown below it. Its copy is Post.is_closed.

    `is_by_asker` is a fact of its own: visitors have no account, and accounts of editors may be gone.
    """

    question = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="closure")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    duplicate_of = models.ForeignKey(
        Post,
        verbose_name=_("duplicate of"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="closed_duplicates",
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(default=timezone.now)
    is_by_asker = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qa_closure_reason_or_duplicate",
                condition=(~Q(reason="") & Q(duplicate_of=None)) | Q(reason="", duplicate_of__isnull=False),
            ),
            models.CheckConstraint(
                name="qa_closure_not_of_itself",
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("question")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} closed"


class Freeze(models.Model):
    """A question with all that hangs on it that stays as it is. Its copy is Post.frozen_as.

    Locked: moderators stopped it. Archived: it has grown old; nobody has to have done anything wrong. A question is one or
    the other. `aftercare` and `resources` (lines of qa.rules.aftercare) stand below the reason. What each state takes of whom
    stands in qa.policies.states; closed is a state of its own (Closure).
    """

    question = models.OneToOneField(Post, primary_key=True, on_delete=models.CASCADE, related_name="freeze")
    kind = models.CharField(_("state"), max_length=8, choices=Post.Frozen.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_at = models.DateTimeField(default=timezone.now)
    is_automatic = models.BooleanField(default=False)
    aftercare = models.TextField(_("a word for those who read it now"), blank=True, default="", db_default="")
    resources = models.TextField(_("where there is more help"), blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qa_freeze_has_reason", condition=~Q(reason="") | Q(kind="archived", is_automatic=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.kind}"

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where there is more help, as (address, words)."""
        return read_links(self.resources)


class Acceptance(models.Model):
    """The answer that helped most, as the asker (or an expert) marked it. Its copy is Post.accepted_answer."""

    question = models.OneToOneField(
        Post, primary_key=True, on_delete=models.CASCADE, related_name="acceptance"
    )
    answer = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="accepted_for")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="qa_acceptance_not_of_itself", condition=~Q(answer=F("question"))),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} accepted for {self.question_id}"
