"""Where members are signed in, and whether they want mail about new sign-ins. Sessions that are open go on the list, too."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

CHUNK = 2_000


def list_open_sessions(apps, editor):
    """Read whose each open session is; what cannot be read (another SECRET_KEY) is nobody's."""
    from django.contrib.sessions.backends.db import SessionStore

    Session, SignIn = apps.get_model("sessions", "Session"), apps.get_model("accounts", "SignIn")
    store = SessionStore()
    members = set()
    rows = []

    def write():
        known = set(
            apps.get_model("accounts", "User").objects.filter(pk__in=members).values_list("pk", flat=True)
        )
        SignIn.objects.bulk_create([row for row in rows if row.member_id in known], ignore_conflicts=True)
        rows.clear()
        members.clear()

    open_ones = Session.objects.filter(expire_date__gt=django.utils.timezone.now())
    for key, data in open_ones.values_list("session_key", "session_data").iterator(CHUNK):
        word = str(store.decode(data).get("_auth_user_id", ""))
        if word.isascii() and word.isdigit() and len(word) < 19:
            members.add(int(word))
            rows.append(SignIn(session_key=key, member_id=int(word)))
        if len(rows) >= CHUNK:
            write()
    write()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_consents"), ("sessions", "0001_initial")]
    operations = [
        migrations.AddField(
            "user",
            "is_mailed_sign_ins",
            models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("device", models.CharField(blank=True, max_length=30)),
                ("began_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(list_open_sessions, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
    ]
