"""Copies on the member's own row of what rights rest on: a confirmed address, and levels in categories."""

from django.db import migrations, models

# Whoever writes addresses (allauth, the console, psql): the copy follows in the same transaction.
CREATE = """
CREATE FUNCTION accounts_confirm_copy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE who bigint;
BEGIN
    FOREACH who IN ARRAY ARRAY[CASE WHEN TG_OP <> 'DELETE' THEN NEW.user_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.user_id END]
    LOOP
        UPDATE accounts_user u SET has_confirmed_address = NOT has_confirmed_address
        WHERE u.id = who AND u.has_confirmed_address
              <> EXISTS (SELECT FROM account_emailaddress a WHERE a.user_id = who AND a.verified);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_confirm_copy AFTER INSERT OR UPDATE OR DELETE ON account_emailaddress
    FOR EACH ROW EXECUTE FUNCTION accounts_confirm_copy();
UPDATE accounts_user u SET has_confirmed_address = true
    WHERE EXISTS (SELECT FROM account_emailaddress a WHERE a.user_id = u.id AND a.verified);
"""

DROP = """
DROP TRIGGER accounts_confirm_copy ON account_emailaddress;
DROP FUNCTION accounts_confirm_copy();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_restrictions"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="has_confirmed_address",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="category_levels",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        # The deferred stamps of the rows just changed would forbid another ALTER TABLE in this transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
