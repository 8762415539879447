"""Every page asks the database a fixed number of questions, whatever the number of rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Admission, Level, ProfileField, User
from accounts.profiles.actions import save_values
from forum import options
from forum.lib.texts import compose
from forum.models import AddressBlock
from qa.actions.acceptances import accept_answer
from qa.actions.audience import set_audience
from qa.actions.category_levels import set_category_level
from qa.actions.closures import close_question
from qa.actions.edits import edit_reply
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.measures import suspend
from qa.actions.member_notes import write_note
from qa.actions.notices import make_check_in_path
from qa.actions.reviews import hand_over
from qa.actions.states import freeze_question
from qa.actions.sweeps import advance, hide_all
from qa.actions.synonyms import add_synonym, suggest_synonym, vote_on_synonym
from qa.actions.tag_moves import merge_tags
from qa.actions.tag_texts import edit_tag_text
from qa.actions.votes import cast_vote
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.models import Flag, Post, PostAddress, ReviewItem, Tag, TagText, WatchedWord
from qa.news.actions.mutes import set_mute
from qa.news.actions.subjects import mute_person, mute_word
from qa.news.actions.tell import tell
from qa.news.models import Preferences
from qa.news.rules.kinds import Kind
from qa.talks.actions.preferences import stop_member
from qa.talks.actions.reports import report_message
from qa.talks.models import Report
from qa.team.actions.figures import compute_waits
from qa.team.actions.memorials import set_memorial
from qa.team.actions.worries import refer_post
from qa.team.models import Worry
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=1)

LISTS = [
    "/", "/questions/", "/questions/?sort=hot", "/questions/?sort=votes", "/questions/?sort=answers",
    "/questions/?sort=views", "/unanswered/", "/unanswered/?by=selected", "/unanswered/?by=upvotes", "/hot/",
    "/activity/", "/tags/", "/tags/?sort=name", "/tags/?sort=new", "/tags/?q=ta", "/tags/sleep/",
    "/categories/", "/categories/health/", "/users/", "/users/?by=week", "/search/?q=day",
    "/users/asker/questions/", "/users/answerer/answers/",
]  # fmt: skip
OTHERS = [
    "/users/asker/",
    "/users/asker/points/",
    "/badges/",
    "/badges/first-answer/",
    "/ask/",
    "/sealed/",
    "/ask/?title=get+through+the+day",
    "/ask/?cat=health",
    "/ask/guidance/?category=1",
    "/ask/similar/?title=get+through+the+day",
    "/suggest/tags/?q=sl",
    "/suggest/members/?q=me",
    "/suggest/search/?q=get+through",
    "/opensearch.xml",
    "/search/",
    "/robots.txt",
    "/sitemap.xml",
    "/card.png",
    "/moderation-log/?kind=hid",
    "/decisions/",
    "/feeds/",
    "/api/",
    "/llms.txt",
    "/privacy/data/",
    "/privacy/cookies/",
]


@pytest.fixture
def community(cast):
    cast.category = make.category("Health")
    cast.question = make.question(cast.asker, tags=("sleep",), category=cast.category)
    grow(cast, 1)
    return cast


def grow(cast, count):
    """Add rows of every sort that a page could show."""
    for number in range(count):
        answer = make.answer(cast.question, make.member())
        make.comment(answer, make.member())
        make.comment(cast.question, make.visitor())
        cast_vote(cast.reader, answer.pk, 1)
        other = make.question(
            cast.asker, tags=("sleep", f"tag{number}-{cast.question.pk}"), category=cast.category
        )
        accept_answer(cast.asker, make.answer(other, cast.answerer).pk)
        make.question(make.visitor(), category=make.category(parent=cast.category))
        hide_post(cast.moderator, make.question(cast.reader).pk, reason="Not for here.")


def count_queries(client, address):
    client.get(address)  # what is read once per process is read now
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries)


@pytest.mark.parametrize("who", ["visitor", "reader"])
@pytest.mark.parametrize("address", LISTS + OTHERS)
def test_a_page_costs_the_same_with_more_rows(community, address, who):
    client = make.client(getattr(community, who, None))
    before = count_queries(client, address)
    grow(community, 3)
    assert count_queries(client, address) == before
    if address in LISTS:
        # A search asks what its words are and mean, ranks, and reads places and texts; three statements more bound its time.
        assert before <= (14 if address.startswith("/search/") else 6)


# The reader votes in the thread: what they have seen of it is noted with one statement more.
@pytest.mark.parametrize(("who", "limit"), [("visitor", 8), ("reader", 11), ("moderator", 10)])
def test_the_question_page_stays_within_its_limit(community, who, limit):
    client = make.client(getattr(community, who, None))
    address = community.question.get_absolute_url()
    before = count_queries(client, address)
    grow(community, 4)
    close_question(community.editor, community.question.pk, reason="It is settled.")
    assert count_queries(client, address) == before
    assert before <= limit


def test_an_answer_form_behind_its_button_makes_the_question_page_no_dearer(community):
    options.save({"answer_form": "button"})
    address = community.question.get_absolute_url()
    for viewer, limit in ((None, 8), (community.reader, 11)):
        client = make.client(viewer)
        assert count_queries(client, address) <= limit
        assert count_queries(client, f"{address}?answer=1") <= limit


def test_the_ask_form_reads_the_categories_once(community):
    options.save({"captcha_questions": "Which colour is the sky? | blue", "is_extra_field_on": True})
    client = make.client()
    client.get("/ask/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/ask/")
    assert len([query for query in queries if "qa_category" in query["sql"]]) == 1
    assert len(queries) <= 3  # options, categories, and whether one has to wait


def test_profiles_cost_the_same_with_more_fields_and_names_and_pictures_of_members_nothing(community):
    client = make.client(community.asker)
    own = ("/users/me/profile/", "/users/me/name/", "/users/me/merge/", "/users/asker/", "/users/")
    before = [count_queries(client, address) for address in own]
    for number in range(4):
        field = ProfileField.objects.create(label=f"Field {number}")
        save_values(community.asker, {field.pk: "words"})
    User.objects.update(avatar="0" * 32)
    assert [count_queries(client, address) for address in own] == before
    assert before[0] <= 6


def test_the_page_of_voters_costs_the_same_with_more_votes_and_flags(community):
    answer = make.answer(community.question, community.answerer)
    client, address = make.client(community.administrator), f"/posts/{answer.pk}/votes/"
    before = count_queries(client, address)
    for number in range(4):
        cast_vote(make.member(), answer.pk, 1 if number % 2 else -1)
        flag_post(make.member(), answer.pk, reason=Flag.Reason.SPAM)
    assert count_queries(client, address) == before
    assert before <= 9


def test_the_page_that_counts_views_stays_within_the_limit_too(community, monkeypatch):
    monkeypatch.setattr("qa.actions.view_counts.FLUSH_SECONDS", 0.0)
    client = make.client(community.reader)
    address = community.question.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers={"user-agent": "Mozilla/5.0"})
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12
    community.question.refresh_from_db()
    assert community.question.view_count == 1


def test_levels_in_categories_make_no_page_dearer(community):
    member = make.member()
    set_category_level(community.administrator, member.user, community.category, Level.EDITOR)
    client, plain = make.client(member), make.client(make.member(level=Level.EDITOR))
    for one in (client, plain):
        one.get("/ask/")  # from now on it is known whose sessions these are
    for address in (community.question.get_absolute_url(), "/", "/ask/", "/moderate/"):
        assert count_queries(client, address) <= count_queries(plain, address), address
    before = count_queries(client, community.question.get_absolute_url())
    grow(community, 4)
    assert count_queries(client, community.question.get_absolute_url()) == before <= 10


def test_the_list_of_posts_that_wait_costs_the_same_with_more_rows(community):
    options.save({"is_visitor_held": True})
    client = make.client(community.expert)
    make.answer(community.question, make.visitor())
    for address, limit in (("/moderate/", 8), ("/moderate/?kind=held", 8)):
        before = count_queries(client, address)
        grow(community, 3)
        assert count_queries(client, address) == before
        assert before <= limit


def test_the_list_of_posts_that_wait_costs_the_same_with_more_findings_and_flagged_posts(community):
    save_word(make.SYSTEM, WatchedWord(pattern="casino", action="flag"))
    save_word(make.SYSTEM, WatchedWord(pattern="roulette"))
    client = make.client(community.expert)
    make.answer(community.question, make.visitor(), "In the casino, at first.")
    make.answer(community.question, make.visitor(), "At roulette, at first.")
    before = count_queries(client, "/moderate/")
    for number in range(3):
        make.answer(community.question, make.visitor(), f"In the casino, time {number}.")
        make.answer(community.question, make.visitor(), f"At roulette and roulette, time {number}.")
    assert count_queries(client, "/moderate/") == before
    assert before <= 12


def test_the_page_that_says_why_a_post_waits_costs_the_same_with_more_findings(community):
    save_word(make.SYSTEM, WatchedWord(pattern="roulette"))
    answer = make.answer(community.question, community.answerer, "At roulette, at first.")
    client, address = make.client(community.answerer), f"/posts/{answer.pk}/mending/"
    before = count_queries(client, address)
    save_word(make.SYSTEM, WatchedWord(pattern="casino"))
    for number in range(3):
        words = compose(f"At roulette, in the casino, time {number}.")
        edit_reply(community.answerer, answer.pk, words, version=number + 1)
    assert count_queries(client, address) == before
    assert before <= 10


def test_the_question_page_costs_one_query_more_with_any_number_of_posts_that_wait(community):
    client = make.client(community.moderator)
    address = community.question.get_absolute_url()
    before = count_queries(client, address)
    options.save({"is_visitor_held": True})
    for _ in range(3):
        make.answer(community.question, make.visitor())
        assert count_queries(client, address) == before + 1


@pytest.mark.parametrize(
    "address",
    ["/moderate/members/asker/", "/users/me/standing/", "/users/new/", "/users/special/", "/users/blocked/"],
)
def test_pages_about_members_cost_the_same_with_more_rows(community, address):
    def decide():
        for _ in range(3):
            suspend(community.moderator, community.asker.user_id, rights=["wall"], ends_at=LATER, reason="x")
            suspend(
                community.administrator,
                community.moderator.user_id,
                rights=["wall"],
                ends_at=LATER,
                reason="x",
            )
            write_note(community.moderator, community.asker.user_id, "x")
            advance(hide_all(community.moderator, make.member().user_id, "x").pk)
            hide_post(
                community.moderator,
                make.answer(community.question, community.asker).pk,
                reason="Not for here.",
            )
            make.user(level=Level.EXPERT)

    client = make.client(community.moderator)
    decide()
    before = count_queries(client, address)
    grow(community, 2)
    decide()
    assert count_queries(client, address) == before
    assert before <= 20


def test_the_line_about_a_measure_costs_its_member_one_query_and_others_none(community):
    address = "/questions/"
    client, other = make.client(community.reader), make.client(community.asker)
    before, before_other = count_queries(client, address), count_queries(other, address)
    for _ in range(3):
        suspend(community.moderator, community.reader.user_id, rights=["ask"], ends_at=LATER, reason="x")
    assert count_queries(client, address) == before + 1
    assert count_queries(other, address) == before_other


def test_the_page_of_a_locked_question_costs_one_query_more(community):
    address = community.question.get_absolute_url()
    clients = [make.client(viewer) for viewer in (None, community.reader, community.moderator)]
    before = [count_queries(client, address) for client in clients]
    freeze_question(community.moderator, community.question.pk, Post.Frozen.LOCKED, reason="Too heated.")
    assert [count_queries(client, address) for client in clients] == [count + 1 for count in before]


def test_the_page_that_asks_who_may_find_a_question_costs_the_same_however_often_it_changed(community):
    address = f"/posts/{community.question.pk}/audience/"
    clients = [make.client(viewer) for viewer in (community.asker, community.moderator)]
    before = [count_queries(client, address) for client in clients]
    for audience in (1, 2, 1, 0, 1):
        set_audience(community.asker, community.question.pk, audience)
    assert [count_queries(client, address) for client in clients] == before
    assert max(before) <= 10, before


def test_pages_of_flags_and_of_one_thing_to_look_at_cost_the_same_with_more_of_all(community):
    answer = make.answer(community.question, community.answerer)
    flag_post(community.reader, answer.pk, reason=Flag.Reason.RUDE)
    item = ReviewItem.objects.get(post=answer)
    options.save({"flags_that_hide": 1000, "flags_per_member": 1000})
    places = [
        (community.moderator, "/moderate/", 9),
        (community.moderator, "/moderate/?kind=flagged", 9),
        (community.moderator, f"/moderate/{item.pk}/", 9),
        (community.moderator, f"/moderate/{item.pk}/handover/", 5),
        (community.moderator, f"/posts/{answer.pk}/flags/", 7),
        (community.reader, "/flags/", 5),
    ]
    clients = [make.client(viewer) for viewer, _address, _limit in places]
    hand_over(community.editor, item.pk, None, "A word.")
    costs = [
        count_queries(client, address)
        for client, (_viewer, address, _limit) in zip(clients, places, strict=True)
    ]
    for _ in range(4):
        flag_post(make.member(), answer.pk, reason=Flag.Reason.SPAM)
        hand_over(community.editor, item.pk, None, "Another word.")
        other = make.answer(community.question, community.answerer)
        flag_post(community.reader, other.pk, reason=Flag.Reason.RUDE)
    again = [
        count_queries(client, address)
        for client, (_viewer, address, _limit) in zip(clients, places, strict=True)
    ]
    assert costs == again
    assert all(cost <= limit for cost, (_viewer, _address, limit) in zip(costs, places, strict=True)), costs


@pytest.mark.parametrize(
    ("address", "limit"),
    [("/moderate/members/", 7), ("/moderate/blocks/", 7), ("/moderate/addresses/198.51.100.7/", 8)],
)
def test_the_pages_about_people_cost_the_same_with_more_rows(community, address, limit):
    options.save({"is_approval_required": True, "are_addresses_kept": True})
    client = make.client(community.moderator)

    def add(number):
        Admission.objects.create(member=make.user())
        where = f"192.0.2.{number}"
        AddressBlock.objects.create(pattern=where, first=where, last=where, reason="Spam")
        post = make.answer(community.question, make.member())
        PostAddress.objects.create(post=post, address="198.51.100.7")

    add(1)
    before = count_queries(client, address)
    for number in range(2, 6):
        add(number)
    assert count_queries(client, address) == before
    assert before <= limit


def test_pages_of_messages_and_walls_cost_the_same_with_more_of_all(community):
    options.save({"messages_per_member": 1000, "wall_posts_per_member": 1000, "flags_per_member": 1000})
    asker, writers = community.asker, [make.member(has_confirmed_address=True) for _number in range(4)]
    message = make.message(community.answerer, asker)
    report = report_message(asker, message.conversation_id, message.pk, Report.Reason.RUDE)
    note = make.note(writers[0], asker)
    stop_member(asker, make.user())
    talk, own = f"/messages/{message.conversation_id}/", make.client(asker)
    places = [
        (own, "/messages/", 7),
        (own, "/messages/?show=unread", 7),
        (own, "/messages/new/?to=answerer", 8),
        (own, talk, 16),
        (own, f"{talk}deletion/", 5),
        (own, f"{talk}{message.pk}/deletion/", 6),
        (own, f"{talk}{message.pk}/report/", 8),
        (own, "/users/me/messages/", 6),
        (own, "/users/answerer/stop/", 5),
        (own, "/users/asker/wall/new/", 6),
        (own, f"/wall/{note.pk}/deletion/", 6),
        (own, f"/wall/{note.pk}/report/", 5),
        (own, f"/reports/{report.pk}/", 6),
        (make.client(community.moderator), f"/reports/{report.pk}/", 6),
        (make.client(community.moderator), f"/wall/{note.pk}/hiding/", 6),
        (make.client(community.reader), "/users/asker/wall/", 6),
        (make.client(), "/users/asker/wall/", 6),
        (make.client(community.reader), "/users/asker/", 11),
    ]
    for client, address, _limit in places:
        client.get(address)  # what is unread is read now
    before = [count_queries(client, address) for client, address, _limit in places]
    for writer in writers:
        first = make.message(writer, asker)
        make.message(community.answerer, asker)
        report_message(asker, first.conversation_id, first.pk, Report.Reason.RUDE, context=[first.pk])
        make.note(writer, asker)
        stop_member(asker, make.user())
    for client, address, _limit in places:
        client.get(address)
    after = [count_queries(client, address) for client, address, _limit in places]
    found = {address: cost for cost, (_client, address, _limit) in zip(after, places, strict=True)}
    assert after == before, found
    assert all(cost <= limit for cost, (_client, _address, limit) in zip(after, places, strict=True)), found


def test_pages_of_the_team_cost_the_same_with_more_of_all(community):
    question = make.question(community.asker)
    item = refer_post(community.reader, question.pk, Worry.Concern.ALONE).item
    set_memorial(community.administrator, community.answerer.user_id, words="", note="Asked for.")
    places = [
        (community.reader, "/waiting/", 8),
        (None, "/waiting/times/", 5),
        (community.reader, f"/posts/{question.pk}/worry/", 7),
        (community.reader, f"/posts/{question.pk}/worry/sent/", 7),
        (community.moderator, f"/worries/{item.pk}/", 7),
        (community.moderator, "/moderate/team/", 7),
        (community.moderator, "/moderate/team/breather/", 4),
        (None, make_check_in_path(question), 3),
        (community.administrator, "/users/answerer/memorial/", 5),
        (community.reader, "/users/answerer/", 8),
    ]
    clients = [make.client(viewer) for viewer, _address, _limit in places]
    costs = [count_queries(client, place[1]) for client, place in zip(clients, places, strict=True)]
    for _ in range(3):
        refer_post(make.member(), question.pk, Worry.Concern.DANGER)
        refer_post(make.member(), make.question().pk, Worry.Concern.DANGER)
        make.member(level=Level.MODERATOR)
    compute_waits()
    again = [count_queries(client, place[1]) for client, place in zip(clients, places, strict=True)]
    assert again == costs
    assert all(cost <= limit for cost, (_viewer, _address, limit) in zip(costs, places, strict=True)), costs


def test_the_page_of_choices_about_notices_costs_the_same_with_more_choices(community):
    client = make.client(community.reader)
    before = count_queries(client, "/users/me/notices/")
    choices = {kind: {"site": False, "mail": "weekly"} for kind in ("answer", "comment", "mention")}
    Preferences.objects.create(member=community.reader.user, choices=choices)
    assert count_queries(client, "/users/me/notices/") == before
    assert before <= 4
    assert count_queries(client, "/users/me/mailings/") <= 4


def test_the_inbox_costs_the_same_with_more_notices_of_all_sorts(community):
    def add(count):
        grow(community, count)
        hide_post(
            community.moderator, make.answer(community.question, make.member()).pk, reason="Not for here."
        )
        for number in range(count):
            question = make.question(community.asker, category=community.category)
            make.comment(question, make.visitor(), byline=Byline(name=f"Visitor {number}"))
            held = make.answer(question, community.asker)
            work()
            hide_post(community.moderator, held.pk, reason="Not for here.")
            tell({community.asker.user_id: Kind.BADGE}, path=f"/badges/{number}/")
        work()

    client = make.client(community.asker)
    add(1)
    before = {
        address: count_queries(client, address) for address in ("/inbox/", "/inbox/?only=unread&kind=answers")
    }
    add(3)
    assert {address: count_queries(client, address) for address in before} == before
    assert max(before.values()) <= 4
    assert count_queries(client, "/inbox/count/") == 1


def test_the_page_of_what_a_member_mutes_costs_the_same_with_more_rows(community):
    def mute():
        mute_person(community.reader, make.user(), True)
        mute_word(community.reader, f"word{make.count()}")

    mute()
    client = make.client(community.reader)
    before = count_queries(client, "/users/me/mutes/")
    for _ in range(4):
        mute()
    assert count_queries(client, "/users/me/mutes/") == before <= 4


def test_a_thread_with_something_of_ones_own_costs_one_query_more_than_that_of_strangers(community):
    address = community.question.get_absolute_url()
    stranger, involved = make.member(), make.member()
    cast_vote(involved, make.answer(community.question, make.member()).pk, 1)
    costs = [count_queries(make.client(viewer), address) for viewer in (stranger, involved)]
    assert costs[1] == costs[0] + 1
    for _ in range(3):
        make.answer(community.question, make.member())
        work()
    assert count_queries(make.client(involved), address) == costs[1]


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/updates/", 9),
        ("/updates/?show=content", 9),
        ("/updates/?show=muted", 8),
        ("/favourites/", 8),
        ("/favourites/?kind=members", 8),
        ("/favourites/?kind=tags", 8),
        ("/favourites/?kind=categories", 8),
    ],
)
def test_what_a_member_follows_and_reads_of_it_costs_the_same_with_more_rows(community, address, limit):
    def follow():
        category = make.category(parent=community.category)
        question = make.question(community.asker, tags=(f"tag{make.count()}",), category=category)
        set_favourite(community.reader, question.pk, True)
        set_favourite_member(community.reader, make.member().user_id, True)
        set_favourite_tag(community.reader, question.tags.get().pk, True)
        set_favourite_category(community.reader, category.pk, True)
        make.answer(make.question(community.reader), community.answerer)
        set_mute(community.reader, make.question(), True)
        work()

    client = make.client(community.reader)
    follow()
    before = count_queries(client, address)
    options.save({"most_copies": 0})
    for _ in range(3):
        follow()
    assert count_queries(client, address) == before
    assert before <= limit


def test_pages_about_a_tag_cost_the_same_with_more_names_suggestions_versions_and_moves(community):
    sleep = Tag.objects.get(name="sleep")

    def grow_tag(count):
        for _ in range(count):
            suggested = make.member(level=Level.APPROVED)
            suggestion = suggest_synonym(suggested, sleep.pk, f"name{make.count()}", "The same.")
            vote_on_synonym(community.expert, suggestion.pk, 1)
            add_synonym(community.moderator, sleep.pk, f"other{make.count()}")
            name = f"merged{make.count()}"
            make.question(community.asker, tags=(name,))
            merge_tags(community.moderator, Tag.objects.get(name=name).pk, sleep.pk, "The same.")
            text = TagText.objects.filter(tag=sleep).first()
            said = compose(f"Words number {make.count()}.")
            edit_tag_text(community.editor, sleep.pk, "Nights.", said, version=text.version if text else 0)

    grow_tag(2)
    pages = (
        "/tags/sleep/synonyms/",
        "/synonyms/",
        "/tags/sleep/history/",
        "/tags/sleep/manage/",
        "/tags/sleep/edit/",
    )
    client = make.client(community.moderator)
    before = [count_queries(client, address) for address in pages]
    grow_tag(3)
    assert [count_queries(client, address) for address in pages] == before
    assert max(before) <= 10
