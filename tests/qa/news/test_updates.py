"""The page of updates: what happened to what one wrote and follows, each question once, nothing twice and nothing left out."""

import pytest

from forum import options
from forum.lib.texts import compose
from qa.actions.acceptances import accept_answer, remove_acceptance
from qa.actions.approvals import approve_post
from qa.actions.categories import delete_category
from qa.actions.closures import close_question, reopen_question
from qa.actions.conversions import convert_to_answer, convert_to_comment
from qa.actions.deletions import delete_post
from qa.actions.edits import edit_question
from qa.actions.favourites import (
    set_favourite,
    set_favourite_category,
    set_favourite_member,
    set_favourite_tag,
)
from qa.actions.hidings import hide_post, show_post
from qa.actions.questions import Draft, ask_question
from qa.actions.tag_moves import rename_tag
from qa.actions.tags import delete_tag
from qa.actions.writing import Byline
from qa.models import Activity, Favourite, Tag
from qa.news.actions import streams
from qa.news.models import StreamItem, Update
from tests import make
from tests.pages import Page
from tests.qa.news.updates import COPIED, READ, retag, reword, rows, whats
from tests.work import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _may_write_much():
    options.save({"questions_per_member": 1_000, "answers_per_member": 1_000})


# --- What one wrote ------------------------------------------------------------------------------


OWN = {
    "answered": ("asker", lambda c, q, a, m: make.answer(q, c.expert)),
    "commented": ("asker", lambda c, q, a, m: make.comment(q, c.expert)),
    "commented, on an answer": ("answerer", lambda c, q, a, m: make.comment(a, c.expert)),
    "commented, after one's own": ("reader", lambda c, q, a, m: make.comment(a, c.expert)),
    "asked": ("answerer", lambda c, q, a, m: ask_question(
        c.expert, Draft("And what did you do after that?", compose("I would like to know.")), Byline(), follows_id=a.pk)),
    "edited": ("asker", lambda c, q, a, m: make.edit(c.editor, q.pk, "Other words.")),
    "answer edited": ("answerer", lambda c, q, a, m: reword(c.editor, a, "Other words for it.")),
    "comment edited": ("reader", lambda c, q, a, m: reword(c.editor, m, "Other words for that.")),
    "retagged": ("asker", lambda c, q, a, m: retag(c.editor, q, ["fresh"])),
    "moved to another category": ("asker", lambda c, q, a, m: retag(c.editor, q, (), make.category())),
    "closed": ("asker", lambda c, q, a, m: close_question(c.editor, q.pk, reason="It is settled.")),
    "reopened": ("asker", lambda c, q, a, m: (
        close_question(c.editor, q.pk, reason="It is settled."), reopen_question(c.editor, q.pk))),
    "answer accepted": ("answerer", lambda c, q, a, m: accept_answer(c.asker, a.pk)),
    "hidden": ("answerer", lambda c, q, a, m: hide_post(c.moderator, a.pk, reason="Not for here.")),
    "hidden, a question": ("asker", lambda c, q, a, m: hide_post(c.moderator, q.pk, reason="Not for here.")),
    "shown again": ("answerer", lambda c, q, a, m: (
        hide_post(c.moderator, a.pk, reason="Not for here."), show_post(c.moderator, a.pk))),
    "answer made a comment": ("answerer", lambda c, q, a, m: convert_to_comment(c.editor, a.pk, q.pk)),
    "comment made an answer": ("reader", lambda c, q, a, m: convert_to_answer(c.editor, m.pk)),
}  # fmt: skip


@pytest.mark.parametrize("what", OWN)
def test_members_read_what_others_did_with_what_they_wrote(cast, what):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    comment = make.comment(answer, cast.reader)
    work()
    who, act = OWN[what]
    owner = getattr(cast, who)
    label = what.partition(",")[0]
    Update.objects.all().delete()
    act(cast, question, answer, comment)
    assert whats(owner) == [label]
    assert whats(owner, "content") == [label]
    assert whats(owner, "favourites") == []
    assert whats(cast.expert) == whats(cast.editor) == whats(cast.moderator) == []


