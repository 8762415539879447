"""The demo community, loaded once: everything of the source is there, and every state that a moderator meets."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, Q
from django.test import Client
from django.utils import timezone as clock

from accounts.models import Level, User
from bench import relevance
from qa.demo import words
from qa.demo.build_fixture import KEPT_SITES, LEFT_OUT
from qa.demo.community import LOGINS, build_community, read_fixture
from qa.models import Acceptance, Category, Closure, Flag, Hiding, Post, QuestionTag, Revision, Vote
from qa.search.models import Word, WordBuild
from qa.search.vocabulary import spell
from tests import make
from tests.pages import Page
from tests.qa.demo.tables import run_demo, snapshot

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The community, in a transaction that is taken back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = run_demo()
        connection.check_constraints()
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    """The community for one test; what the test changes is taken back. (What the command said.)"""
    return loaded


@pytest.fixture(scope="module")
def source():
    return read_fixture()


def test_the_source_is_whole(source):
    answers = [answer for question in source for answer in question["answers"]]
    assert (len(source), len(answers)) == (815, 2129)
    assert len({question["topic"] for question in source}) == 31
    assert len({answer["writer"] for answer in answers}) == 307


def test_every_question_of_the_source_is_there_with_its_text_views_and_topic(demo, source):
    found = Counter(Post.objects.questions().values_list("title", "body", "view_count", "category__path"))
    for question in source:
        path = words.TOPICS[question["topic"]]
        one = (question["title"], question["text"], question["views"])
        assert found[(*one, path)] or found[(*one, words.DEEP_CATEGORY)], question["title"]
    assert found.total() == 815 + 4
    assert Post.objects.questions().aggregate(views=Max("view_count"))["views"] == max(
        question["views"] for question in source
    )


def test_every_answer_of_the_source_is_there_below_its_question_with_its_upvotes_as_rows(demo, source):
    rows = Vote.objects.filter(value=1, post__kind="A").values_list("post").annotate(count=Count("pk"))
    ups = dict(rows)
    found = Counter(
        (title, body, ups.get(pk, 0))
        for pk, title, body in Post.objects.filter(kind="A").values_list("pk", "question__title", "body")
    )
    expected = Counter(
        (question["title"], answer["text"], answer["upvotes"])
        for question in source
        for answer in question["answers"]
    )
    assert expected.total() == 2129
    assert expected <= found
    assert (found - expected).total() == 2  # of the seed's own thread and of the Arabic one
    given = sum(answer["upvotes"] for question in source for answer in question["answers"])
    own = found - expected
    assert Vote.objects.filter(value=1, post__kind="A").count() == given + sum(up for _, _, up in own)


def test_each_writer_of_the_source_is_one_member_with_an_invented_name(demo, source):
    writers = {}
    authors = dict(Post.objects.filter(kind="A").values_list("body", "author__username"))
    for question in source:
        for answer in question["answers"]:
            if len(answer["text"]) > 200:
                writers.setdefault(answer["writer"], set()).add(authors[answer["text"]])
    assert all(len(names) == 1 for names in writers.values())
    assert len(set.union(*writers.values())) == len(writers)
    invented = re.compile(rf"(?:{'|'.join(words.FIRST)}) (?:{'|'.join(words.SECOND)})")
    names = set.union(*writers.values())
    assert all(invented.fullmatch(name) or name in words.FROM_EVERYWHERE for name in names)


def test_the_topics_are_categories_up_to_four_levels_deep_each_with_questions(demo):
    paths = set(Category.objects.values_list("path", flat=True))
    assert len(words.TOPICS) == len(set(words.TOPICS.values())) == 31
    assert paths >= set(words.TOPICS.values())
    assert set(Category.objects.values_list("depth", flat=True)) == {1, 2, 3, 4}
    assert not Category.objects.filter(question_count=0).exists()


def test_dates_spread_over_two_years_up_to_today_and_nothing_lies_in_the_future(demo):
    now = clock.now()
    span = Post.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    assert now - timedelta(days=731) <= span["first"] <= now - timedelta(days=600)
    assert now - timedelta(days=1) <= span["last"] <= now
    months = Post.objects.questions().dates("created_at", "month").count()
    assert months >= 24
    for table, *columns in (
        (Post, "created_at", "edited_at", "changed_at", "recent_at", "active_at"),
        (Vote, "created_at", "updated_at"),
        (Revision, "created_at"),
        (Flag, "created_at"),
        (Closure, "closed_at"),
        (Hiding, "hidden_at"),
        (Acceptance, "accepted_at"),
        (User, "joined_at"),
    ):
        for column in columns:
            assert not table.objects.filter(**{f"{column}__gt": now}).exists(), (table, column)


def test_nobody_answers_before_the_question_was_asked_or_votes_before_the_post_was_there(demo):
    assert not Post.objects.filter(created_at__lt=F("parent__created_at")).exists()
    assert not Post.objects.filter(edited_at__lt=F("created_at")).exists()
    assert not Vote.objects.filter(created_at__lt=F("post__created_at")).exists()
    assert not Post.objects.filter(created_at__lt=F("author__joined_at")).exists()
    assert not Vote.objects.filter(created_at__lt=F("voter__joined_at")).exists()
    assert not Acceptance.objects.filter(accepted_at__lt=F("answer__created_at")).exists()


def test_nobody_votes_on_their_own_post_or_twice(demo):
    assert not Vote.objects.filter(voter=F("post__author")).exists()
    assert not Vote.objects.values("post", "voter").annotate(count=Count("pk")).filter(count__gt=1).exists()
    assert not Flag.objects.filter(flagger=F("post__author")).exists()


def test_no_text_leads_to_a_person(demo):
    assert not User.objects.exclude(email="").exists()
    texts = [*Post.objects.values_list("title", flat=True), *Post.objects.values_list("body_text", flat=True)]
    pages = Post.objects.values_list("body_html", flat=True)
    for text in [*texts, *Revision.objects.values_list("body", flat=True)]:
        assert not re.search(r"\S@\S+\.\w", text), text
        assert not re.search(r"counselchat\.\w|https?://\S*therapist", text, re.IGNORECASE), text
    for page in pages:
        for address in re.findall(r'href="([^"]+)"', page):
            assert address.startswith("tel:") or any(site in address.lower() for site in KEPT_SITES), address
    assert Post.objects.filter(kind="A", body=LEFT_OUT).count() < 20


def test_every_state_that_a_moderator_meets_is_there(demo):
    questions, answers = Post.objects.questions(), Post.objects.filter(kind="A")
    assert Closure.objects.exclude(reason="").filter(question__is_closed=True).exists()
    assert Closure.objects.exclude(duplicate_of=None).filter(question__is_closed=True).exists()
    assert questions.filter(is_hidden=True).exists()
    assert answers.filter(is_hidden=True, question__is_hidden=False).exists()
    assert questions.filter(flag_count__gte=2, is_hidden=False).exists()
    assert answers.filter(flag_count=1, is_hidden=False).exists()
    assert Flag.objects.exclude(note="").exists()
    assert questions.filter(author=None, author_name="").exists()
    assert questions.filter(author=None).exclude(author_name="").exists()
    assert Post.objects.filter(kind="C", author=None).exists()
    assert questions.filter(author=None).exclude(visitor_key="").exists()
    assert questions.filter(answer_count=0, is_closed=False).exists()
    assert questions.filter(score__lt=0).exists()
    assert questions.exclude(edited_by=None).exclude(edited_by=F("author")).exists()
    assert answers.filter(edited_by=F("author")).exists()
    assert Acceptance.objects.filter(answer__kind="A").count() > 50
    assert (
        Post.objects.annotate(count=Count("children", filter=Q(children__kind="C")))
        .filter(count__gt=15)
        .exists()
    )
    arabic = questions.get(title=words.ARABIC_TITLE)
    assert arabic.accepted_answer_id
    assert Post.objects.filter(question=arabic, kind="C", body=words.HEBREW_COMMENT).exists()
    code = questions.get(title=words.CODE_TITLE)
    assert "<pre" in code.body_html
    assert "<table" in code.body_html
    assert max(len(line) for line in code.body.splitlines()) > 100
    assert QuestionTag.objects.filter(tag__name="قلق").exists()
    levels = set(User.objects.values_list("level", flat=True))
    assert levels >= {Level.REGISTERED, Level.EXPERT, Level.EDITOR, Level.MODERATOR, Level.ADMINISTRATOR}


def test_the_seeds_own_thread_shows_a_visitor_what_the_seed_shows(demo):
    thread = Post.objects.get(title=words.SEED_TITLE)
    page = Page.of(Client().get(thread.get_absolute_url()))
    question = page.find("article", class_="post--question")
    asked, edited = (part.text for part in question.find(class_="post__foot").find_all("p", class_="meta"))
    assert question.find(class_="votes__count").text == "+6 votes"
    assert asked == "asked 3 days ago in Therapists by anna (7.5k points)"
    assert re.fullmatch(r"edited \d days? ago by bob", edited)
    [answer] = page.find_all("article", class_="post--answer")
    assert answer.find(class_="votes__count").text == "+5 votes"
    assert answer.find(class_="post__foot").find(class_="meta").text.endswith("by maria (6.5k points)")
    assert len(answer.find("ol").find_all("li")) == 7
    assert "I can provide information on the general guidelines" in answer.text
    assert "Each therapist may have different practices" in answer.text


def test_every_kind_of_page_of_the_community_is_there_for_a_visitor(demo):
    visitor = Client()
    for address in (
        "/questions/",
        "/unanswered/",
        "/hot/",
        "/activity/",
        "/tags/",
        "/categories/",
        "/users/",
    ):
        assert visitor.get(address).status_code == 200, address
    for post in (
        Closure.objects.exclude(duplicate_of=None).get().question,
        Post.objects.get(title=words.ARABIC_TITLE),
        Post.objects.get(title=words.CODE_TITLE),
        Post.objects.questions().order_by("-answer_count").first(),
    ):
        assert visitor.get(post.get_absolute_url()).status_code == 200, post.title
    hidden = Post.objects.questions().filter(is_hidden=True).first()
    assert visitor.get(hidden.get_absolute_url()).status_code == 404


def test_no_derived_figure_differs_from_the_rows(demo):
    assert make.drift() == []
    call_command("recount", check=True, stdout=StringIO())


def test_the_printed_logins_let_a_member_a_moderator_and_an_administrator_in(demo):
    printed = re.findall(r"^  (\S+) +password: (\S+)$", demo, re.MULTILINE)
    assert [name for name, _password in printed] == ["member", "moderator", "administrator"]
    for (name, password), (_name, level) in zip(printed, LOGINS, strict=True):
        browser = Client()
        answer = browser.post("/accounts/login/", {"login": name, "password": password})
        assert answer.status_code == 302, name
        assert User.objects.get(pk=browser.session["_auth_user_id"]).level == level
        assert browser.get("/admin/").status_code == (200 if level >= Level.MODERATOR else 302), name
    others = User.objects.exclude(username__in=[name for name, _level in LOGINS])
    assert not any(person.has_usable_password() for person in others)


def test_loading_again_changes_nothing_and_prints_the_logins_again(demo):
    before = snapshot()
    said = run_demo()
    assert "calm-river-administrator" in said
    assert "ready after" not in said
    assert snapshot() == before


def test_the_same_seed_and_moment_give_the_same_community_and_another_seed_another():
    assert build_community(MOMENT, 1) == build_community(MOMENT, 1)
    assert build_community(MOMENT, 1) != build_community(MOMENT, 2)


def test_the_community_grows_older_with_the_calendar():
    later = MOMENT + timedelta(days=400)
    now, then = build_community(MOMENT), build_community(later)
    assert [piece.title for piece in now.questions] == [piece.title for piece in then.questions]
    assert max(piece.at for piece in now.questions) <= MOMENT
    assert then.questions[-1].at - now.questions[-1].at == timedelta(days=400)


def pick(kind, every):
    return [query for query in relevance.read_queries() if query.kind == kind][::every]


def test_the_words_of_the_community_are_known(demo):
    assert Word.objects.filter(word__in=["anxiety", "depression", "insomnia", "bulimia"]).count() == 4
    assert WordBuild.objects.get().done_count == 815 + 4


def test_most_of_what_people_mistype_is_spelled_right_and_hardly_anything_else_is_changed(demo):
    mistyped, plain = pick("mistyped", 2), pick("plain", 2)
    assert sum(bool(spell(query.text)) for query in mistyped) >= 0.85 * len(mistyped)
    assert sum(bool(spell(query.text)) for query in plain) <= 0.05 * len(plain)


@pytest.mark.skipif(not find_spec("qa.search.engine"), reason="the engine that forgives is not here")
@pytest.mark.parametrize(("kind", "goal"), sorted(relevance.GOALS.items()))
def test_searches_find_what_people_look_for(demo, kind, goal):
    find = relevance.make_finder("testserver")
    judged = [relevance.judge(query, find(query.text)) for query in pick(kind, 4)]
    assert sum(one.recall for one in judged) >= goal * len(judged)
