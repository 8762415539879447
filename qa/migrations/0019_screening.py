"""Watched words, what was found in posts before they were published, and the score that learns from decisions."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# Every change of the words, but not of how often they were found, gives the list another version; a random one, so that
# what was rolled back never looks like what came instead.
CREATE = """
CREATE FUNCTION qa_watchedword_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO qa_watchlistversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE TRIGGER qa_watchedword_version AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF
    pattern, key, action, replacement, in_titles, in_texts, in_tags, in_names, in_usernames ON qa_watchedword
    FOR EACH STATEMENT EXECUTE FUNCTION qa_watchedword_version();
"""
DROP = """
DROP TRIGGER qa_watchedword_version ON qa_watchedword;
DROP FUNCTION qa_watchedword_version();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0018_reviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SpamToken',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('spam_count', models.PositiveIntegerField(default=0)),
                ('fine_count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='WatchedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(max_length=100, verbose_name='word or phrase')),
                ('key', models.CharField(editable=False, max_length=400, unique=True)),
                ('action', models.CharField(choices=[('hold', 'wait for approval'), ('flag', 'publish, and let moderators look'), ('reject', 'refuse'), ('replace', 'show other words instead')], default='hold', max_length=10, verbose_name='what happens')),
                ('replacement', models.CharField(blank=True, help_text='Nothing: one star for each letter.', max_length=100, verbose_name='shown instead')),
                ('in_titles', models.BooleanField(default=True, verbose_name='in titles')),
                ('in_texts', models.BooleanField(default=True, verbose_name='in texts')),
                ('in_tags', models.BooleanField(default=True, verbose_name='in tags')),
                ('in_names', models.BooleanField(default=True, verbose_name='in names that visitors give')),
                ('in_usernames', models.BooleanField(default=False, verbose_name='in names of new members')),
                ('hit_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='found')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
            ],
            options={
                'verbose_name': 'watched word',
                'verbose_name_plural': 'watched words',
            },
        ),
        migrations.CreateModel(
            name='WatchlistVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name='SpamLesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_spam', models.BooleanField()),
                ('numbers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('post', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='spam_lesson', to='qa.post')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('rule', models.CharField(max_length=12)),
                ('action', models.CharField(choices=[('hold', 'wait for approval'), ('flag', 'publish, and let moderators look'), ('reject', 'refuse'), ('replace', 'show other words instead')], max_length=10)),
                ('weight', models.PositiveIntegerField(default=1)),
                ('detail', models.JSONField(default=dict)),
                ('passages', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='qa.post')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['post', '-version'], name='qa_finding_by_post'), models.Index(condition=models.Q(('action', 'flag'), ('settled_at', None)), fields=['created_at'], name='qa_finding_unsettled')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
