import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What qa.actions.changes derives from the facts, for the posts that are there already.
FILL = """
    UPDATE qa_post p SET last_change = c.last_change, changed_at = c.changed_at, changed_by_id = c.changed_by_id
    FROM (
        SELECT DISTINCT ON (f.post_id) f.post_id, f.verb AS last_change, f.created_at AS changed_at, f.actor_id AS changed_by_id
        FROM qa_activity f
        WHERE f.verb IN ('edited', 'closed', 'reopened', 'hidden', 'shown')
           OR (f.verb = 'accepted' AND EXISTS (SELECT 1 FROM qa_acceptance a WHERE a.answer_id = f.post_id))
        ORDER BY f.post_id, f.created_at DESC, f.id DESC
    ) c WHERE c.post_id = p.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0008_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='last_change',
            field=models.CharField(blank=True, choices=[('edited', 'edited'), ('retagged', 'retagged'), ('category', 'moved to another category'), ('closed', 'closed'), ('reopened', 'reopened'), ('hidden', 'hidden'), ('shown', 'shown again'), ('to-comment', 'made a comment'), ('to-answer', 'made an answer'), ('accepted', 'accepted')], editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='post',
            name='changed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='post',
            name='changed_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
