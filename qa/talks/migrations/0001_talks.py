"""Private conversations, walls and reports; a message goes when neither of the two has a copy of it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CREATE = """
-- Whoever deletes (an action, an account with all of its rows, somebody at the database): what neither side keeps is gone.
-- The lock lets two who delete at one moment see each other.
CREATE FUNCTION talks_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM talks_message WHERE id = OLD.message_id FOR UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM talks_copy WHERE message_id = OLD.message_id AND deleted_at IS NULL) THEN
        DELETE FROM talks_message WHERE id = OLD.message_id;
        DELETE FROM talks_copy WHERE message_id = OLD.message_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER talks_forget AFTER DELETE OR UPDATE OF deleted_at ON talks_copy
    FOR EACH ROW EXECUTE FUNCTION talks_forget();
SELECT forum_keep_stamps('talks_wallpost', 'forum_touch_keys(13)');
SELECT forum_keep_stamps('talks_preference', 'forum_touch_keys(13)');
"""
DROP = """
SELECT forum_drop_stamps('talks_wallpost');
SELECT forum_drop_stamps('talks_preference');
DROP TRIGGER talks_forget ON talks_copy;
DROP FUNCTION talks_forget();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0002_stamps'),
        ('qa', '0020_pace_and_addresses'),
        ('news', '0001_notices'),
        ('accounts', '0006_admissions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='talk_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('openness', models.CharField(choices=[('everybody', 'Everybody'), ('known', 'Only people whom I have answered, or who answered me'), ('nobody', 'Nobody')], default='everybody', max_length=9)),
                ('has_wall', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('body_html', models.TextField()),
                ('body_text', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('submission_key', models.UUIDField(null=True, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='talks.conversation')),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('message', 'a private message'), ('wall', 'a note on a wall')], max_length=7)),
                ('number', models.BigIntegerField()),
                ('path', models.CharField(max_length=300)),
                ('reason', models.CharField(choices=[('harmful', 'Could harm somebody'), ('threat', 'Threatens or presses me'), ('rude', 'Rude or hurtful'), ('sexual', 'Sexual, and I did not want it'), ('spam', 'Spam or advertising'), ('other', 'Something else')], max_length=10, verbose_name='reason')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'It was right to report this'), ('declined', 'Looked at, nothing to be done')], max_length=8)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reported', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReportedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_reported', models.BooleanField(default=False)),
                ('body_html', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='talks.report')),
            ],
        ),
        migrations.CreateModel(
            name='Side',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_written', models.BooleanField(default=False)),
                ('is_listed', models.BooleanField(default=False)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sides', to='talks.conversation')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talk_sides', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='talks.message')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='talks.side')),
            ],
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stopped_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to=settings.AUTH_USER_MODEL)),
                ('stopped', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WallPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('body_html', models.TextField()),
                ('body_text', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_held', models.BooleanField(default=False)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=500)),
                ('submission_key', models.UUIDField(null=True, unique=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wall_posts', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['begun_by', '-begun_at'], name='talks_conversation_begun'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['conversation', 'created_at'], name='talks_message_by_age'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['reporter', 'kind', 'number'], name='talks_report_by_reporter'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_at'], name='talks_report_decided_at'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('reporter__isnull', False)), fields=('kind', 'number', 'reporter'), name='talks_report_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='talks_report_decided'),
        ),
        migrations.AddIndex(
            model_name='side',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['member', '-last_at', '-id'], name='talks_side_list'),
        ),
        migrations.AddConstraint(
            model_name='side',
            constraint=models.UniqueConstraint(fields=('conversation', 'member'), name='talks_side_once'),
        ),
        migrations.AddConstraint(
            model_name='side',
            constraint=models.UniqueConstraint(fields=('member', 'partner'), name='talks_side_pair'),
        ),
        migrations.AddConstraint(
            model_name='side',
            constraint=models.CheckConstraint(condition=models.Q(('partner', None), models.Q(('partner', models.F('member')), _negated=True), _connector='OR'), name='talks_side_two'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('deleted_at', None)), fields=['side', '-id'], name='talks_copy_kept'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('deleted_at', None), ('read_at', None)), fields=['side'], name='talks_copy_unread'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('deleted_at__isnull', False)), fields=['side', 'deleted_at'], name='talks_copy_deleted'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.UniqueConstraint(fields=('side', 'message'), name='talks_copy_once'),
        ),
        migrations.AddIndex(
            model_name='stop',
            index=models.Index(fields=['member', '-stopped_at', '-id'], name='talks_stop_list'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.UniqueConstraint(fields=('member', 'stopped'), name='talks_stop_once'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(('member', models.F('stopped')), _negated=True), name='talks_stop_another'),
        ),
        migrations.AddIndex(
            model_name='wallpost',
            index=models.Index(fields=['owner', '-created_at', '-id'], name='talks_wallpost_list'),
        ),
        migrations.AddConstraint(
            model_name='wallpost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_reason', ''), ('is_held', False)), models.Q(('hidden_at__isnull', False), ('is_held', True)), models.Q(('hidden_at__isnull', False), ('is_held', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='talks_wallpost_hidden'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
