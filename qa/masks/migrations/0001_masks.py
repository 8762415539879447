"""Who wrote masked posts; requests to be told, which two people make, and what came of them. The database sees to both."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

MODERATOR = 80

# What one person alone cannot do, whatever the code above says: the words of a request stay, it is confirmed once, by somebody
# else of the team, and nobody is shown anything without that. Accounts and posts may go; the request stays.
GUARD = f"""
CREATE FUNCTION masks_is_of_team(member bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM accounts_user WHERE id = member AND is_active AND level >= {MODERATOR})
$$;

CREATE FUNCTION masks_guard_unmasking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'requests to unmask are never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.confirmed_by_id IS NOT NULL OR NEW.declined_at IS NOT NULL THEN
            RAISE EXCEPTION 'a request to unmask begins open' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.requested_by_id IS NULL OR NOT masks_is_of_team(NEW.requested_by_id) THEN
            RAISE EXCEPTION 'somebody of the team asks to unmask' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    -- An erasure takes a name out of a reason (qa.privacy); other words stay as they are.
    IF (NEW.reason <> OLD.reason AND coalesce(current_setting('masks.takes_names_out', true), '') <> 'on')
       OR NEW.requested_at <> OLD.requested_at
       OR (NEW.post_id IS DISTINCT FROM OLD.post_id AND NEW.post_id IS NOT NULL)
       OR (NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id AND NEW.requested_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a request to unmask is not rewritten' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.confirmed_at IS NOT NULL OR OLD.declined_at IS NOT NULL THEN
        IF NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at OR NEW.declined_at IS DISTINCT FROM OLD.declined_at
           OR (NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NEW.confirmed_by_id IS NOT NULL) THEN
            RAISE EXCEPTION 'a request to unmask is decided once' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_at IS NOT NULL THEN
        IF NEW.requested_by_id IS NULL OR NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.requested_by_id
           OR NOT masks_is_of_team(NEW.requested_by_id) OR NOT masks_is_of_team(NEW.confirmed_by_id) THEN
            RAISE EXCEPTION 'two people of the team unmask' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.confirmed_by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a request to unmask is confirmed at a time' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER masks_guard BEFORE INSERT OR UPDATE OR DELETE ON masks_unmasking
    FOR EACH ROW EXECUTE FUNCTION masks_guard_unmasking();

CREATE FUNCTION masks_guard_reveal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was unmasked stays counted' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.unmasking_id <> OLD.unmasking_id OR NEW.started_at <> OLD.started_at OR NEW.ends_at > OLD.ends_at THEN
            RAISE EXCEPTION 'what was unmasked can only be hidden earlier' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM masks_unmasking WHERE id = NEW.unmasking_id AND confirmed_at IS NOT NULL
                   AND requested_by_id IS NOT NULL AND confirmed_by_id IS NOT NULL AND requested_by_id <> confirmed_by_id) THEN
        RAISE EXCEPTION 'nothing is unmasked without a request that two people made' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER masks_guard BEFORE INSERT OR UPDATE OR DELETE ON masks_reveal
    FOR EACH ROW EXECUTE FUNCTION masks_guard_reveal();
"""
NO_GUARD = """
DROP TRIGGER masks_guard ON masks_reveal;
DROP TRIGGER masks_guard ON masks_unmasking;
DROP FUNCTION masks_guard_reveal();
DROP FUNCTION masks_guard_unmasking();
DROP FUNCTION masks_is_of_team(bigint);
"""


def member() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("qa", "0038_masks"),
        ("forum", "0002_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "Mask",
            [
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="qa.post",
                    ),
                ),
                ("sealed", models.CharField(max_length=160)),
                ("owner", models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            "Unmasking",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("confirmed_by", member()),
                ("declined_by", member()),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="qa.post",
                    ),
                ),
                ("requested_by", member()),
            ],
            options={
                "verbose_name": "unmasking",
                "verbose_name_plural": "unmaskings",
                "indexes": [models.Index(fields=["-requested_at", "-id"], name="masks_unmasking_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("requested_by", None), ("confirmed_by", None), _connector="OR")
                        | ~Q(("requested_by", F("confirmed_by"))),
                        name="masks_unmasking_two_people",
                    ),
                    models.CheckConstraint(condition=~Q(("reason", "")), name="masks_unmasking_reason"),
                    models.CheckConstraint(
                        condition=Q(("confirmed_at", None))
                        | Q(
                            ("confirmed_at__gte", F("requested_at")),
                            ("confirmed_at__lte", F("requested_at") + datetime.timedelta(days=7)),
                        ),
                        name="masks_unmasking_in_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(("confirmed_at", None), ("declined_at", None), _connector="OR"),
                        name="masks_unmasking_one_end",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("confirmed_at", None), ("declined_at", None)),
                        fields=("post",),
                        name="masks_unmasking_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "Reveal",
            [
                (
                    "unmasking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reveal",
                        serialize=False,
                        to="masks.unmasking",
                    ),
                ),
                ("started_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("ends_at__gt", F("started_at")),
                            ("ends_at__lte", F("started_at") + datetime.timedelta(days=30)),
                        ),
                        name="masks_reveal_limited",
                    )
                ]
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
