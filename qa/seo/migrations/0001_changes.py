"""What search engines are told of; a trigger notes it with the fact, in the same transaction, while there is a key for it."""

import django.utils.timezone
from django.db import migrations, models

NOTE = """
CREATE FUNCTION seo_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM forum_siteoption WHERE name = 'indexnow_key' AND value <> '""'::jsonb) THEN
        INSERT INTO seo_change (question_number, noted_at) VALUES (NEW.question_id, clock_timestamp())
        ON CONFLICT (question_number) DO UPDATE SET noted_at = excluded.noted_at;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seo_note_change AFTER INSERT ON qa_activity FOR EACH ROW
    WHEN (NEW.question_id IS NOT NULL AND NEW.verb IN
          ('asked', 'answered', 'commented', 'edited', 'closed', 'reopened', 'accepted', 'unaccepted', 'hidden', 'shown', 'approved'))
    EXECUTE FUNCTION seo_note_change();
"""
NO_NOTE = "DROP TRIGGER seo_note_change ON qa_activity; DROP FUNCTION seo_note_change();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('forum', '0006_feedback'),
        ('qa', '0027_favourites'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('question_number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['noted_at'], name='seo_change_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.UUIDField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('failure_count', models.PositiveIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=20)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='seo_sender_once')],
            },
        ),
        migrations.RunSQL(NOTE, NO_NOTE),
    ]
