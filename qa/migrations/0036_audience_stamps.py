"""How many questions of a category are for members only changes with each of them, as the count of all does.

Taken back, questions for members only are hidden first: a forum of before shows everybody what is not hidden.
"""

from django.db import migrations

TOUCH = """
CREATE OR REPLACE FUNCTION qa_category_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen qa_category;
BEGIN
    PERFORM forum_touch(forum_key(8));
    IF TG_OP = 'UPDATE' THEN
        seen := NEW;
        seen.question_count := OLD.question_count;
        {more}
        IF seen IS NOT DISTINCT FROM OLD THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM forum_touch(forum_key(1));
    RETURN NULL;
END $$;
"""
HIDE = """
INSERT INTO qa_hiding (post_id, because, pending, reason, hidden_at)
SELECT id, 'moderator', '', 'This question was for members only.', now() FROM qa_post
WHERE kind = 'Q' AND audience = 2 AND NOT is_hidden ON CONFLICT DO NOTHING;
UPDATE qa_post SET is_hidden = true WHERE kind = 'Q' AND audience = 2 AND NOT is_hidden;
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0035_audience")]
    operations = [
        migrations.RunSQL(
            TOUCH.format(more="seen.members_count := OLD.members_count;"), HIDE + TOUCH.format(more="")
        )
    ]
