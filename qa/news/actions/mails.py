"""The mail about one notice: put on the list when the notice is written, sent by the worker if it is still wanted then.

Each mail arrives, and none twice but the one in the hands of a worker that is killed between the mail server's "taken" and
its own note of it; that one has the same Message-ID both times.
"""

from dataclasses import replace

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.viewers import Viewer
from forum import options
from forum.background import background
from forum.letters import (
    Block,
    Letter,
    NotSent,
    find_own_domain,
    hash_words,
    heading,
    link,
    name_message,
    neutral_subject,
    paragraph,
    quote,
)
from forum.lib.tickets import make_ticket
from qa.models import Activity, Post
from qa.news.actions.bounces import GONE, note_return
from qa.news.actions.claims import claim
from qa.news.actions.stops import make_stop_path
from qa.news.models import Notice, Preferences
from qa.news.reads.preferences import (
    find_preferences,
    find_stopped,
    hash_mailbox,
    is_confirmed,
    is_left_alone,
)
from qa.news.reads.ticks import is_still_ticked
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import NEEDS_TICK
from qa.policies.standing import may_read
from qa.reads.content_warnings import tell_warnings

LONGEST_EXCERPT = 600
TICKET_DAYS = 30
BOUNCE, REPLY = "bounce", "reply"  # purposes of tickets, and the words before the + of addresses
MEMBER, VISITOR = 0, 1  # whose mail a ticket for bounces is about
# The post has a page of its own to reply on, and the mail says so.
ANSWERED_BY_MAIL = frozenset(
    {
        Kind.ANSWER,
        Kind.COMMENT,
        Kind.FOLLOW_ON,
        Kind.MENTION,
        Kind.THREAD,
        Kind.QUESTION,
        Kind.MEMBER,
        Kind.TAG,
        Kind.CATEGORY,
    }
)
SENTENCES = {
    Kind.MESSAGE: gettext_lazy("A member wrote to you."),
    Kind.WALL: gettext_lazy("Somebody wrote on your page."),
    Kind.DECISION: gettext_lazy("A moderator decided something about what you wrote."),
    Kind.ACCEPTED: gettext_lazy("Your answer was marked as the one that helped most."),
    Kind.ANSWER: gettext_lazy("There is a new answer to your question."),
    Kind.COMMENT: gettext_lazy("There is a new comment on your post."),
    Kind.FOLLOW_ON: gettext_lazy("Somebody asks a question that follows on from your answer."),
    Kind.MENTION: gettext_lazy("Somebody wrote your name."),
    Kind.THREAD: gettext_lazy("There is a new comment after yours."),
    Kind.EDIT: gettext_lazy("Somebody changed what you wrote."),
    Kind.STATE: gettext_lazy("Your question was closed or opened again."),
    Kind.CHECK_IN: gettext_lazy("You asked something some days ago. Did something help, and how are you?"),
    Kind.BADGE: gettext_lazy("You earned a badge."),
    Kind.QUESTION: gettext_lazy("There is something new about a question that you follow."),
    Kind.MEMBER: gettext_lazy("A member whom you follow wrote something."),
    Kind.TAG: gettext_lazy("There is a question with a tag that you follow."),
    Kind.CATEGORY: gettext_lazy("There is a question in a category that you follow."),
    Kind.COPY: gettext_lazy("The copy of your data is ready."),
}
REJECTED = gettext_lazy(
    "A moderator looked at what you wrote and did not publish it. You can read why, and mend it."
)


def put_on_list(notice: Notice, preferences: Preferences) -> None:
    """Have the worker send the mail now, or at the end of the quiet hours that it is."""
    quiet_end = preferences.find_quiet_end(timezone.now())
    task = send_mail.using(run_after=quiet_end) if quiet_end else send_mail
    task.enqueue(notice.pk)


@background()
def send_mail(notice_id: int) -> bool:
    """Send the mail about a notice, unless it was sent, is no longer wanted, or has to wait; return whether it was sent."""
    with transaction.atomic():
        if not claim(f"mail-{notice_id}"):
            return False
        related = ("recipient", "activity", "post__question", "post__follows", "question")
        rows = Notice.objects.select_related(*related).filter(mail=Pace.NOW, mailed_at=None)
        notice = rows.filter(pk=notice_id).first()
        if notice is None:
            return False
        preferences = find_preferences(notice.recipient_id)
        if not is_wanted(notice, preferences):
            Notice.objects.filter(pk=notice.pk).update(mail=Pace.NEVER)
            return False
        if preferences.find_quiet_end(timezone.now()):
            put_on_list(notice, preferences)
            return False
        try:
            compose(notice, preferences).send(notice.recipient.email)
        except NotSent as refusal:
            if not refusal.is_for_good:
                raise
            note_return(notice.recipient, GONE)
            Notice.objects.filter(pk=notice.pk).update(mail=Pace.NEVER)
            return False
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
        return True


