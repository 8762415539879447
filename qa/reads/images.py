"""A picture for whom may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from forum.models import SiteOption
from qa.models import Image, Post, PostImage
from qa.policies.images import may_see_image, sent
from qa.policies.standing import reads_texts


@dataclass(frozen=True)
class FoundImage:
    """A picture, and whether everybody may see it."""

    image: Image
    is_public: bool


def find_image(viewer: Viewer, pk: UUID) -> FoundImage:
    """Return the picture. One query when a visible post shows it: then nobody needs to know who is looking.

    Raises Http404, with the same sentence whether there is no such picture or it is not to be seen.
    """
    visible = PostImage.objects.filter(image=OuterRef("pk"), post__in=Post.objects.visible())
    narrowed = SiteOption.objects.filter(name="view_level")  # stored only where it is not "everybody"
    rows = Image.objects.annotate(is_shown=Exists(visible), is_narrowed=Exists(narrowed))
    image = rows.filter(pk=pk).first()
    if image is None:
        raise Http404(_("This picture does not exist, or it was removed."))
    if image.is_shown and not image.is_narrowed:
        return FoundImage(image, True)
    if image.is_narrowed and not (sent(viewer, image) or reads_texts(viewer)):
        raise Http404(_("This picture does not exist, or it was removed."))
    verdict = may_see_image(viewer, image, list(image.posts.select_related("parent", "question")))
    if not verdict:
        raise Http404(verdict.reason)
    return FoundImage(image, False)
