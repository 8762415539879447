"""What members want to be told and how, which mails they stopped, and whose mail comes back."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_admissions'),
        ('news', '0001_notices'),
        ('qa', '0020_pace_and_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnedMail',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='returned_mail', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('address_hash', models.CharField(max_length=64)),
                ('weight', models.PositiveSmallIntegerField(default=0)),
                ('returned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('paused_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='is_listed',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='preferences', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('choices', models.JSONField(default=dict)),
                ('is_discreet', models.BooleanField(null=True)),
                ('is_mail_stopped', models.BooleanField(default=False)),
                ('paused_until', models.DateTimeField(null=True)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('time_zone', models.CharField(blank=True, max_length=60, verbose_name='time zone')),
                ('digest_hour', models.PositiveSmallIntegerField(null=True)),
                ('digest_weekday', models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='news_preferences_quiet_hours'), models.CheckConstraint(condition=models.Q(models.Q(('digest_hour', None), ('digest_hour__lte', 23), _connector='OR'), models.Q(('digest_weekday', None), ('digest_weekday__lte', 6), _connector='OR')), name='news_preferences_digest')],
            },
        ),
        migrations.CreateModel(
            name='MailStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_stops', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='qa.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'question'), name='news_mailstop_once')],
            },
        ),
    ]
