"""Members raise the stamps of what pages show of them (forum.stamps)."""

from django.db import migrations

# Signing in changes nothing that pages show.
CREATE = """
CREATE FUNCTION accounts_user_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen accounts_user;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        seen := NEW;
        seen.last_login := OLD.last_login;
        seen.password := OLD.password;
        seen.email := OLD.email;
        IF seen IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM forum_touch(forum_key(5), forum_key(17, coalesce(NEW.id, OLD.id)));
    RETURN NULL;
END $$;
SELECT forum_keep_stamps('accounts_user', 'accounts_user_touch()');
"""

DROP = """
SELECT forum_drop_stamps('accounts_user');
DROP FUNCTION accounts_user_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_active_by_points"), ("forum", "0002_stamps")]
    operations = [migrations.RunSQL(CREATE, DROP)]
