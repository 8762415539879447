"""Who earned most of late."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0023_badges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Earning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(choices=[('week', 'Within a week'), ('month', 'Within a month')], max_length=5)),
                ('points', models.IntegerField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earnings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['span', '-points', '-id'], name='qa_earning_by_points')],
                'constraints': [models.UniqueConstraint(fields=('span', 'member'), name='qa_earning_once')],
            },
        ),
        migrations.RunSQL(
            "SELECT forum_keep_stamps('qa_earning', 'forum_touch_keys(5)')",
            "SELECT forum_drop_stamps('qa_earning')",
        ),
    ]
