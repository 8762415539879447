"""The log of events and webhooks; triggers write both with what happens, in the same transaction."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


WEBHOOKS = """
CREATE FUNCTION hooks_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock is the one that the foreign key asks for anyway: a hook that is being deleted is waited for and passed over.
    INSERT INTO hooks_delivery (hook_id, key, verb, activity_id, is_urgent, created_at, status, attempt_count, failure, answer)
    SELECT h.id, gen_random_uuid(), NEW.verb, NEW.id, false, now(), 'waiting', 0, '', ''
    FROM (SELECT id FROM hooks_hook WHERE is_on AND NEW.verb = ANY(verbs) ORDER BY id FOR KEY SHARE) h;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_wait AFTER INSERT ON qa_activity FOR EACH ROW EXECUTE FUNCTION hooks_wait();
"""
NO_WEBHOOKS = "DROP TRIGGER hooks_wait ON qa_activity; DROP FUNCTION hooks_wait();"

EVENTS = """
CREATE FUNCTION hooks_logs(options text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT count(*) = cardinality(options) FROM forum_siteoption WHERE name = ANY(options) AND value = 'true'::jsonb
$$;
CREATE FUNCTION hooks_log(event text, member bigint, post bigint, question bigint, params jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO hooks_event (name, at, member_id, post_number, question_number, params)
    VALUES (left(event, 24), now(), member, post, question, params)
$$;

CREATE FUNCTION hooks_note_activity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE letter text; word text; event text;
BEGIN
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    word := CASE NEW.verb
        WHEN 'asked' THEN 'post' WHEN 'answered' THEN 'post' WHEN 'commented' THEN 'post' WHEN 'edited' THEN 'edit'
        WHEN 'closed' THEN 'close' WHEN 'reopened' THEN 'reopen' WHEN 'hidden' THEN 'hide' WHEN 'shown' THEN 'reshow'
        WHEN 'flagged' THEN 'flag' WHEN 'unflagged' THEN 'clearflags' WHEN 'deleted' THEN 'delete' WHEN 'held' THEN 'queue'
        WHEN 'approved' THEN 'approve' WHEN 'rejected' THEN 'reject' WHEN 'accepted' THEN 'select'
        WHEN 'unaccepted' THEN 'unselect' ELSE NEW.verb END;
    letter := lower(coalesce((SELECT kind FROM qa_post WHERE id = NEW.post_id), NEW.details->>'kind'));
    IF NEW.verb = 'held' AND EXISTS (SELECT FROM qa_hiding WHERE post_id = NEW.post_id AND pending = 'edited') THEN
        word := 'requeue';
    END IF;
    event := CASE
        WHEN letter IS NULL THEN 'u_' || word
        WHEN NEW.verb = 'edited' AND NEW.details->>'converted_to' = 'C' THEN 'a_to_c'
        WHEN NEW.verb = 'edited' AND NEW.details->>'converted_to' = 'A' THEN 'c_to_a'
        WHEN NEW.verb = 'edited' AND NEW.details->>'change' = 'category' THEN 'q_move'
        ELSE letter || '_' || word END;
    PERFORM hooks_log(event, NEW.actor_id, coalesce(NEW.post_id, (NEW.details->>'post')::bigint), NEW.question_id, '{}');
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_activity AFTER INSERT ON qa_activity FOR EACH ROW EXECUTE FUNCTION hooks_note_activity();

CREATE FUNCTION hooks_note_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE target record;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.value = NEW.value OR TG_OP = 'INSERT' AND NEW.value = 0 THEN RETURN NULL; END IF;
    IF NOT hooks_logs('{is_event_log_kept,are_votes_logged}') THEN RETURN NULL; END IF;
    SELECT lower(kind) AS letter, coalesce(question_id, id) AS question INTO target FROM qa_post WHERE id = NEW.post_id;
    PERFORM hooks_log(target.letter || CASE NEW.value WHEN 1 THEN '_vote_up' WHEN 0 THEN '_vote_nil' ELSE '_vote_down' END,
                      NEW.voter_id, NEW.post_id, target.question, '{}');
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_vote AFTER INSERT OR UPDATE OF value ON qa_vote FOR EACH ROW EXECUTE FUNCTION hooks_note_vote();

CREATE FUNCTION hooks_note_favourite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hooks_logs('{is_event_log_kept,are_votes_logged}') THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM hooks_log('q_favorite', NEW.member_id, NEW.question_id, NEW.question_id, '{}');
    ELSE
        PERFORM hooks_log('q_unfavorite', OLD.member_id, OLD.question_id, OLD.question_id, '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_favourite AFTER INSERT OR DELETE ON qa_favourite
    FOR EACH ROW EXECUTE FUNCTION hooks_note_favourite();

CREATE FUNCTION hooks_note_unflag() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE target record;
BEGIN
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    SELECT lower(kind) AS letter, coalesce(question_id, id) AS question INTO target FROM qa_post WHERE id = OLD.post_id;
    IF FOUND THEN
        PERFORM hooks_log(target.letter || '_unflag', OLD.flagger_id, OLD.post_id, target.question, '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_unflag AFTER DELETE ON qa_flag FOR EACH ROW WHEN (OLD.decision_id IS NULL)
    EXECUTE FUNCTION hooks_note_unflag();

CREATE FUNCTION hooks_note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF hooks_logs('{is_event_log_kept}') THEN
        PERFORM hooks_log(lower(NEW.kind) || '_claim', NEW.author_id, NEW.id, coalesce(NEW.question_id, NEW.id), '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_claim AFTER UPDATE OF author_id ON qa_post FOR EACH ROW
    WHEN (OLD.author_id IS NULL AND NEW.author_id IS NOT NULL) EXECUTE FUNCTION hooks_note_claim();

CREATE FUNCTION hooks_note_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE hooks_event SET member_id = NULL WHERE member_id = OLD.id;
    END IF;
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM hooks_log('u_register', NEW.id, NULL, NULL, '{}');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM hooks_log('u_delete', NULL, NULL, NULL, '{}');
    ELSE
        IF OLD.level <> NEW.level THEN
            PERFORM hooks_log('u_level', NEW.id, NULL, NULL, jsonb_build_object('before', OLD.level, 'level', NEW.level));
        END IF;
        IF NEW.has_confirmed_address AND NOT OLD.has_confirmed_address THEN
            PERFORM hooks_log('u_confirmed', NEW.id, NULL, NULL, '{}');
        END IF;
        IF OLD.username <> NEW.username OR OLD.email <> NEW.email THEN
            PERFORM hooks_log('u_save', NEW.id, NULL, NULL, '{}');
        END IF;
        IF OLD.is_active <> NEW.is_active THEN
            PERFORM hooks_log(CASE WHEN NEW.is_active THEN 'u_unblock' ELSE 'u_block' END, NEW.id, NULL, NULL,
                              '{"what": "sign-in"}');
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_member AFTER INSERT OR DELETE OR UPDATE OF level, has_confirmed_address, username, email, is_active
    ON accounts_user FOR EACH ROW EXECUTE FUNCTION hooks_note_member();

CREATE FUNCTION hooks_note_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM hooks_log('u_block', NEW.member_id, NULL, NULL, jsonb_build_object('what', NEW.kind));
    ELSIF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL THEN
        PERFORM hooks_log('u_unblock', NEW.member_id, NULL, NULL, jsonb_build_object('what', NEW.kind));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_measure AFTER INSERT OR UPDATE OF lifted_at ON qa_measure FOR EACH ROW WHEN (NEW.kind <> 'warn')
    EXECUTE FUNCTION hooks_note_measure();

CREATE FUNCTION hooks_note_address_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM hooks_log('ip_block', NEW.blocked_by_id, NULL, NULL, '{}');
    ELSIF OLD.until IS NULL OR OLD.until > now() THEN
        PERFORM hooks_log('ip_unblock', NULL, NULL, NULL, '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_address_block AFTER INSERT OR DELETE ON forum_addressblock
    FOR EACH ROW EXECUTE FUNCTION hooks_note_address_block();
"""
NO_EVENTS = """
DROP TRIGGER hooks_note_activity ON qa_activity; DROP FUNCTION hooks_note_activity();
DROP TRIGGER hooks_note_vote ON qa_vote; DROP FUNCTION hooks_note_vote();
DROP TRIGGER hooks_note_favourite ON qa_favourite; DROP FUNCTION hooks_note_favourite();
DROP TRIGGER hooks_note_unflag ON qa_flag; DROP FUNCTION hooks_note_unflag();
DROP TRIGGER hooks_note_claim ON qa_post; DROP FUNCTION hooks_note_claim();
DROP TRIGGER hooks_note_member ON accounts_user; DROP FUNCTION hooks_note_member();
DROP TRIGGER hooks_note_measure ON qa_measure; DROP FUNCTION hooks_note_measure();
DROP TRIGGER hooks_note_address_block ON forum_addressblock; DROP FUNCTION hooks_note_address_block();
DROP FUNCTION hooks_log(text, bigint, bigint, bigint, jsonb); DROP FUNCTION hooks_logs(text[]);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_admissions'),
        ('forum', '0005_address_blocks'),
        ('qa', '0020_pace_and_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('verbs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=40, verbose_name='is told of')),
                ('sends_texts', models.BooleanField(default=False, help_text='Else it gets numbers and addresses alone. Of what is hidden it never gets more than a number.', verbose_name='gets titles and texts of public posts')),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
                ('nonce', models.CharField(editable=False, max_length=43)),
                ('previous_nonce', models.CharField(blank=True, editable=False, max_length=43)),
                ('rotated_at', models.DateTimeField(editable=False, null=True)),
                ('claim', models.UUIDField(editable=False, null=True)),
                ('claimed_until', models.DateTimeField(editable=False, null=True)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('tried_at', models.DateTimeField(editable=False, null=True, verbose_name='last message')),
                ('paused_at', models.DateTimeField(editable=False, null=True, verbose_name='paused')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'constraints': [models.CheckConstraint(condition=models.Q(('verbs', []), _negated=True), name='hooks_hook_has_verbs')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=24, verbose_name='event')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='time')),
                ('post_number', models.BigIntegerField(null=True, verbose_name='post')),
                ('question_number', models.BigIntegerField(null=True, verbose_name='question')),
                ('params', models.JSONField(default=dict, verbose_name='details')),
                ('member', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='member')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'event log',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['name', '-id'], name='hooks_event_by_name'), models.Index(fields=['at'], name='hooks_event_by_time'), models.Index(condition=models.Q(('post_number__isnull', False)), fields=['post_number', '-id'], name='hooks_event_by_post')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4)),
                ('verb', models.CharField(max_length=12, verbose_name='event')),
                ('is_urgent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('status', models.CharField(choices=[('waiting', 'waits'), ('done', 'delivered'), ('failed', 'given up')], default='waiting', max_length=7, verbose_name='state')),
                ('attempt_count', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('first_tried_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True, verbose_name='last attempt')),
                ('answer_status', models.PositiveSmallIntegerField(null=True, verbose_name='status')),
                ('failure', models.CharField(blank=True, max_length=10, verbose_name='what went wrong')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                ('milliseconds', models.PositiveIntegerField(null=True)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.activity')),
                ('hook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='hooks.hook', verbose_name='webhook')),
            ],
            options={
                'verbose_name': 'message to a webhook',
                'verbose_name_plural': 'messages to webhooks',
                'ordering': [models.OrderBy(models.F('id'), descending=True)],
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['hook', '-is_urgent', 'id'], name='hooks_delivery_waiting'), models.Index(fields=['created_at'], name='hooks_delivery_by_time')],
            },
        ),
        migrations.RunSQL(WEBHOOKS, NO_WEBHOOKS),
        migrations.RunSQL(EVENTS, NO_EVENTS),
    ]
