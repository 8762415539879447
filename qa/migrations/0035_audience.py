"""Who may find a question: a column on every post, and what categories ask for at least. No row is written anew."""

from django.db import migrations, models

VERBS = [
    ("asked", "asked"),
    ("answered", "answered"),
    ("commented", "commented"),
    ("edited", "edited"),
    ("closed", "closed"),
    ("reopened", "reopened"),
    ("accepted", "answer accepted"),
    ("unaccepted", "answer no longer accepted"),
    ("hidden", "hidden"),
    ("shown", "shown again"),
    ("flagged", "flagged"),
    ("deleted", "deleted"),
    ("unflagged", "flags cleared"),
    ("held", "held for approval"),
    ("approved", "approved"),
    ("rejected", "rejected"),
    ("badge", "earned a badge"),
    ("audience", "changed who may find it"),
]
CHANGES = [
    ("written", "written"),
    ("edited", "edited"),
    ("retagged", "tags or category changed"),
    ("closed", "closed"),
    ("reopened", "reopened"),
    ("converted", "turned into another kind of post"),
    ("restored", "an earlier version restored"),
    ("audience", "who may find it changed"),
]
OF_CATEGORIES = [
    (0, "Everybody, unless the asker wants fewer"),
    (1, "Everybody here, but no search engines"),
    (2, "Members only"),
]
OF_POSTS = [(0, "Everybody"), (1, "Everybody here, but no search engines"), (2, "Members only")]


class Migration(migrations.Migration):
    dependencies = [("qa", "0034_refilings")]
    operations = [
        migrations.AddField(
            "category",
            "audience",
            models.PositiveSmallIntegerField(
                choices=OF_CATEGORIES,
                db_default=0,
                default=0,
                help_text="Holds for the categories within, too, and at once for the questions that are there. "
                "Choosing more people later opens no question that is there: only its asker does.",
                verbose_name="who may find questions here",
            ),
        ),
        migrations.AddField(
            "category", "members_count", models.IntegerField(db_default=0, default=0, editable=False)
        ),
        migrations.AddField(
            "tag", "members_count", models.IntegerField(db_default=0, default=0, editable=False)
        ),
        migrations.AddField(
            "post",
            "audience",
            models.PositiveSmallIntegerField(
                choices=OF_POSTS, db_default=0, default=0, editable=False, verbose_name="who may find it"
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=models.Q(("is_hidden", False), ("kind", "Q"), ("audience", 2)),
                fields=["id"],
                name="qa_question_apart",
            ),
        ),
        migrations.AlterField("activity", "verb", models.CharField(choices=VERBS, max_length=10)),
        migrations.AlterField(
            "revision", "change", models.CharField(choices=CHANGES, default="written", max_length=10)
        ),
        migrations.AddConstraint(
            "category",
            models.CheckConstraint(
                condition=models.Q(("audience__lte", 2)), name="qa_category_audience_known"
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(condition=models.Q(("audience__lte", 2)), name="qa_post_audience_known"),
        ),
    ]
