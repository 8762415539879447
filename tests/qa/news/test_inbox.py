"""The inbox: what a member is told, together by question, and what of it they have read."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.approvals import reject_post
from qa.actions.badges import award_badges
from qa.actions.hidings import hide_post
from qa.actions.writing import Byline
from qa.news.actions.tell import tell
from qa.news.models import Inbox, Notice, Preferences
from qa.news.rules.groups import KINDS, Group
from qa.news.rules.kinds import Kind
from tests import make
from tests.pages import Page
from tests.work import work

pytestmark = pytest.mark.django_db


def look(viewer, query=""):
    return Page.of(make.client(viewer).get(f"/inbox/{query}"))


def entries(viewer, query=""):
    return look(viewer, query).find_all("article")


def sentences(entry):
    return [found.text for found in entry.find_all(class_="told__sentence")]


def unread(viewer):
    found = Inbox.objects.filter(member=viewer.user).first()
    return found.unread_count if found else 0


def notices(viewer):
    return Notice.objects.filter(recipient=viewer.user).order_by("created_at", "id")


def mark(viewer, address="/inbox/reading/", **fields):
    return make.client(viewer).post(address, fields)


def test_visitors_are_sent_to_sign_in_and_come_back(db):
    response = make.client().get("/inbox/?only=unread")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=" + quote("/inbox/?only=unread", safe="/")
    assert make.client().get("/inbox/count/").status_code == 403
    assert make.client().post("/inbox/reading/", {"read": "1"}).status_code == 403


def test_an_empty_inbox_says_a_kind_sentence(cast):
    assert "Nothing yet." in look(cast.reader).find(class_="empty").text
    assert "You have read everything." in look(cast.reader, "?only=unread").find(class_="empty").text
    assert "Nothing of this kind." in look(cast.reader, "?kind=badges").find(class_="empty").text


def test_notices_of_one_question_are_one_entry_with_the_newest_and_the_number_of_unread_ones(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    answers = [make.answer(question, make.member()) for question in (first, second, first)]
    work()
    newer, older = entries(cast.asker)
    assert newer.find("h2").text == first.title
    assert older.find("h2").text == second.title
    assert newer.find("summary").text == "1 earlier"
    writers = [answers[2].author.username, answers[0].author.username]
    assert sentences(newer) == [f"{name} answered your question." for name in writers]
    assert len(newer.find_all(class_="new-mark")) == 2
    assert "Mark these 2 as read" in newer.text
    assert "earlier" not in older.text
    assert [link for told in newer.find_all("a") for link in told.find_all("a")] == [], (
        "no link within a link"
    )
    links = [link.attribute("href") for link in newer.find_all("a", class_="told__link")]
    found = list(notices(cast.asker).filter(question=first))
    assert links == [
        f"/questions/{first.pk}/?show={notice.post_id}&notice={notice.pk}#a{notice.post_id}"
        for notice in reversed(found)
    ]


def test_messages_and_the_like_belong_together_by_what_they_are_about(cast):
    for number in range(3):
        tell({cast.reader.user_id: Kind.MESSAGE}, about="conversation-7", path=f"/messages/7/?n={number}")
    tell({cast.reader.user_id: Kind.BADGE}, path="/badges/first/")
    badge, messages = entries(cast.reader)
    assert sentences(badge) == ["You earned a badge."]
    assert sentences(messages) == ["You have a new message."] * 3
    newest = notices(cast.reader).filter(kind=Kind.MESSAGE).last()
    link = messages.find("a", class_="told__link").attribute("href")
    assert link == f"/messages/7/?n=2&notice={newest.pk}"


def test_a_sentence_names_the_author_as_the_page_does(cast):
    question = make.question(cast.asker)
    make.answer(question, make.visitor(), byline=Byline(name="Night <owl>"))
    make.answer(question, make.visitor())
    accept_answer(cast.asker, make.answer(question, cast.answerer).pk)
    gone = make.answer(question, make.member("goner"))
    work()
    assert "goner answered your question." in look(cast.asker).text
    gone.author.delete()
    told = sentences(entries(cast.asker)[0])
    assert told == [
        "anonymous answered your question.",
        "answerer answered your question.",
        "anonymous answered your question.",
        "Night <owl> answered your question.",
    ]
    assert sentences(entries(cast.answerer)[0]) == ["Your answer was marked as the one that helped most."]


def test_what_is_not_public_any_more_shows_neither_title_nor_words_nor_link(cast):
    question = make.question(cast.asker, title="How does one keep a secret safe?")
    make.comment(question, cast.reader)
    answer = make.answer(question, cast.answerer, body="The word is zyzzyva.")
    make.comment(question, cast.answerer, body="Here is zyzzyva again.")
    below = make.comment(answer, cast.expert, body="A zyzzyva for @asker, below what will be hidden.")
    work()
    assert "zyzzyva" in look(cast.asker).find("main").text
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    work()
    [entry] = entries(cast.asker)
    assert f"?show={below.pk}" not in entry.find("h2").find("a").attribute("href")
    assert entry.find("h2").find("a").attribute("href").startswith(question.get_absolute_url())
    for place in (0, 2):  # what stood below it went with it
        hidden = entry.find_all(class_="told")[place]
        told = hidden.find(class_="told__sentence").text
        assert told == "Something happened on a post that is no longer public."
        assert hidden.find_all("a") == []
        assert "zyzzyva" not in hidden.text
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    work()
    [entry] = entries(cast.reader)
    assert sentences(entry) == ["Something happened on a post that is no longer public."]
    page = make.client(cast.reader).get("/inbox/").content.decode()
    assert "secret" not in page
    assert "zyzzyva" not in page
    assert f"/questions/{question.pk}/" not in page


def test_a_decision_about_ones_own_post_is_told_and_leads_to_the_page_to_mend_it(cast):
    options.save({"is_beginner_held": True, "held_below_points": 1_000})
    held = make.answer(make.question(cast.moderator), cast.answerer)
    reject_post(cast.moderator, held.pk, "Please leave out the name.")
    work()
    [entry] = entries(cast.answerer)
    assert sentences(entry) == ["What you wrote was looked at and not published."]
    notice = notices(cast.answerer).get()
    address = entry.find("a", class_="told__link").attribute("href")
    assert address == f"/posts/{held.pk}/mending/?notice={notice.pk}"
    assert make.client(cast.answerer).get(address).status_code == 200
    assert unread(cast.answerer) == 0


def test_the_inbox_can_be_narrowed_to_unread_ones_and_to_kinds(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    make.comment(question, cast.answerer, body="Perhaps @asker or @reader know.")
    tell({cast.asker.user_id: Kind.BADGE}, path="/badges/first/")
    work()
    assert len(entries(cast.asker)) == 2
    assert [len(entries(cast.asker, f"?kind={group}")) for group in Group] == [1, 0, 0, 0, 1, 0]
    assert len(entries(cast.reader, "?kind=mentions")) == 1
    Notice.objects.filter(kind=Kind.ANSWER).update(read_at=timezone.now())
    [other, _badge] = entries(cast.asker, "?only=unread")
    assert sentences(other) == ["answerer commented on what you wrote."]
    assert entries(cast.asker, "?only=unread&kind=badges")
    for query in ("?kind=secrets", "?only=1", "?page=x", "?page=2&after=9_9"):
        assert make.client(cast.asker).get(f"/inbox/{query}").status_code == 400, query
    assert make.client(cast.asker).get("/inbox/?page=7").status_code == 404


def test_badges_are_told_by_name_and_not_at_all_where_the_owner_wants_none(cast):
    make.question(cast.asker)
    award_badges()
    work()
    [entry] = entries(cast.asker)
    assert sentences(entry) == ["You earned a badge: First question"]
    address = entry.find("a", class_="told__link").attribute("href")
    assert address.startswith("/badges/first-question/?notice=")
    assert make.client(cast.asker).get(address).status_code == 200
    options.save({"are_badges_on": False})
    page = look(cast.asker)
    assert page.find_all("article") == []
    assert "adge" not in page.text


def test_every_kind_of_notice_is_in_one_group_and_has_a_sentence(cast):
    assert sorted(kind for kinds in KINDS.values() for kind in kinds) == sorted(Kind)
    answer = make.answer(make.question(cast.asker), cast.answerer)
    for kind in Kind:  # also those that are only told to whom wants them
        Notice.objects.create(recipient=cast.reader.user, kind=kind, question=answer.question, post=answer)
    told = sentences(entries(cast.reader)[0])
    assert len(set(told)) == len(Kind)
    assert not any("%" in sentence for sentence in told)


def test_a_long_inbox_has_pages_that_miss_and_repeat_nothing(cast):
    options.save({"list_page_size": 5})
    moment = timezone.now()
    for number in range(231):
        tell({cast.reader.user_id: Kind.BADGE}, path=f"/badges/{number}/")
    Notice.objects.update(created_at=moment)  # what came at one moment is told apart, too
    client, address, seen = make.client(cast.reader), "/inbox/?kind=badges", []
    while address:
        page = Page.of(client.get(address))
        seen += [link.attribute("href").partition("?")[0] for link in page.find_all("a", class_="told__link")]
        following = page.find_all("a", rel="next")
        address = following[0].attribute("href") if following else ""
    assert seen == [f"/badges/{number}/" for number in reversed(range(231))]


def test_one_notice_a_question_or_all_are_marked_as_read_and_unread(cast):
    first, second = make.question(cast.asker), make.question(cast.asker)
    for question in (first, first, second, second):
        make.answer(question, make.member())
    work()
    newest = notices(cast.asker).last()
    for _twice in range(2):
        response = mark(cast.asker, notice=newest.pk, read="1")
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"/inbox/#notice-{newest.pk}",
        )
        assert unread(cast.asker) == 3
    mark(cast.asker, thread=str(first.pk), read="1")
    assert unread(cast.asker) == 1
    for _twice in range(2):
        mark(cast.asker, notice=newest.pk, read="0")
        assert unread(cast.asker) == 2
    mark(cast.asker, until=timezone.now().isoformat(), read="1")
    assert unread(cast.asker) == 0
    assert "2 unread" not in look(cast.asker).text


def test_marking_all_takes_only_what_was_there_when_the_page_was_made_and_what_it_was_narrowed_to(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    until = look(cast.asker, "?kind=answers").find("input", name="until").attribute("value")
    tell({cast.asker.user_id: Kind.BADGE}, path="/badges/first/")
    Notice.objects.filter(kind=Kind.BADGE).update(created_at=timezone.now() - timedelta(days=1))
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    response = mark(cast.asker, "/inbox/reading/?kind=answers&page=1", until=until, read="1")
    assert response.headers["Location"] == "/inbox/?kind=answers&page=1"
    assert list(notices(cast.asker).filter(read_at=None).values_list("kind", flat=True)) == [
        "badge",
        "answer",
    ]


def test_nobody_marks_the_notices_of_others(cast):
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    notice = notices(cast.asker).get()
    for fields in ({"notice": notice.pk}, {"thread": notice.thread}, {"until": timezone.now().isoformat()}):
        assert mark(cast.reader, read="1", **fields).status_code == 302
    make.client(cast.reader).get(f"/?notice={notice.pk}")
    assert unread(cast.asker) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"read": "maybe", "notice": "1"}, 400),
        ({"read": "1"}, 400),
        ({"read": "1", "until": "yesterday"}, 400),
        ({"read": "1", "until": "2026-13-45T00:00:00Z"}, 400),
        ({"read": "1", "until": "2026-01-01T00:00:00"}, 400),
        ({"read": "1", "notice": "x"}, 404),
        ({"read": "1", "notice": "9" * 30}, 404),
        ({"read": "1", "notice": "9" * 18}, 302),
        ({"read": "1", "thread": "no such \0 thread"}, 302),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_with_a_sentence(cast, fields, status):
    response = mark(cast.asker, **fields)
    assert response.status_code == status
    if status != 302:
        assert Page.of(response).find(class_="error__sentence").text


def test_what_a_member_did_not_want_listed_is_never_unread(cast):
    question = make.question(cast.asker)
    Notice.objects.create(
        recipient=cast.asker.user, kind=Kind.ANSWER, question=question, post=question, is_listed=False,
        read_at=timezone.now(),
    )  # fmt: skip
    mark(cast.asker, thread=str(question.pk), read="0")
    assert unread(cast.asker) == 0


def test_htmx_gets_the_entry_and_the_number_in_the_head(cast):
    question = make.question(cast.asker)
    for _number in range(3):
        make.answer(question, make.member())
    work()
    fields = {"thread": str(question.pk), "notice": notices(cast.asker).last().pk, "read": "1"}
    client = make.client(cast.asker)
    answer = Page.of(client.post("/inbox/reading/", fields, headers={"HX-Request": "true"}))
    assert answer.find("article").find("h2").text == question.title
    assert len(answer.find_all(class_="new-mark")) == 2
    link = answer.find("a", id="inbox-link")
    assert link.attribute("aria-label") == "Inbox, 2 unread notices"
    assert link.attribute("hx-swap-oob") == "true"
    assert not answer.find_all("header")


# --- The number in the head of every page ---------------------------------------------------------


def test_the_head_of_every_page_says_how_much_is_unread(cast):
    for viewer in (cast.asker, None):
        links = Page.of(make.client(viewer).get("/drafts/")).find_all("a", id="inbox-link")
        assert len(links) == (viewer is not None)
    [link] = Page.of(make.client(cast.asker).get("/drafts/")).find_all("a", id="inbox-link")
    assert link.attribute("aria-label") == "Inbox"
    assert "hidden" in link.find(class_="inbox-link__count").node[1]
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    for address in ("/drafts/", "/questions/", "/inbox/"):
        client = make.client(cast.asker)
        for _time in range(2):  # the first request of a session, too
            link = Page.of(client.get(address)).find("a", id="inbox-link")
            assert link.attribute("aria-label") == "Inbox, 1 unread notice", address
            assert link.find(class_="inbox-link__count").text == "1"


def test_the_script_asks_for_the_number_and_hears_that_nothing_changed(cast):
    client = make.client(cast.asker)
    first = client.get("/inbox/count/")
    assert first.json() == {"unread": 0, "words": "0 unread notices"}
    tag = first.headers["ETag"]
    assert client.get("/inbox/count/", headers={"If-None-Match": tag}).status_code == 304
    make.answer(make.question(cast.asker), cast.answerer)
    work()
    again = client.get("/inbox/count/", headers={"If-None-Match": tag})
    assert again.json() == {"unread": 1, "words": "1 unread notice"}
    assert "private" in again.headers["Cache-Control"]
    assert make.client(cast.reader).get("/inbox/count/").json()["unread"] == 0


def test_the_number_costs_the_session_and_nothing_more(cast, django_assert_num_queries):
    client = make.client(cast.asker)
    client.get("/inbox/count/")
    with django_assert_num_queries(1):
        client.get("/inbox/count/")


def test_a_question_is_muted_where_it_stands_in_the_inbox(cast):
    question = make.question(cast.asker)
    make.answer(question, cast.answerer)
    work()
    client = make.client(cast.asker)
    button = Page.of(client.get("/inbox/")).find("form", action=f"/updates/mutes/{question.pk}/")
    assert button.find("button").text.startswith("Stop telling me")
    assert client.post(f"/updates/mutes/{question.pk}/", {"mute": "1", "next": "/inbox/"}).url == "/inbox/"
    make.answer(question, cast.reader)
    work()
    assert Notice.objects.filter(recipient=cast.asker.user).count() == 1


def test_what_one_wants_by_mail_alone_does_not_stand_in_the_inbox(cast):
    asker = make.member(email="sam@example.org")
    choices = {str(Kind.ANSWER): {"site": False, "mail": "now"}}
    Preferences.objects.create(member=asker.user, choices=choices)
    make.answer(make.question(asker, byline=Byline("", True)), cast.answerer)
    work()
    assert Notice.objects.get(recipient=asker.user).mail == "now"
    assert "answerer" not in Page.of(make.client(asker).get("/inbox/")).find("main").text
