"""Measures against whoever wrote a masked post, and which ways to write without a name each category offers.

Taken back, measures that name no member are deleted: a forum of before could not say whom they concern.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

NAMELESS = "DELETE FROM qa_measure WHERE member_id IS NULL"


class Migration(migrations.Migration):
    dependencies = [("qa", "0043_care"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AlterField(
            "measure",
            "member",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="measures",
                to=settings.AUTH_USER_MODEL,
                verbose_name="member",
            ),
        ),
        migrations.AddField(
            "measure",
            "post_number",
            models.BigIntegerField(editable=False, null=True, verbose_name="masked post"),
        ),
        migrations.AddIndex(
            "measure",
            models.Index(
                condition=Q(("post_number__isnull", False)),
                fields=["post_number", "-id"],
                name="qa_measure_by_post",
            ),
        ),
        migrations.AddConstraint(
            "measure",
            models.CheckConstraint(
                condition=Q(("member__isnull", False), ("post_number", None))
                | Q(("member", None), ("post_number__isnull", False)),
                name="qa_measure_member_or_post",
            ),
        ),
        migrations.AddField(
            "category",
            "grades",
            models.CharField(
                blank=True,
                choices=[
                    ("", "As the category above, or the site"),
                    ("none", "With the name only"),
                    ("masked", "Without the name, too"),
                    ("sealed", "Without the name, and sealed"),
                ],
                db_default="",
                default="",
                help_text="Holds for the categories within that say nothing else.",
                max_length=6,
                verbose_name="writing without a name",
            ),
        ),
        migrations.RunSQL("", NAMELESS),
    ]
