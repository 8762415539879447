"""Tasks done behind the requests: the clock, the workers, and indexes for looking after the list."""

import django.utils.timezone
from django.db import migrations, models


# The library's own indexes cover what is ready.
CREATE = """
CREATE INDEX forum_task_unfinished ON django_tasks_database_dbtaskresult (status) WHERE status IN ('RUNNING', 'FAILED');
CREATE INDEX forum_task_finished ON django_tasks_database_dbtaskresult (finished_at);
"""
DROP = """
DROP INDEX forum_task_finished;
DROP INDEX forum_task_unfinished;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('forum', '0003_stored_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScheduledTask',
            fields=[
                ('name', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='BackgroundTask',
            fields=[
            ],
            options={
                'verbose_name': 'background task',
                'verbose_name_plural': 'background tasks',
                'ordering': ['-enqueued_at'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('django_tasks_database.dbtaskresult',),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
