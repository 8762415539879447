"""Secrets of sealed posts, what they open, and what waits for its moment."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [('qa', '0036_audience_stamps')]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lookup', models.CharField(max_length=6, unique=True)),
                ('salt', models.BinaryField(max_length=16)),
                ('digest', models.BinaryField(max_length=32)),
                ('feed_digest', models.CharField(max_length=64, unique=True)),
                ('day', models.DateField()),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.post')),
            ],
            options={'indexes': [models.Index(fields=['day'], name='sealed_seal_by_day')]},
        ),
        migrations.CreateModel(
            name='SealedPost',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='qa.post')),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='sealed.seal')),
            ],
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('deed', models.CharField(choices=[('ask', 'Ask'), ('answer', 'Answer'), ('comment', 'Comment'), ('edit', 'Edit'), ('accept', 'Accept'), ('unaccept', 'Unaccept'), ('close', 'Close'), ('reopen', 'Reopen'), ('show', 'Show')], max_length=8)),
                ('words', models.JSONField(default=dict)),
                ('due_at', models.DateTimeField()),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('form_key', models.CharField(blank=True, max_length=64)),
                ('refusal', models.TextField(blank=True)),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='sealed.seal')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('refusal', '')), fields=['due_at'], name='sealed_waiting_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('form_key', ''), _negated=True), fields=('form_key',), name='sealed_waiting_one_form')],
            },
        ),
    ]
