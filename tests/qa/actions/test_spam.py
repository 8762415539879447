"""What moderators' decisions teach about spam."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forum import options
from qa.actions.approvals import approve_post, reject_post
from qa.actions.deletions import delete_post
from qa.actions.screening import settle_findings
from qa.actions.spam import learn
from qa.models import Activity, Post, SpamLesson, SpamToken
from qa.reads.screening import describe_findings, tell
from qa.reads.spam import ALL, number_of
from qa.rules.screening import Action, Rule
from qa.rules.spam import FEWEST_LESSONS
from tests import make

pytestmark = pytest.mark.django_db
SPAM = "Cheap replica watches, order today at https://watches.example number {}."
FINE = "Since my mother died I sleep badly and cry a lot, said friend number {}."


def count_of(token):
    row = SpamToken.objects.filter(pk=number_of(token)).first()
    return (row.spam_count, row.fine_count) if row else (0, 0)


def totals():
    row = SpamToken.objects.filter(pk=ALL).first()
    return (row.spam_count, row.fine_count) if row else (0, 0)


@pytest.fixture
def taught(cast):
    """Twenty posts that were rejected as spam, and twenty that were approved."""
    cast.question = make.question(cast.asker)
    options.save({"is_visitor_held": True})
    for number in range(FEWEST_LESSONS):
        spam = make.answer(cast.question, make.visitor(), SPAM.format(number))
        fine = make.answer(cast.question, make.visitor(), FINE.format(number))
        reject_post(cast.expert, spam.pk, "Advertising.", is_spam=True)
        approve_post(cast.expert, fine.pk)
    options.save({"is_visitor_held": False})
    return cast


def test_decisions_teach_a_post_once_and_a_later_one_replaces_an_earlier(cast):
    options.save({"is_visitor_held": True})
    answer = make.answer(make.question(cast.asker), make.visitor(), "Cheap cheap replica watches.")
    reject_post(cast.expert, answer.pk, "Advertising.", is_spam=True)
    assert (count_of("word:cheap"), totals()) == ((1, 0), (1, 0))
    answer = Post.objects.get(pk=answer.pk)
    learn(cast.moderator, answer, is_spam=True)
    assert (count_of("word:cheap"), totals()) == ((1, 0), (1, 0))
    learn(cast.moderator, answer, is_spam=False)
    assert (count_of("word:cheap"), totals()) == ((0, 1), (0, 1))


def test_a_rejection_for_another_reason_teaches_nothing(cast):
    options.save({"is_visitor_held": True})
    answer = make.answer(make.question(cast.asker), make.visitor(), "Cheap replica watches.")
    reject_post(cast.expert, answer.pk, "Please be kinder.")
    assert not SpamToken.objects.exists()


def test_nobody_but_moderators_teaches_and_nobody_with_posts_of_their_own(cast):
    answer = make.answer(make.question(cast.asker), cast.expert, "Cheap replica watches.")
    for viewer in (cast.reader, make.visitor(), cast.expert):
        learn(viewer, answer, is_spam=True)
    assert not SpamToken.objects.exists()


def test_the_table_holds_no_word_of_anybody(taught):
    assert SpamToken.objects.count() > 10
    assert number_of("word:mother") != hash("word:mother")
    stored = str(list(SpamToken.objects.values())) + str(list(SpamLesson.objects.values()))
    assert "mother" not in stored
    assert "watches" not in stored


def test_spam_is_held_with_the_words_that_spoke_for_it_and_other_posts_are_not(taught):
    question = make.question(taught.asker)
    spam = make.answer(question, make.visitor(), "Order cheap replica watches: https://watches.example")
    assert Post.objects.get(pk=spam.pk).is_held
    (one,) = describe_findings([spam.pk])[spam.pk].all
    assert (one.rule, one.action) == (Rule.SPAM, Action.HOLD)
    assert one.weight >= 90
    assert "“cheap”" in tell(one)
    assert "of 100" in tell(one)
    assert {spam.body_text[start:end] for _name, start, end in one.passages} >= {"cheap", "replica"}
    fine = make.answer(question, make.visitor(), "I cry a lot since my mother died, too, and sleep badly.")
    assert not Post.objects.get(pk=fine.pk).is_hidden
    assert describe_findings([fine.pk]) == {}


def test_the_owner_sets_from_which_score_on_somebody_looks_or_never(taught):
    options.save({"spam_hold_percent": 101, "spam_look_percent": 60})
    question = make.question(taught.asker)
    spam = make.answer(question, make.visitor(), "Order cheap replica watches today, friends.")
    assert not Post.objects.get(pk=spam.pk).is_hidden
    assert [one.action for one in describe_findings([spam.pk])[spam.pk].all] == [Action.FLAG]
    settle_findings(taught.expert, spam.pk)
    assert SpamLesson.objects.get(post=spam).is_spam is False
    options.save({"spam_look_percent": 101})
    other = make.answer(question, make.visitor(), "Order cheap replica watches tomorrow, friends.")
    assert describe_findings([other.pk]) == {}


def test_one_decision_less_and_there_is_no_score(taught):
    SpamToken.objects.filter(pk=ALL).update(fine_count=FEWEST_LESSONS - 1)
    spam = make.answer(make.question(taught.asker), make.visitor(), "Order cheap replica watches today.")
    assert not Post.objects.get(pk=spam.pk).is_hidden


def test_learning_anew_from_the_decisions_comes_to_the_same(taught):
    gone = Post.objects.filter(hiding__because="rejected").first()
    delete_post(taught.moderator, gone.pk, reason="Not for here.")
    before = sorted(SpamToken.objects.values_list("number", "spam_count", "fine_count"))
    SpamToken.objects.all().delete()
    out = StringIO()
    call_command("train_spam", "--from-decisions", stdout=out)
    assert "20 posts that were spam and 20 that were not" in out.getvalue()
    assert sorted(SpamToken.objects.values_list("number", "spam_count", "fine_count")) == before


def test_learning_anew_takes_in_what_was_approved_before_there_was_a_score(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer, FINE.format(1))
    Activity.objects.create(verb="approved", post=answer, question=answer.question, actor=cast.expert.user)
    out = StringIO()
    call_command("train_spam", "--from-decisions", stdout=out)
    assert "0 posts that were spam and 1 that were not" in out.getvalue()
    assert "too few" in out.getvalue()
    with pytest.raises(CommandError, match="--from-decisions"):
        call_command("train_spam")
