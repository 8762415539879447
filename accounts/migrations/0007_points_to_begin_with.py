"""New members begin with the points that the owner set, also at the moment in which that changes."""

from django.db import migrations

# The column's own default is 100; what the owner set instead is read when the row is written, and not before.
CREATE = """
CREATE FUNCTION accounts_begin_points() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE base int;
BEGIN
    SELECT o.value::text::numeric::int INTO base FROM forum_siteoption o
        WHERE o.name = 'points_base' AND jsonb_typeof(o.value) = 'number';
    IF base IS NOT NULL THEN
        NEW.points := NEW.points + base - 100;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_begin_points BEFORE INSERT ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_begin_points();
"""
DROP = """
DROP TRIGGER accounts_begin_points ON accounts_user;
DROP FUNCTION accounts_begin_points();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_admissions"), ("forum", "0001_options_limits_cache_search")]
    operations = [migrations.RunSQL(CREATE, DROP)]
