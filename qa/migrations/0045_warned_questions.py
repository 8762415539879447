"""An index of the questions with a content warning, for searches by one."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is made without keeping writers out
    dependencies = [("qa", "0044_unnamed_measures")]
    operations = [
        AddIndexConcurrently(
            "post",
            models.Index(
                fields=["-created_at", "-id"],
                name="qa_question_warned",
                condition=models.Q(("is_hidden", False), ("kind", "Q"), models.Q(("content_warnings", []), _negated=True)),
            ),
        )
    ]
