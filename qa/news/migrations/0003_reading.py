"""What members have seen of threads, and the thread that a notice belongs to."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0002_preferences'),
        ('qa', '0020_pace_and_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('newest_at', models.DateTimeField()),
                ('before_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'question'), name='news_visit_once')],
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='thread',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('question', models.CharField(max_length=20)), django.db.models.functions.comparison.NullIf('about', models.Value('')), models.F('path')), output_field=models.CharField(max_length=300)),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['recipient', 'thread', '-created_at', '-id'], name='news_notice_by_thread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', False)), fields=['read_at'], name='news_notice_by_reading'),
        ),
    ]
