"""Letters: one source, two forms, and what every mail of the forum carries."""

import ast
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail

from forum import options
from forum.letters import Letter, NotSent, find_own_domain, heading, link, neutral_subject, paragraph, quote

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
LETTER = Letter(
    "Something <new> & nice",
    (
        paragraph("Hello,\nfriend & <foe>"),
        heading("What?"),
        quote("Two\nlines"),
        link("/questions/1/", "Look"),
    ),
    foot=(paragraph("Because."), link("/mail/x/", "No more")),
    stop_path="/mail/x/",
    message_id="<n1.t@example.org>",
    thread_id="<thread.t@example.org>",
)


def read(message):
    return message_from_bytes(message.message().as_bytes(), policy=policy.default)


def test_text_and_html_say_the_same(settings):
    parsed = read(LETTER.make_message("sam@example.org"))
    text = parsed.get_body(("plain",)).get_content()
    html = parsed.get_body(("html",)).get_content()
    for words in ("Hello,", "Two", "lines", f"{settings.SITE_URL}/questions/1/", "Because.", "/mail/x/"):
        assert words in text and words in html
    assert "friend & <foe>" in text and "&lt;foe&gt;" in html and "<foe>" not in html
    assert "> Two\n> lines" in text


def test_a_mail_says_that_a_machine_sent_it_how_to_stop_it_and_what_it_belongs_to(settings):
    message = read(LETTER.make_message("sam@example.org"))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == f"<{settings.SITE_URL}/mail/x/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == "<n1.t@example.org>"
    assert message["References"] == message["In-Reply-To"] == "<thread.t@example.org>"


def test_a_mail_that_comes_back_does_so_to_its_own_address_and_shows_the_usual_sender(settings):
    letter = Letter(
        "A", (paragraph("b"),), return_path="bounce+1@mail.example.org", sender_name="Calm & Kind"
    )
    message = letter.make_message("sam@example.org")
    assert message.from_email == "bounce+1@mail.example.org"
    assert str(message.message()["From"]) == f"Calm & Kind <{settings.DEFAULT_FROM_EMAIL}>"


def test_html_has_nothing_to_fetch_and_no_colours_of_its_own_but_lines():
    [(html, _kind)] = LETTER.make_message("sam@example.org").alternatives
    assert not re.search(r"<(img|link|script|style)|url\(|background", html)
    assert 'name="color-scheme" content="light dark"' in html


def test_a_line_break_in_a_subject_makes_no_second_header():
    Letter("a\r\nBcc: x@example.org", (paragraph("b"),)).send("sam@example.org")
    [message] = mail.outbox
    assert message.subject == "a Bcc: x@example.org"


def test_a_text_becomes_paragraphs_with_its_links_as_links():
    letter = Letter.read("A", "Hello,\n\nplease look:\n\nhttps://forum.example.org/x/\n\n\nThe forum\n")
    assert [block.text for block in letter.blocks] == [
        "Hello,", "please look:", "https://forum.example.org/x/", "The forum",
    ]  # fmt: skip
    assert '<a href="https://forum.example.org/x/"' in letter.make_message("a@example.org").alternatives[0][0]


def test_a_server_that_is_away_is_told_of_without_an_address(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    with pytest.raises(NotSent) as raised:
        LETTER.send("sam@example.org")
    assert "sam@" not in str(raised.value)
    assert raised.value.__suppress_context__ and raised.value.__cause__ is None, (
        "else the log shows what it came from"
    )
    assert not raised.value.is_for_good


def test_neutral_subjects_name_the_site_only_where_the_owner_is_not_discreet():
    assert "Mindwellnessforum" not in neutral_subject()
    options.save({"is_mail_discreet": False})
    assert "Mindwellnessforum" in neutral_subject()


@pytest.mark.parametrize("room", ["forum", "accounts", "qa"])
def test_no_mail_is_built_anywhere_else(room):
    built = []
    for path in (ROOT / room).rglob("*.py"):
        names = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if names & {"EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins"}:
            built.append(path.relative_to(ROOT).as_posix())
    known = {"forum": ["forum/letters.py"]}
    assert built == known.get(room, [])


@pytest.mark.parametrize(
    "written", ["", "in example.org", "in.example.org\nBcc: x@example.org", "@example.org"]
)
def test_what_is_no_domain_receives_no_mail(written):
    options.save({"mail_domain": written})
    assert find_own_domain() == ""
