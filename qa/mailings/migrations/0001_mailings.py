"""Mailings, their recipients, and who wants none."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_admissions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mailing_wish', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('is_wanted', models.BooleanField(verbose_name='wants mail to all members')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('text', models.TextField(help_text='Markdown. Everybody gets the same words, as text and as a page.', max_length=20000, verbose_name='text')),
                ('min_level', models.PositiveSmallIntegerField(choices=[(0, 'Registered member'), (10, 'Approved member'), (20, 'Expert'), (50, 'Editor'), (80, 'Moderator'), (100, 'Administrator'), (120, 'Super administrator')], default=0, verbose_name='level from')),
                ('max_level', models.PositiveSmallIntegerField(choices=[(0, 'Registered member'), (10, 'Approved member'), (20, 'Expert'), (50, 'Editor'), (80, 'Moderator'), (100, 'Administrator'), (120, 'Super administrator')], default=120, verbose_name='level up to')),
                ('min_points', models.IntegerField(blank=True, null=True, verbose_name='points from')),
                ('max_points', models.IntegerField(blank=True, null=True, verbose_name='points up to')),
                ('joined_from', models.DateField(blank=True, null=True, verbose_name='members since this day or later')),
                ('joined_until', models.DateField(blank=True, null=True, verbose_name='members since this day or earlier')),
                ('active_since', models.DateField(blank=True, help_text='Signed in, or wrote something, on this day or later.', null=True, verbose_name='active since')),
                ('category_number', models.BigIntegerField(blank=True, null=True, verbose_name='with a level in this category')),
                ('pace', models.PositiveIntegerField(default=500, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6000)], verbose_name='mails a minute')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('running', 'on its way'), ('paused', 'paused'), ('stopped', 'stopped'), ('done', 'sent')], default='draft', editable=False, max_length=7, verbose_name='state')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('failure_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('recipient_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='recipients')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('started_at', models.DateTimeField(editable=False, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mailing',
                'verbose_name_plural': 'mailings',
                'ordering': [models.OrderBy(models.F('id'), descending=True)],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waits'), ('claimed', 'being sent'), ('sent', 'sent'), ('skipped', 'left out: wants none, or has no address any more'), ('failed', 'refused by the mail server')], default='waiting', max_length=7)),
                ('attempt_count', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(null=True)),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='mailings.mailing')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['next_at'], name='mailings_running'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('pace__gte', 1)), name='mailings_mailing_pace'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('started_at__isnull', False)), _connector='OR'), name='mailings_mailing_started'),
        ),
        migrations.AddIndex(
            model_name='recipient',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'claimed'])), fields=['mailing', 'not_before', 'id'], name='mailings_recipient_due'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('mailing', 'member'), name='mailings_recipient_once'),
        ),
    ]
