"""Copies for the first followers and one stream for all others: which star goes which way, and that both show the same."""

import random
import threading

import pytest
from django.db import OperationalError, connection, transaction

from forum import options
from forum.background.worker import drain_once
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.hidings import hide_post, show_post
from qa.models import Activity, Favourite, Post, Tag
from qa.news.actions import fanout, streams
from qa.news.models import StreamItem, Update
from tests import make
from tests.pages import Page
from tests.qa.news.updates import retag, rows, whats
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _may_write_much():
    options.save({"questions_per_member": 1_000, "answers_per_member": 1_000})


def test_the_first_followers_get_copies_and_later_ones_read_what_is_there_for_all(cast):
    options.save({"most_copies": 2})
    question = make.question(cast.asker)
    followers = [make.member() for _number in range(4)]
    for follower in followers:
        set_favourite(follower, question.pk, True)
        work()
    assert list(Favourite.objects.order_by("id").values_list("is_copied", flat=True)) == [
        True,
        True,
        False,
        False,
    ]
    before = Update.objects.count()
    make.answer(question, cast.answerer)
    work()
    assert Update.objects.count() == before + 3, "two followers and the asker"
    assert [whats(follower) for follower in followers] == [["answered"]] * 4


def test_a_member_who_reads_many_streams_gets_copies_of_what_else_they_follow(cast):
    options.save({"most_copies": 0, "most_streams_read": 2})
    questions = [make.question(cast.asker) for _number in range(4)]
    for question in questions:
        set_favourite(cast.reader, question.pk, True)
    work()
    assert list(Favourite.objects.order_by("id").values_list("is_copied", flat=True)) == [
        False,
        False,
        True,
        True,
    ]
    for question in questions:
        make.answer(question, cast.answerer)
    assert whats(cast.reader) == ["answered"] * 4


def test_a_star_shows_what_there_is_before_the_worker_has_decided_anything(cast):
    question = make.question(cast.asker, tags=("sleep",))
    work()
    set_favourite(cast.reader, question.pk, True)
    set_favourite_tag(cast.expert, Tag.objects.get().pk, True)
    for viewer in (cast.reader, cast.expert):
        page = Page.of(make.client(viewer).get("/updates/"))
        assert page.find(class_="row__title").find("a").text == question.title


def test_after_a_bulk_load_the_newest_questions_of_a_tag_come_with_its_star(cast):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    work()
    StreamItem.objects.all().delete()  # loads go round triggers
    set_favourite_tag(cast.reader, Tag.objects.get().pk, True)
    set_favourite_category(cast.expert, question.category_id, True)
    assert rows(cast.reader) == rows(cast.expert) == [(question.title, "asked")]


class Chance:
    """Random acts in a small forum, and two members who follow the same: one with copies, one who reads what all read."""

    def __init__(self, cast, seed):
        self.cast, self.random = cast, random.Random(seed)
        self.copied, self.reading = make.member("copied"), make.member("reading")
        self.writers = [cast.answerer, cast.expert, cast.asker]
        self.categories = [make.category("Sleep", make.category("Health")), make.category("Work")]
        self.tags = ["dreams", "noise", "light"]
        self.questions = []
        self.acts = (self.ask, self.answer, self.move, self.hide_or_show, self.follow, self.follow)
        for _number in range(4):
            self.ask()

    def step(self):
        self.random.choice(self.acts)()
        if self.random.random() < 0.5:
            work()

    def ask(self):
        category = self.random.choice(self.categories)
        tags = (self.random.choice(self.tags),)
        self.questions.append(make.question(self.random.choice(self.writers), tags=tags, category=category))

    def pick(self, is_hidden=False):
        found = Post.objects.filter(kind="Q", is_hidden=is_hidden).order_by("id")
        return self.random.choice(list(found)) if found else None

    def answer(self):
        if question := self.pick():
            make.answer(question, self.random.choice(self.writers))

    def move(self):
        if question := self.pick():
            retag(
                self.cast.editor,
                question,
                self.random.sample(self.tags, 2),
                self.random.choice(self.categories),
            )

    def hide_or_show(self):
        is_hidden = self.random.random() < 0.5
        if question := self.pick(is_hidden):
            (show_post if is_hidden else hide_post)(self.cast.moderator, question.pk, reason="Chance.")

    def follow(self):
        categories = [self.categories[0].parent, *self.categories]
        setter, pk = self.random.choice(
            [
                (set_favourite, self.random.choice(self.questions).pk),
                (set_favourite_tag, self.random.choice(list(Tag.objects.order_by("id"))).pk),
                (set_favourite_category, self.random.choice(categories).pk),
                (set_favourite_member, self.random.choice(self.writers).user_id),
            ]
        )
        is_on = self.random.random() < 0.8
        for viewer, most in ((self.copied, 1_000), (self.reading, 0)):
            options.save({"most_copies": most})
            setter(viewer, pk, is_on)
            work()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_both_ways_show_the_same(cast, seed):
    options.save({"updates_per_question": 50})
    chance = Chance(cast, seed)
    for _step in range(30):
        chance.step()
    assert rows(chance.copied) == rows(chance.reading)
    stars = Favourite.objects.all()
    assert not stars.filter(member=chance.copied.user, is_copied=False).exists()
    assert not stars.filter(member=chance.reading.user, is_copied=True).exists()


@pytest.mark.django_db(transaction=True)
def test_stars_that_are_set_while_facts_are_told_miss_nothing(cast):
    tagged = make.question(cast.asker, tags=("sleep",))
    tag = Tag.objects.get()
    work()
    followers = [make.member() for _number in range(8)]
    wanted = {make.question(cast.asker, tags=("sleep",)).pk for _number in range(12)} | {tagged.pk}
    start = threading.Barrier(4)

    def follow(some):
        start.wait()
        for follower in some:
            set_favourite_tag(follower, tag.pk, True)
        connection.close()

    def tell():
        start.wait()
        while drain_once():
            pass
        connection.close()

    threads = [
        threading.Thread(target=follow, args=[followers[::2]]),
        threading.Thread(target=follow, args=[followers[1::2]]),
    ]
    threads += [threading.Thread(target=tell) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    for follower in followers:
        found = Update.objects.filter(member=follower.user).values_list("question_id", flat=True)
        assert sorted(found) == sorted(wanted)


@pytest.mark.django_db(transaction=True)
def test_of_a_star_nobody_decides_while_a_fact_is_being_told(cast):
    make.question(cast.asker, tags=("sleep",))
    question = make.question(cast.expert)
    work()
    set_favourite_tag(cast.reader, Tag.objects.get().pk, True)
    retag(cast.editor, question, ["sleep"])
    outcome = []

    def decide():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            outcome.append(streams.decide_one())
        except OperationalError:
            outcome.append("has to wait")
        connection.close()

    with transaction.atomic():
        fanout.tell_of(Activity.objects.get(post=question, verb="edited").pk)
        thread = threading.Thread(target=decide)
        thread.start()
        thread.join()
    assert outcome == ["has to wait"]
    assert rows(cast.reader)[0] == (question.title, "retagged")
    copied = Update.objects.filter(member=cast.reader.user, activity__verb="edited")
    assert copied.count() == 1
