"""Worries about people in the review queue, words of care on locked questions, breaks of moderators, turns of helpers,
profiles in memory.

Taken back, worries are deleted: a forum of before could not show them.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("held", "Waiting for approval"),
    ("edit", "Edited, to be looked at again"),
    ("flagged", "Flagged"),
    ("check", "Answer to be checked again"),
    ("member", "New member"),
    ("appeal", "Appeal"),
    ("report", "Reported message or note"),
    ("worry", "Worry about a person"),
]
ABOUT_POSTS = ("held", "edit", "flagged", "check")
TURNS = """
-- The page of the question says that somebody is writing; no list of questions does.
CREATE FUNCTION qa_turn_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM forum_touch(forum_key(2), forum_key(16, NEW.question_id));
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM forum_touch(forum_key(2), forum_key(16, OLD.question_id));
    END IF;
    RETURN NULL;
END $$;
SELECT forum_keep_stamps('qa_turn', 'qa_turn_touch()');
SELECT forum_keep_stamps('qa_memorial', 'forum_touch_keys(5)');
"""
NO_TURNS = """
SELECT forum_drop_stamps('qa_memorial');
SELECT forum_drop_stamps('qa_turn');
DROP FUNCTION qa_turn_touch();
"""
FORGET = """
DELETE FROM qa_reviewnote n USING qa_reviewitem i WHERE i.id = n.item_id AND i.kind = 'worry';
DELETE FROM qa_reviewitem WHERE kind = 'worry';
"""


def about(*kinds):
    return models.CheckConstraint(
        name="qa_reviewitem_open_about",
        condition=models.Q(decided_at__isnull=False)
        | models.Q(kind="member", member__isnull=False)
        | models.Q(kind__in=("appeal", "report"), number__isnull=False)
        | models.Q(kind__in=kinds, post__isnull=False),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("qa", "0040_content_warnings"),
        ("forum", "0002_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            "reviewitem", "kind", models.CharField(choices=KINDS, max_length=10, verbose_name="kind")
        ),
        migrations.AddConstraint(
            "reviewitem",
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(decided_at=None, kind="worry"),
                name="qa_reviewitem_worry_once",
            ),
        ),
        migrations.RemoveConstraint("reviewitem", "qa_reviewitem_open_about"),
        migrations.AddConstraint("reviewitem", about(*ABOUT_POSTS, "worry")),
        # These two are for the way back, on which they come first: the last one, then this one.
        migrations.RunSQL(migrations.RunSQL.noop, "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
        migrations.AddField(
            "freeze",
            "aftercare",
            models.TextField(
                blank=True, db_default="", default="", verbose_name="a word for those who read it now"
            ),
        ),
        migrations.AddField(
            "freeze",
            "resources",
            models.TextField(
                blank=True, db_default="", default="", verbose_name="where there is more help"
            ),
        ),
        migrations.CreateModel(
            name="Rest",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rest",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="turn",
                        serialize=False,
                        to="qa.post",
                    ),
                ),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                (
                    "helper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="qa_turn_ends_later",
                        condition=models.Q(ends_at__gte=models.F("taken_at")),
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Memorial",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="memorial",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="line on the profile")),
                ("note", models.CharField(max_length=1000, verbose_name="who asked for it")),
                ("was_active", models.BooleanField(default=True)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TURNS, NO_TURNS),
    ]
