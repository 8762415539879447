"""Mail that comes in: replies are posted by the ordinary rules, what came back is counted, and all else is dropped."""

import io
import logging
import sys
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from forum import options
from qa.actions.closures import close_question
from qa.actions.measures import suspend, warn
from qa.actions.words import save_word
from qa.actions.writing import Byline
from qa.models import Draft, NoticeAddress, Post, WatchedWord
from qa.news.actions import incoming
from qa.news.actions.incoming import LARGEST, receive
from qa.news.actions.outcomes import Outcome
from qa.news.models import Notice, ReturnedMail
from tests import make
from tests.pages import Page
from tests.qa.news.letters import TICKED, letters_to, reader_of_mail

pytestmark = pytest.mark.django_db
WORDS = "Thank you very much, that helps a lot."


@pytest.fixture
def asker():
    options.save({"mail_domain": "in.example.org", "is_reply_by_mail_on": True})
    return reader_of_mail("kim", "kim@example.org")


@pytest.fixture
def answer(asker):
    return make.answer(make.question(asker, byline=TICKED))


@pytest.fixture
def letter(asker, answer):
    """The mail about an answer to the asker's question."""
    return letters_to(asker)[-1]


def reply_to(letter, text=WORDS, sender="Kim <Kim@Example.org>", html="", **headers):
    """What Kim's mail program sends."""
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.reply_to[0]
    message["Subject"], message["Message-ID"] = f"Re: {letter.subject}", f"<{make.count()}@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in letter.body.splitlines())
    message.set_content(
        f"{text}\n\nOn Thu, Nov 26, 2026 at 5:03 PM <no-reply@x.example> wrote:\n\n{quoted}\n"
        if text
        else "\n"
    )
    if html:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def comments():
    return list(Post.objects.filter(kind="C").order_by("pk").values_list("body", flat=True))


def test_a_reply_becomes_a_comment_without_what_it_quotes(asker, answer, letter):
    assert "publishes your reply there" in letter.body
    assert receive(reply_to(letter)) == Outcome.POSTED
    comment = Post.objects.get(kind="C")
    assert (comment.body, comment.parent, comment.author) == (WORDS, answer, asker.user)
    assert comment.wants_notice


def test_a_reply_to_a_comment_stands_beside_it_and_one_to_a_question_is_an_answer(asker):
    question = make.question(asker, byline=TICKED)
    make.comment(question, make.member())
    assert receive(reply_to(letters_to(asker)[-1])) == Outcome.POSTED
    assert Post.objects.filter(kind="C", author=asker.user).get().parent == question
    mentioning = make.question(body="Perhaps @kim knows more about it.")
    assert receive(reply_to(letters_to(asker)[-1], "I know a little more about it.")) == Outcome.POSTED
    assert Post.objects.get(kind="A", author=asker.user).question == mentioning


def test_the_same_mail_handed_over_twice_is_posted_once(letter):
    raw = reply_to(letter)
    assert [receive(raw), receive(raw)] == [Outcome.POSTED, Outcome.POSTED]
    assert comments() == [WORDS]


def test_html_alone_is_read_too(letter):
    html = f"<p>{WORDS}</p><div class='gmail_quote'><blockquote>There is a new answer</blockquote></div>"
    assert receive(reply_to(letter, html=html)) == Outcome.POSTED
    assert comments() == [WORDS]


def test_only_the_address_that_the_mail_went_to_may_reply(asker, letter):
    assert receive(reply_to(letter, sender="other@example.org")) == Outcome.FORGED
    User.objects.filter(pk=asker.user_id).update(email="new@example.org")
    asker.user.emailaddress_set.create(email="new@example.org", verified=True)
    for sender in ("kim@example.org", "new@example.org"):
        assert receive(reply_to(letter, sender=sender)) == Outcome.FORGED
    assert comments() == []


def test_a_reply_address_is_good_for_thirty_days_and_forged_ones_for_nothing(asker, answer):
    Notice.objects.all().delete()
    letters_to(asker)
    Notice.objects.update(created_at=timezone.now() - timedelta(days=31), mailed_at=None)
    from qa.news.actions.mails import send_mail

    mail.outbox.clear()
    send_mail.enqueue(Notice.objects.get().pk)
    [old] = letters_to(asker)
    assert receive(reply_to(old)) == Outcome.FORGED
    old.reply_to = ["reply+abc-def-ghi@in.example.org"]
    assert receive(reply_to(old)) == Outcome.FORGED
    old.reply_to = ["somebody@in.example.org"]
    assert receive(reply_to(old)) == Outcome.UNKNOWN
    assert mail.outbox == [old]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto_Submitted", "auto-replied"),
        ("Precedence", "bulk"),
        ("List_Id", "<list.example.org>"),
        ("X_Autoreply", "yes"),
        ("Return_Path", "<>"),
    ],
)
def test_machines_get_no_answer_and_post_nothing(letter, header, value):
    before = len(mail.outbox)
    assert receive(reply_to(letter, **{header: value})) == Outcome.AUTOMATIC
    assert comments() == [] and len(mail.outbox) == before


