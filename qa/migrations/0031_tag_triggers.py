"""No synonym leads to a synonym; what stands about a tag raises the stamp of tags; stars that move to another tag are noted."""

from django.db import migrations

CREATE = """
-- Checked when the transaction ends, so that a tag with other names can become one itself in several statements.
CREATE FUNCTION qa_tag_refuse_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM qa_tag t JOIN qa_tag r ON r.id = t.root_id
               WHERE (t.id = NEW.id OR t.root_id = NEW.id) AND r.root_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a synonym has to lead to a tag, not to a synonym'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'qa_tag_no_chains';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER qa_tag_no_chains AFTER UPDATE OF root_id ON qa_tag DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.root_id IS NOT NULL) EXECUTE FUNCTION qa_tag_refuse_chain();
CREATE CONSTRAINT TRIGGER qa_tag_no_chains_new AFTER INSERT ON qa_tag DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.root_id IS NOT NULL) EXECUTE FUNCTION qa_tag_refuse_chain();

DROP TRIGGER qa_involve ON qa_favourite;
CREATE TRIGGER qa_involve AFTER INSERT OR UPDATE OF tag_id ON qa_favourite
    FOR EACH ROW EXECUTE FUNCTION qa_involve_star();

SELECT forum_keep_stamps('qa_tagtext', 'forum_touch_keys(7)');
"""
DROP = """
SELECT forum_drop_stamps('qa_tagtext'::regclass);
DROP TRIGGER qa_involve ON qa_favourite;
CREATE TRIGGER qa_involve AFTER INSERT ON qa_favourite FOR EACH ROW EXECUTE FUNCTION qa_involve_star();
DROP TRIGGER qa_tag_no_chains_new ON qa_tag;
DROP TRIGGER qa_tag_no_chains ON qa_tag;
DROP FUNCTION qa_tag_refuse_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0030_tags_tidy"), ("forum", "0002_stamps")]
    operations = [migrations.RunSQL(CREATE, DROP)]
