"""Fields of profiles, pictures, terms that members agreed to, and names that somebody had."""

import django.db.models.deletion
import forum.lib.fields
from django.conf import settings
from django.db import migrations, models

# What members could say of themselves in Question2Answer; empty labels are those of accounts.profiles.models.BUILT_IN.
FILL = """
INSERT INTO accounts_profilefield
    (key, label, hint, kind, choices, readers, is_in_use, is_on_sign_up, is_required, max_length, position)
VALUES ('name', '', '', 'line', '', -1, true, false, false, 100, 0),
       ('location', '', '', 'line', '', -1, true, false, false, 100, 1),
       ('website', '', '', 'address', '', -1, true, false, false, 200, 2),
       ('about', '', '', 'text', '', -1, true, false, false, 8000, 3);
SELECT forum_keep_stamps('accounts_profilefield', 'forum_touch_keys(1)');
SELECT forum_keep_stamps('accounts_profilevalue', 'forum_touch_keys(5)');
SELECT forum_keep_stamps('accounts_formername', 'forum_touch_keys(5)');
"""
UNDO = """
SELECT forum_drop_stamps('accounts_formername');
SELECT forum_drop_stamps('accounts_profilevalue');
SELECT forum_drop_stamps('accounts_profilefield');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_providers'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='agreed_terms',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='avatar',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='user',
            name='renamed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('name_key', forum.lib.fields.KeyField(editable=False, max_length=60, source='name', unique=True)),
                ('reserved_until', models.DateTimeField()),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProfileField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, editable=False, max_length=20)),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='label')),
                ('hint', models.CharField(blank=True, max_length=300, verbose_name='what stands below it')),
                ('kind', models.CharField(choices=[('line', 'One line'), ('text', 'Several lines'), ('address', 'The address of a page'), ('choice', 'One of several')], default='line', max_length=8, verbose_name='kind')),
                ('choices', models.TextField(blank=True, verbose_name='what one chooses from')),
                ('readers', models.SmallIntegerField(choices=[(-1, 'Everybody'), (0, 'Members'), (20, 'Experts and above'), (50, 'Editors and above'), (80, 'Moderators and above'), (100, 'Administrators alone')], default=-1, verbose_name='who reads it')),
                ('is_in_use', models.BooleanField(default=True, verbose_name='in use')),
                ('is_on_sign_up', models.BooleanField(default=False, verbose_name='asked when signing up')),
                ('is_required', models.BooleanField(default=False, verbose_name='has to be filled in')),
                ('max_length', models.PositiveSmallIntegerField(default=200, verbose_name='most characters')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'field of profiles',
                'verbose_name_plural': 'fields of profiles',
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='accounts_profilefield_key'), models.CheckConstraint(condition=models.Q(('key', ''), ('label', ''), _negated=True), name='accounts_profilefield_named'), models.CheckConstraint(condition=models.Q(('max_length__gte', 1), ('max_length__lte', 8000)), name='accounts_profilefield_length')],
            },
        ),
        migrations.CreateModel(
            name='ProfileValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=8000)),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='accounts.profilefield')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='profile_values', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'field'), name='accounts_profilevalue_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='accounts_profilevalue_says_something')],
            },
        ),
        migrations.RunSQL(FILL, UNDO),
    ]
