"""A picture or another file for whom may see it."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from accounts.viewers import Viewer
from forum.models import SiteOption
from qa.models import Attachment, Image, Post, PostAttachment, PostImage
from qa.models.uploads import Upload
from qa.policies.images import may_see_upload, sent
from qa.policies.standing import reads_texts

T = TypeVar("T", bound=Upload)


@dataclass(frozen=True)
class Found(Generic[T]):
    """A picture or file, and whether everybody may see it."""

    upload: T
    is_public: bool


def find_image(viewer: Viewer, pk: UUID) -> Found[Image]:
    """Return the picture. One query when a visible post shows it: then nobody needs to know who is looking.

    Raises Http404, with the same sentence whether there is no such picture or it is not to be seen.
    """
    return find(viewer, Image, PostImage.objects.filter(image=OuterRef("pk")), pk=pk)


def find_attachment(viewer: Viewer, pk: UUID, ending: str) -> Found[Attachment]:
    """Return the file, with as many queries as a picture takes. Raises Http404 as find_image does."""
    links = PostAttachment.objects.filter(attachment=OuterRef("pk"))
    return find(viewer, Attachment, links, pk=pk, ending=ending)


def find(viewer: Viewer, model: Any, links: Any, **which: Any) -> Found[Any]:
    visible = links.filter(post__in=Post.objects.visible())
    narrowed = SiteOption.objects.filter(name="view_level")  # stored only where it is not "everybody"
    rows = model.objects.annotate(is_shown=Exists(visible), is_narrowed=Exists(narrowed))
    upload = rows.filter(**which).first()
    if upload is None:
        raise Http404(str(model.missing))
    if upload.is_shown and not upload.is_narrowed:
        return Found(upload, True)
    if upload.is_narrowed and not (sent(viewer, upload) or reads_texts(viewer)):
        raise Http404(str(model.missing))
    verdict = may_see_upload(viewer, upload, list(upload.posts.select_related("parent", "question")))
    if not verdict:
        raise Http404(verdict.reason)
    return Found(upload, False)
