"""Pictures and other files: adding one to what is being written, and serving it to whom may see it."""

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
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.viewers import Viewer, ensure_visitor
from forum import options
from forum.lib.attachments import KINDS, find_ending, read_endings
from forum.lib.errors import TooMany
from forum.lib.http import sent
from forum.lib.images import looks_like_picture
from forum.lib.text import UncleanText, clean_line
from forum.lib.uploads import UploadRefused
from forum.options import Options
from qa.actions.attachments import attach_file
from qa.actions.images import upload_image
from qa.models import Attachment, Image
from qa.models.images import ALT_MAX_LENGTH
from qa.policies.images import may_attach, may_upload
from qa.reads.images import find_attachment, find_image
from qa.views.requests import MemberRequest, is_adding_picture

# After five minutes a browser asks again (and mostly hears 304), so that what was hidden is gone soon, everywhere.
PUBLIC_CACHE = "public, max-age=300, stale-while-revalidate=60"
PRIVATE_CACHE = "private, max-age=60"


@require_safe
def show(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """The picture, for whom may read a post that shows it."""
    found = find_image(request.viewer, pk)
    headers = {
        "Cache-Control": PUBLIC_CACHE if found.is_public else PRIVATE_CACHE,
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'",
    }
    return serve(request, found.upload, "image/webp", headers)


@require_safe
def download(request: MemberRequest, pk: UUID, ending: str) -> HttpResponseBase:
    """Another file, for whom may read a post that names it: to be saved under its name, never shown here."""
    found = find_attachment(request.viewer, pk, ending)
    headers = {
        "Cache-Control": PRIVATE_CACHE,
        "Content-Disposition": content_disposition_header(True, found.upload.name) or "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return serve(request, found.upload, KINDS[found.upload.ending].content_type, headers)


def serve(
    request: HttpRequest, upload: Image | Attachment, content_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    """Return the content, or 304: what lies behind an address never changes."""
    etag = f'"{upload.pk}"'
    response = get_conditional_response(request, etag=etag) or make_response(request, upload, content_type)
    for name, value in headers.items():
        response.headers[name] = value
    response.headers["ETag"] = etag
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def make_response(request: HttpRequest, upload: Image | Attachment, content_type: str) -> HttpResponseBase:
    try:
        file = default_storage.open(upload.file_name)
    except FileNotFoundError as error:
        raise Http404(str(upload.missing)) from error
    if request.method == "HEAD":
        file.close()
        response = HttpResponse(content_type=content_type)
        response.headers["Content-Length"] = str(upload.byte_count)
        return response
    return FileResponse(file, content_type=content_type)


@require_POST
def new(request: MemberRequest) -> HttpResponse:
    """Take in the file in `picture` (sent by static/js/images.js); answers with the Markdown that shows it, or a sentence."""
    try:
        taken = upload(request)
    except (PermissionDenied, UploadRefused, TooMany) as refusal:
        return refuse(refusal)
    return JsonResponse(
        {"markdown": taken.markdown, "address": taken.get_absolute_url()}, status=HTTPStatus.CREATED
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


def list_uploads(viewer: Viewer, current: Options) -> dict[str, bool]:
    """Return what a form may take besides words."""
    return {
        "takes_pictures": bool(may_upload(viewer, current)),
        "takes_files": bool(may_attach(viewer, current)),
    }


def upload(request: MemberRequest) -> Image | Attachment:
    """Take in what the field `picture` holds. Raises PermissionDenied, TooMany and UploadRefused."""
    viewer, current = request.viewer, options.current()
    file = request.FILES.get("picture")
    takes_files = bool(may_attach(viewer, current))
    endings = read_endings(current.file_endings) if takes_files else []
    is_named_so = file is not None and find_ending(file.name or "") in endings
    if not is_named_so and not (takes_files and not current.are_images_allowed):
        may_upload(viewer, current).enforce()  # before a visitor becomes known by a cookie
    if file is None:
        raise UploadRefused(_("Please choose a picture first."))
    data = file.read()
    if is_named_so or not current.are_images_allowed:
        return attach_file(viewer, file.name or "", data)
    if endings and data and not looks_like_picture(data):
        raise UploadRefused(
            _("This is neither a JPEG, PNG, GIF or WebP picture nor a file of these kinds: %(endings)s.")
            % {"endings": ", ".join(endings)}
        )
    try:
        alt = clean_line(request.POST.get("picture_alt", ""))[:ALT_MAX_LENGTH]
    except UncleanText as error:
        raise UploadRefused(str(error)) from error
    return upload_image(ensure_visitor(request), data, alt)


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
        taken = upload(request)
    except UploadRefused as refusal:
        return Composition(typed, str(refusal), is_adding)
    typed = typed.copy()
    typed["body"] = f"{typed.get('body', '').rstrip()}\n\n{taken.markdown}\n".lstrip()
    typed["picture_alt"] = ""
    if is_adding:
        words = _("The picture is in your text now, at the end.")
        messages.success(
            request, words if isinstance(taken, Image) else _("The file is in your text now, at the end.")
        )
    return Composition(typed, is_adding=is_adding)
