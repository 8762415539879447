"""Mails to visitors about the one post for which they left an address, and to those who appealed. (Members: qa.news.)"""

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import find_address
from forum import options
from forum.background import background
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
from forum.lib.tickets import BadTicket, make_ticket, read_ticket
from qa.models import Appeal, NoticeAddress, Post

REJECTED = "rejected"
CHECK_IN, CHECK_IN_DAYS = "check-in", 60
SENTENCES = {
    "answer": gettext_lazy("There is a new answer to your question."),
    "comment": gettext_lazy("There is a new comment on your post."),
    "thread": gettext_lazy("There is a new comment after yours."),
    "follow-on": gettext_lazy("Somebody asks a question that follows on from your answer."),
    "accepted": gettext_lazy("Your answer was marked as the one that helped most."),
    CHECK_IN: gettext_lazy(
        "Some days ago you asked something. Did something help, and how are you? Only if you like to say."
    ),
    REJECTED: gettext_lazy(
        "A moderator looked at what you wrote and did not publish it. You can read why, and mend it."
    ),
}
VISITOR, BOUNCE_DAYS = 1, 30
STOP, STOP_DAYS = "stop-post", 365


def notify_visitor(post: Post, what: str, target: Post) -> None:
    """Put one mail to the visitor who wrote `post` on the list, if they wished one, with a link to `target`."""
    if post.wants_notice and post.author_id is None and not post.mask_key:
        send_notice.enqueue(post.pk, what, target.pk)


@background()
def send_notice(post_id: int, what: str, target_id: int) -> bool:
    """Send that mail, if it is still wanted and there is still something to see. Its words say nothing of the subject.

    Who wrote masked is a member and gets notices
    instead. The address serves for this one post; where there is no such mailbox, it is forgotten.
    """
    post = Post.objects.filter(pk=post_id, wants_notice=True, author=None, mask_key="").first()
    target = Post.objects.filter(pk=target_id, is_hidden=what == REJECTED).first()
    address = find_visitor_address(post.pk) if post else ""
    if post is None or target is None or not address or not reads_of(post, target):
        return False
    path = reverse("qa:question", args=[target.pk]) if target.is_question else target.get_absolute_url()
    if what == REJECTED:
        path = reverse("qa:mending", args=[target.pk]) if post.visitor_key else reverse("sealed:enter")
    if what == CHECK_IN:
        path = make_check_in_path(post)
    stop_path = reverse("qa:notices-stop", args=[make_token(post)])
    ticket = make_bounce_ticket(address, post, target)
    domain = find_own_domain()
    why = _(
        "You get this mail because you ticked the box below what you wrote, and left this address for it."
    )
    letter = Letter(
        neutral_subject(),
        (paragraph(_("Hello,")), paragraph(str(SENTENCES[what])), link(path)),
        foot=(paragraph(why), link(stop_path, _("No more mails about this post"))),
        stop_path=stop_path,
        message_id=name_message(f"v{post.pk}-{hash_words('visitor', what, target.pk)}", ticket),
        thread_id=name_message("thread", hash_words("visitor", post.pk)),
        return_path=f"bounce+{ticket}@{domain}" if domain else "",
    )
    try:
        letter.send(address)
    except NotSent as refusal:
        if not refusal.is_for_good:
            raise
        stop_notices(post.pk)
        return False
    return True


def make_check_in_path(question: Post) -> str:
    """Return the address at which an asker is asked whether something helped; whoever has it is the asker."""
    return f"/check-in/{make_ticket(CHECK_IN, [question.pk], days=CHECK_IN_DAYS)}/"


def reads_of(post: Post, target: Post) -> bool:
    """Whether the visitor who wrote `post` may find `target`: of what is for members only, who asked alone."""
    if target.audience != Post.Audience.MEMBERS:
        return True
    question = target.question or target
    return bool(post.visitor_key) and question.author_id is None and question.visitor_key == post.visitor_key


def make_bounce_ticket(address: str, post: Post, target: Post) -> str:
    """Return the word by which a mail to that visitor tells whose it was when it comes back (qa.news.actions.incoming)."""
    mailbox = hash_words("mailbox", address.strip().lower())
    return make_ticket(f"bounce:{mailbox}", [VISITOR, post.pk], days=BOUNCE_DAYS, since=target.created_at)


def notify_of_appeal(appeal: Appeal) -> None:
    """Put one mail to who appealed on the list: that there is an outcome, and where."""
    send_outcome.enqueue(appeal.pk)


# Who tells those who appealed without being named (qa.masks does); True: it was one of theirs.
OUTCOME_TELLERS: list[Callable[[Appeal], bool]] = []


@background()
def send_outcome(appeal_id: int) -> bool:
    """Send that mail, if there is an address. Its words stand on that page alone."""
    appeal = Appeal.objects.select_related("entry").filter(pk=appeal_id).first()
    if appeal is None:
        return False
    if any(tell(appeal) for tell in OUTCOME_TELLERS):
        return True
    member_id, post_id = appeal.appellant_id, appeal.entry.post_id or 0
    address = find_address(member_id) if member_id else find_visitor_address(post_id)
    if not address:
        return False
    path = reverse("sealed:enter") if appeal.is_by_secret else reverse("qa:appeal", args=[appeal.pk])
    write_outcome(path).send(address)
    return True


def write_outcome(path: str) -> Letter:
    """Return the mail that says that there is an outcome, and where it stands."""
    told = _("Your appeal at %(site)s was decided. The decision and its reasons stand here:")
    site = options.current().site_name
    return Letter(neutral_subject(), (paragraph(_("Hello,")), paragraph(told % {"site": site}), link(path)))


def find_visitor_address(post_id: int) -> str:
    found = NoticeAddress.objects.filter(post=post_id).values_list("email", flat=True).first()
    return found or ""


def make_token(post: Post) -> str:
    """Return the signed token of a mail's stop link; it needs no sign-in and works for a year."""
    return make_ticket(STOP, [post.pk], days=STOP_DAYS)


def read_token(token: str) -> int | None:
    """Return the post's id, or None for a token that is forged or too old."""
    try:
        return read_ticket(STOP, token)[0]
    except BadTicket:
        return None


@transaction.atomic
def stop_notices(post_id: int) -> bool:
    """Send nothing more about this post, and forget the address a visitor left for it; return whether that was new."""
    NoticeAddress.objects.filter(post_id=post_id).delete()
    return Post.objects.filter(pk=post_id, wants_notice=True).update(wants_notice=False) > 0
