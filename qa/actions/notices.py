"""Telling authors about replies by mail, which the worker sends."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import options
from forum.background import background
from qa.models import Appeal, NoticeAddress, Post

REJECTED = "rejected"
SENTENCES = {
    "answer": gettext_lazy("There is a new answer to your question."),
    "comment": gettext_lazy("There is a new comment on your post."),
    "follow-on": gettext_lazy("Somebody asks a question that follows on from your answer."),
    "accepted": gettext_lazy("Your answer was marked as the one that helped most."),
    REJECTED: gettext_lazy(
        "A moderator looked at what you wrote and did not publish it. You can read why, and mend it."
    ),
}
TOKEN_SALT = "qa.notices"  # noqa: S105 - names the purpose, signs nothing itself
TOKEN_SECONDS = 365 * 86_400


def notify_author(post: Post, what: str, target: Post) -> None:
    """Put one mail to the author of `post` on the list, if they wished one, with a link to `target`."""
    if post.wants_notice:
        send_notice.enqueue(post.pk, what, target.pk)


@background()
def send_notice(post_id: int, what: str, target_id: int) -> bool:
    """Send that mail, if it is still wanted and there is still something to see. Its words say nothing of the subject."""
    post = Post.objects.select_related("author").filter(pk=post_id, wants_notice=True).first()
    target = Post.objects.filter(pk=target_id, is_hidden=what == REJECTED).first()
    if post is None or target is None:
        return False
    path = reverse("qa:mending", args=[target.pk]) if what == REJECTED else target.get_absolute_url()
    address = post.author.email if post.author else find_visitor_address(post)
    if not address:
        return False
    current = options.current()
    context = {
        "site_name": current.site_name,
        "sentence": SENTENCES[what],
        "url": settings.SITE_URL + path,
        "stop_url": settings.SITE_URL + reverse("qa:notices-stop", args=[make_token(post)]),
    }
    message = EmailMessage(
        subject=_("A message from %(site)s") % {"site": current.site_name},
        body=render_to_string("email/reply.txt", context),
        to=[address],
        headers={"List-Unsubscribe": f"<{context['stop_url']}>", "Auto-Submitted": "auto-generated"},
    )
    message.send()
    return True


def notify_of_appeal(appeal: Appeal) -> None:
    """Put one mail to who appealed on the list: that there is an outcome, and where."""
    send_outcome.enqueue(appeal.pk)


@background()
def send_outcome(appeal_id: int) -> bool:
    """Send that mail, if there is an address. Its words stand on that page alone."""
    appeal = Appeal.objects.select_related("entry").filter(pk=appeal_id).first()
    if appeal is None:
        return False
    if appeal.appellant_id:
        known = EmailAddress.objects.filter(user_id=appeal.appellant_id, verified=True).order_by("-primary")
        address = known.values_list("email", flat=True).first()
    else:
        left = NoticeAddress.objects.filter(post_id=appeal.entry.post_id or 0)
        address = left.values_list("email", flat=True).first()
    if not address:
        return False
    site = options.current().site_name
    url = settings.SITE_URL + reverse("qa:appeal", args=[appeal.pk])
    message = EmailMessage(
        subject=_("A message from %(site)s") % {"site": site},
        body=render_to_string("email/appeal.txt", {"site_name": site, "url": url}),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
    return True


def find_visitor_address(post: Post) -> str:
    found = NoticeAddress.objects.filter(post=post).values_list("email", flat=True).first()
    return found or ""


def make_token(post: Post) -> str:
    """Return the signed token of a mail's stop link; it needs no sign-in and works for a year."""
    return signing.dumps(post.pk, salt=TOKEN_SALT)


def read_token(token: str) -> int | None:
    """Return the post's id, or None for a token that is forged or too old."""
    try:
        return int(signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return None


@transaction.atomic
def stop_notices(post_id: int) -> None:
    """Send nothing more about this post, and forget the address a visitor left for it."""
    NoticeAddress.objects.filter(post_id=post_id).delete()
    Post.objects.filter(pk=post_id).update(wants_notice=False)
