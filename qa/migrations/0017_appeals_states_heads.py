"""Appeals, questions that stay as they are (locked, archived), and the daily heads of the moderation log."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CREATE = """
-- Who decided first is copied from the log, so that the database can refuse the same person a second time. The copy may
-- become empty when that account goes, and nothing else; what the log still knows counts as well.
CREATE FUNCTION qa_appeal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE actor bigint;
BEGIN
    SELECT user_id INTO actor FROM qa_logpart WHERE entry_id = NEW.entry_id AND kind = 'actor';
    IF TG_OP = 'INSERT' AND NEW.decision_by_id IS DISTINCT FROM actor
       OR TG_OP = 'UPDATE' AND (NEW.entry_id <> OLD.entry_id
                                OR NEW.decision_by_id <> OLD.decision_by_id
                                OR OLD.decision_by_id IS NULL AND NEW.decision_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'An appeal names who decided first as the moderation log does.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'qa_appeal_copy_is_true';
    END IF;
    IF NEW.decided_by_id = actor THEN
        RAISE EXCEPTION 'Nobody decides an appeal against their own decision.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'qa_appeal_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER qa_appeal_guard BEFORE INSERT OR UPDATE ON qa_appeal FOR EACH ROW EXECUTE FUNCTION qa_appeal_guard();

SELECT forum_keep_stamps('qa_freeze', 'qa_state_touch(''question_id'')');
SELECT forum_keep_stamps('qa_loghead', 'forum_touch_keys(9)');
"""

DROP = """
SELECT forum_drop_stamps('qa_loghead');
SELECT forum_drop_stamps('qa_freeze');
DROP TRIGGER qa_appeal_guard ON qa_appeal;
DROP FUNCTION qa_appeal_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0016_measures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor_key', models.CharField(blank=True, editable=False, max_length=64)),
                ('text', models.TextField(max_length=4000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('open', 'open'), ('upheld', 'the decision stands'), ('overturned', 'the decision was taken back')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('facts', models.TextField(blank=True, max_length=4000)),
                ('rule', models.TextField(blank=True, max_length=4000)),
                ('next_steps', models.TextField(blank=True, max_length=4000)),
                ('is_undone', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='freeze', serialize=False, to='qa.post')),
                ('kind', models.CharField(choices=[('locked', 'locked'), ('archived', 'archived')], max_length=8, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_automatic', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(unique=True)),
                ('hash', models.CharField(max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='post',
            name='frozen_as',
            field=models.CharField(blank=True, choices=[('locked', 'locked'), ('archived', 'archived')], editable=False, max_length=8),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'Q'), ('frozen_as', ''), _connector='OR'), name='qa_post_frozen_questions'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='appellant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decision_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appeal',
            name='entry',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='qa.logentry'),
        ),
        migrations.AddField(
            model_name='freeze',
            name='frozen_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['created_at', 'id'], name='qa_appeal_open'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(fields=['appellant', '-created_at'], name='qa_appeal_by_appellant'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('visitor_key', ''), _negated=True), fields=['visitor_key', '-created_at'], name='qa_appeal_by_visitor'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), ('decision_by', None), models.Q(('decided_by', models.F('decision_by')), _negated=True), _connector='OR'), name='qa_appeal_by_another'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appellant__isnull', False), ('visitor_key', '')), models.Q(('appellant', None), models.Q(('visitor_key', ''), _negated=True)), _connector='OR'), name='qa_appeal_one_appellant'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'overturned']), models.Q(('facts', ''), _negated=True), models.Q(('rule', ''), _negated=True), models.Q(('next_steps', ''), _negated=True)), _connector='OR'), name='qa_appeal_decided_with_reasons'),
        ),
        migrations.AddConstraint(
            model_name='freeze',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('is_automatic', True), ('kind', 'archived')), _connector='OR'), name='qa_freeze_has_reason'),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
