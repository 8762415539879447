"""Whether a member mutes anything; no page for others depends on it, so it raises no stamp."""

from django.db import migrations, models

TOUCH = """
CREATE OR REPLACE FUNCTION accounts_user_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen accounts_user;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        seen := NEW;
        seen.last_login := OLD.last_login;
        seen.password := OLD.password;
        seen.email := OLD.email;{mutes}
        IF seen IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM forum_touch(forum_key(5), forum_key(17, coalesce(NEW.id, OLD.id)));
    RETURN NULL;
END $$;
"""
WITH_MUTES = TOUCH.replace("{mutes}", " seen.has_mutes := OLD.has_mutes;")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_points_to_begin_with")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="has_mutes",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(WITH_MUTES, TOUCH.replace("{mutes}", "")),
    ]
