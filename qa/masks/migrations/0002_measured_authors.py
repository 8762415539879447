"""Whom measures against the authors of masked posts concern."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("masks", "0001_masks"), ("qa", "0044_unnamed_measures")]
    operations = [
        migrations.CreateModel(
            "MeasuredAuthor",
            [
                (
                    "measure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="qa.measure",
                    ),
                ),
                ("sealed", models.CharField(max_length=160)),
                ("owner", models.CharField(db_index=True, max_length=64)),
                ("binds", models.BooleanField(default=True)),
            ],
        ),
    ]