def is_wanted(notice: Notice, preferences: Preferences) -> bool:
    """Whether the recipient still wants the mail, can get it, and there is something to see."""
    member, kind = notice.recipient, Kind(notice.kind)
    is_read = notice.read_at is not None and notice.is_listed
    return (
        member.is_active
        and bool(member.email)
        and not is_read
        and not preferences.is_on_break
        and preferences.wish(kind).mail == Pace.NOW
        and (kind in NEEDS_TICK or is_confirmed(member))  # nobody asked for it from this very address
        and is_visible(notice)
        and is_still_ticked(kind, notice.activity, member.pk, notice.post)
        and not find_stopped([member.pk], notice.question_id)
        and not is_left_alone(member)
    )


def is_visible(notice: Notice) -> bool:
    """Whether there is something for the recipient to see: of hidden posts only decisions are told, to their authors."""
    post = notice.post
    if post is None or notice.kind == Kind.DECISION:
        return True
    return not (post.is_hidden or (post.question is not None and post.question.is_hidden))


def compose(notice: Notice, preferences: Preferences) -> Letter:
    """Return the letter about a notice, as discreet as its recipient wants it."""
    member = notice.recipient
    greeting = (paragraph(_("Hello,")), paragraph(describe(notice)))
    is_known = is_confirmed(member)
    letter = Letter(
        neutral_subject(),
        (*greeting, link(find_path(notice))),
        foot=make_foot(notice),
        stop_path=make_stop_path(member.pk, Kind(notice.kind), notice.question_id),
        message_id=name_message(f"n{notice.pk}", make_bounce_ticket(member, notice)),
        thread_id=name_thread(notice),
        return_path=make_address(BOUNCE, make_bounce_ticket(member, notice)),
    )
    if not preferences.wants_discretion and is_known:
        letter = reveal(letter, notice, greeting)
    if is_known and is_answered_by_mail(notice):
        ticket = make_ticket(
            f"{REPLY}:{hash_mailbox(member.email)}", [notice.pk], days=TICKET_DAYS, since=notice.created_at
        )
        said = _("Replying to this mail publishes your reply there, under your name on the site.")
        letter = replace(
            letter, reply_to=make_address(REPLY, ticket), blocks=(*letter.blocks, paragraph(said))
        )
    return letter


def reveal(letter: Letter, notice: Notice, greeting: tuple[Block, ...]) -> Letter:
    """Return the letter with the question's title and the beginning of the post, where its recipient may read them."""
    current, post, question = options.current(), notice.post, notice.question
    if post is None or question is None or question.is_hidden:
        return replace(letter, sender_name=current.site_name)
    blocks: tuple[Block, ...] = (*greeting, heading(question.title))
    if not post.is_hidden and may_read(Viewer(notice.recipient), current, post):
        warned = tell_warnings(post.content_warnings)
        blocks += (paragraph(warned) if warned else quote(Truncator(post.body_text).chars(LONGEST_EXCERPT)),)
    return replace(
        letter,
        subject=question.title,
        blocks=(*blocks, link(find_path(notice))),
        sender_name=current.site_name,
    )


def describe(notice: Notice) -> str:
    """Say in a sentence what happened, and nothing of the subject."""
    if notice.activity and notice.activity.verb == Activity.Verb.REJECTED:
        return str(REJECTED)
    return str(SENTENCES[Kind(notice.kind)])


def find_path(notice: Notice) -> str:
    """Return the address to look at. It has numbers in it and no words of the question."""
    post = notice.post
    if post is None:
        return notice.path
    if notice.activity and notice.activity.verb == Activity.Verb.REJECTED:
        return reverse("qa:mending", args=[post.pk])
    return find_post_path(post)


def find_post_path(post: Post) -> str:
    return reverse("qa:question", args=[post.pk]) if post.is_question else post.get_absolute_url()


def make_foot(notice: Notice) -> tuple[Block, ...]:
    """Say why the mail came and how to get no more of them."""
    why = _("You get this mail because you ticked the box below what you wrote.")
    if notice.kind not in NEEDS_TICK:
        why = _("You get this mail because you are a member. What you are told, and how, is your choice.")
    return (
        paragraph(why),
        link(
            make_stop_path(notice.recipient_id, Kind(notice.kind), notice.question_id),
            _("No more such mails"),
        ),
        link(reverse("news:preferences"), _("All choices")),
    )


def is_answered_by_mail(notice: Notice) -> bool:
    current = options.current()
    is_on = current.is_reply_by_mail_on and bool(find_own_domain())
    return is_on and notice.post is not None and notice.kind in ANSWERED_BY_MAIL


def make_bounce_ticket(member: User, notice: Notice) -> str:
    """Return the word by which a mail that comes back tells whose it was, as long as their address stays the same."""
    return make_ticket(
        f"{BOUNCE}:{hash_mailbox(member.email)}",
        [MEMBER, member.pk],
        days=TICKET_DAYS,
        since=notice.created_at,
    )


def make_address(purpose: str, ticket: str) -> str:
    """Return the address at which the forum receives what belongs to a ticket; '' where it receives no mail."""
    domain = find_own_domain()
    return f"{purpose}+{ticket}@{domain}" if domain else ""


def name_thread(notice: Notice) -> str:
    """Return what is the same for all mails to one member about one question, and tells nothing of it."""
    if notice.question_id is None:
        return name_message("about", hash_words("thread", notice.recipient_id, notice.about or notice.path))
    return name_message("thread", hash_words("thread", notice.recipient_id, notice.question_id))
