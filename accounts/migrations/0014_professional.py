"""A copy of the mark of a verified professional. No row is written anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_content_choices")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="professional",
            field=models.JSONField(blank=True, editable=False, null=True),
        )
    ]
