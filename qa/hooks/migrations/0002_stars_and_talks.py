"""The log of events knows stars on members, tags and categories, private messages and walls."""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION hooks_note_favourite() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE star qa_favourite; thing text;
BEGIN
    IF NOT hooks_logs('{is_event_log_kept,are_votes_logged}') THEN RETURN NULL; END IF;
    star := coalesce(NEW, OLD);
    thing := CASE WHEN star.question_id IS NOT NULL THEN 'q' WHEN star.person_id IS NOT NULL THEN 'u'
                  WHEN star.tag_id IS NOT NULL THEN 'tag' ELSE 'cat' END;
    PERFORM hooks_log(thing || CASE TG_OP WHEN 'INSERT' THEN '_favorite' ELSE '_unfavorite' END,
                      star.member_id, star.question_id, star.question_id,
                      CASE WHEN star.question_id IS NULL
                           THEN jsonb_build_object('number', coalesce(star.person_id, star.tag_id, star.category_id)) ELSE '{}' END);
    RETURN NULL;
END $$;

-- That somebody wrote, never to whom: who talks to whom is private.
CREATE FUNCTION hooks_note_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF hooks_logs('{is_event_log_kept}') THEN
        PERFORM hooks_log('u_message', NEW.author_id, NULL, NULL, '{}');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_message AFTER INSERT ON talks_message FOR EACH ROW EXECUTE FUNCTION hooks_note_message();

CREATE FUNCTION hooks_note_wall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT hooks_logs('{is_event_log_kept}') THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM hooks_log('u_wall_post', NEW.author_id, NULL, NULL, jsonb_build_object('number', NEW.owner_id));
    ELSE
        PERFORM hooks_log('u_wall_delete', NULL, NULL, NULL, jsonb_build_object('number', OLD.owner_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER hooks_note_wall AFTER INSERT OR DELETE ON talks_wallpost FOR EACH ROW EXECUTE FUNCTION hooks_note_wall();
"""
DROP = """
DROP TRIGGER hooks_note_wall ON talks_wallpost; DROP FUNCTION hooks_note_wall();
DROP TRIGGER hooks_note_message ON talks_message; DROP FUNCTION hooks_note_message();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("hooks", "0001_events_and_hooks"),
        ("qa", "0027_favourites"),
        ("talks", "0001_talks"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
