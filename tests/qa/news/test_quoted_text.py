"""What people wrote is told from what their mail programs quote: by samples of common programs in several languages."""

import random
import time

import pytest

from qa.news.rules.replies import LONGEST, read_html, strip_reply

MARK = "/users/me/notices/"
OURS = """Hello,

There is a new answer to your question.

https://forum.example.org/questions/5/?show=7#a7

--
You get this mail because you ticked the box below what you wrote.
No more such mails: https://forum.example.org/mail/abc/
All choices: https://forum.example.org/users/me/notices/"""
QUOTED = "\n".join(f"> {line}".rstrip() for line in OURS.splitlines())
SAID = "Thank you, that helps.\n\nI will try it."
SEPARATE = {
    "Gmail, English": f"On Thu, Nov 26, 2026 at 5:03 PM <no-reply@forum.example.org> wrote:\n\n{QUOTED}",
    "Gmail, broken line": f"On Thu, Nov 26, 2026 at 5:03 PM Mindwellnessforum <\nno-reply@forum.example.org> wrote:\n\n{QUOTED}",
    "Gmail, German": f"Am Do., 26. Nov. 2026 um 17:03 Uhr schrieb <no-reply@forum.example.org>:\n\n{QUOTED}",
    "Gmail, French": f"Le jeu. 26 nov. 2026 à 17:03, <no-reply@forum.example.org> a écrit :\n\n{QUOTED}",
    "Gmail, Spanish": f"El jue, 26 nov 2026 a las 17:03, <no-reply@forum.example.org> escribió:\n\n{QUOTED}",
    "Gmail, Japanese": f"2026年11月26日(木) 17:03 <no-reply@forum.example.org>:\n\n{QUOTED}",
    "Gmail, Russian": f"чт, 26 нояб. 2026 г. в 17:03, <no-reply@forum.example.org>:\n\n{QUOTED}",
    "Apple Mail, English": f"> On 26. Nov 2026, at 17:03, no-reply@forum.example.org wrote:\n>\n{QUOTED}",
    "Apple Mail, Italian": f"> Il giorno 26 nov 2026, alle ore 17:03, no-reply@forum.example.org ha scritto:\n>\n{QUOTED}",
    "iPhone, English": f"Sent from my iPhone\n\n> On 26 Nov 2026, at 17:03, no-reply@forum.example.org wrote:\n>\n{QUOTED}",
    "iPhone, German": f"Von meinem iPhone gesendet\n\n> Am 26.11.2026 um 17:03 schrieb no-reply@forum.example.org:\n>\n{QUOTED}",
    "iPhone, French": f"Envoyé de mon iPhone\n\n> Le 26 nov. 2026 à 17:03, no-reply@forum.example.org a écrit :\n>\n{QUOTED}",
    "Thunderbird, English": f"On 11/26/26 5:03 PM, no-reply@forum.example.org wrote:\n{QUOTED}",
    "Thunderbird, German": f"Am 26.11.26 um 17:03 schrieb no-reply@forum.example.org:\n{QUOTED}",
    "Thunderbird, Polish": f"W dniu 26.11.2026 o 17:03, no-reply@forum.example.org pisze:\n{QUOTED}",
    "Thunderbird, signature": f"-- \nKim Smith\n+1 555 0100\n\nOn 11/26/26 5:03 PM, no-reply@forum.example.org wrote:\n{QUOTED}",
    "Outlook, English": (
        "From: no-reply@forum.example.org <no-reply@forum.example.org>\nSent: Thursday, November 26, 2026 5:03 PM\n"
        f"To: kim@example.org\nSubject: There is something new for you\n\n{OURS}"
    ),
    "Outlook, German": (
        "Von: no-reply@forum.example.org <no-reply@forum.example.org>\nGesendet: Donnerstag, 26. November 2026 17:03\n"
        f"An: kim@example.org\nBetreff: Es gibt etwas Neues\n\n{OURS}"
    ),
    "Outlook, French": (
        "De : no-reply@forum.example.org <no-reply@forum.example.org>\nEnvoyé : jeudi 26 novembre 2026 17:03\n"
        f"À : kim@example.org\nObjet : Du nouveau\n\n{OURS}"
    ),
    "Outlook, bold": (
        "*From:* no-reply@forum.example.org\n*Sent:* Thursday, November 26, 2026 5:03 PM\n*To:* kim@example.org\n"
        f"*Subject:* There is something new for you\n\n{OURS}"
    ),
    "Outlook on the web": f"{'_' * 32}\nFrom: no-reply@forum.example.org\nSent: Thursday\nTo: kim@example.org\n\n{OURS}",
    "Outlook on a phone": f"Get Outlook for iOS<https://aka.ms/o0ukef>\n{'_' * 32}\nFrom: no-reply@forum.example.org\n\n{OURS}",
    "Outlook, old": f"-----Original Message-----\nFrom: no-reply@forum.example.org\n\n{OURS}",
    "Outlook, old, Swedish": f"-----Ursprungligt meddelande-----\nFrån: no-reply@forum.example.org\n\n{OURS}",
    "Yahoo": f"On Thursday, November 26, 2026 at 05:03:12 PM GMT+1, no-reply@forum.example.org wrote:\n\n{QUOTED}",
    "Proton": f"Sent with Proton Mail.\n\nOn Thursday, November 26th, 2026 at 5:03 PM, x@a.example wrote:\n\n{QUOTED}",
}  # fmt: skip


