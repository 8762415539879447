"""What asking, answering and commenting have in common: one row, written once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum import limits, options
from forum.lib.texts import Text
from qa.actions.upload_links import link_uploads
from qa.models import NoticeAddress, Post, PostAddress, Revision

LIMITS = {Post.Kind.QUESTION: "questions", Post.Kind.ANSWER: "answers", Post.Kind.COMMENT: "comments"}


@dataclass(frozen=True)
class Byline:
    """How a writer signs: a name to display (visitors), whether and where they want to hear of replies."""

    name: str = ""
    wants_notice: bool = False
    email: str = ""


def find_submitted(submission_key: UUID | None) -> Post | None:
    """Return what this very form already created. Waits for a twin that is being written at this moment."""
    if submission_key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [submission_key.int % 2**63])
    return Post.objects.filter(submission_key=submission_key).first()


def refuse_repeated(text: Text, others: QuerySet[Post]) -> None:
    """Raise ValidationError when one of the other posts says the very same, but for case and white space."""
    words = " ".join(text.plain.casefold().split())
    alike = others.annotate(length=Length("body_text")).filter(
        length__gte=len(words), length__lte=2 * len(text.plain) + 20
    )
    if words and any(
        " ".join(plain.casefold().split()) == words for plain in alike.values_list("body_text", flat=True)
    ):
        raise ValidationError(_("These very words stand here already."))


def count_against_limit(viewer: Viewer, what: str) -> None:
    """Count one act of the viewer, as a member and as a network address. Raises TooMany."""
    current = options.current()
    if viewer.is_member:
        limits.consume(what, f"member-{viewer.user_id}", getattr(current, f"{what}_per_member"))
    if viewer.address_key:
        limits.consume(what, viewer.address_key, getattr(current, f"{what}_per_network"))


def create_post(
    viewer: Viewer, kind: Post.Kind, text: Text, byline: Byline, submission_key: UUID | None, **columns: Any
) -> Post:
    """Write one row and a visitor's notice address. Policies come before; then qa.actions.visibility.publish_or_hold."""
    count_against_limit(viewer, LIMITS[kind])
    now = timezone.now()
    post = Post.objects.create(
        kind=kind,
        author=viewer.user,
        visitor_key=viewer.visitor_key,
        author_name="" if viewer.is_member else byline.name,
        body=text.source,
        body_html=text.html,
        body_text=text.plain,
        created_at=now,
        recent_at=now,
        active_at=now,
        wants_notice=byline.wants_notice and bool(viewer.is_member or byline.email),
        submission_key=submission_key,
        **columns,
    )
    if byline.wants_notice and byline.email and not viewer.is_member:
        NoticeAddress.objects.create(post=post, email=byline.email)
    if viewer.sender and options.current().are_addresses_kept:
        PostAddress.objects.create(post=post, address=viewer.sender)
    link_uploads(viewer, post)
    return post


def keep_revision(
    post: Post,
    editor_id: int | None,
    note: str = "",
    *,
    change: Revision.Change = Revision.Change.WRITTEN,
    is_silent: bool = False,
) -> Revision:
    """Store what the post says now as its current version."""
    is_written = change == Revision.Change.WRITTEN
    return Revision.objects.create(
        post=post,
        version=post.version,
        editor_id=editor_id,
        title=post.title,
        body=post.body,
        category_name=post.category.name if post.category else "",
        tag_names=list(post.tag_names),
        extra=post.extra,
        note=note,
        created_at=post.created_at if is_written else timezone.now(),
        change=change,
        is_silent=is_silent,
    )


def keep_change(viewer: Viewer, post: Post, change: Revision.Change, note: str = "") -> None:
    """Make a change of the post's state its next version."""
    post.version += 1
    post.save(update_fields=["version"])
    keep_revision(post, viewer.user_id, note, change=change)