def test_too_many_replies_an_hour_are_dropped(letter):
    options.save({"mail_replies_per_member": 2})
    outcomes = [receive(reply_to(letter, f"This is reply number {n} of mine.")) for n in range(4)]
    assert outcomes == [Outcome.POSTED, Outcome.POSTED, Outcome.TOO_MANY, Outcome.TOO_MANY]


def test_what_is_switched_off_takes_nothing(letter):
    options.save({"is_reply_by_mail_on": False})
    assert receive(reply_to(letter)) == Outcome.OFF
    assert comments() == []


def test_without_replies_by_mail_no_mail_offers_them():
    asker = reader_of_mail()
    make.answer(make.question(asker, byline=TICKED))
    [message] = letters_to(asker)
    assert message.reply_to == []
    assert "publishes" not in message.body


def test_a_refusal_is_mailed_back_once_without_a_word_of_the_text_which_is_kept_as_a_draft(
    asker, answer, letter
):
    close_question(make.member(level=80), answer.question_id, reason="It is settled.")
    suspend(
        make.member(level=80),
        asker.user_id,
        rights=["comment"],
        ends_at=timezone.now() + timedelta(days=2),
        reason="A rest.",
    )
    before = len(mail.outbox)
    assert receive(reply_to(letter)) == Outcome.REFUSED
    refusal = mail.outbox[before]
    assert len(mail.outbox) == before + 1
    assert refusal.to == ["kim@example.org"]
    assert "was not published" in refusal.body and "draft" in refusal.body
    assert "helps a lot" not in refusal.message().as_string()
    assert refusal.extra_headers["Auto-Submitted"] == "auto-replied"
    assert Draft.objects.get().fields["body"] == WORDS
    for _number in range(5):
        receive(reply_to(letter))
    assert len(mail.outbox) <= before + 3


@pytest.mark.parametrize("text", ["Short.", "x" * 30_001])
def test_texts_that_the_form_would_refuse_are_refused(letter, text):
    assert receive(reply_to(letter, text)) == Outcome.REFUSED
    assert comments() == []


def test_watched_words_refuse_without_being_named_in_the_mail(letter):
    save_word(make.SYSTEM, WatchedWord(pattern="roulette", action="reject"))
    assert receive(reply_to(letter, "Let us play roulette together, friend.")) == Outcome.REFUSED
    assert "roulette" not in mail.outbox[-1].body


def test_what_would_wait_for_approval_on_the_site_waits_by_mail_too(letter):
    save_word(make.SYSTEM, WatchedWord(pattern="roulette", action="hold"))
    assert receive(reply_to(letter, "Let us play roulette together, friend.")) == Outcome.POSTED
    assert Post.objects.get(kind="C").is_held


def test_a_warning_is_read_first(asker, letter):
    warn(make.member(level=80), asker.user_id, reason="Please be kind.")
    assert receive(reply_to(letter)) == Outcome.REFUSED
    assert "Please read it before you write again" in mail.outbox[-1].body


def test_a_reply_without_words_is_nothing(letter):
    before = len(mail.outbox)
    assert receive(reply_to(letter, "")) == Outcome.EMPTY
    assert len(mail.outbox) == before


BROKEN = [
    b"",
    b"\x00\xff\xfe",
    b'From: kim@example.org\nTo: reply+x@in.example.org\nContent-Type: multipart/mixed; boundary="a"\n\n--a\n',
    b"From: =?utf-8?q?=ff=fe?= <kim@example.org>\nTo: <<<>>>\nContent-Type: text/plain; charset=nonsense\n\nHello",
    b"Content-Type: message/rfc822\n\n" * 200,
    b"To: reply+" + b"a" * 5_000 + b"@in.example.org\n\nx",
    b"To: bounce+1-zzzzzzzzzzzzzzzzzzzz-1-a@in.example.org\n\nx",
]


@pytest.mark.parametrize("raw", BROKEN)
def test_broken_mails_are_dropped(asker, raw):
    assert receive(raw) in set(Outcome) - {Outcome.POSTED, Outcome.RETURNED}


