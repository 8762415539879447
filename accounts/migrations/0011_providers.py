from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_sign_ins"), ("socialaccount", "0006_alter_socialaccount_extra_data")]
    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[],
            options={
                "verbose_name": "way to sign in from elsewhere",
                "verbose_name_plural": "ways to sign in from elsewhere",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("socialaccount.socialapp",),
        ),
    ]
