"""Phrases of the crisis card, helplines, and posts that may need somebody."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STAMPS = """
SELECT forum_keep_stamps('care_riskphrase', 'forum_touch_keys(1)');
SELECT forum_keep_stamps('care_helpresource', 'forum_touch_keys(1)');
"""
NO_STAMPS = """
SELECT forum_drop_stamps('care_riskphrase');
SELECT forum_drop_stamps('care_helpresource');
"""
NUMBER = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
DIGITS = django.core.validators.RegexValidator(
    "^\\+?[0-9][0-9 ()/-]{1,29}$", "A number has digits and spaces alone."
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forum", "0006_feedback"),
        ("qa", "0036_audience_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpResource",
            fields=[
                NUMBER,
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("line", "Helpline"),
                            ("emergency", "Emergency number"),
                            ("directory", "List of helplines"),
                        ],
                        default="line",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="Two letters; empty: any country.", max_length=2, verbose_name="country"
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, validators=[DIGITS], verbose_name="telephone")),
                (
                    "text_number",
                    models.CharField(
                        blank=True, max_length=30, validators=[DIGITS], verbose_name="number for text messages"
                    ),
                ),
                ("text_words", models.CharField(blank=True, max_length=20, verbose_name="first word to text")),
                ("chat_url", models.URLField(blank=True, verbose_name="chat")),
                ("web_url", models.URLField(blank=True, verbose_name="website")),
                ("hours", models.CharField(blank=True, max_length=80, verbose_name="hours")),
                ("audience", models.CharField(blank=True, max_length=120, verbose_name="for whom")),
                ("place", models.PositiveSmallIntegerField(default=10, verbose_name="order")),
                ("is_on", models.BooleanField(default=True, verbose_name="in use")),
                ("verified_at", models.DateField(blank=True, null=True, verbose_name="verified")),
                ("review_by", models.DateField(verbose_name="look again by")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="where this is from")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note for the team")),
                ("link_checked_at", models.DateTimeField(blank=True, null=True, verbose_name="links tried")),
                (
                    "link_failure",
                    models.CharField(blank=True, max_length=20, verbose_name="what was wrong with a link"),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "helpline",
                "verbose_name_plural": "helplines",
                "ordering": ("country", "place", "name"),
                "indexes": [models.Index(fields=["country", "place"], name="care_helpresource_by_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("country", "name"), name="care_helpresource_once"),
                    models.CheckConstraint(
                        condition=models.Q(("chat_url", ""), ("phone", ""), ("text_number", ""), ("web_url", ""), _negated=True),
                        name="care_helpresource_reached",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskPhrase",
            fields=[
                NUMBER,
                ("locale", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("pattern", models.CharField(max_length=160, verbose_name="phrase")),
                (
                    "lane",
                    models.CharField(
                        choices=[
                            ("card", "Show the card"),
                            ("urgent", "Show the card; urgent for moderators"),
                            ("except", "Does not count, whatever else finds it"),
                        ],
                        default="card",
                        max_length=6,
                        verbose_name="what follows",
                    ),
                ),
                ("is_whole", models.BooleanField(default=False, verbose_name="only where nothing else is written")),
                ("is_on", models.BooleanField(default=True, verbose_name="in use")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("must_match", models.TextField(verbose_name="must be found in")),
                ("must_not_match", models.TextField(blank=True, verbose_name="must not be found in")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed")),
            ],
            options={
                "verbose_name": "phrase of the crisis card",
                "verbose_name_plural": "phrases of the crisis card",
                "constraints": [
                    models.UniqueConstraint(fields=("locale", "pattern", "is_whole"), name="care_riskphrase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lane__in", ("card", "urgent", "except"))), name="care_riskphrase_lane"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskEvent",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="qa.post",
                    ),
                ),
                ("found_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="found")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen")),
            ],
            options={
                "verbose_name": "post that may need somebody",
                "verbose_name_plural": "posts that may need somebody",
            },
        ),
        migrations.RunSQL(STAMPS, NO_STAMPS),
    ]
