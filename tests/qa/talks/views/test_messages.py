"""Private messages as pages: writing without a script, clear sentences, what is typed stays, nothing lies in caches."""

import pytest
from django.test import Client

from forum import options
from qa.models import Draft
from qa.news.models import Notice
from qa.talks.actions.preferences import save_preference, stop_member
from qa.talks.models import Copy, Message, Stop
from qa.talks.rules.openness import Openness
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
NOW = "You cannot write to this member at present."


def typed(response):
    return Page.of(response).find("textarea", name="body").text.strip()


def test_writing_reading_and_answering_without_a_script(cast):
    reader, asker = make.client(cast.reader), make.client(cast.asker)
    sent = reader.post("/messages/new/", {"to": "asker", "body": "How **are** you?"}, follow=True)
    assert "Your message is sent." in sent.text
    message = Message.objects.get()
    address = f"/messages/{message.conversation_id}/"
    assert sent.redirect_chain[-1][0] == address
    listed = asker.get("/messages/").text
    assert "How are you?" in listed
    assert "1 new" in listed
    page = asker.get(address)
    assert "<strong>are</strong>" in page.text
    assert Page.of(page).find_all(class_="badge--good")
    assert not Page.of(asker.get(address)).find_all(class_="badge--good"), "it was new once"
    assert not Notice.objects.filter(read_at=None).exists()
    asker.post(address, {"body": "Better."})
    assert "Better." in reader.get(address).text


def test_opening_a_conversation_is_told_to_nobody(cast):
    message = make.message(cast.reader, cast.asker)
    address = f"/messages/{message.conversation_id}/"
    before = Page.of(make.client(cast.reader).get(address)).find("main").text
    make.client(cast.asker).get(address)
    assert Page.of(make.client(cast.reader).get(address)).find("main").text == before


def test_looking_with_head_marks_nothing_as_read(cast):
    message = make.message(cast.reader, cast.asker)
    make.client(cast.asker).head(f"/messages/{message.conversation_id}/")
    assert Copy.objects.unread().exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"to": "reader", "body": "Hello."}, "your own name"),
        ({"to": "nobody-here", "body": "Hello."}, "no member of this name"),
        ({"to": "", "body": "Hello."}, "required"),
        ({"to": "asker", "body": ""}, "required"),
        ({"to": "asker", "body": " \u200b "}, "required"),
        ({"to": "asker", "body": "x" * 100_000}, "at most 8000 fit"),
        ({"to": "asker", "body": "Hello\x00you."}, "no computer can store"),
        ({"to": "x" * 5000, "body": "Hello."}, "at most 60 characters"),
        ({"to": "ask\x00er", "body": "Hello."}, "computer can store"),
        ({"to": "asker", "body": "Hello.", "submission_key": "none"}, ""),
        ({}, "required"),
    ],
)
def test_bad_input_gets_a_sentence_and_what_was_typed_stays(cast, fields, sentence):
    response = make.client(cast.reader).post("/messages/new/", fields)
    if not sentence:
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert sentence in response.text
    assert (
        typed(response) == fields.get("body", "").replace("\x00", "\ufffd").strip()
        or "\x00" in fields["body"]
    )
    assert not Message.objects.exists()


def test_somebody_who_was_stopped_keeps_what_they_typed_and_reads_a_neutral_sentence(cast):
    message = make.message(cast.reader, cast.asker)
    address = f"/messages/{message.conversation_id}/"
    client = make.client(cast.reader)
    stop_member(cast.asker, cast.reader.user)
    response = client.post(address, {"body": "Why do you not answer?"})
    assert response.status_code == 422
    assert NOW in response.text
    assert typed(response) == "Why do you not answer?"
    page = client.get(address)
    assert NOW in page.text
    assert not Page.of(page).find_all("textarea")
    assert NOW in client.get("/messages/new/?to=asker").text


def test_too_many_messages_are_told_with_the_wait_and_the_text_stays(cast):
    options.save({"messages_per_member": 1})
    make.message(cast.expert, cast.asker)
    response = make.client(cast.expert).post("/messages/new/", {"to": "asker", "body": "One more."})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert typed(response) == "One more."


@pytest.mark.parametrize("name", ["asker", "closed", "nobody-of-this-name"])
def test_before_signing_in_nobody_learns_whether_there_is_such_a_member_or_takes_messages(cast, name):
    closed = make.member("closed")
    save_preference(closed, Openness.NOBODY, has_wall=True)
    response = Client().get(f"/messages/new/?to={name}")
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next=/messages/new/%3Fto%3D{name}"
    assert "Write a private message" not in Client().get("/users/asker/").text


def test_the_profile_offers_a_message_where_one_may_be_written(cast):
    words = "Write a private message"
    assert words in make.client(cast.reader).get("/users/asker/").text
    assert words not in make.client(cast.asker).get("/users/asker/").text
    save_preference(cast.asker, Openness.NOBODY, has_wall=True)
    assert words not in make.client(cast.reader).get("/users/asker/").text
    options.save({"are_messages_allowed": False})
    assert words not in make.client(cast.reader).get("/users/answerer/").text
    assert "Messages" not in Page.of(make.client(cast.reader).get("/")).find("header").text


def test_who_wrote_a_post_without_an_account_cannot_be_written_to(cast):
    question = make.question(make.visitor())
    page = make.client(cast.reader).get(question.get_absolute_url()).text
    assert "/messages/new/" not in page


