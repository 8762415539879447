"""What members see of things that they follow, and of what is theirs: copies for some, streams for all, and mutes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qa.models import Activity, Category, Favourite, Post, Tag


class Update(models.Model):
    """A fact on a member's page of updates: because of one of their stars, or (`favourite` is none) of what they wrote.

    `created_at` is the fact's, so that an index gives a member's newest. The database takes the rows of a star away with it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="updates")
    favourite = models.ForeignKey(
        Favourite,
        null=True,
        on_delete=models.DO_NOTHING,  # ON DELETE CASCADE, in the migration
        related_name="updates",
        db_constraint=False,
        db_index=False,
    )
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["favourite", "activity"],
                name="news_update_star_once",
                condition=Q(favourite__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member", "activity"],
                name="news_update_own_once",
                condition=Q(favourite__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "-created_at", "-activity"],
                name="news_update_own",
                condition=Q(favourite__isnull=True),
            ),
            models.Index(
                fields=["member", "-created_at", "-activity"],
                name="news_update_followed",
                condition=Q(favourite__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"fact {self.activity_id} for {self.member_id}"


class StreamItem(models.Model):
    """A fact that brought a question to a tag, or to a category (a row for it and for each one above it): written once,
    read by all who follow that. What happens to a question or is done by a member needs no such row: the facts have indexes."""

    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    category = models.ForeignKey(
        Category, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="news_streamitem_of_one_thing",
                condition=Q(tag__isnull=True, category__isnull=False)
                | Q(tag__isnull=False, category__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["tag", "activity"], name="news_streamitem_tag_once", condition=Q(tag__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["category", "activity"],
                name="news_streamitem_category_once",
                condition=Q(category__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tag", "-created_at", "-activity"],
                name="news_streamitem_by_tag",
                condition=Q(tag__isnull=False),
            ),
            models.Index(
                fields=["category", "-created_at", "-activity"],
                name="news_streamitem_by_category",
                condition=Q(category__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"fact {self.activity_id}"


class Mute(models.Model):
    """A question of which a member wants to hear nothing more, whatever they wrote or starred there."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mutes")
    question = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mutes")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "question"], name="news_mute_once")]

    def __str__(self) -> str:
        return f"{self.question_id} for {self.member_id}"
