"""All mail of the forum is built here: one letter, made of blocks, that two templates write down as text and as HTML.

What is in the letter is the caller's; what every letter carries (that a machine sent it, how to stop such mails, what it
belongs to) is decided in this one place.
"""

import re
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from forum import options

DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE)
BLANK = re.compile(r"\n\s*\n")


class NotSent(Exception):
    """The mail server did not take a mail. Says nothing of the address, since errors are logged and kept.

    `is_for_good`: it never will, because there is no such mailbox.
    """

    is_for_good = False


@dataclass(frozen=True)
class Block:
    """A piece of a letter: paragraph, heading, link (with its label as text), quote, or Markdown as typed and as `html`."""

    kind: str
    text: str
    url: str = ""
    html: str = ""


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def heading(text: str) -> Block:
    return Block("heading", text)


def quote(text: str) -> Block:
    return Block("quote", text)


def written(source: str, html: str) -> Block:
    """What somebody wrote as Markdown, with the safe HTML of it."""
    return Block("written", source, html=html)


def link(path: str, label: str = "") -> Block:
    """A link to an address of this site, on a line of its own."""
    url = path if path.startswith(("http://", "https://")) else settings.SITE_URL + path
    return Block("link", label, url)


@dataclass(frozen=True)
class Letter:
    """A mail before it is one. All but the subject and the blocks may be left out.

    `foot` says in small print why it came. `stop_path`: where a POST stops such mails without signing in (RFC 8058).
    `message_id` is the same however often the letter is sent; `thread_id` the same for all that belong together.
    `return_path` is where the mail comes back to when it cannot be delivered. `list_id`: of mail that many get.
    """

    subject: str
    blocks: tuple[Block, ...]
    foot: tuple[Block, ...] = ()
    sender_name: str = ""
    stop_path: str = ""
    message_id: str = ""
    thread_id: str = ""
    reply_to: str = ""
    return_path: str = ""
    list_id: str = ""
    answers: str = ""  # the Message-ID of the mail that this one replies to by itself

    @classmethod
    def read(cls, subject: str, text: str) -> "Letter":
        """Return the letter that a text says: a paragraph wherever there is an empty line."""
        parts = (part.strip() for part in BLANK.split(text))
        return cls(subject, tuple(paragraph(part) for part in parts if part))

    def make_message(self, address: str = "") -> EmailMultiAlternatives:
        """Return the mail to that address."""
        context = {
            "letter": self,
            "language": get_language() or settings.LANGUAGE_CODE,
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        message = EmailMultiAlternatives(
            subject=" ".join(self.subject.split()),
            body=render_to_string("email/letter.txt", context).strip() + "\n",
            from_email=self.return_path or None,
            to=[address] if address else [],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=self.list_headers(),
        )
        message.attach_alternative(render_to_string("email/letter.html", context), "text/html")
        return message

    def list_headers(self) -> dict[str, str]:
        headers = {"Auto-Submitted": "auto-replied" if self.answers else "auto-generated"}
        if self.sender_name or self.return_path:
            headers["From"] = formataddr((self.sender_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
        if self.stop_path:
            headers["List-Unsubscribe"] = f"<{settings.SITE_URL}{self.stop_path}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.list_id:
            headers |= {"List-Id": f"<{self.list_id}>", "Precedence": "bulk"}
        if self.message_id:
            headers["Message-ID"] = self.message_id
        before = self.answers or self.thread_id
        if before:
            headers |= {"In-Reply-To": before, "References": before}
        return headers

    def send(self, address: str) -> None:
        """Send it. Raises NotSent."""
        try:
            self.make_message(address).send()
        except SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            refusal = NotSent(f"The mail server refused the address ({', '.join(map(str, codes))}).")
            refusal.is_for_good = bool(codes) and all(500 <= code < 600 for code in codes)
            raise refusal from None
        except (OSError, SMTPException) as error:
            raise NotSent(f"The mail could not be handed on: {type(error).__name__}.") from None


def neutral_subject() -> str:
    """Return what stands above a mail that shall tell nothing to whoever looks over a shoulder."""
    if options.current().is_mail_discreet:
        return _("There is something new for you")
    return _("A message from %(site)s") % {"site": options.current().site_name}


def name_message(*words: str) -> str:
    """Return a Message-ID (or the name of a thread) of these words, at the domain that the forum sends from."""
    return f"<{'.'.join(words)}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>"


def find_own_domain() -> str:
    """Return the domain at which the forum receives mail; '' where it receives none, or what the owner wrote is no domain."""
    domain = options.current().mail_domain.strip()
    return domain if DOMAIN.fullmatch(domain) else ""


def hash_words(purpose: str, *words: object) -> str:
    """Return a keyed digest for names that must tell nothing of what they are made of."""
    return salted_hmac(f"letters:{purpose}", "-".join(map(str, words)), algorithm="sha256").hexdigest()[:24]
