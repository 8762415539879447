"""What a member wrote masked, for their export alone: no table says by their number that it is theirs."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from qa.masks.keeping import list_masked_posts, list_measures_of
from qa.masks.models import Reveal
from qa.models import Attachment, Image, Measure, Post, Revision

POST = (
    "id", "kind", "parent_id", "question_id", "title", "body", "tag_names", "extra", "content_warnings", "audience",
    "created_at", "edited_at", "is_hidden", "is_held",
)  # fmt: skip
MEASURE = (
    "id", "post_number", "kind", "rights", "reason", "rule", "started_at", "ends_at", "lifted_at", "lift_reason",
    "acknowledged_at",
)  # fmt: skip
REVISION = ("post_id", "version", "change", "title", "body", "tag_names", "extra", "note", "created_at")


def collect_masked(member: User) -> dict[str, list[dict[str, Any]]]:
    """Return masked posts with their earlier versions, what was decided about their author by them, and when and why two of
    the team looked whose they were."""
    numbers = list_masked_posts(member.pk)
    posts = Post.objects.filter(pk__in=numbers).order_by("pk")
    # Versions by others (moderators, say) are theirs; of the author's own, nobody is named.
    versions = Revision.objects.filter(post__in=numbers, editor=None).order_by("post", "version")
    looks = Reveal.objects.filter(unmasking__post__in=numbers).order_by("started_at")
    told = looks.values_list("unmasking__post", "started_at", "ends_at", "unmasking__reason")
    return {
        "qa_post (masked)": list(posts.values(*POST)),
        "qa_revision (masked)": list(versions.values(*REVISION)),
        "qa_measure (masked)": list(
            Measure.objects.filter(pk__in=list_measures_of(member.pk)).order_by("pk").values(*MEASURE)
        ),
        "masks_reveal (of masked posts)": [
            {"post_id": post_id, "started_at": start, "ends_at": end, "reason": reason}
            for post_id, start, end, reason in told
        ],
    }


def list_masked_images(member: User) -> list[Image]:
    """Return the pictures in masked posts, which name nobody who sent them."""
    return list(find_uploads(Image.objects.all(), member))


def list_masked_attachments(member: User) -> list[Attachment]:
    """Return the files in masked posts."""
    return list(find_uploads(Attachment.objects.all(), member))


def find_uploads(rows: QuerySet[Any], member: User) -> QuerySet[Any]:
    posts = Post.objects.filter(pk__in=list_masked_posts(member.pk))
    keys = set(posts.values_list("mask_key", flat=True)) - {""}
    return rows.filter(visitor_key__in=keys, post_links__post__in=posts).distinct().order_by("pk")
