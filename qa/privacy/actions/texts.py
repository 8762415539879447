"""Removing what a member wrote, where they wish it: other people's words always stay.

A post that nobody else's words hang on is deleted. Of one that somebody answered or commented on, a sentence stays in place of
the words, so that the answers can still be read.
"""

from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import NOBODY
from forum.lib.text import slugify_title
from forum.lib.texts import compose
from qa.actions.counts import count_question
from qa.actions.deletions import erase_post, list_subtree
from qa.actions.tags import attach_tags
from qa.actions.threads import lock_post, refresh_question
from qa.actions.uploads import remove
from qa.models import Activity, Attachment, Finding, Image, Post, PostAttachment, PostImage, Revision, Tag
from qa.talks.models import Message, ReportedText, WallPost

BATCH = 50
ORDER = {Post.Kind.COMMENT: 0, Post.Kind.ANSWER: 1, Post.Kind.QUESTION: 2}


def list_posts(member_id: int) -> list[int]:
    """Return the next posts to be removed: comments, then answers, then questions, so that own words hold nothing up."""
    for kind in ORDER:
        rows = Post.objects.filter(author_id=member_id, kind=kind).exclude(is_removed()).order_by("pk")
        found = list(rows.values_list("pk", flat=True)[:BATCH])
        if found:
            return found
    return []


def is_removed() -> Q:
    """Posts whose words were taken out already."""
    return Q(body=removed_text())


def removed_text() -> str:
    return _("The text of this post was removed at the wish of whoever wrote it.")


@transaction.atomic
def remove_post(post_id: int) -> bool:
    """Delete a post, or only its words where others wrote below it; return whether it is gone whole."""
    try:
        question, post = lock_post(post_id)
    except Http404:
        return True
    others = list_subtree(post).exclude(pk=post.pk).exclude(author_id=post.author_id)
    images = list(Image.objects.filter(post_links__post=post, uploader_id=post.author_id))
    files = list(Attachment.objects.filter(post_links__post=post, uploader_id=post.author_id))
    is_whole = not others.exists()
    tags = list(Tag.objects.filter(question_tags__question=post)) if post.is_question else []
    if is_whole:
        erase_post(NOBODY, question, post)
        # The record that a post was deleted names its title.
        Activity.objects.filter(verb=Activity.Verb.DELETED, details__post=post_id).update(
            details={"post": post_id, "kind": post.kind}
        )
    else:
        blank(question, post)
    remove(Image, [image for image in images if not PostImage.objects.filter(image=image).exists()])
    remove(
        Attachment, [file for file in files if not PostAttachment.objects.filter(attachment=file).exists()]
    )
    drop_unused(tags)
    return is_whole


def blank(question: Post, post: Post) -> None:
    """Put a sentence in place of a post's words, its earlier versions and tags included."""
    words = compose(removed_text())
    Revision.objects.filter(post=post).delete()
    Finding.objects.filter(post=post).delete()
    PostImage.objects.filter(post=post).delete()
    PostAttachment.objects.filter(post=post).delete()
    fields: dict[str, object] = {}
    if post.is_question:
        title = _("A question whose text was removed")
        fields = {"title": title, "slug": slugify_title(title), "extra": ""}
        ids = list(Tag.objects.filter(question_tags__question=post).values_list("pk", flat=True))
        if not post.is_hidden:
            count_question(post, [], ids, -1)
        attach_tags(post, [])
    Post.objects.filter(pk=post.pk).update(
        body=words.source, body_html=words.html, body_text=words.plain, edited_at=timezone.now(), edited_by=None,
        version=F("version") + 1, **fields,
    )  # fmt: skip
    refresh_question(question)


def drop_unused(tags: list[Tag]) -> None:
    """Delete tags that no question has any more and nobody described: a word of one person's own."""
    unused = Tag.objects.filter(
        pk__in=[tag.pk for tag in tags], question_tags=None, description="", root=None
    )
    unused.filter(synonyms=None, text=None).delete()


@transaction.atomic
def remove_messages(member_id: int) -> int:
    """Delete what the member wrote to others, on both sides, and on walls; return how many.

    What was given to moderators with a report that is still open stays until they have decided.
    """
    count = Message.objects.filter(author_id=member_id).delete()[0]
    count += WallPost.objects.filter(author_id=member_id).delete()[0]
    return count + ReportedText.objects.filter(author_id=member_id).exclude(report__outcome="").delete()[0]


@transaction.atomic
def remove_uploads(member_id: int) -> int:
    """Delete pictures and files of the member that no post shows."""
    count = 0
    for model in (Image, Attachment):
        count += remove(model, model.objects.filter(uploader_id=member_id, post_links=None))
    return count
