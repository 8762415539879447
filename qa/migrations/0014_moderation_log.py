"""The moderation log: entries, their parts, and the stamp that the log's pages rely on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CREATE = """
SELECT forum_keep_stamps('qa_logentry', 'forum_touch_keys(9)');
SELECT forum_keep_stamps('qa_logpart', 'forum_touch_keys(9)');
"""

DROP = """
SELECT forum_drop_stamps('qa_logentry');
SELECT forum_drop_stamps('qa_logpart');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0013_questions_alone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(editable=False, null=True, unique=True)),
                ('hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('verb', models.CharField(max_length=20)),
                ('role', models.CharField(choices=[('system', 'the forum itself'), ('member', 'a member'), ('expert', 'an expert'), ('editor', 'an editor'), ('moderator', 'a moderator'), ('administrator', 'an administrator')], max_length=14)),
                ('subject', models.CharField(choices=[('post', 'a post'), ('member', 'a member'), ('site', 'the site'), ('address', 'a network address'), ('log', 'the log')], max_length=10)),
                ('post_id', models.BigIntegerField(null=True)),
                ('post_kind', models.CharField(blank=True, max_length=1)),
                ('digests', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'entry of the moderation log',
                'verbose_name_plural': 'moderation log',
                'indexes': [models.Index(condition=models.Q(('number', None)), fields=['id'], name='qa_logentry_unsealed'), models.Index(fields=['post_id', '-id'], name='qa_logentry_by_post')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hash', ''), ('number', None)), models.Q(('number__gte', 1), models.Q(('hash', ''), _negated=True)), _connector='OR'), name='qa_logentry_sealed_whole'), models.CheckConstraint(condition=models.Q(models.Q(('post_id', None), ('post_kind', '')), models.Q(('post_id__isnull', False), models.Q(('post_kind', ''), _negated=True)), _connector='OR'), name='qa_logentry_post_has_kind')],
            },
        ),
        migrations.CreateModel(
            name='LogPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('actor', 'who acted'), ('member', 'whom it concerned'), ('words', 'reason and change')], max_length=6)),
                ('nonce', models.CharField(max_length=43)),
                ('content', models.JSONField(default=dict)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='qa.logentry')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='log_parts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'kind'], name='qa_logpart_by_user')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'kind'), name='qa_logpart_once')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
