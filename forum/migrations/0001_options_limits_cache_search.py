"""Site options, hourly counts, the shared cache table, and the text search configuration."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

CREATE_CACHE = """
CREATE UNLOGGED TABLE forum_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX forum_cache_expires ON forum_cache (expires);
"""

# English stems, accents ignored. A configuration of our own makes to_tsvector immutable, so a generated column may use it.
CREATE_SEARCH = """
CREATE TEXT SEARCH CONFIGURATION forum (COPY = english);
ALTER TEXT SEARCH CONFIGURATION forum
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE_SEARCH, "DROP TEXT SEARCH CONFIGURATION forum"),
        migrations.RunSQL(CREATE_CACHE, "DROP TABLE forum_cache"),
        migrations.CreateModel(
            name="SiteOption",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="option")),
                ("value", models.JSONField(verbose_name="value")),
            ],
            options={"verbose_name": "site option", "verbose_name_plural": "site options"},
        ),
        migrations.CreateModel(
            name="RateCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20)),
                ("who", models.CharField(max_length=40)),
                ("started_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("action", "who", "started_at"), name="forum_ratecount_once")
                ],
            },
        ),
    ]