@pytest.mark.parametrize("program", SEPARATE)
def test_nothing_but_the_writers_words_is_left(program):
    assert strip_reply(f"{SAID}\n\n{SEPARATE[program]}\n", (MARK,)) == SAID


@pytest.mark.parametrize("program", SEPARATE)
def test_line_ends_of_the_network_make_no_difference(program):
    mail = f"{SAID}\n\n{SEPARATE[program]}\n".replace("\n", "\r\n")
    assert strip_reply(mail, (MARK,)) == SAID


def test_words_between_quotations_are_kept():
    mail = "On 11/26/26 5:03 PM, x@example.org wrote:\n> First?\n\nYes.\n\n> Second?\n\nNo."
    assert strip_reply(mail) == "Yes.\n\nNo."


@pytest.mark.parametrize(
    "words",
    [
        "I tried three things:\n\n- walking\n- music\n- sleep",
        "Thanks,\nthat helped me.",
        "On Monday I wrote:\nnothing at all.",
        "    indented = code\n    stays = indented",
        "It costs 100 euros, 3 times:\n\nthat is a lot.",
        "Note: one\nTime: two\nPlace: three",
        "He said:\n\nno",
        "One\n----------\nTwo\n\nThree",
        "Best regards from the lake!\n\nAnd one more thing.",
    ],
)
def test_what_only_looks_like_it_stays(words):
    assert strip_reply(words, (MARK,)) == words.strip("\n")


def test_a_mail_without_words_of_its_own_is_empty():
    assert strip_reply(SEPARATE["Gmail, English"], (MARK,)) == ""
    assert strip_reply(SEPARATE["iPhone, German"], (MARK,)) == ""


@pytest.mark.parametrize(
    "html",
    [
        '<div dir="ltr">Thank you, that helps.<br><br>I will try it.</div><br><div class="gmail_quote"><div class="gmail_attr">'
        "On Thu wrote:</div><blockquote>There is a new answer</blockquote></div>",
        "<html><head><style>p { color: red }</style><title>Re</title></head><body><p>Thank you, that helps.</p>"
        '<p>I will try it.</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: x</div><p>There is more</p>',
        '<p>Thank you, that helps.</p><p>I will try it.</p><div class="moz-cite-prefix">Am 26.11. schrieb x:</div>'
        "<blockquote type=cite><p>There is a new answer</p></blockquote>",
        "Thank you, that helps.<div><br></div><div>I will try it.</div><blockquote type=cite><div>There is</div></blockquote>",
    ],
)
def test_html_mails_say_the_same(html):
    assert strip_reply(read_html(html)) == SAID


def test_no_mail_takes_long_whatever_stands_in_it():
    random.seed(7)
    pieces = [
        "On ",
        "wrote:",
        "> ",
        "\n",
        "a@b.example ",
        "-" * 40,
        "From: x\n",
        "26.11.2026 ",
        "_" * 40,
        " ",
        ":",
        "é：",
        "<div>",
    ]
    texts = [piece * (LONGEST // len(piece)) for piece in pieces]
    texts += ["".join(random.choices(pieces, k=20_000)) for _number in range(5)]
    started = time.process_time()
    for text in texts:
        strip_reply(text, (MARK,))
        read_html(text)
    assert time.process_time() - started < 10
