"""Picture files for tests: honest ones, and the sort that nobody should be able to do harm with."""

import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image

CAMERA = "SecretCamera 3000"


def encode(image, kind="JPEG", **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def photo(width=120, height=80, kind="JPEG", colour="teal"):
    return encode(Image.new("RGB", (width, height), colour), kind)


def noise(width=400, height=400, kind="JPEG", **options):
    """A picture that does not compress well, so that its file has a middle to be cut in."""
    return encode(Image.effect_noise((width, height), 60).convert("RGB"), kind, **options)


def with_position(orientation=1):
    """A photo 120 wide and 80 high, red on the left and blue on the right, that says where and with what it was taken."""
    image = Image.new("RGB", (120, 80), "blue")
    image.paste("red", (0, 0, 60, 80))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = CAMERA
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)})
    return encode(image, "JPEG", quality=95, exif=exif, icc_profile=b"profile" * 40, comment=b"taken at home")


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width=50_000, height=50_000):
    """A PNG of a few bytes whose header speaks of enormous sizes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def scan_bomb(scans=200):
    """A progressive JPEG that asks for its pixels to be gone over again and again."""
    whole = noise(60, 60, progressive=True)
    last = whole.rindex(b"\xff\xda")
    end = whole.rindex(b"\xff\xd9")
    return whole[:end] + whole[last:end] * scans + whole[end:]


SCRIPT = b"<script>alert('polyglot')</script>"
POLYGLOT = photo(kind="GIF") + SCRIPT
FAKE_GIF = b"GIF89a/*" + SCRIPT + b"*/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
TRUNCATED = noise()[:9_000]


def too_large():
    """An honest picture in a file of 6 MB."""
    return photo() + bytes(6_000_000)
