"""An erasure may take a name out of the reason of a request; otherwise its words stay as they are, as before."""

from django.db import migrations

WITH_ERASURE = """
CREATE OR REPLACE FUNCTION masks_guard_unmasking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'requests to unmask are never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by_id IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'a request to unmask begins open' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.requested_by_id IS NULL OR NOT masks_is_of_team(NEW.requested_by_id) THEN
            RAISE EXCEPTION 'somebody of the team asks to unmask' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.reason <> OLD.reason AND coalesce(current_setting('masks.takes_names_out', true), '') <> 'on')
       OR NEW.requested_at <> OLD.requested_at
       OR (NEW.post_id IS DISTINCT FROM OLD.post_id AND NEW.post_id IS NOT NULL)
       OR (NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id AND NEW.requested_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a request to unmask is not rewritten' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.confirmed_at IS NOT NULL OR OLD.declined_at IS NOT NULL THEN
        IF NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at OR NEW.declined_at IS DISTINCT FROM OLD.declined_at
           OR (NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL) THEN
            RAISE EXCEPTION 'a request to unmask is decided once' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_at IS NOT NULL THEN
        IF NEW.requested_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.requested_by_id
           OR NOT masks_is_of_team(NEW.requested_by_id) OR NOT masks_is_of_team(NEW.confirmed_by_id) THEN
            RAISE EXCEPTION 'two people of the team unmask' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a request to unmask is confirmed at a time' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION masks_guard_unmasking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'requests to unmask are never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by_id IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'a request to unmask begins open' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.requested_by_id IS NULL OR NOT masks_is_of_team(NEW.requested_by_id) THEN
            RAISE EXCEPTION 'somebody of the team asks to unmask' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.reason <> OLD.reason OR NEW.requested_at <> OLD.requested_at
       OR (NEW.post_id IS DISTINCT FROM OLD.post_id AND NEW.post_id IS NOT NULL)
       OR (NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id AND NEW.requested_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a request to unmask is not rewritten' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.confirmed_at IS NOT NULL OR OLD.declined_at IS NOT NULL THEN
        IF NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at OR NEW.declined_at IS DISTINCT FROM OLD.declined_at
           OR (NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL) THEN
            RAISE EXCEPTION 'a request to unmask is decided once' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_at IS NOT NULL THEN
        IF NEW.requested_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.requested_by_id
           OR NOT masks_is_of_team(NEW.requested_by_id) OR NOT masks_is_of_team(NEW.confirmed_by_id) THEN
            RAISE EXCEPTION 'two people of the team unmask' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a request to unmask is confirmed at a time' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("masks", "0001_masks")]

    operations = [migrations.RunSQL(WITH_ERASURE, AS_BEFORE)]
