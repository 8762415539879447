"""Pictures: adding one to what is being written, and showing it to whom may see it."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewers import ensure_visitor
from forum import options
from forum.lib.errors import TooMany
from forum.lib.http import sent
from forum.lib.images import ImageRefused
from forum.lib.text import UncleanText, clean_line
from qa.actions.images import upload_image
from qa.models import Image
from qa.models.images import ALT_MAX_LENGTH
from qa.policies.images import may_upload
from qa.reads.images import find_image
from qa.views.requests import MemberRequest, is_adding_picture

# After five minutes a browser asks again (and mostly hears 304), so that what was hidden is gone soon, everywhere.
PUBLIC_CACHE = "public, max-age=300, stale-while-revalidate=60"
PRIVATE_CACHE = "private, max-age=60"


@require_safe
def show(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The picture, for whom may read a post that shows it."""
    found = find_image(request.viewer, pk)
    etag = f'"{found.image.pk}"'  # what lies behind an address never changes
    response = get_conditional_response(request, etag=etag) or make_response(request, found.image)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = PUBLIC_CACHE if found.is_public else PRIVATE_CACHE
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def make_response(request: HttpRequest, image: Image) -> HttpResponseBase:
    try:
        file = default_storage.open(image.file_name)
    except FileNotFoundError as error:
        raise Http404(_("This picture does not exist, or it was removed.")) from error
    if request.method == "HEAD":
        file.close()
        response: HttpResponseBase = HttpResponse(content_type="image/webp")
        response.headers["Content-Length"] = str(image.byte_count)
    else:
        response = FileResponse(file, content_type="image/webp")
    response.headers["Content-Disposition"] = "inline"
    return response


@require_POST
def new(request: MemberRequest) -> HttpResponse:
    """Take in the file in `picture` (sent by static/js/images.js); answers with the Markdown that shows it, or a sentence."""
    try:
        image = upload(request)
    except (PermissionDenied, ImageRefused, TooMany) as refusal:
        return refuse(refusal)
    return JsonResponse(
        {"markdown": image.markdown, "address": image.get_absolute_url()}, status=HTTPStatus.CREATED
    )


def refuse(refusal: Exception) -> HttpResponse:
    status = (
        HTTPStatus.FORBIDDEN if isinstance(refusal, PermissionDenied) else HTTPStatus.UNPROCESSABLE_ENTITY
    )
    response = JsonResponse({"sentence": str(refusal)}, status=status)
    if isinstance(refusal, TooMany):
        response.status_code = refusal.status
        response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def upload(request: MemberRequest) -> Image:
    """Take in what the field `picture` holds. Raises PermissionDenied, TooMany and ImageRefused."""
    may_upload(request.viewer, options.current()).enforce()  # before a visitor becomes known by a cookie
    file = request.FILES.get("picture")
    if file is None:
        raise ImageRefused(_("Please choose a picture first."))
    try:
        alt = clean_line(request.POST.get("picture_alt", ""))[:ALT_MAX_LENGTH]
    except UncleanText as error:
        raise ImageRefused(str(error)) from error
    return upload_image(ensure_visitor(request), file.read(), alt)


@dataclass(frozen=True)
class Composition:
    """What a form sent (None when the page is only looked at), its picture already at the end of the text."""

    typed: QueryDict | None
    refusal: str = ""
    is_adding: bool = False

    def check(self, form: Form) -> bool:
        """Return whether the form was sent and is valid, its picture included.

        Who only adds a picture is not yet told what else is missing.
        """
        is_valid = form.is_valid()
        if self.is_adding:
            form.errors.clear()
        if self.refusal:
            form.add_error("picture", self.refusal)
        return form.is_bound and (is_valid or self.is_adding) and not self.refusal


def compose_with_picture(request: MemberRequest) -> Composition:
    """Take in the picture that was chosen in a form, if any, and put it at the end of what was typed.

    That comes before everything else is judged: a browser does not keep a chosen file when the form comes back. Raises
    PermissionDenied and TooMany; a file that is no picture becomes an error of the form.
    """
    typed, is_adding = sent(request), is_adding_picture(request)
    if typed is None or not (is_adding or "picture" in request.FILES):
        return Composition(typed)
    try:
        image = upload(request)
    except ImageRefused as refusal:
        return Composition(typed, str(refusal), is_adding)
    typed = typed.copy()
    typed["body"] = f"{typed.get('body', '').rstrip()}\n\n{image.markdown}\n".lstrip()
    typed["picture_alt"] = ""
    if is_adding:
        messages.success(request, _("The picture is in your text now, at the end."))
    return Composition(typed, is_adding=is_adding)
