"""Stars on members, tags and categories, too; whoever has one there gets a page of their own from the door."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TARGETS = ("question", "person", "tag", "category")

# forum_involvement names a thread by its number; anything else by its key (forum.stamps.key), which is larger than any.
CREATE = """
CREATE FUNCTION qa_involve_star() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO forum_involvement (member_id, thread_id)
    SELECT NEW.member_id, about FROM unnest(ARRAY[
        NEW.question_id, forum_key(17, NEW.person_id), forum_key(7, NEW.tag_id), forum_key(8, NEW.category_id)]) about
    WHERE about IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
DROP TRIGGER qa_involve ON qa_favourite;
CREATE TRIGGER qa_involve AFTER INSERT ON qa_favourite FOR EACH ROW EXECUTE FUNCTION qa_involve_star();

CREATE OR REPLACE FUNCTION qa_involve_all() RETURNS void LANGUAGE sql AS $$
    INSERT INTO forum_involvement (member_id, thread_id)
    SELECT author_id, coalesce(question_id, id) FROM qa_post WHERE author_id IS NOT NULL
    UNION SELECT v.voter_id, coalesce(p.question_id, p.id) FROM qa_vote v JOIN qa_post p ON p.id = v.post_id
    UNION SELECT f.flagger_id, coalesce(p.question_id, p.id) FROM qa_flag f JOIN qa_post p ON p.id = f.post_id
    UNION SELECT member_id, coalesce(question_id, forum_key(17, person_id), forum_key(7, tag_id), forum_key(8, category_id))
          FROM qa_favourite
    UNION SELECT member_id, substr(place, 8)::bigint FROM qa_draft WHERE place ~ '^answer-[0-9]{1,18}$'
    ON CONFLICT DO NOTHING
$$;
"""
DROP = """
CREATE OR REPLACE FUNCTION qa_involve_all() RETURNS void LANGUAGE sql AS $$
    INSERT INTO forum_involvement (member_id, thread_id)
    SELECT author_id, coalesce(question_id, id) FROM qa_post WHERE author_id IS NOT NULL
    UNION SELECT v.voter_id, coalesce(p.question_id, p.id) FROM qa_vote v JOIN qa_post p ON p.id = v.post_id
    UNION SELECT f.flagger_id, coalesce(p.question_id, p.id) FROM qa_flag f JOIN qa_post p ON p.id = f.post_id
    UNION SELECT member_id, question_id FROM qa_favourite
    UNION SELECT member_id, substr(place, 8)::bigint FROM qa_draft WHERE place ~ '^answer-[0-9]{1,18}$'
    ON CONFLICT DO NOTHING
$$;
DELETE FROM qa_favourite WHERE question_id IS NULL;
DROP TRIGGER qa_involve ON qa_favourite;
CREATE TRIGGER qa_involve AFTER INSERT ON qa_favourite
    FOR EACH ROW EXECUTE FUNCTION qa_involve_row('member_id', 'question_id');
DROP FUNCTION qa_involve_star();
"""


def only(target):
    return models.Q(*((f"{name}__isnull", name != target) for name in sorted(TARGETS)))


def on(target):
    return models.Q((f"{target}__isnull", False))


def star(to, related_name):
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=to
    )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("qa", "0026_reports"),
        ("forum", "0002_stamps"),
    ]

    operations = [
        migrations.RemoveConstraint("favourite", "qa_favourite_once"),
        migrations.RemoveIndex("favourite", "qa_favourite_by_member"),
        migrations.AlterField("favourite", "question", star("qa.post", "favourites")),
        migrations.AddField("favourite", "person", star(settings.AUTH_USER_MODEL, "stars")),
        migrations.AddField("favourite", "tag", star("qa.tag", "favourites")),
        migrations.AddField("favourite", "category", star("qa.category", "favourites")),
        migrations.AddField("favourite", "is_copied", models.BooleanField(editable=False, null=True)),
        migrations.AddConstraint(
            "favourite",
            models.CheckConstraint(
                condition=models.Q(
                    *(only(target) for target in TARGETS), _connector="OR"
                ),
                name="qa_favourite_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            "favourite",
            models.CheckConstraint(
                condition=models.Q(
                    ("person", None), models.Q(("person", models.F("member")), _negated=True), _connector="OR"
                ),
                name="qa_favourite_not_oneself",
            ),
        ),
        *(
            migrations.AddConstraint(
                "favourite",
                models.UniqueConstraint(
                    condition=on(target), fields=("member", target), name=f"qa_favourite_{target}_once"
                ),
            )
            for target in TARGETS
        ),
        migrations.AddIndex(
            "favourite", models.Index(fields=["member", "-created_at", "-id"], name="qa_favourite_by_member")
        ),
        migrations.AddIndex(
            "favourite",
            models.Index(
                condition=models.Q(("is_copied", False), ("is_copied", None), _connector="OR"),
                fields=["member"],
                name="qa_favourite_read",
            ),
        ),
        migrations.AddIndex(
            "favourite",
            models.Index(condition=models.Q(("is_copied", None)), fields=["id"], name="qa_favourite_undecided"),
        ),
        *(
            migrations.AddIndex(
                "favourite",
                models.Index(condition=on(target), fields=[target, "member"], name=f"qa_favourite_by_{target}"),
            )
            for target in TARGETS
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
