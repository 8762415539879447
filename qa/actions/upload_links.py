"""Which posts show which pictures and files: noted whenever a text is written, so that both follow their posts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from accounts.viewers import Viewer
from qa.models import Attachment, Image, Post, PostAttachment, PostImage
from qa.models.attachments import ATTACHMENT_ADDRESS, find_attachment_ids
from qa.models.images import IMAGE_ADDRESS, find_image_ids
from qa.policies.posts import wears

# The lock makes a deletion of these rows wait, or us see that they are gone.
LINK_IMAGES = """
    INSERT INTO qa_postimage (post_id, image_id)
    SELECT %s, id FROM qa_image WHERE id = ANY(%s::uuid[]) FOR KEY SHARE
    ON CONFLICT DO NOTHING
"""
LINK_ATTACHMENTS = """
    INSERT INTO qa_postattachment (post_id, attachment_id)
    SELECT %s, id FROM qa_attachment WHERE id = ANY(%s::uuid[]) FOR KEY SHARE
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Kind:
    """What differs between pictures and other files."""

    model: Any
    links: Any
    field: str
    address: re.Pattern[str]
    find_ids: Callable[[str], list[UUID]]
    statement: str
    links_name: str = "post_links"


KINDS = (
    Kind(Image, PostImage, "image", IMAGE_ADDRESS, find_image_ids, LINK_IMAGES),
    Kind(Attachment, PostAttachment, "attachment", ATTACHMENT_ADDRESS, find_attachment_ids, LINK_ATTACHMENTS),
)


def link_uploads(viewer: Viewer, post: Post, *, before: str = "") -> None:
    """Note which pictures and files the post's text shows. `before` is what it said until now.

    A text may name any address, so only those count that the writer could show anyway: their own, the author's, and
    those that everybody sees. Otherwise naming a picture would open what is hidden.
    """
    for kind in KINDS:
        ids = kind.find_ids(post.body)
        if kind.address.search(before):
            kind.links.objects.filter(post=post).exclude(**{f"{kind.field}__in": ids}).delete()
        if not ids:
            continue
        found = kind.model.objects.filter(pk__in=ids).filter(
            showable_by(viewer, post, kind.links, kind.field)
        )
        with connection.cursor() as cursor:
            cursor.execute(kind.statement, [post.pk, [str(pk) for pk in found.values_list("pk", flat=True)]])
        if post.mask_key and wears(viewer, post):  # who sent a picture would tell who wrote the post
            own = kind.model.objects.filter(uploader=viewer.user, **{f"{kind.links_name}__post": post})
            own.update(uploader=None, visitor_key=post.mask_key)


def showable_by(viewer: Viewer, post: Post, links: type[Model], field: str) -> Q:
    members = {viewer.user_id, post.author_id} - {None}
    keys = {viewer.visitor_key, viewer.claim_key, post.visitor_key, post.mask_key} - {""}
    public = links._default_manager.filter(post__in=Post.objects.visible()).values(field)
    return Q(uploader__in=members) | Q(visitor_key__in=keys) | Q(pk__in=public)
