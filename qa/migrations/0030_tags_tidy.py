"""Tags have texts, other names, and moves that members see the progress of."""

import django.db.models.deletion
import django.utils.timezone
import forum.lib.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("qa", "0029_search_moves_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SynonymSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='other name')),
                ('key', forum.lib.fields.KeyField(editable=False, max_length=80, source='name')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('state', models.CharField(choices=[('open', 'open'), ('approved', 'approved'), ('declined', 'declined')], default='open', max_length=8)),
                ('score', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SynonymVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.SmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='TagMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'merging'), ('split', 'splitting'), ('rename', 'renaming')], max_length=6)),
                ('state', models.CharField(choices=[('running', 'at work'), ('done', 'done')], default='running', max_length=7)),
                ('source_name', models.CharField(max_length=40)),
                ('target_name', models.CharField(max_length=40)),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('total', models.PositiveIntegerField(default=0)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('last_id', models.BigIntegerField(default=0)),
                ('details', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='TagMoveItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('had_both', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='TagRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('description', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='TagText',
            fields=[
                ('tag', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text', serialize=False, to='qa.tag')),
                ('body', models.TextField(blank=True)),
                ('body_html', models.TextField(blank=True)),
                ('body_text', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name='tag',
            name='description',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='in one sentence'),
        ),
        migrations.AddField(
            model_name='tag',
            name='is_retired',
            field=models.BooleanField(db_default=False, default=False, verbose_name='retired'),
        ),
        migrations.AddField(
            model_name='tag',
            name='post_level',
            field=models.SmallIntegerField(choices=[(-1, 'Everybody'), (0, 'Registered member'), (10, 'Approved member'), (20, 'Expert'), (50, 'Editor'), (80, 'Moderator'), (100, 'Administrator'), (120, 'Super administrator')], db_default=-1, default=-1, verbose_name='who may put it on a question'),
        ),
        migrations.AddField(
            model_name='tag',
            name='root',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='qa.tag'),
        ),
        migrations.AlterField(
            model_name='logentry',
            name='subject',
            field=models.CharField(choices=[('post', 'a post'), ('member', 'a member'), ('site', 'the site'), ('address', 'a network address'), ('tag', 'a tag'), ('log', 'the log')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='tag',
            index=models.Index(condition=models.Q(('question_count__gt', 0), ('root', None)), fields=['name'], name='qa_tag_in_use_by_name'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.CheckConstraint(condition=models.Q(('root', None), models.Q(('root', models.F('id')), _negated=True), _connector='OR'), name='qa_tag_root_is_another'),
        ),
        migrations.AddField(
            model_name='synonymsuggestion',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='synonymsuggestion',
            name='suggested_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='synonymsuggestion',
            name='tag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='qa.tag'),
        ),
        migrations.AddField(
            model_name='synonymvote',
            name='suggestion',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='qa.synonymsuggestion'),
        ),
        migrations.AddField(
            model_name='synonymvote',
            name='voter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tagmove',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='qa.tag'),
        ),
        migrations.AddField(
            model_name='tagmove',
            name='started_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tagmove',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='qa.tag'),
        ),
        migrations.AddField(
            model_name='tagmove',
            name='undoes',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='qa.tagmove'),
        ),
        migrations.AddField(
            model_name='tagmoveitem',
            name='move',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='qa.tagmove'),
        ),
        migrations.AddField(
            model_name='tagmoveitem',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.post'),
        ),
        migrations.AddField(
            model_name='tagrevision',
            name='editor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tagrevision',
            name='tag',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='qa.tag'),
        ),
        migrations.AddIndex(
            model_name='synonymsuggestion',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['-created_at', '-id'], name='qa_synonymsuggestion_open'),
        ),
        migrations.AddConstraint(
            model_name='synonymsuggestion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('key',), name='qa_synonymsuggestion_open_once'),
        ),
        migrations.AddConstraint(
            model_name='synonymsuggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='qa_synonymsuggestion_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='synonymvote',
            constraint=models.UniqueConstraint(fields=('suggestion', 'voter'), name='qa_synonymvote_once'),
        ),
        migrations.AddConstraint(
            model_name='synonymvote',
            constraint=models.CheckConstraint(condition=models.Q(('value__in', [-1, 0, 1])), name='qa_synonymvote_value'),
        ),
        migrations.AddConstraint(
            model_name='tagmove',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('source',), name='qa_tagmove_one_at_work'),
        ),
        migrations.AddConstraint(
            model_name='tagmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rename'), ('target', None)), models.Q(models.Q(('kind', 'rename'), _negated=True), ('target__isnull', False)), _connector='OR'), name='qa_tagmove_has_target'),
        ),
        migrations.AddConstraint(
            model_name='tagmoveitem',
            constraint=models.UniqueConstraint(fields=('move', 'question'), name='qa_tagmoveitem_once'),
        ),
        migrations.AddConstraint(
            model_name='tagrevision',
            constraint=models.UniqueConstraint(fields=('tag', 'version'), name='qa_tagrevision_once'),
        ),
    ]
