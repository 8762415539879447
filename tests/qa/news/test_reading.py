"""What members have seen: visits to threads in which something is theirs, links of notices, and forgetting."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from forum import options
from qa.actions.hidings import hide_post
from qa.actions.votes import cast_vote
from qa.news.actions.forgetting import forget_read_notices
from qa.news.actions.reading import note_visit
from qa.news.actions.tell import tell
from qa.news.models import Inbox, Notice, Visit
from qa.news.rules.kinds import Kind
from qa.news.tasks import forget_old_notices
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db


def open_page(viewer, question, query=""):
    return Page.of(make.client(viewer).get(question.get_absolute_url() + query))


def end_visit():
    """The last visit was an hour ago."""
    Visit.objects.update(seen_at=F("seen_at") - timedelta(hours=1))


def unread(viewer):
    found = Inbox.objects.filter(member=viewer.user).first()
    return found.unread_count if found else 0


def marked(page, *posts):
    """Which of these posts carry a mark of their own."""
    found = {}
    for post in posts:
        [article] = page.find_all("article", id=post.anchor)
        first = next(child for child in article.node[2] if not isinstance(child, str))
        found[post.pk] = "new-mark" in first[1].get("class", "")
    return [post.pk for post in posts if found[post.pk]]


def test_what_came_since_the_last_visit_is_counted_and_marked_and_linked(cast):
    question = make.question(cast.asker)
    old = make.answer(question, cast.answerer)
    page = open_page(cast.asker, question)
    assert page.find_all(class_="since") == [], "nothing is new at the first visit"
    end_visit()
    answer = make.answer(question, cast.expert)
    own = make.answer(question, cast.asker)
    comment = make.comment(old, cast.reader)
    hidden = make.answer(question, cast.reader)
    hide_post(cast.moderator, hidden.pk, reason="Not for here.")
    page = open_page(cast.asker, question)
    assert page.find(class_="since").text == "2 new since your last visit"
    assert page.find(class_="since").find("a").attribute("href") == f"#{answer.anchor}"
    assert marked(page, old, answer, own, comment) == [answer.pk, comment.pk]
    assert page.find(class_="new-mark").text == "new"


def test_what_is_new_stays_new_until_the_visit_is_over(cast):
    question = make.question(cast.asker)
    open_page(cast.asker, question)
    end_visit()
    answer = make.answer(question, cast.answerer)
    for _time in range(2):
        assert marked(open_page(cast.asker, question), answer) == [answer.pk]
    later = make.answer(question, cast.expert)
    page = open_page(cast.asker, question)
    assert page.find(class_="since").text == "2 new since your last visit"
    assert marked(page, answer, later) == [answer.pk, later.pk]
    end_visit()
    page = open_page(cast.asker, question)
    assert page.find_all(class_="since") == []
    assert marked(page, answer, later) == []


def test_the_first_new_post_may_stand_on_another_page(cast):
    options.save({"answers_page_size": 5})
    question = make.question(cast.asker)
    for _number in range(5):
        cast_vote(cast.reader, make.answer(question, make.member()).pk, 1)
    open_page(cast.asker, question)
    end_visit()
    answer = make.answer(question, cast.answerer)
    page = open_page(cast.asker, question)
    address = page.find(class_="since").find("a").attribute("href")
    assert address == f"/questions/{question.pk}/?show={answer.pk}#{answer.anchor}"
    response = make.client(cast.asker).get(address, follow=True)
    assert marked(Page.of(response), answer) == [answer.pk]


@pytest.mark.parametrize("who", ["visitor", "reader", "moderator"])
def test_strangers_to_a_thread_leave_no_trace_in_it(cast, who):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    open_page(getattr(cast, who, None), question)
    make.client(cast.asker).head(question.get_absolute_url())
    assert not Visit.objects.exists()


@pytest.mark.parametrize("who", ["asker", "answerer", "reader"])
def test_whoever_has_something_of_their_own_in_a_thread_has_seen_it(cast, who):
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    cast_vote(cast.reader, answer.pk, 1)
    open_page(getattr(cast, who), question)
    visit = Visit.objects.get()
    assert (visit.member, visit.question) == (getattr(cast, who).user, question)
    assert visit.newest_at == visit.before_at == answer.created_at


def test_opening_a_question_reads_its_notices_and_the_head_of_that_very_page_says_so(cast):
    question, other = make.question(cast.asker), make.question(cast.asker)
    for one in (question, question, other):
        make.answer(one, cast.answerer)
    work()
    assert unread(cast.asker) == 3
    page = open_page(cast.asker, question)
    assert page.find("a", id="inbox-link").attribute("aria-label") == "Inbox, 1 unread notice"
    assert unread(cast.asker) == 1


def test_the_link_of_a_notice_reads_it_and_what_belongs_to_it_also_where_nothing_is_ones_own(cast):
    question = make.question(cast.asker)
    for body in ("Perhaps @reader knows.", "I asked @reader, too."):
        make.comment(question, cast.answerer, body=body)
    tell({cast.reader.user_id: Kind.MESSAGE}, about="conversation-7", path="/messages/7/")
    work()
    assert unread(cast.reader) == 3
    client = make.client(cast.reader)
    [entry, _message] = Page.of(client.get("/inbox/")).find_all("article")
    response = client.get(entry.find("a", class_="told__link").attribute("href"), follow=True)
    assert response.status_code == 200
    assert Page.of(response).find("a", id="inbox-link").attribute("aria-label") == "Inbox, 1 unread notice"
    message = Notice.objects.get(kind=Kind.MESSAGE)
    client.get(f"/drafts/?notice={message.pk}")
    assert unread(cast.reader) == 0
    assert not Visit.objects.exists()


@pytest.mark.parametrize("word", ["x", "", "-1", "9" * 18, "9" * 40])
def test_a_link_with_a_number_that_is_none_does_no_harm(cast, word):
    for viewer in (cast.reader, None):
        assert make.client(viewer).get(f"/questions/?notice={word}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_several_windows_of_one_member_note_one_visit(cast):
    question = make.question(cast.asker)
    for _number in range(10):
        make.answer(question, make.member())
    work()
    start, found = threading.Barrier(6), []

    def open_it():
        start.wait()
        found.extend(note_visit(cast.asker, question) for _time in range(5))
        connection.close()

    threads = [threading.Thread(target=open_it) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 30
    assert Visit.objects.count() == 1
    assert unread(cast.asker) == 0


def test_notices_that_were_read_are_forgotten_after_the_days_that_the_owner_says(cast):
    question = make.question(cast.asker)
    for _number in range(3):
        make.answer(question, cast.answerer)
    work()
    old, kept, fresh = Notice.objects.order_by("id")
    long_ago = timezone.now() - timedelta(days=100)
    Notice.objects.filter(pk__in=[old.pk, kept.pk]).update(created_at=long_ago)
    Notice.objects.filter(pk=old.pk).update(read_at=long_ago)
    Notice.objects.filter(pk=fresh.pk).update(read_at=timezone.now())
    assert forget_read_notices(101) == 0
    forget_old_notices.call()
    assert set(Notice.objects.all()) == {kept, fresh}, "what is unread stays"
    assert unread(cast.asker) == 1


def test_an_account_that_is_deleted_takes_its_visits_and_notices_along(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    work()
    open_page(cast.asker, question)
    cast.asker.user.delete()
    assert not Visit.objects.exists()
    assert not Notice.objects.exists()
