"""The words of titles, for what is suggested while somebody types."""

from django.db import migrations

# Without a lock that keeps writers out: a large forum has a million titles.
CREATE = """
CREATE INDEX CONCURRENTLY search_titles ON qa_post USING gin (to_tsvector('forum_words', translate(title, '''’', '')))
    WHERE kind = 'Q' AND NOT is_hidden
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0010_words")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX CONCURRENTLY search_titles")]
