"""Reported messages and notes wait in the review queue, too."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("qa", "0025_category_scores")]

    operations = [
        migrations.AlterField(
            model_name="reviewitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("held", "Waiting for approval"),
                    ("edit", "Edited, to be looked at again"),
                    ("flagged", "Flagged"),
                    ("check", "Answer to be checked again"),
                    ("member", "New member"),
                    ("appeal", "Appeal"),
                    ("report", "Reported message or note"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.RemoveConstraint(model_name="reviewitem", name="qa_reviewitem_open_about"),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                name="qa_reviewitem_open_about",
                condition=Q(decided_at__isnull=False)
                | Q(kind="member", member__isnull=False)
                | Q(kind__in=("appeal", "report"), number__isnull=False)
                | Q(kind__in=("held", "edit", "flagged", "check"), post__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(
                fields=["number"],
                condition=Q(decided_at=None, kind="report"),
                name="qa_reviewitem_report_once",
            ),
        ),
    ]
