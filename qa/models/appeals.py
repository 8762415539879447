"""Appeals: somebody whom a decision concerns asks for another pair of eyes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.aliases import ALIAS_LENGTH
from qa.models.modlog import LogEntry

TEXT_MAX_LENGTH = 4000
SEALED = "sealed:"  # how `visitor_key` begins where a secret speaks for the appellant


class Appeal(models.Model):
    """An appeal against one entry of the moderation log, by the member or visitor whom it concerns; one each.

    `decision_by` is a copy of who decided first, so that the database itself can refuse the same person a second time (a
    trigger sees that the copy is true; it becomes empty when that account goes). `facts`, `rule` and `next_steps` are the
    statement of reasons. `is_undone`: the decision was reversed together with this one; else a person does it by hand.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("the decision stands")
        OVERTURNED = "overturned", _("the decision was taken back")

    entry = models.OneToOneField(LogEntry, on_delete=models.PROTECT, related_name="appeal")
    appellant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="appeals"
    )
    visitor_key = models.CharField(max_length=64, blank=True, editable=False)
    text = models.TextField(max_length=TEXT_MAX_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)
    decision_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    facts = models.TextField(max_length=TEXT_MAX_LENGTH, blank=True)
    rule = models.TextField(max_length=TEXT_MAX_LENGTH, blank=True)
    next_steps = models.TextField(max_length=TEXT_MAX_LENGTH, blank=True)
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qa_appeal_by_another",
                condition=Q(decided_by=None) | Q(decision_by=None) | ~Q(decided_by=F("decision_by")),
            ),
            models.CheckConstraint(
                name="qa_appeal_one_appellant",
                condition=Q(appellant__isnull=False, visitor_key="")
                | (Q(appellant=None) & ~Q(visitor_key="")),
            ),
            models.CheckConstraint(
                name="qa_appeal_decided_with_reasons",
                condition=Q(state="open", decided_at=None, decided_by=None)
                | (
                    Q(state__in=["upheld", "overturned"], decided_at__isnull=False)
                    & ~Q(facts="")
                    & ~Q(rule="")
                    & ~Q(next_steps="")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="qa_appeal_open", condition=Q(state="open")),
            models.Index(fields=["appellant", "-created_at"], name="qa_appeal_by_appellant"),
            models.Index(
                fields=["visitor_key", "-created_at"],
                name="qa_appeal_by_visitor",
                condition=~Q(visitor_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"

    @property
    def is_by_secret(self) -> bool:
        """Whether the holder of a sealed post's secret made it; the post says which secrets open it."""
        return self.visitor_key.startswith(SEALED)

    @property
    def is_by_masked(self) -> bool:
        """Whether a member made it whom nobody names; `visitor_key` is their alias for this decision then."""
        return len(self.visitor_key) == ALIAS_LENGTH

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
