"""Which posts show which pictures: noted whenever a text is written, so that pictures follow their posts."""

from django.db import connection
from django.db.models import Q

from accounts.viewers import Viewer
from qa.models import Image, Post, PostImage
from qa.models.images import IMAGE_ADDRESS, find_image_ids

LINK = """
    INSERT INTO qa_postimage (post_id, image_id)
    SELECT %s, id FROM qa_image WHERE id = ANY(%s::uuid[]) FOR KEY SHARE
    ON CONFLICT DO NOTHING
"""  # the lock makes a deletion of these pictures wait, or us see that they are gone


def link_images(viewer: Viewer, post: Post, *, before: str = "") -> None:
    """Note which pictures the post's text shows. `before` is what it said until now.

    A text may name any address, so only pictures count that the writer could show anyway: their own, the author's, and
    those that everybody sees. Otherwise naming a picture would open what is hidden.
    """
    ids = find_image_ids(post.body)
    if IMAGE_ADDRESS.search(before):
        PostImage.objects.filter(post=post).exclude(image__in=ids).delete()
    if not ids:
        return
    allowed = Image.objects.filter(pk__in=ids).filter(showable_by(viewer, post)).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(LINK, [post.pk, [str(pk) for pk in allowed]])


def showable_by(viewer: Viewer, post: Post) -> Q:
    members = {viewer.user_id, post.author_id} - {None}
    keys = {viewer.visitor_key, viewer.claim_key, post.visitor_key} - {""}
    public = PostImage.objects.filter(post__in=Post.objects.visible()).values("image")
    return Q(uploader__in=members) | Q(visitor_key__in=keys) | Q(pk__in=public)
