"""People, tags and words of which a member wants to read nothing."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qa.models import Tag


class SubjectMute(models.Model):
    """A person, a tag or a word that a member has muted. `word` is folded (qa.news.rules.mutes.fold). Nobody but the member
    ever reads the row. A tag that was merged into another stands for that one."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subject_mutes", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "person", "tag", "word"],
                name="news_subjectmute_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="news_subjectmute_of_one_thing",
                condition=Q(person__isnull=False, tag=None, word="")
                | Q(person=None, tag__isnull=False, word="")
                | (Q(person=None, tag=None) & ~Q(word="")),
            ),
            models.CheckConstraint(
                name="news_subjectmute_of_others", condition=Q(person=None) | ~Q(person=F("member"))
            ),
        ]

    def __str__(self) -> str:
        return f"something for {self.member_id}"

    @property
    def subject(self) -> Any:
        """What is muted, as its name reads."""
        return self.person.username if self.person else self.tag.name if self.tag else self.word
