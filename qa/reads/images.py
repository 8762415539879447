"""A picture for whom may see it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from qa.models import Image, Post, PostImage
from qa.policies.images import may_see_image


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
    image = Image.objects.annotate(is_public=Exists(visible)).filter(pk=pk).first()
    if image is None:
        raise Http404(_("This picture does not exist, or it was removed."))
    if image.is_public:
        return FoundImage(image, True)
    verdict = may_see_image(viewer, image, list(image.posts.select_related("parent", "question")))
    if not verdict:
        raise Http404(verdict.reason)
    return FoundImage(image, False)
