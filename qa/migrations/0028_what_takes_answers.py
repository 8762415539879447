"""What waits for an answer is what takes one: the lists leave out locked and archived questions, so their indexes do, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0027_favourites'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='post',
            name='qa_question_unanswered',
        ),
        migrations.RemoveIndex(
            model_name='post',
            name='qa_question_unaccepted',
        ),
        migrations.RemoveIndex(
            model_name='post',
            name='qa_question_unupvoted',
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('is_hidden', False), ('kind', 'Q'), ('frozen_as', ''), ('is_closed', False), ('answer_count', 0)), fields=['-created_at', '-id'], name='qa_question_unanswered'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('is_hidden', False), ('kind', 'Q'), ('frozen_as', ''), ('is_closed', False), ('accepted_answer__isnull', True)), fields=['-created_at', '-id'], name='qa_question_unaccepted'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('is_hidden', False), ('kind', 'Q'), ('frozen_as', ''), ('is_closed', False), ('best_answer_score__lte', 0)), fields=['-created_at', '-id'], name='qa_question_unupvoted'),
        ),
    ]
