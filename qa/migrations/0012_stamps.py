"""The conversation raises the stamps of what pages show of it (forum.stamps)."""

from django.db import migrations

CREATE = """
-- Of a post any column counts, those that are added later too; views and hotness have a stamp of their own.
CREATE FUNCTION qa_post_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE post qa_post; seen qa_post; above bigint;
BEGIN
    post := coalesce(NEW, OLD);
    IF TG_OP = 'UPDATE' THEN
        IF NEW.view_count <> OLD.view_count OR NEW.hotness <> OLD.hotness THEN
            PERFORM forum_touch(forum_key(4));
            seen := NEW;
            seen.view_count := OLD.view_count;
            seen.hotness := OLD.hotness;
            IF seen IS NOT DISTINCT FROM OLD THEN
                RETURN NULL;
            END IF;
        ELSIF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
        IF OLD.author_id IS DISTINCT FROM NEW.author_id AND OLD.author_id IS NOT NULL THEN
            PERFORM forum_touch(forum_key(17, OLD.author_id));
        END IF;
        IF OLD.question_id IS DISTINCT FROM NEW.question_id THEN
            PERFORM forum_touch(forum_key(16, coalesce(OLD.question_id, OLD.id)));
        END IF;
    END IF;
    PERFORM forum_touch(forum_key(2), forum_key(16, coalesce(post.question_id, post.id)));
    IF post.author_id IS NOT NULL THEN
        PERFORM forum_touch(forum_key(17, post.author_id));
    END IF;
    IF post.kind = 'Q' THEN
        PERFORM forum_touch(forum_key(3));
        FOR above IN SELECT coalesce(question_id, id) FROM qa_post
                     WHERE id = post.follows_id OR (TG_OP = 'UPDATE' AND id = OLD.follows_id) LOOP
            PERFORM forum_touch(forum_key(16, above));
        END LOOP;
    END IF;
    RETURN NULL;
END $$;

-- Rows that say when and by whom a post got into a state: its thread shows them.
CREATE FUNCTION qa_state_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about bigint; thread bigint;
BEGIN
    about := (to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0])::bigint;
    SELECT coalesce(question_id, id) INTO thread FROM qa_post WHERE id = about;
    PERFORM forum_touch(forum_key(2), forum_key(3), forum_key(16, coalesce(thread, about)));
    RETURN NULL;
END $$;

CREATE FUNCTION qa_activity_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fact qa_activity;
BEGIN
    fact := coalesce(NEW, OLD);
    PERFORM forum_touch(forum_key(6));
    IF fact.actor_id IS NOT NULL THEN
        PERFORM forum_touch(forum_key(17, fact.actor_id));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION qa_standing_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        PERFORM forum_touch(forum_key(17, coalesce(NEW.user_id, OLD.user_id)));
    END IF;
    RETURN NULL;
END $$;

-- Counts change with every question; names and order hardly ever, but they stand everywhere.
CREATE FUNCTION qa_category_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen qa_category;
BEGIN
    PERFORM forum_touch(forum_key(8));
    IF TG_OP = 'UPDATE' THEN
        seen := NEW;
        seen.question_count := OLD.question_count;
        IF seen IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM forum_touch(forum_key(1));
    RETURN NULL;
END $$;

CREATE FUNCTION qa_involve(member bigint, about bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO forum_involvement (member_id, thread_id)
    SELECT member, coalesce(question_id, id) FROM qa_post WHERE id = about AND member IS NOT NULL
    ON CONFLICT DO NOTHING
$$;

-- Takes the columns that name the member and the post.
CREATE FUNCTION qa_involve_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found jsonb := to_jsonb(NEW);
BEGIN
    PERFORM qa_involve((found ->> TG_ARGV[0])::bigint, (found ->> TG_ARGV[1])::bigint);
    RETURN NULL;
END $$;

CREATE FUNCTION qa_involve_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM qa_involve(NEW.author_id, NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION qa_involve_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.place ~ '^answer-[0-9]{1,18}$' THEN
        PERFORM qa_involve(NEW.member_id, substr(NEW.place, 8)::bigint);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER qa_involve AFTER INSERT OR UPDATE OF author_id, question_id ON qa_post
    FOR EACH ROW EXECUTE FUNCTION qa_involve_author();
CREATE TRIGGER qa_involve AFTER INSERT ON qa_vote FOR EACH ROW EXECUTE FUNCTION qa_involve_row('voter_id', 'post_id');
CREATE TRIGGER qa_involve AFTER INSERT ON qa_flag FOR EACH ROW EXECUTE FUNCTION qa_involve_row('flagger_id', 'post_id');
CREATE TRIGGER qa_involve AFTER INSERT ON qa_favourite
    FOR EACH ROW EXECUTE FUNCTION qa_involve_row('member_id', 'question_id');
CREATE TRIGGER qa_involve AFTER INSERT ON qa_draft FOR EACH ROW EXECUTE FUNCTION qa_involve_draft();

-- For what was there before, and for bulk loads that go round triggers.
CREATE FUNCTION qa_involve_all() RETURNS void LANGUAGE sql AS $$
    INSERT INTO forum_involvement (member_id, thread_id)
    SELECT author_id, coalesce(question_id, id) FROM qa_post WHERE author_id IS NOT NULL
    UNION SELECT v.voter_id, coalesce(p.question_id, p.id) FROM qa_vote v JOIN qa_post p ON p.id = v.post_id
    UNION SELECT f.flagger_id, coalesce(p.question_id, p.id) FROM qa_flag f JOIN qa_post p ON p.id = f.post_id
    UNION SELECT member_id, question_id FROM qa_favourite
    UNION SELECT member_id, substr(place, 8)::bigint FROM qa_draft WHERE place ~ '^answer-[0-9]{1,18}$'
    ON CONFLICT DO NOTHING
$$;
SELECT qa_involve_all();

SELECT forum_keep_stamps('qa_post', 'qa_post_touch()');
SELECT forum_keep_stamps('qa_closure', 'qa_state_touch(''question_id'')');
SELECT forum_keep_stamps('qa_duplicate', 'qa_state_touch(''question_id'')');
SELECT forum_keep_stamps('qa_hiding', 'qa_state_touch(''post_id'')');
SELECT forum_keep_stamps('qa_acceptance', 'qa_state_touch(''question_id'')');
SELECT forum_keep_stamps('qa_revision', 'qa_state_touch(''post_id'')');
SELECT forum_keep_stamps('qa_activity', 'qa_activity_touch()');
SELECT forum_keep_stamps('qa_standing', 'qa_standing_touch()');
SELECT forum_keep_stamps('qa_category', 'qa_category_touch()');
SELECT forum_keep_stamps('qa_tag', 'forum_touch_keys(7)');
SELECT forum_keep_stamps('qa_questiontag', 'forum_touch_keys(3)');
"""

DROP = """
SELECT forum_drop_stamps(watched::regclass) FROM unnest(ARRAY[
    'qa_post', 'qa_closure', 'qa_duplicate', 'qa_hiding', 'qa_acceptance', 'qa_revision', 'qa_activity', 'qa_standing',
    'qa_category', 'qa_tag', 'qa_questiontag']) watched;
DROP TRIGGER qa_involve ON qa_post;
DROP TRIGGER qa_involve ON qa_vote;
DROP TRIGGER qa_involve ON qa_flag;
DROP TRIGGER qa_involve ON qa_favourite;
DROP TRIGGER qa_involve ON qa_draft;
DROP FUNCTION qa_involve_all();
DROP FUNCTION qa_involve_draft();
DROP FUNCTION qa_involve_author();
DROP FUNCTION qa_involve_row();
DROP FUNCTION qa_involve(bigint, bigint);
DROP FUNCTION qa_category_touch();
DROP FUNCTION qa_standing_touch();
DROP FUNCTION qa_activity_touch();
DROP FUNCTION qa_state_touch();
DROP FUNCTION qa_post_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0011_lists_by_index"), ("forum", "0002_stamps")]
    operations = [migrations.RunSQL(CREATE, DROP)]
