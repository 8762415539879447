"""Sitemaps, sent while they are written: memory holds one batch of a part, whatever its size."""

import re
import zlib
from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from forum.options import Options
from qa.seo.reads.sitemaps import SECTIONS, Section, has_part, list_parts, read_pages, read_part
from qa.seo.rules.sitemaps import write_index, write_part

TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
# A question that was hidden must not live on in somebody's cache by its address.
CACHING = "public, max-age=0, s-maxage=1, must-revalidate"


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The list of the parts."""
    current = need_sitemaps()
    return send(request, write_index(base_of(request), list_parts(current)))


@require_safe
def part(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """The addresses of one part."""
    current = need_sitemaps()
    if name == "pages" and number == 0:
        return send(request, write_part(base_of(request), [read_pages(current)]))
    section: Section | None = SECTIONS.get(name)
    if section is None or not section.is_on(current) or not has_part(section, number, current):
        raise Http404(_("There is no such list of addresses."))
    return send(request, write_part(base_of(request), read_part(section, number, current)))


def need_sitemaps() -> Options:
    current = options.current()
    if not current.is_sitemap_on:
        raise Http404(_("There is no such list of addresses."))
    return current


def send(request: HttpRequest, pieces: Iterable[str]) -> HttpResponseBase:
    """Return pieces of text as they come, compressed where the client takes that."""
    is_packed = bool(TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    # Nobody reads the body of a HEAD, so nobody makes it.
    response: HttpResponseBase = (
        HttpResponse()
        if request.method == "HEAD"
        else StreamingHttpResponse(pack(pieces) if is_packed else (piece.encode() for piece in pieces))
    )
    response.headers["Content-Type"] = "application/xml; charset=utf-8"
    response.headers["Cache-Control"] = CACHING
    response.headers["X-Robots-Tag"] = "noindex"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def pack(pieces: Iterable[str]) -> Iterator[bytes]:
    """Compress pieces one after the other (gzip)."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        packed = packer.compress(piece.encode())
        if packed:
            yield packed
    yield packer.flush()


def base_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
