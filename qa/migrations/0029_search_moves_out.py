"""What is searched in are documents of whole threads now (qa/search); a vector in each post is written for nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("qa", "0028_what_takes_answers"), ("search", "0001_documents")]
    operations = [
        migrations.RemoveIndex(model_name="post", name="qa_post_search"),
        migrations.RemoveIndex(model_name="post", name="qa_question_search"),
        migrations.RemoveField(model_name="post", name="search_vector"),
    ]
