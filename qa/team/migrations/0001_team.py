"""Worries told to the team, figures of waiting, check-ins."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("qa", "0043_care"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="check_in",
                        serialize=False,
                        to="qa.post",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="WaitFigure",
            fields=[
                ("days", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("question_count", models.PositiveIntegerField()),
                ("answered_count", models.PositiveIntegerField()),
                ("median", models.DurationField(null=True)),
                ("slowest", models.DurationField(null=True)),
                ("computed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Worry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visitor_key", models.CharField(blank=True, max_length=64)),
                (
                    "concern",
                    models.CharField(
                        choices=[
                            ("danger", "They may be in danger now, or about to hurt themselves"),
                            ("dying", "They write that they do not want to live, or see no way out"),
                            ("hurt", "Somebody may be hurting them"),
                            ("alone", "They seem to be very alone with something heavy"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="worries", to="qa.reviewitem"
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("referrer__isnull", False)),
                        fields=("item", "referrer"),
                        name="team_worry_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("visitor_key", ""), _negated=True),
                        fields=("item", "visitor_key"),
                        name="team_worry_visitor_once",
                    ),
                ],
            },
        ),
    ]
