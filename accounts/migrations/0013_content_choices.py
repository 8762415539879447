"""What members see of posts with a content warning. No row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_profiles")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="content_choices",
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        )
    ]
