"""Badges that members have."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0022_static_hotness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='verb',
            field=models.CharField(choices=[('asked', 'asked'), ('answered', 'answered'), ('commented', 'commented'), ('edited', 'edited'), ('closed', 'closed'), ('reopened', 'reopened'), ('accepted', 'answer accepted'), ('unaccepted', 'answer no longer accepted'), ('hidden', 'hidden'), ('shown', 'shown again'), ('flagged', 'flagged'), ('deleted', 'deleted'), ('unflagged', 'flags cleared'), ('held', 'held for approval'), ('approved', 'approved'), ('rejected', 'rejected'), ('badge', 'earned a badge')], max_length=10),
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('badge', models.CharField(max_length=30)),
                ('awarded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='qa.post')),
            ],
            options={
                'indexes': [models.Index(fields=['badge', '-awarded_at', '-id'], name='qa_award_by_badge')],
                'constraints': [models.UniqueConstraint(fields=('member', 'badge'), name='qa_award_once')],
            },
        ),
        migrations.RunSQL(
            "SELECT forum_keep_stamps('qa_award', 'forum_touch_keys(5)')",
            "SELECT forum_drop_stamps('qa_award')",
        ),
    ]
