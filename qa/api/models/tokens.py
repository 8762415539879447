"""Tokens: how a program shows for whom it acts."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_MAX_LENGTH = 60


class Token(models.Model):
    """A long random word that one member gave to one program. The word itself is kept nowhere: `digest` is its SHA-256.

    `scopes` are words of qa.api.rules.scopes. `last_used_on` is a day and no time: it says whether a token is still needed,
    and nothing about when somebody is up. `password_mark` changes with the member's password: a new one ends all tokens.
    A token that is revoked is a row that is gone.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=NAME_MAX_LENGTH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10), verbose_name=_("what it may do"))
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ends"))
    last_used_on = models.DateField(null=True, editable=False)
    password_mark = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.UniqueConstraint(fields=["member", "name"], name="api_token_name_once"),
            models.CheckConstraint(
                name="api_token_ends_after_it_begins", condition=models.Q(expires_at__gt=models.F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()
