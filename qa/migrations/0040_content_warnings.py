"""Content warnings on posts, kept in their versions. No row is written anew."""

import django.contrib.postgres.fields
from django.db import migrations, models

VERBS = [
    ("asked", "asked"),
    ("answered", "answered"),
    ("commented", "commented"),
    ("edited", "edited"),
    ("closed", "closed"),
    ("reopened", "reopened"),
    ("accepted", "answer accepted"),
    ("unaccepted", "answer no longer accepted"),
    ("hidden", "hidden"),
    ("shown", "shown again"),
    ("flagged", "flagged"),
    ("deleted", "deleted"),
    ("unflagged", "flags cleared"),
    ("held", "held for approval"),
    ("approved", "approved"),
    ("rejected", "rejected"),
    ("badge", "earned a badge"),
    ("audience", "changed who may find it"),
    ("warnings", "changed the content warnings of"),
]
CHANGES = [
    ("written", "written"),
    ("edited", "edited"),
    ("retagged", "tags or category changed"),
    ("closed", "closed"),
    ("reopened", "reopened"),
    ("converted", "turned into another kind of post"),
    ("restored", "an earlier version restored"),
    ("audience", "who may find it changed"),
    ("warnings", "content warnings changed"),
]


class Migration(migrations.Migration):
    dependencies = [("qa", "0038_masks")]
    operations = [
        migrations.AddField(
            "post",
            "content_warnings",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=30), blank=True, db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            "revision",
            "content_warnings",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=30), db_default=[], default=list, size=None
            ),
        ),
        migrations.AlterField("activity", "verb", models.CharField(choices=VERBS, max_length=10)),
        migrations.AlterField(
            "revision", "change", models.CharField(choices=CHANGES, default="written", max_length=10)
        ),
    ]
