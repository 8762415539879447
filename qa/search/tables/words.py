"""The words of the site: what mistyped words are compared with."""

from django.db import models
from django.db.models import Q

from forum.stamps import Kind, cover

cover("search_word", Kind.WORDS)
WORD_MAX_LENGTH = 30
# The text search configuration by which the site's posts are found (SQL), of which stems are made.
CONFIG = "'forum'"


class Word(models.Model):
    """A word of texts that everybody may read: in lower case, without accents, as it was written otherwise.

    `title_count` counts the questions that have it in the title or among the tags. `stem` is what full text search makes of it.
    """

    word = models.CharField(max_length=WORD_MAX_LENGTH, primary_key=True)
    question_count = models.PositiveIntegerField()
    title_count = models.PositiveIntegerField(default=0)
    stem = models.CharField(max_length=60, default="", db_index=True)

    def __str__(self) -> str:
        return self.word


class WordCount(models.Model):
    """A word of the list that is being made: all words of the questions that were looked at so far."""

    word = models.CharField(max_length=WORD_MAX_LENGTH, primary_key=True)
    question_count = models.PositiveIntegerField()
    title_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.word


class WordBuild(models.Model):
    """One making of the list, from the first question to the last; the newest row is the one that counts.

    `cursor` is the question that was looked at last, `newest_id` the newest whose title is among the words.
    """

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    newest_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(finished_at__isnull=True), name="search_wordbuild_one_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"{self.done_count}/{self.total_count}"

    @property
    def is_at_work(self) -> bool:
        return self.finished_at is None