def test_a_question_has_one_row_with_the_newest_event_and_the_newest_comes_first(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    answer = make.answer(first, cast.answerer)
    make.answer(second, cast.answerer)
    make.comment(first, cast.expert)
    assert rows(cast.asker) == [(first.title, "commented"), (second.title, "answered")]
    hide_post(cast.moderator, first.thread_posts.get(kind="C").pk, reason="Not for here.")
    assert rows(cast.asker) == [(second.title, "answered"), (first.title, "answered")]
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    assert rows(cast.asker) == [(second.title, "answered")]


def test_what_one_did_oneself_is_never_an_update_not_even_where_one_follows(cast):
    question = make.question(cast.asker, tags=("sleep",), category=make.category("Health"))
    for viewer in (cast.asker, cast.reader):
        set_favourite(viewer, question.pk, True)
        set_favourite_tag(viewer, Tag.objects.get().pk, True)
        set_favourite_category(viewer, question.category_id, True)
    work()
    make.comment(question, cast.asker)
    make.question(cast.asker, tags=("sleep",), category=question.category)
    assert whats(cast.asker) == []
    assert whats(cast.reader) == ["asked", "commented"]


def test_a_silent_edit_is_no_update(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    work()
    Update.objects.all().delete()
    reword(cast.moderator, answer, "Other words for it.", is_silent=True)
    assert whats(cast.answerer) == []


def test_its_author_reads_that_a_post_is_hidden_and_who_follows_the_question_nothing(cast):
    question = make.question(cast.asker)
    set_favourite(cast.reader, question.pk, True)
    answer = make.answer(question, cast.answerer)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    work()
    page = Page.of(make.client(cast.answerer).get("/updates/"))
    assert page.find("span", class_="badge--warn").text == "hidden"
    assert "moderatrix" not in page.find("main").text, "who decided is not told here"
    assert whats(cast.reader) == ["asked"]
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    assert whats(cast.reader) == []
    assert whats(cast.answerer) == [], "the question is hidden from them, its title with it"
    assert whats(cast.asker) == ["hidden"]
    show_post(cast.moderator, question.pk)
    assert whats(cast.answerer) == ["hidden"]
    assert whats(cast.reader) == ["shown again"]


@pytest.mark.parametrize("way", [COPIED, READ])
def test_an_acceptance_is_told_while_it_stands(cast, way):
    options.save({"most_copies": way})
    question = make.question(cast.asker)
    set_favourite(cast.reader, question.pk, True)
    answer = make.answer(question, cast.answerer)
    accept_answer(cast.asker, answer.pk)
    assert whats(cast.answerer) == ["answer accepted"]
    assert whats(cast.reader) == ["answer accepted"]
    remove_acceptance(cast.asker, answer.pk)
    assert whats(cast.answerer) == []
    assert whats(cast.reader) == ["answered"]


def test_what_is_deleted_leaves_no_row(cast):
    answer = make.answer(make.question(cast.asker), cast.answerer)
    assert whats(cast.asker) == ["answered"]
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    delete_post(cast.moderator, answer.pk, reason="Not for here.")
    assert whats(cast.asker) == []


# --- What one follows ----------------------------------------------------------------------------


@pytest.fixture(params=[COPIED, READ], ids=["copied", "read where all read"])
def place(request, cast):
    """A question in a category with a tag, that nobody follows yet."""
    options.save({"most_copies": request.param})
    category = make.category("Sleep", make.category("Health"))
    return make.question(cast.asker, tags=("dreams",), category=category)


def test_followers_of_a_question_read_all_that_happens_to_it(cast, place):
    set_favourite(cast.reader, place.pk, True)
    assert whats(cast.reader) == ["asked"]
    answer = make.answer(place, make.visitor())
    assert whats(cast.reader) == ["answered"]
    accept_answer(cast.asker, answer.pk)
    close_question(cast.editor, place.pk, reason="It is settled.")
    assert whats(cast.reader, "favourites") == ["closed"]
    assert whats(cast.reader, "content") == []
    make.answer(make.question(cast.asker), cast.answerer)
    assert len(whats(cast.reader)) == 1, "other questions are none of theirs"


def test_followers_of_a_member_read_what_the_member_does(cast, place):
    set_favourite_member(cast.reader, cast.answerer.user_id, True)
    work()
    make.answer(place, cast.expert)
    assert whats(cast.reader) == []
    make.answer(place, cast.answerer)
    other = make.question(cast.answerer)
    make.edit(cast.answerer, other.pk, "Other words.")
    assert rows(cast.reader) == [(other.title, "edited"), (place.title, "answered")]


def test_followers_of_a_tag_read_of_new_questions_with_it_and_of_those_that_get_it(cast, place):
    set_favourite_tag(cast.reader, Tag.objects.get(name="dreams").pk, True)
    assert rows(cast.reader) == [(place.title, "asked")], "the newest that there are come with the star"
    new = make.question(make.visitor(), tags=("other", "dreams"))
    late = make.question(cast.asker, tags=("other",))
    make.answer(place, cast.answerer)
    assert rows(cast.reader) == [(new.title, "asked"), (place.title, "asked")]
    retag(cast.editor, late, ["other", "dreams"])
    make.edit(cast.editor, new.pk, "Other words.")
    assert rows(cast.reader) == [(late.title, "retagged"), (new.title, "asked"), (place.title, "asked")]


def test_followers_of_a_category_read_of_new_questions_there_and_below_and_of_those_that_come_in(cast, place):
    above, beside = place.category.parent, make.category("Elsewhere")
    set_favourite_category(cast.reader, above.pk, True)
    assert rows(cast.reader) == [(place.title, "asked")]
    new = make.question(cast.asker, category=place.category)
    late = make.question(cast.asker, category=beside)
    assert rows(cast.reader) == [(new.title, "asked"), (place.title, "asked")]
    retag(cast.editor, late, (), place.category)
    assert rows(cast.reader)[0] == (late.title, "moved to another category")
    retag(cast.editor, new, (), above)
    assert rows(cast.reader)[1] == (new.title, "asked"), "it was below all the time"
    draft = Draft("A question that was moved and reworded?", compose("Words."), place.category, [])
    moved = make.question(cast.asker, category=beside)
    edit_question(cast.editor, moved.pk, draft, version=moved.version)
    assert rows(cast.reader)[0] == (draft.title, "edited")


def test_a_question_that_somebody_approves_is_new_to_followers_then_and_not_before(cast, place):
    set_favourite_tag(cast.reader, Tag.objects.get(name="dreams").pk, True)
    options.save({"is_visitor_held": True})
    held = make.question(make.visitor(), tags=("dreams",))
    assert rows(cast.reader) == [(place.title, "asked")]
    approve_post(cast.moderator, held.pk)
    assert rows(cast.reader) == [(held.title, "asked"), (place.title, "asked")]


def test_a_star_that_is_taken_off_takes_its_updates_along_and_leaves_those_of_others(cast, place):
    tag = Tag.objects.get(name="dreams")
    for viewer in (cast.reader, cast.expert):
        set_favourite_tag(viewer, tag.pk, True)
    set_favourite_category(cast.reader, place.category_id, True)
    work()
    set_favourite_tag(cast.reader, tag.pk, False)
    assert whats(cast.reader) == ["asked"], "the category has a star, too"
    set_favourite_category(cast.reader, place.category_id, False)
    assert whats(cast.reader) == []
    assert not Update.objects.filter(member=cast.reader.user).exists()
    assert whats(cast.expert) == ["asked"]


def test_renamed_and_deleted_tags_and_deleted_categories_and_members_who_leave(cast, place):
    tag = Tag.objects.get(name="dreams")
    empty = make.category("Empty")
    set_favourite_tag(cast.reader, tag.pk, True)
    set_favourite_category(cast.reader, empty.pk, True)
    set_favourite_member(cast.reader, cast.answerer.user_id, True)
    answer = make.answer(make.question(cast.expert), cast.answerer)
    rename_tag(cast.administrator, tag, "nights")
    renamed = make.question(cast.asker, tags=("nights",))
    assert [title for title, _what in rows(cast.reader)] == [
        renamed.title,
        answer.question.title,
        place.title,
    ]
    delete_category(cast.administrator, empty)
    delete_tag(cast.administrator, Tag.objects.get(name="nights"))
    assert [title for title, _what in rows(cast.reader)] == [answer.question.title]
    cast.answerer.user.delete()
    assert rows(cast.reader) == []
    assert Favourite.objects.filter(member=cast.reader.user).count() == 0
    cast.reader.user.delete()
    assert not Update.objects.filter(member_id=cast.reader.user_id).exists()


def test_an_event_that_is_followed_in_several_ways_is_one_row(cast, place):
    set_favourite(cast.reader, place.pk, True)
    set_favourite_tag(cast.reader, Tag.objects.get(name="dreams").pk, True)
    set_favourite_category(cast.reader, place.category_id, True)
    set_favourite_member(cast.reader, cast.asker.user_id, True)
    assert whats(cast.reader) == ["asked"]


# --- The list itself ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [COPIED, READ])
def test_pages_show_every_question_once_while_others_go_on_writing(cast, way):
    options.save({"most_copies": way, "list_page_size": 5})
    set_favourite_member(cast.reader, cast.answerer.user_id, True)
    questions = [make.question(cast.answerer) for _number in range(13)]
    client, address, seen = make.client(cast.reader), "/updates/", []
    work()
    while address:
        page = Page.of(client.get(address))
        titles = [link.text for row in page.find_all(class_="row__title") for link in row.find_all("a")]
        seen += titles
        make.answer(make.question(cast.asker), cast.answerer)  # comes in at the top
        work()
        older = page.find_all("a", rel="next")
        address = f"/updates/{older[0].attribute('href')}" if older else ""
    assert seen == [question.title for question in reversed(questions)]


def test_a_place_that_no_link_leads_to_is_a_bad_request(cast):
    client = make.client(cast.reader)
    for place in ("x", "1", "1_2_3", "-1_2", "1_" + "9" * 30, "٣_٣"):
        assert client.get("/updates/", {"after": place}).status_code == 400
    assert client.get("/updates/", {"after": "1_2"}).status_code == 200
    assert client.get("/updates/", {"show": "everything"}).status_code == 400


def test_of_a_question_so_many_events_are_kept_and_of_a_member_so_many_questions(cast):
    options.save({"updates_per_question": 2, "most_updates": 10})
    question = make.question(cast.asker)
    set_favourite(cast.reader, question.pk, True)
    for _number in range(4):
        make.answer(question, make.member())
        work()
    for viewer in (cast.asker, cast.reader):
        assert Update.objects.filter(member=viewer.user).count() == 2
    for _number in range(11):
        make.answer(make.question(cast.asker), cast.expert)
    assert len(rows(cast.asker)) == 10
    options.save({"updates_per_question": 1})
    assert streams.purge_streams() == 3
    assert Update.objects.filter(member=cast.asker.user).count() == 10


def test_much_that_one_follows_never_drives_out_what_happened_to_ones_own(cast):
    options.save({"updates_per_question": 1, "most_updates": 10})
    mine = make.question(cast.asker)
    make.answer(mine, cast.expert)
    work()
    set_favourite_member(cast.asker, cast.answerer.user_id, True)
    for _number in range(25):
        make.question(cast.answerer)
    work()
    streams.purge_streams()
    assert rows(cast.asker, "content") == [(mine.title, "answered")]
    assert len(rows(cast.asker)) == 10


def test_streams_of_tags_are_purged_behind_what_a_page_looks_at(cast):
    options.save({"most_updates": 10})
    for _number in range(22):
        make.question(cast.asker, tags=("sleep",))
    work()
    assert StreamItem.objects.count() == 22
    assert streams.purge_streams() == 2
    first = Activity.objects.filter(verb="asked").earliest("id")
    assert not StreamItem.objects.filter(activity=first).exists()


def test_only_members_have_the_page_and_only_their_own(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    assert make.client().get("/updates/").url == "/accounts/login/?next=/updates/"
    assert whats(cast.reader) == []
