"""Categories know the names above them, tell askers and readers what helps to know, and may carry a colour."""

import django.contrib.postgres.fields
from django.db import migrations, models

NAMES = """
WITH RECURSIVE tree AS (
    SELECT id, ARRAY[name::text] AS names FROM qa_category WHERE parent_id IS NULL
    UNION ALL SELECT c.id, t.names || c.name::text FROM qa_category c JOIN tree t ON t.id = c.parent_id)
UPDATE qa_category c SET names = t.names FROM tree t WHERE t.id = c.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def words(**more):
    return models.TextField(blank=True, default="", db_default="", **more)


class Migration(migrations.Migration):

    dependencies = [("qa", "0031_tag_triggers")]

    operations = [
        migrations.AddField(
            "category",
            "guidance",
            words(
                help_text="Markdown. The form for questions shows it when this category is chosen.",
                max_length=4000,
                verbose_name="what helps when asking here",
            ),
        ),
        migrations.AddField(
            "category",
            "form_template",
            words(
                help_text="Markdown with headings. It stands in the empty text field of a question here; what is left as it was is not posted.",
                max_length=2000,
                verbose_name="text to begin with",
            ),
        ),
        migrations.AddField(
            "category",
            "disclaimer",
            words(
                help_text="Markdown, such as “Not medical advice.” It stands above every question here and above the form for answers.",
                max_length=1000,
                verbose_name="what readers should know",
            ),
        ),
        migrations.AddField("category", "disclaimer_html", words(editable=False)),
        migrations.AddField(
            "category",
            "colour",
            models.CharField(
                blank=True,
                choices=[
                    ("clay", "Clay"), ("moss", "Moss"), ("sea", "Sea"), ("plum", "Plum"), ("sand", "Sand"), ("slate", "Slate"),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="colour",
            ),
        ),
        migrations.AddField(
            "category",
            "names",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                db_default=models.Value(
                    [], django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)
                ),
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
