"""Questions move from one category to another in steps, and out of a category that is being deleted."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def key(to):
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=to)


class Migration(migrations.Migration):

    dependencies = [
        ("qa", "0033_former_paths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "category",
            "is_leaving",
            models.BooleanField(db_default=False, default=False, editable=False, verbose_name="being deleted"),
        ),
        migrations.CreateModel(
            name="Refiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_name", models.CharField(blank=True, max_length=80)),
                ("target_name", models.CharField(blank=True, max_length=80)),
                ("has_below", models.BooleanField(default=False)),
                ("is_dissolving", models.BooleanField(default=False)),
                ("upto", models.BigIntegerField(default=0)),
                ("last_id", models.BigIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done_count", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "at work"), ("done", "done"), ("stopped", "stopped")],
                        default="running",
                        max_length=7,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("source", key("qa.category")),
                ("started_by", key(settings.AUTH_USER_MODEL)),
                ("target", key("qa.category")),
            ],
            options={"verbose_name": "move of questions", "verbose_name_plural": "moves of questions"},
        ),
        migrations.AddConstraint(
            "refiling",
            models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("state",),
                name="qa_refiling_one_at_work",
            ),
        ),
        migrations.AddConstraint(
            "refiling",
            models.CheckConstraint(
                condition=models.Q(
                    ("is_dissolving", False), models.Q(("source_name", ""), _negated=True), _connector="OR"
                ),
                name="qa_refiling_dissolves_one",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=models.Q(("category", None), ("kind", "Q")), fields=["id"], name="qa_question_unfiled"
            ),
        ),
    ]
