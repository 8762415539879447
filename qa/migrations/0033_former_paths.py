"""Where categories were before: readers who come by an old address are led on."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("qa", "0032_category_words"), ("forum", "0002_stamps")]

    operations = [
        migrations.CreateModel(
            name="FormerPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=330, unique=True)),
                ("left_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_paths", to="qa.category"
                    ),
                ),
            ],
            options={
                "verbose_name": "former address of a category",
                "verbose_name_plural": "former addresses of categories",
            },
        ),
        migrations.RunSQL(
            "SELECT forum_keep_stamps('qa_formerpath', 'forum_touch_keys(1)');",
            "SELECT forum_drop_stamps('qa_formerpath');",
        ),
    ]
