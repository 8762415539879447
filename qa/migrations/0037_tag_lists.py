"""The list of tags is counted from its index alone, without reading the tags."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0036_audience_stamps")]

    operations = [
        migrations.RemoveIndex(model_name="tag", name="qa_tag_in_use"),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(
                fields=["-question_count", "name"],
                name="qa_tag_in_use_by_count",
                include=["members_count", "root"],
                condition=models.Q(question_count__gt=0, root=None),
            ),
        ),
    ]
