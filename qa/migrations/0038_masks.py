"""What a thread knows the writer of a masked post by. No row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0037_tag_lists")]
    operations = [
        migrations.AddField(
            "post",
            "mask_key",
            models.CharField(blank=True, db_default="", default="", editable=False, max_length=40),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=models.Q(("mask_key", ""))
                | models.Q(("author", None), ("author_name", ""), ("visitor_key", "")),
                name="qa_post_masked_names_nobody",
            ),
        ),
    ]
