"""Hotness has another form unless the owner says otherwise; the two must not stand side by side in one list."""

from django.db import migrations

STATIC = """
UPDATE qa_post q SET hotness =
    CASE WHEN q.up_count - q.down_count + 1 > 0
         THEN log(q.up_count - q.down_count + 1 + least(q.answer_count, 10) / 2.0::float8)
         ELSE -log((q.down_count - q.up_count)::float8) END
    + extract(epoch FROM q.created_at - timestamptz '2010-01-01 00:00:00+00')::float8 / 79200.0::float8
WHERE q.kind = 'Q'
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0021_points_scale")]
    operations = [
        migrations.RunSQL(STATIC, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
