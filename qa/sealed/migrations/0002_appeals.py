"""Appeals by those who hold a secret wait like all that is done with one. (No change of the table.)"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealed", "0001_seals")]
    operations = [
        migrations.AlterField(
            "waiting",
            "deed",
            models.CharField(
                choices=[
                    ("ask", "Ask"),
                    ("answer", "Answer"),
                    ("comment", "Comment"),
                    ("edit", "Edit"),
                    ("accept", "Accept"),
                    ("unaccept", "Unaccept"),
                    ("close", "Close"),
                    ("reopen", "Reopen"),
                    ("show", "Show"),
                    ("appeal", "Appeal"),
                ],
                max_length=8,
            ),
        )
    ]
