"""Levels that members have in a category and all below it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CREATE = """
CREATE FUNCTION qa_categorylevel_copy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE who bigint;
BEGIN
    FOREACH who IN ARRAY ARRAY[CASE WHEN TG_OP <> 'DELETE' THEN NEW.member_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.member_id END]
    LOOP
        UPDATE accounts_user u SET category_levels = coalesce(
            (SELECT jsonb_object_agg(l.category_id::text, l.level) FROM qa_categorylevel l WHERE l.member_id = who), '{}')
        WHERE u.id = who;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER qa_categorylevel_copy AFTER INSERT OR UPDATE OR DELETE ON qa_categorylevel
    FOR EACH ROW EXECUTE FUNCTION qa_categorylevel_copy();
SELECT forum_keep_stamps('qa_categorylevel', 'forum_touch_keys(5)');
"""

DROP = """
SELECT forum_drop_stamps('qa_categorylevel');
DROP TRIGGER qa_categorylevel_copy ON qa_categorylevel;
DROP FUNCTION qa_categorylevel_copy();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("qa", "0014_moderation_log"),
        ("accounts", "0005_what_rights_rest_on"),
        ("forum", "0002_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CategoryLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "Approved member"), (20, "Expert"), (50, "Editor"), (80, "Moderator"),
                        ],
                        verbose_name="level",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="member_levels",
                        to="qa.category", verbose_name="category",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels_in_categories",
                        to=settings.AUTH_USER_MODEL, verbose_name="member",
                    ),
                ),
            ],
            options={"verbose_name": "level in a category", "verbose_name_plural": "levels in categories"},
        ),
        migrations.AddConstraint(
            model_name="categorylevel",
            constraint=models.UniqueConstraint(fields=("member", "category"), name="qa_categorylevel_once"),
        ),
        migrations.AddConstraint(
            model_name="categorylevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [10, 20, 50, 80])), name="qa_categorylevel_level"
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
