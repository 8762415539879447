"""Posts in which an urgent phrase was found, for moderators, where the owner wants that."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RiskEvent(models.Model):
    """That a post may need somebody soon. It hangs on the post alone, says nothing of its author, and goes after some weeks."""

    post = models.OneToOneField("qa.Post", on_delete=models.CASCADE, related_name="+", primary_key=True)
    found_at = models.DateTimeField(_("found"), default=timezone.now, db_index=True)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("post that may need somebody")
        verbose_name_plural = _("posts that may need somebody")

    def __str__(self) -> str:
        return f"post {self.post_id}"
