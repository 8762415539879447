"""Whom a measure against the author of a masked post concerns."""

from django.db import models

from qa.models import Measure


class MeasuredAuthor(models.Model):
    """Whom a measure concerns that names no member: sealed as in `Mask`, and read by qa.masks.keeping alone.

    `binds`: it takes what it says. One against somebody whom the moderator may not decide about (their level is not below) is
    a word to them and takes nothing; moderators are not told which it is, for that would tell a level.
    """

    measure = models.OneToOneField(Measure, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sealed = models.CharField(max_length=160)
    owner = models.CharField(max_length=64, db_index=True)
    binds = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"whom measure {self.measure_id} concerns"