def test_messages_lie_in_no_cache(cast):
    message = make.message(cast.reader, cast.asker)
    for address in (
        "/messages/",
        f"/messages/{message.conversation_id}/",
        "/messages/new/",
        "/users/me/messages/",
    ):
        for client in (make.client(cast.asker), Client()):
            assert "no-store" in client.get(address)["Cache-Control"]


def test_deleting_asks_first_and_can_be_taken_back(cast):
    message = make.message(cast.reader, cast.asker, "Only for you.")
    client, address = make.client(cast.asker), f"/messages/{message.conversation_id}/"
    one = f"{address}{message.pk}/deletion/"
    assert "Only for you." in client.get(one).text
    assert Copy.objects.kept().count() == 2
    after = client.post(one, follow=True)
    assert "Only for you." not in after.text
    assert "You deleted 1 message here within the last day." in after.text
    client.post(f"{address}restoration/")
    assert "Only for you." in client.get(address).text
    client.post(f"{address}deletion/")
    listed = client.get("/messages/").text
    assert "Deleted within the last day" in listed
    assert client.post(f"{address}restoration/", follow=True).status_code == 200
    assert "Only for you." in client.get(address).text


def test_a_long_conversation_has_pages_with_the_newest_at_the_end_of_the_first(cast):
    options.save({"messages_per_member": 1000, "messages_page_size": 2})
    messages = [make.message(cast.reader, cast.asker, f"Word {number}.") for number in range(5)]
    client, address = make.client(cast.asker), f"/messages/{messages[0].conversation_id}/"
    first = Page.of(client.get(address))
    assert [line.find(class_="prose").text.strip() for line in first.find_all(class_="talk-line")] == [
        "Word 3.",
        "Word 4.",
    ]
    second = client.get(first.find("a", rel="next").attribute("href"))
    assert "Word 1." in second.text
    assert "Word 3." not in second.text
    assert client.get(f"{address}?page=9").status_code == 404


def test_the_settings_say_who_may_write_and_whom_one_stopped(cast):
    message = make.message(cast.reader, cast.asker)
    client = make.client(cast.asker)
    assert "/users/reader/stop/" in client.get(f"/messages/{message.conversation_id}/").text
    assert "not told" in client.get("/users/reader/stop/").text
    assert "reader" in client.post("/users/reader/stop/", follow=True).text
    client.post(f"/users/me/stops/{Stop.objects.get().pk}/lifting/")
    assert not Stop.objects.exists()
    assert client.post("/users/me/messages/", {"openness": "sometimes"}).status_code == 422
    client.post("/users/me/messages/", {"openness": "known"})
    page = Page.of(client.get("/users/me/messages/"))
    assert [field.attribute("value") for field in page.find_all("input", checked="")] == ["known"] or page
    assert client.post("/users/asker/stop/").status_code == 404


def test_a_former_member_is_named_as_such(cast):
    from qa.actions.members import delete_member

    message = make.message(cast.reader, cast.asker, "I was here.")
    delete_member(cast.administrator, cast.reader.user)
    client = make.client(cast.asker)
    assert "a former member" in client.get("/messages/").text
    page = client.get(f"/messages/{message.conversation_id}/")
    assert "I was here." in page.text
    assert "Messages with a former member" in page.text
    assert not Page.of(page).find_all("textarea")


def test_a_draft_of_an_answer_is_kept_and_goes_when_it_is_sent(cast):
    message = make.message(cast.reader, cast.asker)
    client, address = make.client(cast.asker), f"/messages/{message.conversation_id}/"
    make.question(cast.expert)  # a post may have the number of the conversation
    client.post(address, {"body": "I am not sure yet", "save_draft": "1"})
    assert typed(client.get(address)) == "I am not sure yet"
    drafts = client.get("/drafts/").text
    assert f"{address}#write" in drafts
    assert "How does one get through" not in drafts
    client.post(address, {"body": "I am sure."})
    assert not Draft.objects.exists()


def test_the_preview_sends_nothing(cast):
    response = make.client(cast.reader).post(
        "/messages/new/", {"to": "asker", "body": "How **are** you?", "preview": "1"}
    )
    assert "<strong>are</strong>" in response.text
    assert not Message.objects.exists()


def test_what_is_written_is_escaped_and_a_strange_name_breaks_nothing(cast):
    message = make.message(make.member('o"<b>x'), cast.asker, "<script>alert(1)</script> & more")
    page = make.client(cast.asker).get(f"/messages/{message.conversation_id}/").text
    assert "<script>alert" not in page
    assert "<b>x" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/messages/{n}/", "/messages/{n}/deletion/", "/messages/{n}/{n}/deletion/", "/messages/{n}/{n}/report/",
        "/wall/{n}/", "/wall/{n}/deletion/", "/wall/{n}/report/", "/reports/{n}/", "/users/nobody-here/stop/",
        "/users/nobody-here/wall/", "/users/nobody-here/wall/new/", "/messages/{n}/restoration/", "/wall/{n}/showing/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["0", "9223372036854775808", "99999999999999999999999999"])
def test_what_there_is_not_is_not_found_whatever_its_number(cast, address, number):
    client = make.client(cast.moderator)
    for send in (client.get, client.post):
        assert send(address.format(n=number), {"body": "Hello."}).status_code in (404, 405)
