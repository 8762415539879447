"""Leaving, copies of one's data, age bands."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0009_consents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Age',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='age', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('band', models.CharField(choices=[('u16', 'Under 16'), ('16-17', '16 or 17'), ('18+', '18 or older')], max_length=5)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='DataCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('ready', 'Ready')], default='waiting', max_length=7)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_at', models.DateTimeField(null=True)),
                ('file_name', models.CharField(blank=True, max_length=60)),
                ('byte_count', models.PositiveBigIntegerField(default=0)),
                ('done_count', models.PositiveIntegerField(default=0)),
                ('total_count', models.PositiveIntegerField(default=0)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='data_copy', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('made_at', None), ('state', 'waiting')), models.Q(('made_at__isnull', False), ('state', 'ready'), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='privacy_datacopy_ready_has_file')],
            },
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('closing', 'Closing'), ('erasure', 'Erasure')], max_length=7)),
                ('state', models.CharField(choices=[('open', 'Open'), ('returned', 'Returned'), ('erasing', 'Erasing'), ('done', 'Done')], default='open', max_length=8)),
                ('removes_texts', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('words', models.JSONField(default=dict)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('cursor', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='departures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'erasing'])), fields=['due_at'], name='privacy_departure_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'erasing'])), fields=('member',), name='privacy_departure_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('kind', 'closing')), models.Q(('due_at__isnull', False), ('kind', 'erasure')), _connector='OR'), name='privacy_departure_erasure_is_due'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('member', None), ('words', {})), _connector='OR'), name='privacy_departure_done_names_nobody')],
            },
        ),
    ]
