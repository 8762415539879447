"""The scale of points can be changed: what is prepared for the next one, and how far that is."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_points_to_begin_with'),
        ('qa', '0020_pace_and_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rescaled',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('question_votes_gain', models.IntegerField()),
                ('answer_votes_gain', models.IntegerField()),
                ('comment_votes_gain', models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='standing',
            name='comment_votes_gain',
            field=models.IntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Recalculation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('points', 'points'), ('hotness', 'hotness')], max_length=8)),
                ('state', models.CharField(choices=[('running', 'at work'), ('done', 'done')], default='running', max_length=8)),
                ('wanted', models.JSONField(default=dict)),
                ('cursor', models.BigIntegerField(default=0)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('total_count', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('kind',), name='qa_recalculation_one_at_work')],
            },
        ),
    ]
