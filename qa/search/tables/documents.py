"""What is searched in: one document for each question that everybody may find, and what is still to be written down.

The documents are written by the database itself (qa/search/migrations), with the post and in its transaction.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from forum.stamps import Kind, cover

cover("search_state", Kind.POSTS)


class Document(models.Model):
    """All words of a thread: `head` those of the title (weight A) and of the tags (B), common ones included; `words` those of
    title and tags (A), question (B), answers (C) and comments (D), each with its place.

    `posts` are the posts in the order of their words. A full stop of our own (¶) ends each, and the title: from its places one
    knows which post a word stands in, and where. What is hidden has no words here, and a hidden question no document.
    """

    question_id = models.BigIntegerField(primary_key=True)
    created_at = models.DateTimeField()
    posts = ArrayField(models.BigIntegerField())
    head = SearchVectorField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            # What was written just now waits in a list that every search reads: a short one, so in kilobytes.
            GinIndex(fields=["head", "words"], name="search_document_words", gin_pending_list_limit=512),
            models.Index(fields=["created_at", "question_id"], name="search_document_by_created"),
        ]

    def __str__(self) -> str:
        return f"Document {self.question_id}"


class Waiting(models.Model):
    """A question whose document is to be written (again) by the worker."""

    question_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"Question {self.question_id}"


class State(models.Model):
    """One row. `languages`: those that documents may be written in; the last is the one that is written now.

    More than one while all documents are written anew, because the owner chose another. `total_count` is how many that are,
    `has_gaps` that questions are missing until then.
    """

    languages = ArrayField(models.CharField(max_length=20))
    total_count = models.IntegerField(default=0)
    has_gaps = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return ", ".join(self.languages)
