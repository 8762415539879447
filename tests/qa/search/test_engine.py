"""What a search finds, in which order, and who may know of it. Which engine finds is the site's choice."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.viewers import NOBODY
from forum import options
from qa.actions.closures import close_question
from qa.actions.hidings import hide_post, show_post
from qa.actions.votes import cast_vote
from qa.actions.writing import Byline
from qa.models import Category, Post
from qa.search import expansion, postgresql
from qa.search.engine import Match, Results, load_engine
from qa.search.expansion import Term
from qa.search.query import search_questions
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db


def search(query, viewer=NOBODY, **parameters):
    return search_questions(RequestFactory().get("/search/", parameters), query, size=10, viewer=viewer)


def titles(query, viewer=NOBODY):
    return [row.question.title for row in search(query, viewer).rows]


def test_a_title_outranks_a_question_that_outranks_an_answer_that_outranks_a_comment(cast):
    comment = make.question(cast.asker, "What helped you most?")
    make.comment(comment, cast.reader, "A hammock did.")
    answer = make.question(cast.asker, "What do you recommend?")
    make.answer(answer, cast.reader, "A hammock, by all means.")
    make.question(cast.asker, "What shall I buy?", body="I thought of a hammock.")
    make.question(cast.asker, "Is a hammock good for sleep?")
    assert titles("hammock") == [
        "Is a hammock good for sleep?", "What shall I buy?", "What do you recommend?", "What helped you most?",
    ]  # fmt: skip


def test_tags_count_as_much_as_titles(cast):
    make.question(cast.asker, "What shall I buy?", body="I thought of a hammock.")
    make.question(cast.asker, "What is best?", tags=("hammock",))
    assert titles("hammock") == ["What is best?", "What shall I buy?"]


def test_words_may_stand_in_different_posts_of_a_thread(cast):
    question = make.question(cast.asker, "Sleeping badly before an exam")
    answer = make.answer(question, cast.reader, "Try a hammock.")
    make.comment(answer, cast.expert, "Or valerian tea.")
    assert titles("exam hammock valerian") == ["Sleeping badly before an exam"]
    assert search("exam hammock valerian").results.complete_count is None


def test_among_equals_more_votes_come_first_and_then_the_newer_question(cast):
    first, second, third = (
        make.question(cast.asker, f"Is a hammock good, part {n}?", body="Well?") for n in "abc"
    )
    assert titles("hammock") == [third.title, second.title, first.title]
    cast_vote(cast.reader, first.pk, 1)
    assert titles("hammock") == [first.title, third.title, second.title]


def test_where_few_hold_all_words_those_that_hold_most_follow_and_that_is_said(cast):
    make.question(cast.asker, "Panic on the underground", body="It comes in tunnels.")
    make.question(cast.asker, "Panic in tunnels", body="Trains are fine.")
    make.question(cast.asker, "Baking bread")
    found = search("panic underground tunnels")
    assert [row.question.title for row in found.complete_rows] == ["Panic on the underground"]
    assert [row.question.title for row in found.partial_rows] == ["Panic in tunnels"]
    page = Page.of(Client().get("/search/?q=panic+helicopter"))
    assert "No question holds all of these words. These hold most of them." in page.text
    assert len(page.find_all(class_="row__title")) == 2


def test_the_row_leads_to_the_answer_or_comment_that_outranks_the_question(cast):
    question = make.question(cast.asker, "What helped you most?")
    answer = make.answer(question, cast.reader, "A hammock <b>did</b> & nothing else.")
    comment = make.comment(answer, cast.expert, "Valerian tea, too.")
    page = Page.of(Client().get("/search/?q=hammock"))
    assert (
        page.find(class_="row__title").find("a").attribute("href")
        == f"/questions/{question.pk}/?show={answer.pk}#a{answer.pk}"
    )
    assert page.find(class_="row__excerpt").text.startswith("In an answer:")
    assert page.find("mark").text == "hammock"
    assert search("valerian").rows[0].url == f"/questions/{question.pk}/?show={comment.pk}#c{comment.pk}"
    assert search("helped").rows[0].url == question.get_absolute_url()
    assert "<mark>helped</mark>" in search("help").rows[0].title


def test_marked_excerpts_hold_no_html_of_the_text(cast):
    make.question(
        cast.asker, "Is <script>alert(1)</script> a hammock?", body="`<img src=x onerror=alert(1)>` hammock"
    )
    content = Client().get("/search/?q=hammock+alert").content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content
    assert "&lt;img src=x onerror=<mark>alert</mark>(1)&gt; <mark>hammock</mark>" in content


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("dont", True), ("don't", True), ("don’t", True), ("self-harm", True), ("self harm", True), ("harm", True),
        ('"self harm"', True), ("obriens", True), ("either/or", True), ("depression", True),
        ("不安", True), ("不安です", True),
        ("不", True), ("安障", False), ("感染", True), ("covid", True), ("カフェ", True), ("불안", True),
        ("cafe", True), ("CAFÉ", True),
        ("です不安", False),
    ],
)  # fmt: skip
def test_apostrophes_hyphens_and_writing_without_spaces(cast, query, is_found):
    make.question(
        cast.asker,
        "I don’t know",
        body="Self-harm, O'Brien's café; anxiety/depression, either/or. 今日は不安です。COVID感染とカフェ。불안이 커요",
    )
    assert titles(query) == (["I don’t know"] if is_found else [])


def test_nothing_but_common_words_is_looked_for_in_titles(cast):
    make.question(cast.asker, "How are you?")
    make.question(cast.asker, "To be or not to be?", body="You are how?")
    assert titles("how are you") == ["How are you?"]
    assert titles('"to be or not to be"') == ["To be or not to be?"]
    page = Page.of(Client().get("/search/?q=how+are+you"))
    assert "only titles were looked through" in page.text


def test_who_may_not_read_texts_is_told_nothing_of_them(cast):
    question = make.question(cast.asker, "What helped you most?", body="Not a hammock.", tags=("tunnels",))
    make.answer(question, cast.reader, "Valerian tea.")
    options.save({"view_level": "members"})
    nobody = search("helped")
    assert [row.question.title for row in nobody.rows] == ["What helped you most?"]
    assert nobody.rows[0].match.excerpt == ""
    for words in ("hammock", "valerian", "helped hammock", "tunnels", '"helped you" valerian'):
        assert not search(words).results.complete_count, words
    assert titles("hammock") == titles("valerian") == []
    assert titles("helped -hammock") == ["What helped you most?"]


def test_hidden_posts_are_gone_in_the_same_moment_however_many_threads_change(cast):
    question = make.question(cast.asker, "What helped you most?")
    answer = make.answer(question, cast.answerer, "A hammock.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search.written', '1000', true)")
    hide_post(cast.answerer, answer.pk)
    assert titles("hammock") == []
    show_post(cast.answerer, answer.pk)
    hide_post(cast.asker, question.pk)
    assert titles("helped") == []


@pytest.fixture
def shelf(cast):
    """Three questions about sleep that differ in everything else."""
    health = make.category("Health")
    first = make.question(
        cast.asker, "Sleep a", tags=("night", "two words"), category=make.category("Rest", parent=health)
    )
    second = make.question(cast.reader, "Sleep b", tags=("day",), category=health)
    third = make.question(make.visitor(), "Sleep c")
    make.answer(first, cast.answerer)
    cast_vote(cast.expert, second.pk, 1)
    close_question(cast.moderator, third.pk, reason="Settled.")
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sleep tag:night", "a"), ("sleep -tag:night", "cb"), ("sleep tag:NIGHT tag:day", ""),
        ("category:health", "ba"),
        ("sleep category:health/rest", "a"), ("sleep category:Rest", "a"),
        ("sleep -category:health", "c"), ("user:reader", "b"),
        ("sleep -user:READER", "ca"), ("is:answered", "a"), ("sleep is:unanswered", "cb"),
        ("is:closed", "c"), ("sleep is:open", "ba"),
        ("sleep -is:open", "c"), ("sleep is:accepted", ""), ("sleep score:>0", "b"),
        ("score:1", "b"), ("score:<=0 sleep", "ca"),
        ("sleep answers:0", "cb"), ("sleep answers:>=1", "a"), ("sleep before:2020-01-01", ""),
        ("sleep after:2020-01-01", "cba"),
        ("sleep before:0001-01-01", ""), ("sleep after:9999-12-31", ""),
        ("sleep sort:votes", "bca"), ("sleep sort:newest", "cba"), ("in:title sleep", "cba"),
        ("-night", "cb"), ("sort:newest is:open", "ba"),
    ],
)  # fmt: skip
def test_operators_narrow_and_order(shelf, query, found):
    names = "".join(title[-1] for title in titles(query))
    assert (names if "sort:" in query else "".join(sorted(names))) == (
        found if "sort:" in query else "".join(sorted(found))
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sleep tag:nowhere", "There is no tag “nowhere”. The rest was searched for."),
        ("sleep category:nowhere", "There is no category “nowhere”. The rest was searched for."),
        ("sleep user:nobody", "There is no member “nobody”. The rest was searched for."),
        ("sleep is:odd", "“is:odd” means nothing here; there is is:answered, is:unanswered"),
        ("sleep score:many", "“score:many” is no number"),
        ("sleep before:soon", "“soon” is no day"),
        ("sleep colour:blue", "“colour:” is not something that can be asked for here."),
    ],
)
def test_what_was_left_out_is_said_and_the_rest_is_found(shelf, query, sentence):
    page = Page.of(Client().get("/search/", {"q": query}))
    assert sentence in page.text
    assert len(page.find_all(class_="row__title")) == 3


def test_the_name_that_a_visitor_gives_is_nobodys(shelf):
    make.question(make.visitor(), "Sleep d", byline=Byline(name="Karin"))
    assert "There is no member “Karin”." in search("user:Karin").notes[0]


def test_scores_that_no_page_shows_are_not_told_by_a_search(shelf):
    options.save({"scoreless_categories": str(Category.objects.get(slug="health").pk)})
    assert titles("sleep score:>0") == []


def test_the_precise_form_leads_to_the_search_it_means():
    sent = {
        "words": "sleep",
        "phrase": "at night",
        "none": "exam",
        "tag": "a, b c",
        "is": "open",
        "score": ">3",
        "sort": "relevance",
    }
    response = Client().get("/search/precise/", sent)
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "/search/?q=sleep+%22at+night%22+-exam+tag%3Aa+tag%3A%22b+c%22+is%3Aopen+score%3A%3E3"
    )
    assert Client().get("/search/precise/").headers["Location"] == "/search/"


def test_the_page_shows_the_fields_of_its_search(shelf):
    page = Page.of(Client().get("/search/", {"q": 'sleep category:health/rest "at night"'}))
    assert page.find(id="precise-phrase").attribute("value") == "at night"
    assert 'value="health/rest" selected' in Client().get("/search/?q=category:health/rest").content.decode()


def test_a_search_that_takes_too_long_is_told_so_kindly(shelf, monkeypatch):
    monkeypatch.setattr(postgresql, "SETTINGS", {**postgresql.SETTINGS, "statement_timeout": "1"})
    monkeypatch.setattr(postgresql, "make_conditions", lambda query, viewer: sleep_in_database())
    response = Client().get("/search/?q=sleep")
    assert response.status_code == 503
    assert "This search takes longer than we let any search take." in Page.of(response).text
    assert Client().get("/questions/").status_code == 200


def sleep_in_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")


BAD = ["x" * 10_000, "the " * 3_000, "'", "a & b | !c <-> d:*", "x' OR 1=1 --",
       " ".join(f"w{n}" for n in range(500)), '"' * 500,
       "*" * 300, "%" * 300, "-" * 300, "tag:" * 100, '"a" ' * 80, "score:>999999999",
       "score:>9999999999", "(((((", "\\" * 90]  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_odd_searches_are_answered(shelf, query):
    assert Client().get("/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize(("page", "status"), [("2", 404), ("9" * 8, 404), ("x", 400), ("0", 400)])
def test_a_page_past_the_end_is_none(shelf, page, status):
    assert Client().get("/search/", {"q": "sleep", "page": page}).status_code == status


def test_other_words_that_a_word_stands_for_are_found_and_a_correction_is_said(cast, monkeypatch):
    make.question(cast.asker, "Living with anxiety")
    known = {
        "anxeity": Term("anxeity", ("anxiety",), was_corrected=True),
        "dread": Term("dread", ("anxiety", "panic attack")),
    }
    monkeypatch.setattr(expansion, "_expander", lambda words: [known.get(word, Term(word)) for word in words])
    assert titles("anxeity") == titles("dread") == ["Living with anxiety"]
    assert search("living anxeity").results.corrected == "living anxiety"
    page = Page.of(Client().get("/search/?q=living+anxeity"))
    assert "Showing results for living anxiety as well." in page.text
    assert search("anxeity", exact="1").rows == []
    assert search("dread", exact="1").rows == []


class ToyEngine:
    """Finds the newest question, whatever is asked."""

    def search(self, query, viewer, place):
        pk = Post.objects.questions().order_by("-pk").first().pk
        return Results(matches=[Match(pk, pk)], total=1)


def test_another_engine_can_take_its_place(cast, settings):
    settings.FORUM_SEARCH_ENGINE = f"{__name__}.ToyEngine"
    load_engine.cache_clear()
    question = make.question(cast.asker, "Something else altogether")
    page = Page.of(Client().get("/search/?q=whatever"))
    assert page.find(class_="row__title").text == question.title
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert not Page.of(Client().get("/search/?q=whatever")).find_all(class_="row__title")


def test_very_many_matches_are_ranked_from_the_newest_span_on(cast, monkeypatch):
    monkeypatch.setattr(postgresql, "SPAN_BITS", 14)
    monkeypatch.setattr(postgresql, "LOOKED_AT", 1)
    questions = [make.question(cast.asker, f"Is a hammock good, part {n}?") for n in range(3)]
    plan = postgresql.make_plan(
        postgresql.Wanted((), (), size=100_000.0, newest=5 << 14), postgresql.Conditions(), NOBODY, False
    )
    assert postgresql.newest_spans(plan, 50_000.0) == "'§4' | '§5'"
    assert postgresql.newest_spans(plan, 1.0) == ""
    assert len(search("hammock").rows) == len(questions)
    assert timezone.now()
