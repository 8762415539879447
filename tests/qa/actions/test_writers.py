"""Many writers in one thread at one moment: nobody waits for ever, and nothing is lost."""

import pytest
from django.db import connection

from accounts.models import Level
from accounts.viewers import Viewer
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer
from qa.actions.answers import post_answer
from qa.actions.categories import save_category
from qa.actions.comments import post_comment
from qa.actions.questions import Draft, ask_question
from qa.actions.tag_moves import rename_tag
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import Post, Tag, Vote
from tests import make
from tests.qa.actions.test_votes import run_together
from tests.work import work

pytestmark = pytest.mark.django_db(transaction=True)


def from_one_network(viewer):
    return Viewer(viewer.user, address_key="one network")


def test_sixteen_writers_vote_answer_and_comment_on_one_question_at_once():
    asker = make.member()
    question = make.question(asker, tags=("sleep",), category=make.category())
    first = make.answer(question, make.member())
    writers = [from_one_network(make.member()) for _ in range(16)]

    def write(number, writer):
        post_answer(writer, question.pk, compose(f"What helped me, the {number}th."), Byline())
        cast_vote(writer, question.pk, 1)
        post_comment(writer, first.pk, compose(f"Thank you for this, says number {number}."), Byline())
        cast_vote(writer, first.pk, 1 if number % 2 else -1)
        cast_vote(writer, question.pk, -1)

    jobs = [lambda n=number, w=writer: write(n, w) for number, writer in enumerate(writers)]
    run_together([*jobs, lambda: accept_answer(asker, first.pk)])
    question.refresh_from_db()
    first.refresh_from_db()
    assert (question.answer_count, question.up_count, question.down_count) == (17, 0, 16)
    assert (first.up_count, first.down_count) == (8, 8)
    assert question.accepted_answer_id == first.pk
    assert Post.objects.filter(parent=first).count() == 16
    assert Vote.objects.count() == 32
    assert make.drift() == []


def test_members_who_answer_and_vote_for_each_other_at_once_do_not_block_each_other():
    people = [from_one_network(make.member()) for _ in range(6)]
    questions = [make.question(person) for person in people]
    answers = [make.answer(question, people[-1 - place]) for place, question in enumerate(questions)]

    def write(place, person):
        for question, answer in zip(questions[place:] + questions[:place], answers, strict=True):
            if question.author_id != person.user_id:
                cast_vote(person, question.pk, 1)
            if answer.author_id != person.user_id:
                cast_vote(person, answer.pk, -1)
            post_comment(person, question.pk, compose(f"A word from number {place}."), Byline())

    run_together([lambda p=place, w=person: write(p, w) for place, person in enumerate(people)])
    assert set(Post.objects.questions().values_list("up_count", flat=True)) == {5}
    assert make.drift() == []


def test_questions_asked_while_their_tag_is_renamed_and_their_category_moved_say_what_is_true_then():
    category, other = make.category("Sleep"), make.category("Nights")
    make.question(category=category, tags=("sleep",))
    tag = Tag.objects.get()
    askers, renamer = [make.member() for _ in range(8)], make.member(level=Level.MODERATOR)

    def ask(number, asker):
        draft = Draft(f"How does one sleep, number {number}?", compose("Words."), category, ["sleep"])
        ask_question(asker, draft, Byline())

    def move():
        category.parent = other
        save_category(make.SYSTEM, category)

    jobs = [lambda n=number, a=asker: ask(n, a) for number, asker in enumerate(askers)]
    run_together([*jobs[:4], lambda: rename_tag(renamer, tag, "Sleep"), move, *jobs[4:]])
    connection.close()
    work()  # a question that came to carry the tag just then leaves the renaming to the worker
    branches = Post.objects.questions().values_list("category_ids", flat=True)
    assert all(ids == [other.pk, category.pk] for ids in branches)
    assert set(Post.objects.questions().values_list("tag_names__0", flat=True)) == {"Sleep"}
    assert make.drift() == []
