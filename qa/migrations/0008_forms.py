from django.db import migrations, models

POST_LEVELS = [
    (-1, "Everybody"),
    (0, "Registered member"),
    (10, "Approved member"),
    (20, "Expert"),
    (50, "Editor"),
    (80, "Moderator"),
    (100, "Administrator"),
    (120, "Super administrator"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("qa", "0007_held_posts"),
    ]

    operations = [
        migrations.AddField("post", "extra", models.CharField(blank=True, editable=False, max_length=300)),
        migrations.AddField("revision", "extra", models.CharField(blank=True, max_length=300)),
        migrations.AddField(
            "category",
            "post_level",
            models.SmallIntegerField(
                choices=POST_LEVELS,
                default=-1,
                help_text="Holds for the categories within, too.",
                verbose_name="who may ask here",
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=models.Q(("kind", "Q"), ("extra", ""), _connector="OR"), name="qa_post_extra_on_questions"
            ),
        ),
    ]