def test_an_unknown_character_set_is_read_as_well_as_it_can_be(letter):
    raw = reply_to(letter).replace(b'charset="utf-8"', b'charset="klingon"')
    assert receive(raw) == Outcome.POSTED
    assert comments() == [WORDS]


def test_the_command_refuses_what_is_too_large_before_it_has_read_it_all(monkeypatch):
    class Endless(io.RawIOBase):
        count = 0

        def read(self, size=-1):
            assert 0 < size <= LARGEST + 1
            self.count += size
            return b"x" * size

    endless = Endless()
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": endless}))
    with pytest.raises(SystemExit) as ended:
        call_command("receive_mail")
    assert (ended.value.code, endless.count) == (65, LARGEST + 1)


def test_the_command_says_what_became_of_a_mail_and_no_address(letter, monkeypatch, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    raw = reply_to(letter)
    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": io.BytesIO(raw)}))
    call_command("receive_mail", recipient=letter.reply_to[0])
    said = capsys.readouterr().out + caplog.text
    assert Outcome.POSTED in said
    assert "kim@" not in said and "reply+" not in said


def report(original, *, status="5.1.1", action="failed", to="no-reply@forum.example.org", headers_only=False):
    """What a mail server sends that could not deliver a mail."""
    name = original.extra_headers["Message-ID"]
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        f"From: MAILER-DAEMON@example.org\nTo: {to}\nReturn-Path: <>\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; kim@example.org\nAction: {action}\nStatus: {status}\n\n"
        f"--b\nContent-Type: {kind}\n\nFrom: no-reply@forum.example.org\nMessage-ID: {name}\n\nHello,\n--b--\n"
    ).encode()


@pytest.mark.parametrize("headers_only", [True, False])
def test_an_address_that_does_not_exist_is_left_alone_after_two_mails_and_its_owner_reads_why(
    asker, answer, letter, headers_only
):
    raw = report(letter, headers_only=headers_only)
    assert receive(raw) == Outcome.RETURNED
    assert ReturnedMail.objects.get().paused_at is None
    assert receive(raw) == Outcome.RETURNED
    make.answer(answer.question)
    before = len(mail.outbox)
    assert len(letters_to(asker)) == before
    client = make.client(asker)
    assert "came back several times" in Page.of(client.get("/users/me/notices/")).text
    client.post("/users/me/notices/mail/")
    make.answer(answer.question)
    assert len(letters_to(asker)) == before + 1


def test_a_mail_that_comes_back_to_its_own_address_need_not_name_the_original(asker, letter):
    assert letter.from_email.startswith("bounce+")
    raw = report(letter, to=letter.from_email).replace(b"Message-ID:", b"X-Gone:")
    assert receive(raw) == Outcome.RETURNED


def test_a_full_mailbox_counts_less_and_is_forgiven_after_a_month(asker, letter):
    for _number in range(3):
        receive(report(letter, status="4.2.2"))
    assert (ReturnedMail.objects.get().weight, ReturnedMail.objects.get().paused_at) == (3, None)
    ReturnedMail.objects.update(returned_at=timezone.now() - timedelta(days=31))
    receive(report(letter, status="5.2.2"))
    assert ReturnedMail.objects.get().weight == 1


def test_another_address_of_the_same_member_is_not_blamed(asker, letter):
    User.objects.filter(pk=asker.user_id).update(email="new@example.org")
    assert receive(report(letter)) == Outcome.FORGED
    assert not ReturnedMail.objects.exists()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_mail_that_only_takes_long_counts_nothing(asker, letter, action):
    assert receive(report(letter, action=action)) == Outcome.REPORT_WITHOUT_FAILURE


def test_a_forged_report_pauses_nobody(asker, letter):
    letter.extra_headers["Message-ID"] = f"<n1.0-{asker.user_id}-gik-{'a' * 20}@forum.example.org>"
    assert receive(report(letter)) == Outcome.FORGED
    assert not ReturnedMail.objects.exists()


def test_a_visitors_address_that_does_not_exist_is_forgotten(asker):
    question = make.question(make.visitor(), byline=Byline("", True, "kim@example.org"))
    make.answer(question)
    letters_to(asker)
    assert receive(report(mail.outbox[-1])) == Outcome.RETURNED
    assert not NoticeAddress.objects.exists()


def test_nothing_in_this_module_speaks_of_an_address():
    assert all("@" not in outcome for outcome in Outcome)
    assert incoming.LARGEST == 20_000_000
