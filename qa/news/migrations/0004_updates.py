"""Updates of what members follow and wrote, streams of tags and categories, and questions that somebody muted."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# By the database itself: a star that is taken off while the worker copies something because of it must not fail.
CREATE = """
ALTER TABLE news_update ADD CONSTRAINT news_update_of_star FOREIGN KEY (favourite_id) REFERENCES qa_favourite (id)
    ON DELETE CASCADE;
"""
DROP = "ALTER TABLE news_update DROP CONSTRAINT news_update_of_star;"
MEMBER = settings.AUTH_USER_MODEL


def key(to, **more):
    more = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "+"} | more
    return models.ForeignKey(to=to, **more)


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("news", "0003_reading"),
        ("qa", "0027_favourites"),
    ]

    operations = [
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                ("member", key(MEMBER, related_name="updates")),
                (
                    "favourite",
                    key(
                        "qa.favourite",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="updates",
                        db_constraint=False,
                        db_index=False,
                    ),
                ),
                ("activity", key("qa.activity")),
                ("question", key("qa.post")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("favourite__isnull", True)),
                        fields=["member", "-created_at", "-activity"],
                        name="news_update_own",
                    ),
                    models.Index(
                        condition=models.Q(("favourite__isnull", False)),
                        fields=["member", "-created_at", "-activity"],
                        name="news_update_followed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("favourite__isnull", False)),
                        fields=("favourite", "activity"),
                        name="news_update_star_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("favourite__isnull", True)),
                        fields=("member", "activity"),
                        name="news_update_own_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StreamItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                ("tag", key("qa.tag", null=True, db_index=False)),
                ("category", key("qa.category", null=True, db_index=False)),
                ("activity", key("qa.activity")),
                ("question", key("qa.post")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("tag__isnull", False)),
                        fields=["tag", "-created_at", "-activity"],
                        name="news_streamitem_by_tag",
                    ),
                    models.Index(
                        condition=models.Q(("category__isnull", False)),
                        fields=["category", "-created_at", "-activity"],
                        name="news_streamitem_by_category",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category__isnull", False), ("tag__isnull", True)),
                            models.Q(("category__isnull", True), ("tag__isnull", False)),
                            _connector="OR",
                        ),
                        name="news_streamitem_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tag__isnull", False)),
                        fields=("tag", "activity"),
                        name="news_streamitem_tag_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False)),
                        fields=("category", "activity"),
                        name="news_streamitem_category_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("member", key(MEMBER, related_name="mutes")),
                ("question", key("qa.post", related_name="mutes")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "question"), name="news_mute_once"),
                ],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
