"""Pages made of remembered parts are the pages that would be made without memory, whatever people do."""

import pytest
from django.db import connection

from forum import options
from forum.parts import Parts, parts
from qa.models import Post
from tests import make
from tests.qa.views.test_kept_pages import VOLATILE, Site

STEPS = 25


@pytest.fixture
def forget(monkeypatch):
    """Lets pages be made with a memory that is empty."""

    def start():
        monkeypatch.setattr("forum.templatetags.parts.parts", Parts())

    def go_back():
        monkeypatch.setattr("forum.templatetags.parts.parts", parts)

    return start, go_back


def count_calls(counts, name, method):
    def call(self, *details):
        counts[name] += 1
        return method(self, *details)

    return call


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [3, 4])
def test_a_page_of_remembered_parts_is_the_page_that_is_made_anew(seed, forget, monkeypatch):
    start, go_back = forget
    site, done = Site(seed), set()
    clients = [make.client(), *(make.client(viewer) for viewer in [*site.people[:3], site.moderator])]
    counts = {"render": 0, "make": 0}
    for name in counts:
        monkeypatch.setattr(Parts, name, count_calls(counts, name, getattr(Parts, name)))
    for _ in range(STEPS):
        done.add(site.act())
        if site.random.random() < 0.2:
            options.save(
                {
                    "are_comment_votes_allowed": site.random.random() < 0.5,
                    "are_votes_separated": site.random.random() < 0.5,
                }
            )
        addresses = site.addresses()
        for address in [*site.random.sample(addresses[:-4], 2), *site.random.sample(addresses[-4:], 2)]:
            client = site.random.choice(clients)
            kept = client.get(address)
            start()
            fresh = client.get(address)
            go_back()
            assert kept.status_code == fresh.status_code, address
            assert VOLATILE.sub("", kept.content.decode()) == VOLATILE.sub("", fresh.content.decode()), (
                address
            )
    assert len(done) > 8
    assert counts["make"] < 0.8 * counts["render"]


@pytest.mark.django_db
def test_a_new_comment_makes_one_card_anew(cast, monkeypatch):
    question = make.question(cast.asker)
    answers = [make.answer(question, make.member()) for _ in range(3)]
    for answer in answers:
        make.comment(answer, make.member())
    client, made = make.client(), []
    client.get(question.get_absolute_url())
    make.comment(answers[1], make.member(), body="One more word on this.")
    make_part = Parts.make
    monkeypatch.setattr(
        Parts,
        "make",
        lambda self, engine, name, *rest: made.append(name) or make_part(self, engine, name, *rest),
    )
    assert "One more word on this." in client.get(question.get_absolute_url()).content.decode()
    assert made == ["qa/questions/_answer.html", "qa/comments/_comment.html"]


@pytest.mark.django_db
def test_readers_of_one_class_share_what_is_not_their_own(cast, monkeypatch):
    question = make.question(cast.asker)
    mine, other = make.answer(question, cast.answerer), make.answer(question, make.member())
    make.client(make.member()).get(question.get_absolute_url())
    made = []
    make_part = Parts.make
    monkeypatch.setattr(
        Parts,
        "make",
        lambda self, engine, name, inputs, *rest: (
            made.append((name, inputs)) or make_part(self, engine, name, inputs, *rest)
        ),
    )
    make.client(make.member()).get(question.get_absolute_url())
    assert made == []
    make.client(cast.answerer).get(question.get_absolute_url())
    assert {inputs["card"].post.pk for name, inputs in made if "card" in inputs} == {mine.pk}
    assert other.pk not in {inputs["card"].post.pk for name, inputs in made if "card" in inputs}


@pytest.mark.django_db
def test_no_part_of_a_page_asks_the_database(cast, monkeypatch):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    make.comment(make.answer(question, cast.answerer), cast.reader)
    asked = []
    make_part = Parts.make

    def watch(self, engine, name, *rest):
        with connection.execute_wrapper(lambda run, sql, *more: asked.append((name, sql)) or run(sql, *more)):
            return make_part(self, engine, name, *rest)

    monkeypatch.setattr(Parts, "make", watch)
    monkeypatch.setattr("forum.templatetags.parts.parts", Parts())
    pages = [
        "/",
        "/questions/",
        "/users/",
        "/users/asker/",
        "/users/answerer/answers/",
        "/search/?q=day",
        "/tags/sleep/",
    ]
    for viewer in (None, cast.reader, cast.asker, cast.moderator):
        for address in [question.get_absolute_url(), *pages]:
            assert make.client(viewer).get(address).status_code == 200
    assert asked == []


@pytest.mark.django_db
def test_no_part_holds_what_no_page_shows_of_a_member(cast, monkeypatch):
    fresh = Parts()
    monkeypatch.setattr("forum.templatetags.parts.parts", fresh)
    cast.asker.user.email = "asker@example.org"
    cast.asker.user.save()
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    for address in (question.get_absolute_url(), "/", "/users/", "/users/asker/", "/users/answerer/answers/"):
        for viewer in (None, cast.asker, cast.moderator):
            make.client(viewer).get(address)
    assert fresh.kept
    words = repr(list(fresh.kept))
    assert "asker@example.org" not in words
    assert cast.asker.user.password not in words
    assert Post.objects.count() == 2
