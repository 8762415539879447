"""Reading the mails of a test the way their receivers do."""

import re
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail

LINK = re.compile(r"https?://\S+")
HEADERS_THAT_TELL_NOTHING = {"Subject", "From", "To", "Content-Type", "MIME-Version", "Date", "Message-ID",
                             "Content-Transfer-Encoding", "Auto-Submitted"}  # fmt: skip


def follow_link(message):
    """Return the path of the first link, which is one of this site."""
    link = LINK.search(message.body)[0]
    assert link.startswith(settings.SITE_URL + "/")
    return urlsplit(link).path


def last_letter():
    assert mail.outbox, "no mail was sent"
    return mail.outbox[-1]


def assert_discreet(message, *secrets):
    """Says which site, and nothing that a stranger at the mailbox should not read; as HTML the same as in plain text."""
    [(html, _kind)] = message.alternatives
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<title>.*?</title>|<[^>]+>", " ", html))).strip()
    assert re.sub(r"[\s.,:?]+", "", text) == re.sub(r"[\s.,:?]+", "", message.body)
    assert set(message.message().keys()) <= HEADERS_THAT_TELL_NOTHING
    assert "Mindwellnessforum" in message.body
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    for word in ("testserver", "127.0.0.1\n", "&amp;", "&#", "None", *secrets):
        assert word not in message.body + message.subject
