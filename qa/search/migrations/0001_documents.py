"""Search documents, the languages they can be written in, and what keeps them true."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# Each language twice: `search_english` leaves out its stop words, `search_english_plain` (for titles) none.
# Accents are ignored first, so that what is typed without them is found.
LANGUAGES = """
DO $$
DECLARE
    language text; ascii text; ours text; base text; plain text;
BEGIN
    FOR language IN SELECT dictname FROM pg_ts_dict WHERE dictname ~ '_stem$' AND dictnamespace = 'pg_catalog'::regnamespace LOOP
        language := left(language, -5);
        EXECUTE format('CREATE TEXT SEARCH DICTIONARY %I (TEMPLATE = snowball, Language = %I)', 'search_' || language, language);
    END LOOP;
    CREATE TEXT SEARCH DICTIONARY search_simple (TEMPLATE = pg_catalog.simple);
    FOR language IN SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace LOOP
        SELECT min(d.dictname::text) FILTER (WHERE m.maptokentype = 1), min(d.dictname::text) FILTER (WHERE m.maptokentype = 2)
        INTO ascii, ours
        FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid JOIN pg_ts_dict d ON d.oid = m.mapdict
        WHERE c.cfgname = language AND c.cfgnamespace = 'pg_catalog'::regnamespace;
        base := 'search_' || language;
        plain := base || '_plain';
        EXECUTE format('CREATE TEXT SEARCH CONFIGURATION %I (COPY = pg_catalog.%I)', base, language);
        EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %I ALTER MAPPING FOR hword, hword_part, word WITH unaccent, %I', base, ours);
        EXECUTE format('CREATE TEXT SEARCH CONFIGURATION %I (COPY = %I)', plain, base);
        EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %I ALTER MAPPING FOR asciihword, hword_asciipart, asciiword WITH %I',
                       plain, 'search_' || regexp_replace(ascii, '_stem$', ''));
        EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %I ALTER MAPPING FOR hword, hword_part, word WITH unaccent, %I',
                       plain, 'search_' || regexp_replace(ours, '_stem$', ''));
    END LOOP;
END $$;
"""
DROP_LANGUAGES = """
DO $$
DECLARE found text;
BEGIN
    FOR found IN SELECT cfgname FROM pg_ts_config WHERE cfgname ~ '^search_' LOOP
        EXECUTE format('DROP TEXT SEARCH CONFIGURATION %I', found);
    END LOOP;
    FOR found IN SELECT dictname FROM pg_ts_dict WHERE dictname ~ '^search_' LOOP
        EXECUTE format('DROP TEXT SEARCH DICTIONARY %I', found);
    END LOOP;
