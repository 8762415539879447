"""Telling authors about replies by mail, which the worker sends."""

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
from qa.models import NoticeAddress, Post

SENTENCES = {
    "answer": gettext_lazy("There is a new answer to your question."),
    "comment": gettext_lazy("There is a new comment on your post."),
    "follow-on": gettext_lazy("Somebody asks a question that follows on from your answer."),
    "accepted": gettext_lazy("Your answer was marked as the one that helped most."),
}
TOKEN_SALT = "qa.notices"  # noqa: S105 - names the purpose, signs nothing itself
TOKEN_SECONDS = 365 * 86_400


def notify_of_post(post: Post, question: Post) -> None:
    """Tell those whom a post that everybody can read now concerns; not while what it answers is hidden."""
    if post.is_question:
        if post.follows:
            notify_of_follow_on(post, post.follows)
        return
    parent = question if post.parent_id == question.pk else post.parent
    if parent is not None and not parent.is_hidden and not question.is_hidden:
        notify_of_reply(post, parent)


def notify_of_reply(reply: Post, parent: Post) -> None:
    """Tell the author of `parent` about an answer or comment, if they wished and did not write it themselves."""
    is_own = (
        reply.author_id == parent.author_id if parent.author_id else reply.visitor_key == parent.visitor_key
    )
    if not is_own:
        notify_author(parent, "answer" if reply.is_answer else "comment", reply)


def notify_of_follow_on(question: Post, answer: Post) -> None:
    """Tell the author of an answer that somebody asks on from it."""
    is_own = (
        question.author_id == answer.author_id
        if answer.author_id
        else question.visitor_key == answer.visitor_key
    )
    if not is_own:
        notify_author(answer, "follow-on", question)


def notify_of_acceptance(answer: Post) -> None:
    """Tell the author of an answer that it was accepted."""
    notify_author(answer, "accepted", answer)


def notify_author(post: Post, what: str, target: Post) -> None:
    """Put one mail to the author of `post` on the list, with a link to `target`: sent if all this is committed."""
    if post.wants_notice:
        send_notice.enqueue(post.pk, what, target.pk)


@background()
def send_notice(post_id: int, what: str, target_id: int) -> bool:
    """Send that mail, if it is still wanted and there is still something to see. Its words say nothing of the subject."""
    post = Post.objects.select_related("author").filter(pk=post_id, wants_notice=True).first()
    target = Post.objects.filter(pk=target_id, is_hidden=False).first()
    if post is None or target is None:
        return False
    address = post.author.email if post.author else find_visitor_address(post)
    if not address:
        return False
    current = options.current()
    context = {
        "site_name": current.site_name,
        "sentence": SENTENCES[what],
        "url": settings.SITE_URL + target.get_absolute_url(),
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
