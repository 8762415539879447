"""Favourites: what a member wants to find again, and to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qa.models.categories import Category
from qa.models.posts import Post
from qa.models.tags import Tag

TARGETS = ("question", "person", "tag", "category")
READ = Q(is_copied=False) | Q(is_copied=None)  # in SQL: (NOT is_copied OR is_copied IS NULL)


def only(target: str) -> Q:
    """The star is on this, and on nothing else."""
    return Q(**{f"{name}__isnull": name != target for name in TARGETS})


class Favourite(models.Model):
    """A member's star on exactly one thing: a question, another member (`person`), a tag or a category. Nobody else sees it.

    `is_copied` says how what happens there gets to the member: it is copied for them (True), read where it happened for all
    (False), or that is not decided yet, which reads like False. The news (qa.news.actions.streams) decide it once.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    question = models.ForeignKey(
        Post, null=True, on_delete=models.CASCADE, related_name="favourites", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="stars", db_index=False
    )
    tag = models.ForeignKey(
        Tag, null=True, on_delete=models.CASCADE, related_name="favourites", db_index=False
    )
    category = models.ForeignKey(
        Category, null=True, on_delete=models.CASCADE, related_name="favourites", db_index=False
    )
    is_copied = models.BooleanField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="qa_favourite_on_one_thing",
                condition=only("question") | only("person") | only("tag") | only("category"),
            ),
            models.CheckConstraint(
                name="qa_favourite_not_oneself", condition=Q(person=None) | ~Q(person=F("member"))
            ),
            *(
                models.UniqueConstraint(
                    fields=["member", target],
                    name=f"qa_favourite_{target}_once",
                    condition=Q(**{f"{target}__isnull": False}),
                )
                for target in TARGETS
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="qa_favourite_by_member"),
            models.Index(fields=["member"], name="qa_favourite_read", condition=READ),
            models.Index(fields=["id"], name="qa_favourite_undecided", condition=Q(is_copied=None)),
            *(
                models.Index(
                    fields=[target, "member"],
                    name=f"qa_favourite_by_{target}",
                    condition=Q(**{f"{target}__isnull": False}),
                )
                for target in TARGETS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id or self.person_id or self.tag_id or self.category_id} of {self.member_id}"
