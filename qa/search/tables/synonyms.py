"""What the owner says about words that mean the same."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.stamps import Kind, cover

cover("search_synonym", Kind.WORDS)
SYNONYM_MAX_LENGTH = 60


class Synonym(models.Model):
    """Who searches for `words` also finds `means`; the other way round, too, where it `is_mutual`.

    Both are a word or a phrase, in the form in which names are compared (`forum.lib.text.normalise_key`).
    """

    words = models.CharField(_("who searches for"), max_length=SYNONYM_MAX_LENGTH)
    means = models.CharField(_("also finds"), max_length=SYNONYM_MAX_LENGTH, db_index=True)
    is_mutual = models.BooleanField(_("and the other way round"), default=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(fields=["words", "means"], name="search_synonym_once"),
            models.CheckConstraint(condition=~Q(words=F("means")), name="search_synonym_another"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {'=' if self.is_mutual else '→'} {self.means}"
