"""Questions without a category are counted from an index of their own, whatever the planner thinks of their number."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("qa", "0012_stamps")]
    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["id"],
                name="qa_question_alone",
                condition=Q(("is_hidden", False), ("kind", "Q"), ("category", None)),
            ),
        ),
    ]
