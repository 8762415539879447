"""What a member may not do for a while, and whether a warning waits to be read: copies for every page to look at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_stamps")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="restrictions",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="what the member may not do"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="has_open_warning",
            field=models.BooleanField(default=False, editable=False, verbose_name="has a warning to read"),
        ),
    ]
