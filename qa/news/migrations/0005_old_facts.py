"""What comes with an older date (a demo, a forum that moves here) is history: nobody is told of it."""

from django.db import migrations

TRIGGER = """
DROP TRIGGER news_wait ON qa_activity;
CREATE TRIGGER news_wait AFTER INSERT ON qa_activity FOR EACH ROW {condition}EXECUTE FUNCTION news_wait();
"""


class Migration(migrations.Migration):
    dependencies = [("news", "0004_updates")]
    operations = [
        migrations.RunSQL(
            TRIGGER.format(condition="WHEN (NEW.created_at > now() - interval '7 days') "),
            TRIGGER.format(condition=""),
        )
    ]
