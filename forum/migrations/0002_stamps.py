"""Stamps: which things that pages show have changed, and how often (forum.stamps)."""

from django.db import migrations

# A thing that everything changes (kind without number) has a row for each of sixteen writers, so that they do not wait
# for each other. Versions wrap long before the column ends.
CREATE = """
CREATE TABLE forum_stamp (
    key bigint NOT NULL,
    slot smallint NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (key, slot)
) WITH (fillfactor = 50);

-- Who has something of their own in a thread (a post, a vote, a flag, a star, a draft): they do not get the page of others.
-- A row stays when the thing goes; it only says that one has to look.
CREATE TABLE forum_involvement (
    member_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    PRIMARY KEY (member_id, thread_id)
);

-- Notes keys for the end of the transaction. More than a few hundred become "everything".
CREATE FUNCTION forum_touch(VARIADIC touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE before text := coalesce(current_setting('forum.touched', true), '');
BEGIN
    IF left(before, 2) = '0,' THEN
        RETURN;
    END IF;
    IF length(before) > 8000 THEN
        PERFORM set_config('forum.touched', '0,', true);
    ELSE
        PERFORM set_config('forum.touched', before || array_to_string(touched, ',') || ',', true);
    END IF;
END $$;

-- Runs as the transaction commits: locks on stamps are held for that instant only, and taken in one order.
CREATE FUNCTION forum_stamp_touched() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched text := coalesce(current_setting('forum.touched', true), '');
BEGIN
    IF touched = '' THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('forum.touched', '', true);
    INSERT INTO forum_stamp AS s (key, slot)
    SELECT k, CASE WHEN k & ((1::bigint << 48) - 1) = 0 THEN pg_backend_pid() % 16 ELSE 0 END
    FROM (SELECT DISTINCT unnest(string_to_array(rtrim(touched, ','), ',')::bigint[]) k) keys
    ORDER BY 1, 2
    ON CONFLICT (key, slot) DO UPDATE
    SET version = CASE WHEN s.version >= 1::bigint << 62 THEN 1 ELSE s.version + 1 END;
    RETURN NULL;
END $$;

-- TRUNCATE and bulk loads go round triggers for rows.
CREATE FUNCTION forum_stamp_everything() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO forum_stamp AS s (key, slot) VALUES (0, pg_backend_pid() % 16)
    ON CONFLICT (key, slot) DO UPDATE SET version = s.version + 1;
    RETURN NULL;
END $$;

CREATE FUNCTION forum_key(kind int, number bigint DEFAULT 0) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (kind::bigint << 48) | number;

-- For tables of which every change counts: the keys stand in the trigger's arguments.
CREATE FUNCTION forum_touch_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kind text;
BEGIN
    FOREACH kind IN ARRAY TG_ARGV LOOP
        PERFORM forum_touch(forum_key(kind::int));
    END LOOP;
    RETURN NULL;
END $$;

-- Puts a table under stamps: `how` is a trigger function call that touches the keys of a row.
CREATE FUNCTION forum_keep_stamps(watched regclass, how text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER forum_touch AFTER INSERT OR UPDATE OR DELETE ON %s '
                   'FOR EACH ROW EXECUTE FUNCTION %s', watched, how);
    EXECUTE format('CREATE CONSTRAINT TRIGGER forum_stamp AFTER INSERT OR UPDATE OR DELETE ON %s '
                   'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION forum_stamp_touched()', watched);
    EXECUTE format('CREATE TRIGGER forum_truncated AFTER TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION forum_stamp_everything()', watched);
END $$;

CREATE FUNCTION forum_drop_stamps(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER forum_truncated ON %s', watched);
    EXECUTE format('DROP TRIGGER forum_stamp ON %s', watched);
    EXECUTE format('DROP TRIGGER forum_touch ON %s', watched);
END $$;

SELECT forum_keep_stamps('forum_siteoption', 'forum_touch_keys(1)');
"""

DROP = """
SELECT forum_drop_stamps('forum_siteoption');
DROP FUNCTION forum_drop_stamps(regclass);
DROP FUNCTION forum_keep_stamps(regclass, text);
DROP FUNCTION forum_touch_keys();
DROP FUNCTION forum_stamp_everything();
DROP FUNCTION forum_key(int, bigint);
DROP FUNCTION forum_stamp_touched();
DROP FUNCTION forum_touch(bigint[]);
DROP TABLE forum_involvement;
DROP TABLE forum_stamp;
"""


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_options_limits_cache_search")]
    operations = [migrations.RunSQL(CREATE, DROP)]
