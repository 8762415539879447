"""Muted people, tags and words: what is folded, what is not told, and that nobody else learns of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.actions.favourites import set_favourite_member, set_favourite_tag
from qa.actions.hidings import hide_post
from qa.actions.tag_moves import merge_tags
from qa.models import Tag
from qa.news.actions.feeds import make_feed_key, make_feed_ticket
from qa.news.actions.subjects import lift_mute, mute_person, mute_tag, mute_word
from qa.news.models import Notice, SubjectMute
from qa.news.rules.mutes import MOST, fold, has_word, padded
from tests import make
from tests.pages import Page
from tests.qa.news.updates import rows
from tests.work import work

pytestmark = pytest.mark.django_db


def fresh(viewer):
    """The viewer as the next request knows them."""
    return type(viewer)(type(viewer.user).objects.get(pk=viewer.user_id))


def titles(viewer, address="/questions/", **more):
    page = Page.of(make.client(viewer).get(address, more))
    return {row.find(class_="row__title").find("a").text for row in page.find_all(class_="row")}


def text(viewer, address, **more):
    return make.client(viewer).get(address, more).content.decode()


def kinds(viewer):
    work()
    return list(
        Notice.objects.filter(recipient_id=viewer.user_id).order_by("pk").values_list("kind", flat=True)
    )


# --- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown", "is_found"),
    [
        ("pill", "A pill a day", True),
        ("pill", "Pillows", False),
        ("PÍLL", "a píll!", True),
        ("self-harm", "About self harm", True),
        ("self harm", "SELF-HARM?", True),
        ("harm a", "self harm | a day", False),
        (".*", "anything", False),
        ("(a+)+$", "a" * 500, False),
        ("don't", "Don't ask", True),
    ],
)
def test_a_word_is_found_whole_and_without_regard_to_case_accents_and_signs(typed, shown, is_found):
    word = fold(typed)
    assert bool(word and has_word(padded(*shown.split(" | ")), word)) is is_found


@pytest.mark.parametrize("typed", ["", "a", "x" * 41, "...", "\x00ab", "a\u0300" + "\u0301" * 40])
def test_what_is_no_word_is_refused_with_a_sentence_and_what_was_typed(cast, typed):
    with pytest.raises(ValidationError):
        mute_word(cast.reader, typed)
    response = make.client(cast.reader).post("/users/me/mutes/", {"word": typed})
    assert response.status_code == 422
    assert not SubjectMute.objects.exists()


def test_there_is_a_limit_for_each_kind(cast):
    for number in range(MOST):
        mute_word(cast.reader, f"word{number}")
    mute_word(cast.reader, "word1")  # again is not one more
    with pytest.raises(ValidationError):
        mute_word(cast.reader, "another")
    mute_person(cast.reader, cast.asker.user, True)
    assert SubjectMute.objects.count() == MOST + 1
    assert make.client(cast.reader).post("/users/me/mutes/", {"word": "another"}).status_code == 422


# --- The page and the buttons --------------------------------------------------------------------


def test_members_mute_by_buttons_see_all_on_one_page_and_take_it_back(cast):
    question = make.question(cast.asker, tags=("sleep",))
    client = make.client(cast.reader)
    tag = Tag.objects.get()
    assert "Mute" in Page.of(client.get("/users/asker/")).text
    for address in (f"/users/me/mutes/people/{cast.asker.user_id}/", f"/users/me/mutes/tags/{tag.pk}/"):
        response = client.post(address, {"mute": "1"}, follow=True)
        assert "is muted. Nobody else learns of it." in response.content.decode()
        assert "Unmute" in Page.of(response).text
    client.post("/users/me/mutes/", {"word": "Pills"})
    page = client.get("/users/me/mutes/")
    assert "no-store" in page["Cache-Control"]
    shown = Page.of(page).text
    assert "asker" in shown and "sleep" in shown and "pills" in shown
    for mute in SubjectMute.objects.all():
        client.post(f"/users/me/mutes/{mute.pk}/lifting/")
    assert not SubjectMute.objects.exists()
    assert not fresh(cast.reader).user.has_mutes
    assert question.title in titles(cast.reader)


def test_the_message_leads_to_what_stops_messages_too_where_there_are_any(cast):
    client = make.client(cast.reader)
    address = f"/users/me/mutes/people/{cast.asker.user_id}/"
    words = "They can still write to you, unless you stop that."
    shown = client.post(address, {"mute": "1"}, follow=True).content.decode()
    assert f'<a href="/users/asker/stop/">{words}</a>' in shown
    options.save({"are_messages_allowed": False})
    assert words not in client.post(address, {"mute": "1"}, follow=True).content.decode()


def test_nobody_mutes_themselves_and_visitors_nothing(cast):
    make.question(cast.asker, tags=("sleep",))
    with pytest.raises(PermissionDenied):
        mute_person(cast.reader, cast.reader.user, True)
    with pytest.raises(PermissionDenied):
        mute_tag(make.visitor(), Tag.objects.get(), True)
    with pytest.raises(PermissionDenied):
        mute_word(make.visitor(), "pills")
    assert "/users/me/mutes/people/" not in text(cast.reader, "/users/reader/")
    assert "/users/me/mutes/people/" not in text(None, "/users/asker/")
    own = f"/users/me/mutes/people/{cast.reader.user_id}/"
    assert make.client(cast.reader).post(own, {"mute": "1"}).status_code == 403


def test_nobody_takes_back_or_sees_what_another_mutes(cast):
    mute_person(cast.reader, cast.asker.user, True)
    mute = SubjectMute.objects.get()
    for other in (cast.asker, cast.moderator, cast.administrator):
        assert lift_mute(other, mute.pk) is None
        assert "Take back" not in text(other, "/users/me/mutes/")
    assert SubjectMute.objects.count() == 1
    assert "Unmute" not in text(cast.asker, "/users/reader/") + text(cast.moderator, "/users/reader/")


# --- Lists ---------------------------------------------------------------------------------------

LISTS = ("/", "/questions/", "/unanswered/", "/hot/", "/activity/", "/tags/sleep/", "/categories/health/")


@pytest.mark.parametrize("how", ["person", "tag", "word", "word of the text"])
@pytest.mark.parametrize("address", LISTS)
def test_lists_fold_what_is_muted_for_this_member_alone_and_show_it_when_asked(cast, address, how):
    category = make.category("Health")
    seen = make.question(cast.expert, "An ordinary question about it", tags=("sleep",), category=category)
    muted = make.question(
        cast.asker,
        "Is it about Pills again?",
        body="It is dréadful.",
        tags=("sleep", "night"),
        category=category,
    )
    {
        "person": lambda: mute_person(cast.reader, cast.asker.user, True),
        "tag": lambda: mute_tag(cast.reader, Tag.objects.get(name="night"), True),
        "word": lambda: mute_word(cast.reader, "pills"),
        "word of the text": lambda: mute_word(cast.reader, "dreadful"),
    }[how]()
    both = {seen.title, muted.title}
    assert titles(cast.reader, address) == {seen.title}
    assert "1 hidden by your choices." in text(cast.reader, address)
    assert titles(cast.reader, address, muted="show") == both
    assert titles(cast.expert, address) == titles(None, address) == both


def test_search_and_related_questions_are_folded_and_the_link_keeps_what_was_asked(cast):
    first = make.question(cast.expert, "Which evening walks calm you down?")
    muted = make.question(cast.asker, "Which morning walks calm you down?")
    work()
    mute_person(cast.reader, cast.asker.user, True)
    assert titles(cast.reader, "/search/", q="walks calm") == {first.title}
    assert "?q=walks+calm&amp;muted=show" in text(cast.reader, "/search/", q="walks calm")
    assert titles(cast.reader, "/search/", q="walks calm", muted="show") == {first.title, muted.title}
    assert muted.title not in text(cast.reader, first.get_absolute_url())
    assert muted.title in text(cast.expert, first.get_absolute_url())


def test_ones_own_questions_are_never_folded(cast):
    own = make.question(cast.reader, "My own pills", tags=("sleep",))
    mute_word(cast.reader, "pills")
    mute_tag(cast.reader, Tag.objects.get(), True)
    assert titles(cast.reader) == {own.title}


def test_a_tag_that_was_merged_stands_for_the_other(cast):
    make.question(cast.asker, tags=("insomnia",))
    question = make.question(cast.asker, tags=("sleep",))
    old, new = Tag.objects.get(name="insomnia"), Tag.objects.get(name="sleep")
    mute_tag(cast.reader, old, True)
    assert question.title in titles(cast.reader)
    merge_tags(cast.administrator, old.pk, new.pk, reason="It is the same.")
    work()
    assert titles(cast.reader) == set()


def test_a_member_with_mutes_pays_one_statement_more_at_most(cast):
    category = make.category("Health")
    question = make.question(cast.asker, tags=("sleep",), category=category)
    make.comment(make.answer(question, cast.expert), cast.asker)
    addresses = [*LISTS, question.get_absolute_url(), "/users/asker/questions/", "/search/?q=day"]
    client = make.client(cast.reader)

    def count(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    before = {address: count(address) for address in addresses}
    mute_person(cast.reader, cast.expert.user, True)
    mute_word(cast.reader, "pills")
    after = {address: count(address) for address in addresses}
    more = {address: after[address] - number for address, number in before.items()}
    assert more.pop("/tags/sleep/") <= 2  # it says, too, whether the tag is muted
    assert more.pop("/unanswered/") == 0  # nothing is listed there
    assert set(more.values()) == {1}


# --- Question pages ------------------------------------------------------------------------------


def test_answers_and_comments_of_muted_people_are_folded_and_the_question_never(cast):
    question = make.question(cast.asker, body="The question itself.")
    answer = make.answer(question, cast.answerer, "What the answerer says.")
    make.comment(make.answer(question, cast.expert, "What the expert says."), cast.answerer, "A remark.")
    address = question.get_absolute_url()
    for person in (cast.answerer, cast.asker):
        mute_person(cast.reader, person.user, True)
    page = Page.of(make.client(cast.reader).get(address))
    folded = [one for one in page.find_all("details") if "Hidden by what you muted. Show" in one.text]
    assert len(folded) == 2
    assert "What the answerer says." in folded[0].text + folded[1].text
    assert "A remark." in folded[0].text + folded[1].text
    assert not any(
        "The question itself." in one.text or "What the expert says." in one.text for one in folded
    )
    assert "2 answers" in page.text
    for viewer, more in ((cast.reader, {"muted": "show"}), (cast.expert, {}), (None, {})):
        assert "Hidden by what you muted" not in text(viewer, address, **more)
    assert "Hidden by what you muted" in text(
        cast.reader, f"/questions/{question.pk}/{question.slug}/?show={answer.pk}"
    )


# --- What is told --------------------------------------------------------------------------------


def test_a_muted_person_is_not_heard_of_but_their_decisions_are(cast):
    question = make.question(cast.asker)
    other = make.answer(question, cast.asker)
    work()
    mute_person(cast.asker, cast.moderator.user, True)
    make.answer(question, cast.moderator, "Hello @asker, here is what helped me.")
    make.comment(question, cast.moderator)
    assert kinds(cast.asker) == []
    assert rows(cast.asker) == []
    hide_post(cast.moderator, other.pk, reason="Not for here.")
    assert kinds(cast.asker) == ["decision"]
    assert [what for _title, what in rows(cast.asker)] == ["hidden"]
    make.answer(question, cast.expert)
    assert kinds(cast.asker) == ["decision", "answer"]


def test_what_others_did_before_a_muted_person_is_still_an_update(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.expert)
    make.comment(question, cast.answerer)
    mute_person(cast.asker, cast.answerer.user, True)
    assert rows(fresh(cast.asker)) == [(question.title, "answered")]


@pytest.mark.parametrize("how", ["tag", "word"])
def test_questions_with_a_muted_tag_or_word_are_not_told_of_but_ones_own(cast, how):
    make.question(cast.expert, tags=("sleep", "night"))
    sleep, night = Tag.objects.get(name="sleep"), Tag.objects.get(name="night")
    set_favourite_tag(cast.reader, sleep.pk, True)
    set_favourite_member(cast.reader, cast.expert.user_id, True)
    work()
    mute_tag(cast.reader, night, True) if how == "tag" else mute_word(cast.reader, "pills")
    title = "Are there pills for that?"
    question = make.question(cast.expert, title, tags=("sleep", "night"))
    make.comment(make.answer(question, cast.reader), cast.answerer)
    assert title not in {name for name, _what in rows(cast.reader)}
    assert kinds(cast.reader) == []
    own = make.question(cast.reader, "And for me, which pills?", tags=("night",))
    make.answer(own, cast.answerer)
    assert kinds(cast.reader) == ["answer"]
    assert own.title in {name for name, _what in rows(cast.reader)}


def test_the_private_feed_leaves_out_what_the_page_leaves_out(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    work()
    ticket = make_feed_ticket(make_feed_key(cast.asker, is_discreet=False))
    assert question.title in text(None, f"/feeds/updates/{ticket}.atom")
    mute_person(cast.asker, cast.answerer.user, True)
    assert question.title not in text(None, f"/feeds/updates/{ticket}.atom")
