"""Notices; every fact waits in `news_pending` from its own transaction on, and each inbox counts what is unread."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CREATE = """
CREATE FUNCTION news_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO news_pending (activity_id, attempt_count, not_before) VALUES (NEW.id, 0, now());
    RETURN NULL;
END $$;
CREATE TRIGGER news_wait AFTER INSERT ON qa_activity FOR EACH ROW EXECUTE FUNCTION news_wait();

CREATE FUNCTION news_count_unread() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was int := 0; is_now int := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.read_at IS NULL THEN was := 1; END IF;
    IF TG_OP <> 'DELETE' AND NEW.read_at IS NULL THEN is_now := 1; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO news_inbox AS i (member_id, unread_count) VALUES (NEW.recipient_id, is_now)
        ON CONFLICT (member_id) DO UPDATE SET unread_count = i.unread_count + is_now;
    ELSIF was <> is_now THEN
        UPDATE news_inbox SET unread_count = unread_count + is_now - was WHERE member_id = OLD.recipient_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER news_count_unread AFTER INSERT OR DELETE OR UPDATE OF read_at ON news_notice
    FOR EACH ROW EXECUTE FUNCTION news_count_unread();
"""
DROP = """
DROP TRIGGER news_wait ON qa_activity;
DROP TRIGGER news_count_unread ON news_notice;
DROP FUNCTION news_wait();
DROP FUNCTION news_count_unread();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_admissions'),
        ('qa', '0020_pace_and_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inbox',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='inbox', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('unread_count', models.PositiveIntegerField(default=0, verbose_name='unread')),
            ],
        ),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('activity', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='qa.activity')),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['not_before', 'activity'], name='news_pending_due')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('path', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(null=True)),
                ('mail', models.CharField(blank=True, default='', max_length=6)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='qa.activity')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='qa.post')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.post')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': [models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True)],
                'indexes': [models.Index(fields=['recipient', '-created_at', '-id'], name='news_notice_by_recipient'), models.Index(condition=models.Q(('read_at', None)), fields=['recipient', 'question'], name='news_notice_unread'), models.Index(condition=models.Q(('mailed_at', None), models.Q(('mail', ''), _negated=True)), fields=['mail', 'recipient', 'created_at'], name='news_notice_to_mail')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('activity__isnull', False)), fields=('recipient', 'activity'), name='news_notice_once'), models.CheckConstraint(condition=models.Q(('post__isnull', False), models.Q(('path', ''), _negated=True), _connector='OR'), name='news_notice_about_something')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
