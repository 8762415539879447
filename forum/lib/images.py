"""Pictures as people send them, made harmless: recognised by their content, scaled down, written anew without metadata."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from forum.lib.uploads import UploadRefused

T = TypeVar("T")
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
CONTENT_TYPES = "image/jpeg,image/png,image/gif,image/webp"
MOST_MEGAPIXELS = 40
LONGEST_SIDE = 1600
QUALITY = 82
MOST_SCANS = 100
SCAN_MARKER = b"\xff\xda"
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")


class ImageRefused(UploadRefused):
    """A file that cannot be shown as a picture; str() is a sentence for whoever sent it."""


@dataclass(frozen=True)
class Encoded:
    """A picture as it is kept: WebP without metadata."""

    content: bytes
    width: int
    height: int


def reencode(data: bytes, *, max_bytes: int) -> Encoded:
    """Return the picture in `data` as WebP, upright, at most LONGEST_SIDE wide and high, without any metadata.

    Name, ending and declared type play no part. Of an animation the first frame is kept. Raises ImageRefused, and
    nothing else, for anything that is not a whole JPEG, PNG, GIF or WebP picture within the limits.
    """
    return take(data, max_bytes, encode)


def reencode_squares(data: bytes, *, max_bytes: int, sides: Sequence[int]) -> list[Encoded]:
    """Return the middle of the picture in `data` as squares of these sides, made as harmless as by `reencode`."""
    return take(data, max_bytes, lambda image: encode_squares(image, sides))


def take(data: bytes, max_bytes: int, make: Callable[[Image.Image], T]) -> T:
    """Return what `make` makes of the picture in `data`. Raises ImageRefused, and nothing else."""
    refuse_if(not data, _("This file is empty. Please choose another one."))
    refuse_if(
        len(data) > max_bytes,
        _("This file is too large: at most %(limit)s MB fit. Please choose a smaller picture.")
        % {"limit": f"{max_bytes / 1_000_000:g}"},
    )
    try:
        with open_checked(data) as image:
            return make(image)
    except ImageRefused:
        raise
    except MemoryError as error:
        raise ImageRefused(too_many_pixels()) from error
    except (
        Exception
    ) as error:  # decoders fail in a dozen ways, and each means the same to whoever sent the file
        raise ImageRefused(
            _("This picture is damaged or incomplete. Please save it anew, or choose another one.")
        ) from error


def looks_like_picture(data: bytes) -> bool:
    """Whether a file begins like a picture; only `reencode` knows whether it is one."""
    return data.startswith(BEGINNINGS)


def open_checked(data: bytes) -> Image.Image:
    """Open a picture and judge it by its header; nothing is decoded yet."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise ImageRefused(
            _("This is not a picture that can be shown here. Please choose a JPEG, PNG, GIF or WebP file.")
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(too_many_pixels()) from error
    refuse_if(image.width * image.height > MOST_MEGAPIXELS * 1_000_000, too_many_pixels())
    # Every scan of a progressive JPEG goes over all pixels; a few kilobytes can ask for thousands of them.
    refuse_if(
        image.format in ("JPEG", "MPO") and data.count(SCAN_MARKER) > MOST_SCANS,
        _("This picture is built in an unusual way. Please save it anew, or choose another one."),
    )
    return image


def encode(image: Image.Image) -> Encoded:
    return write(make_upright(image))


def encode_squares(image: Image.Image, sides: Sequence[int]) -> list[Encoded]:
    """Smaller pictures are made larger: whoever shows it has reserved the room."""
    upright = make_upright(image)
    return [write(ImageOps.fit(upright, (side, side))) for side in sides]


def make_upright(image: Image.Image) -> Image.Image:
    image.seek(0)
    if image.mode not in ("RGB", "RGBA", "L", "CMYK", "YCbCr"):
        image = to_colours(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return to_colours(ImageOps.exif_transpose(image))


def write(upright: Image.Image) -> Encoded:
    upright.info.clear()
    written = BytesIO()
    upright.save(written, "WEBP", quality=QUALITY, exif=b"", xmp=b"", icc_profile=b"")
    return Encoded(written.getvalue(), upright.width, upright.height)


def to_colours(image: Image.Image) -> Image.Image:
    """Return the picture in the colours that WebP knows, transparent where it was."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def too_many_pixels() -> str:
    return _("This picture has more than %(count)d million pixels. Please choose a smaller one.") % {
        "count": MOST_MEGAPIXELS
    }


def refuse_if(is_refused: bool, sentence: str) -> None:
    if is_refused:
        raise ImageRefused(sentence)
