"""The phrases and helplines that the forum ships (qa/care/data)."""

from django.db import migrations

from qa.care.actions.shipped import load_shipped


def fill(apps, schema_editor):
    load_shipped(apps.get_model("care", "RiskPhrase"), apps.get_model("care", "HelpResource"))


class Migration(migrations.Migration):
    dependencies = [("care", "0001_care")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