END $$;
"""

# The parser of a database in the locale C takes every sign beyond ASCII for a letter, and any parser makes one token of a/b.
ASCII_SIGNS = r"\-/_.@:;,!?\"#$%&()*+<=>\[\\\]^`{|}~"
SIGNS = r"\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589\u05be\u05c0\u05c3" \
    r"\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e2f\u0e5a\u0e5b\u1680\u2000-\u2018\u201a-\u206f\u20a0-\u20cf\u2190-\u2bff\u2e00-\u2e7f" \
    r"\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff06\uff08-\uff0f\uff1a-\uff20\uff3b-\uff40" \
    r"\uff5b-\uff65\ufffc\ufffd\U0001f000-\U0001faff"
APOSTROPHES = r"\u2019\u02bc\uff07"
IDEOGRAPHS = r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff" \
    r"\uff66-\uff9d\U00020000-\U0003134f"

FUNCTIONS = rf"""
-- The text as it is split into words: signs part them, apostrophes do not ("dont"), and writing without spaces becomes pairs
-- of neighbouring characters (a last one alone), so that any piece of two characters can be looked up: without that last one.
CREATE FUNCTION search_text(given text, is_looked_up boolean DEFAULT false) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := replace(given, '''', '');
BEGIN
    IF octet_length(plain) = length(plain) THEN
        RETURN regexp_replace(plain, '[{ASCII_SIGNS}]+', ' ', 'g');
    END IF;
    plain := regexp_replace(regexp_replace(plain, '[{APOSTROPHES}]', '', 'g'), '[{ASCII_SIGNS}{SIGNS}]+', ' ', 'g');
    IF plain !~ '[{IDEOGRAPHS}]' THEN
        RETURN plain;
    END IF;
    RETURN (
        SELECT string_agg(coalesce(run[2], ' ' || (
            SELECT string_agg(sign || coalesce(follower, ''), ' ' ORDER BY place)
            FROM (SELECT sign, place, lead(sign) OVER (ORDER BY place) AS follower
                  FROM unnest(string_to_array(run[1], NULL)) WITH ORDINALITY AS signs (sign, place)) pairs
            WHERE follower IS NOT NULL OR NOT is_looked_up OR length(run[1]) = 1) || ' '), ''
            ORDER BY number)
        FROM regexp_matches(plain, '([{IDEOGRAPHS}]+)|([^{IDEOGRAPHS}]+)', 'g') WITH ORDINALITY AS runs (run, number));
END $$;

CREATE FUNCTION search_language() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT languages[cardinality(languages)] FROM search_state LIMIT 1), 'english')
$$;

-- The words of one post, with the full stop that ends it; title and tags of a question have one of their own.
CREATE FUNCTION search_words(language text, title text, tags text[], body text, weight "char") RETURNS tsvector
LANGUAGE plpgsql STABLE AS $$
DECLARE
    base regconfig := 'search_' || language;
    found tsvector := setweight(to_tsvector(base, search_text(body)), weight);
BEGIN
    IF title <> '' THEN
        found := setweight(to_tsvector(base, search_text(title)), 'A')
            || setweight(to_tsvector(base, search_text(array_to_string(tags, ' '))), 'A') || '''¶'':1'::tsvector || found;
    END IF;
    RETURN found || '''¶'':1'::tsvector;
END $$;

CREATE FUNCTION search_head(language text, title text, tags text[]) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE plain regconfig := 'search_' || language || '_plain';
BEGIN
    RETURN setweight(to_tsvector(plain, search_text(title)), 'A') || '''¶'':1'::tsvector
        || setweight(to_tsvector(plain, search_text(array_to_string(tags, ' '))), 'B');
END $$;

CREATE AGGREGATE search_join(tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '');

-- Writes the document of a question anew from its posts, or takes it away. One word more says in which span of numbers the
-- question is, so that the newest of very many can be had from the index alone.
CREATE FUNCTION search_write(question bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    language text := search_language();
    asked qa_post;
BEGIN
    SELECT * INTO asked FROM qa_post WHERE id = question AND kind = 'Q' AND NOT is_hidden;
    IF NOT FOUND THEN
        DELETE FROM search_document WHERE question_id = question;
        RETURN;
    END IF;
    INSERT INTO search_document AS d (question_id, created_at, posts, head, words)
    SELECT question, asked.created_at, array_agg(id ORDER BY place, id), search_head(language, asked.title, asked.tag_names),
           search_join(words ORDER BY place, id) || array_to_tsvector(ARRAY['§' || (question >> 14)])
    FROM (SELECT p.id, p.kind <> 'Q' AS place,
                 search_words(language, p.title, p.tag_names, p.body_text,
                              (CASE p.kind WHEN 'Q' THEN 'B' WHEN 'A' THEN 'C' ELSE 'D' END)::"char") AS words
          FROM qa_post p LEFT JOIN qa_post above ON above.id = p.parent_id
          WHERE (p.id = question OR p.question_id = question) AND NOT p.is_hidden AND above.is_hidden IS NOT TRUE) parts
    ON CONFLICT (question_id) DO UPDATE
        SET created_at = EXCLUDED.created_at, posts = EXCLUDED.posts, head = EXCLUDED.head, words = EXCLUDED.words
        WHERE (d.head, d.words, d.posts, d.created_at)
            IS DISTINCT FROM (EXCLUDED.head, EXCLUDED.words, EXCLUDED.posts, EXCLUDED.created_at);
END $$;

-- After a change to a post. A transaction that changes very many threads leaves them to the worker; what was hidden is gone at
-- once all the same.
CREATE FUNCTION search_follow(question bigint, is_urgent boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE done int := coalesce(nullif(current_setting('search.written', true), ''), '0')::int;
BEGIN
    IF done < 100 THEN
        PERFORM set_config('search.written', (done + 1)::text, true), search_write(question);
        RETURN;
    END IF;
    IF is_urgent THEN
        DELETE FROM search_document WHERE question_id = question;
    END IF;
    INSERT INTO search_waiting (question_id) VALUES (question) ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION search_added() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about bigint := coalesce(NEW.question_id, NEW.id);
BEGIN
    IF NEW.is_hidden OR EXISTS (SELECT FROM qa_post WHERE id = NEW.parent_id AND is_hidden) THEN
        RETURN NULL;
    END IF;
    IF NEW.kind <> 'Q' THEN  -- its words follow those that are there: nothing else has to be read
        UPDATE search_document SET posts = posts || NEW.id, words = words || search_words(
            search_language(), '', NULL, NEW.body_text, (CASE NEW.kind WHEN 'A' THEN 'C' ELSE 'D' END)::"char")
        WHERE question_id = about;
        IF FOUND OR EXISTS (SELECT FROM qa_post WHERE id = about AND is_hidden) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM search_write(about);
    RETURN NULL;
END $$;

CREATE FUNCTION search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bigint := coalesce(OLD.question_id, OLD.id);
    after bigint := coalesce(NEW.question_id, NEW.id);
BEGIN
    PERFORM search_follow(after, OLD.is_hidden IS DISTINCT FROM NEW.is_hidden OR OLD.body_text <> NEW.body_text);
    IF before <> after THEN
        PERFORM search_follow(before, true);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION search_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_follow(coalesce(OLD.question_id, OLD.id), true);
    RETURN NULL;
END $$;

CREATE TRIGGER search_added AFTER INSERT ON qa_post FOR EACH ROW EXECUTE FUNCTION search_added();
CREATE TRIGGER search_changed AFTER UPDATE OF title, body_text, tag_names, is_hidden, kind, question_id, parent_id, created_at
    ON qa_post FOR EACH ROW
    WHEN ((OLD.title, OLD.body_text, OLD.tag_names, OLD.is_hidden, OLD.kind, OLD.question_id, OLD.parent_id, OLD.created_at)
        IS DISTINCT FROM
          (NEW.title, NEW.body_text, NEW.tag_names, NEW.is_hidden, NEW.kind, NEW.question_id, NEW.parent_id, NEW.created_at))
    EXECUTE FUNCTION search_changed();
CREATE TRIGGER search_removed AFTER DELETE ON qa_post FOR EACH ROW EXECUTE FUNCTION search_removed();

-- Ranking reads the vector of titles of hundreds of rows: it stays in the row; all words stand outside of it, as they are.
ALTER TABLE search_document ALTER head SET STORAGE MAIN, ALTER words SET STORAGE EXTERNAL, SET (toast_tuple_target = 128);

-- A large forum is written down by the worker, while it is used.
INSERT INTO search_state (languages, total_count, has_gaps, started_at)
    SELECT '{{english}}', count(*), count(*) > 0, CASE WHEN count(*) > 0 THEN now() END FROM qa_post WHERE kind = 'Q';
INSERT INTO search_waiting (question_id) SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden;
SELECT forum_keep_stamps('search_state', 'forum_touch_keys(2)');
"""

DROP_FUNCTIONS = """
SELECT forum_drop_stamps('search_state');
DROP TRIGGER search_removed ON qa_post;
DROP TRIGGER search_changed ON qa_post;
DROP TRIGGER search_added ON qa_post;
DROP FUNCTION search_removed();
DROP FUNCTION search_changed();
DROP FUNCTION search_added();
DROP FUNCTION search_follow(bigint, boolean);
DROP FUNCTION search_write(bigint);
DROP AGGREGATE search_join(tsvector);
DROP FUNCTION search_head(text, text, text[]);
DROP FUNCTION search_words(text, text, text[], text, "char");
DROP FUNCTION search_language();
DROP FUNCTION search_text(text, boolean);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("qa", "0027_favourites"), ("forum", "0002_stamps")]
    operations = [
        migrations.RunSQL(LANGUAGES, DROP_LANGUAGES),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("question_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("posts", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("head", django.contrib.postgres.search.SearchVectorField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["head", "words"], gin_pending_list_limit=512, name="search_document_words"),
                    models.Index(fields=["created_at", "question_id"], name="search_document_by_created"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[("question_id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("languages", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ("total_count", models.IntegerField(default=0)),
                ("has_gaps", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    ]
