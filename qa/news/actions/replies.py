"""A reply by mail becomes an answer or a comment, by the same actions as on the site; a refusal is mailed back, once."""

import uuid
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parseaddr

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.captcha import explain_captcha
from accounts.viewers import Viewer
from forum import options
from forum.letters import (
    Letter,
    NotSent,
    find_own_domain,
    hash_words,
    link,
    name_message,
    neutral_subject,
    paragraph,
)
from forum.lib.errors import Refusal, TooMany, sentence_of
from forum.lib.texts import Text
from forum.lib.tickets import BadTicket, read_ticket
from forum.limits import consume
from qa.actions.answers import post_answer
from qa.actions.comments import post_comment
from qa.actions.drafts import save_draft
from qa.actions.screening import Refused
from qa.actions.writing import Byline
from qa.forms.fields import BodyField
from qa.models import Post
from qa.news.actions.mails import ANSWERED_BY_MAIL, REPLY, find_post_path
from qa.news.actions.outcomes import Outcome
from qa.news.models import Notice
from qa.news.reads.preferences import hash_mailbox, is_confirmed
from qa.news.rules.replies import read_html, strip_reply
from qa.reads.masks import read_usual_grade

MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply")
BULK = ("bulk", "junk", "list", "auto_reply")
REFUSALS_AN_HOUR = 3
LONGEST_TEXT = 200_000  # characters of a part that are read


def take_reply(message: EmailMessage, ticket: str) -> Outcome:
    """Post a reply for the member to whom that mail was sent, if they still have the address that it went to and from."""
    current = options.current()
    if not (current.is_reply_by_mail_on and find_own_domain()):
        return Outcome.OFF
    if is_automatic(message):
        return Outcome.AUTOMATIC
    sender = parseaddr(str(message.get("from", "")))[1]
    notice = find_notice(ticket, sender)
    if notice is None or notice.post is None:
        return Outcome.FORGED
    viewer = Viewer(notice.recipient)
    try:
        consume("mail_replies", f"member-{viewer.member_id}", current.mail_replies_per_member)
    except TooMany:
        return Outcome.TOO_MANY
    words = strip_reply(read_text(message), marks=(reverse("news:preferences"),))
    if not words.strip():
        return Outcome.EMPTY
    place = find_place(notice.post)
    try:
        post_reply(viewer, place, words, make_key(notice, message, words))
    except (ValidationError, PermissionDenied, Http404, Refusal) as error:
        return refuse(viewer, place, words, error, str(message.get("message-id", "")))
    return Outcome.POSTED


def is_automatic(message: Message) -> bool:
    """Whether a machine wrote the mail: answering those makes loops."""
    submitted = str(message.get("auto-submitted", "no")).partition(";")[0].strip().lower()
    precedence = str(message.get("precedence", "")).strip().lower()
    sender = parseaddr(str(message.get("from", "")))[1].lower()
    return (
        submitted != "no"
        or precedence in BULK
        or str(message.get("return-path", "<x>")).strip() == "<>"
        or any(
            name in message
            for name in (
                "list-id",
                "list-unsubscribe",
                "x-autoreply",
                "x-autorespond",
                "x-auto-reply",
                "x-loop",
            )
        )
        or not sender
        or sender.partition("@")[0] in MACHINES
    )


def find_notice(ticket: str, sender: str) -> Notice | None:
    """Return the notice that was mailed with this ticket, if `sender` is where it went and still is the member's address."""
    try:
        numbers = read_ticket(f"{REPLY}:{hash_mailbox(sender)}", ticket)
    except BadTicket:
        return None
    rows = Notice.objects.select_related("recipient", "post__question", "post__parent")
    notice = rows.filter(pk=numbers[0], kind__in=ANSWERED_BY_MAIL, recipient__is_active=True).first()
    if notice is None or notice.recipient.email.strip().lower() != sender.strip().lower():
        return None
    return notice if is_confirmed(notice.recipient) else None


def read_text(message: EmailMessage) -> str:
    """Return what a mail says: its plain text, else what its HTML says. Files that hang on it are left alone."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except LookupError:  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    text = str(content)[:LONGEST_TEXT].replace("\0", "")
    return read_html(text) if part.get_content_type() == "text/html" else text


@dataclass(frozen=True)
class Place:
    """Where a reply goes: an answer to a question, or a comment on a post."""

    parent: Post
    is_answer: bool

    @property
    def name(self) -> str:
        """The place of its form, as drafts know it."""
        return f"{'answer' if self.is_answer else 'comment'}-{self.parent.pk}"


def find_place(post: Post) -> Place:
    """Return where a reply to a mail about this post goes: a question is answered, an answer commented on, and what replies
    to a comment stands beside it."""
    parent = post.parent if post.is_comment and post.parent else post
    return Place(parent, is_answer=post.is_question)


def make_key(notice: Notice, message: Message, words: str) -> uuid.UUID:
    """Return what is the same when a mail server hands over the same mail again: it is posted once."""
    return uuid.UUID(
        hash_words("reply", notice.pk, message.get("message-id", ""), words).ljust(32, "0"), version=4
    )


def post_reply(viewer: Viewer, place: Place, words: str, key: uuid.UUID) -> Post:
    """Post it as the form on the page does. Raises what that action raises, and ValidationError for the text."""
    current = options.current()
    if viewer.user and viewer.user.has_open_warning:
        raise PermissionDenied(_("A moderator wrote to you. Please read it before you write again."))
    if explain_captcha(viewer, current, ""):
        raise PermissionDenied(
            _("New members answer a question that keeps machines away, on the page itself.")
        )
    shortest = current.answer_min_length if place.is_answer else current.comment_min_length
    text: Text = BodyField(min_text=shortest, max_text=current.body_max_length).clean(words)
    thread = place.parent.question or place.parent
    byline = Byline("", True, grade=read_usual_grade(viewer, thread))
    post = post_answer if place.is_answer else post_comment
    return post(viewer, place.parent.pk, text, byline, key)


def refuse(viewer: Viewer, place: Place, words: str, error: Exception, answers: str) -> Outcome:
    """Tell the writer that it was not published, and keep their text as a draft where they would have written it.

    The mail says why, but for what watched words and the like found: that would speak of the text.
    """
    try:
        consume("mail_refusals", f"member-{viewer.member_id}", REFUSALS_AN_HOUR)
    except TooMany:
        return Outcome.REFUSED_SILENTLY
    blocks = [paragraph(_("Hello,")), paragraph(_("what you sent by mail was not published."))]
    if not isinstance(error, Refused | Http404):
        blocks.append(paragraph(sentence_of(error)))
    if keep_draft(viewer, place.name, words):
        blocks.append(paragraph(_("Your text is kept as a draft in the form on the page.")))
    letter = Letter(
        neutral_subject(),
        (*blocks, link(find_post_path(place.parent))),
        message_id=name_message(f"r{hash_words('refusal', viewer.member_id, answers)}"),
        answers=answers if answers.startswith("<") else "",
    )
    try:
        letter.send(viewer.user.email if viewer.user else "")
    except NotSent:
        return Outcome.REFUSED_SILENTLY
    return Outcome.REFUSED


def keep_draft(viewer: Viewer, place: str, words: str) -> bool:
    try:
        return save_draft(viewer, place, {"body": words}) is not None
    except (PermissionDenied, Refusal):
        return False
