"""Categories may show no scores."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0024_earnings'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='shows_scores',
            field=models.BooleanField(db_default=True, default=True, help_text='Off: no page tells votes, points or titles here. Holds for the categories within, too.', verbose_name='scores'),
        ),
    ]
