"""The picture that a preview of a link shows: the name of the site and, where there is one, a title. No Django.

The font covers the scripts that are written with Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters.
A title that holds others is left out: a card without words is better than one with boxes.
"""

import threading
import unicodedata
from functools import cache, lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

VERSION = "1"  # of the design: a new one makes all cards new
WIDTH, HEIGHT = 1200, 630
MARGIN, INSET = 40, 72
MOST_LINES = 4
SIZES = (68, 60, 52, 46)
NAME_SIZE, ALONE_SIZES = 34, (76, 64, 52, 40)
LEADING = 1.28
TALLEST = 330  # of a title
COLOURS = 64  # of the finished picture: few, for they are flat
PAPER, SHEET, LINE, INK, QUIET, ACCENT = "#f7f3eb", "#fffdf9", "#e5dccd", "#2b2621", "#665d53", "#1d7a70"
FONT = Path(__file__).resolve().parent.parent / "fonts" / "DejaVuSans.ttf"
RIGHT_TO_LEFT = ("R", "AL")
DROPPED = (
    "Cf",
    "Cc",
    "Cs",
    "Co",
    "So",
    "Sk",
)  # kinds of signs that a title can do without: pictures, above all
VARIANTS = range(0xFE00, 0xFE10)
Point = tuple[float, float]

_drawing = threading.Lock()  # a card takes some processor time: one at a time is enough


def name_card(site_name: str, title: str) -> str:
    """Return what stands for a card: another one for other words."""
    return blake2b("\n".join((VERSION, site_name, title)).encode(), digest_size=12).hexdigest()


def draw_card(site_name: str, title: str = "") -> bytes:
    """Return a card as PNG; without a title (or with one that cannot be written) that of the site."""
    with _drawing:
        name, title = make_writable(site_name), make_writable(title)
        picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        draw = ImageDraw.Draw(picture)
        box = (MARGIN, MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN)
        draw.rounded_rectangle(box, radius=28, fill=SHEET, outline=LINE, width=2)
        if title:
            write_title(draw, title)
            write_name(picture, draw, name, is_mirrored=is_right_to_left(title))
        else:
            write_name_alone(picture, draw, name)
        found = BytesIO()
        picture.quantize(COLOURS).save(found, "PNG", optimize=True)
        return found.getvalue()


def write_title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """Write a title in the largest letters in which it fits on a few lines, else with its end left out."""
    width = WIDTH - 2 * (MARGIN + INSET)
    is_mirrored = is_right_to_left(title)
    for size in SIZES:
        font = load_font(size)
        lines = break_lines(font, title, width, is_mirrored)
        if len(lines) <= MOST_LINES and len(lines) * size * LEADING <= TALLEST:
            break
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], shorten(font, lines[MOST_LINES - 1] + "…", width, is_mirrored)]
    top = MARGIN + INSET - 6
    for number, line in enumerate(lines):
        at = (WIDTH - MARGIN - INSET if is_mirrored else MARGIN + INSET, top + number * font.size * LEADING)
        draw.text(
            at, line, font=font, fill=INK, anchor="ra" if is_mirrored else "la", **direction(is_mirrored)
        )


def write_name(picture: Image.Image, draw: ImageDraw.ImageDraw, name: str, *, is_mirrored: bool) -> None:
    """Write the name of the site in the lower corner, behind its mark."""
    side, base, gap = 56, HEIGHT - MARGIN - 56, 20
    left = WIDTH - MARGIN - INSET - side if is_mirrored else MARGIN + INSET
    picture.paste(ACCENT, (left, base - side), draw_bubble(side))
    picture.paste(SHEET, (left, base - side), draw_leaves(side))
    font = load_font(NAME_SIZE)
    words = shorten(font, name, WIDTH - 2 * (MARGIN + INSET) - side - gap, is_right_to_left(name))
    at = (left - gap if is_mirrored else left + side + gap, base - side / 2)
    draw.text(
        at,
        words,
        font=font,
        fill=QUIET,
        anchor="rm" if is_mirrored else "lm",
        **direction(is_right_to_left(name)),
    )


def write_name_alone(picture: Image.Image, draw: ImageDraw.ImageDraw, name: str) -> None:
    """Write the name of the site in the middle, below its mark."""
    side, width = 168, WIDTH - 2 * (MARGIN + INSET)
    left, top = (WIDTH - side) // 2, 156 if name else (HEIGHT - side) // 2
    picture.paste(ACCENT, (left, top), draw_bubble(side))
    picture.paste(SHEET, (left, top), draw_leaves(side))
    is_mirrored = is_right_to_left(name)
    for size in ALONE_SIZES:
        font = load_font(size)
        if measure(font, name, is_mirrored) <= width:
            break
    words = shorten(font, name, width, is_mirrored)
    draw.text((WIDTH / 2, 420), words, font=font, fill=INK, anchor="mm", **direction(is_mirrored))


# --- Words ----------------------------------------------------------------------------------------


@cache
def has_shaping() -> bool:
    """Whether letters are joined and put in their order: Pillow's own builds bring what that takes."""
    return bool(features.check("raqm")) and bool(features.check("fribidi"))


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if has_shaping() else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FONT), size, layout_engine=engine)


def direction(is_mirrored: bool) -> dict[str, Any]:
    return {"direction": "rtl" if is_mirrored else "ltr"} if has_shaping() else {}


def make_writable(text: str) -> str:
    """Return a text on one line without signs that the font has not; '' where letters are among these."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        if sign.isspace():
            kept.append(" ")
        elif ord(sign) in VARIANTS or unicodedata.category(sign) in ("Cf", "Cc"):
            continue
        elif has_glyph(sign):
            kept.append(sign)
        elif unicodedata.category(sign) not in DROPPED:
            return ""
    words = " ".join("".join(kept).split())
    needs_order = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in words)
    return "" if needs_order and not has_shaping() else words


@lru_cache(maxsize=4000)
def has_glyph(sign: str) -> bool:
    """Whether the font has a picture of a sign, and not the box that stands for all others."""
    font = ImageFont.truetype(str(FONT), 24, layout_engine=ImageFont.Layout.BASIC)
    shape, box = font.getmask(sign), font.getmask("\U0010fffd")
    return shape.size != box.size or bytes(shape) != bytes(box)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "L" or kind in RIGHT_TO_LEFT:
            return kind != "L"
    return False


def measure(font: ImageFont.FreeTypeFont, text: str, is_mirrored: bool) -> float:
    return float(font.getlength(text, **direction(is_mirrored)))


def break_lines(font: ImageFont.FreeTypeFont, text: str, width: int, is_mirrored: bool) -> list[str]:
    """Return a text in lines that fit; a word that fits on none is broken."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(font, longer, is_mirrored) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while measure(font, line, is_mirrored) > width and len(lines) <= MOST_LINES:
            head = cut(font, line, width, is_mirrored)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line]


def cut(font: ImageFont.FreeTypeFont, text: str, width: float, is_mirrored: bool) -> str:
    """Return as much of the beginning of a text as fits: at least one sign."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(font, text[:middle], is_mirrored) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]


def shorten(font: ImageFont.FreeTypeFont, text: str, width: float, is_mirrored: bool) -> str:
    """Return a text that fits on one line, with an ellipsis where something is left out."""
    if measure(font, text, is_mirrored) <= width:
        return text
    room = width - measure(font, "…", is_mirrored)
    return cut(font, text.rstrip("…"), room, is_mirrored).rstrip() + "…"


# --- The mark (static/favicon.svg), in a square of 24 -----------------------------------------------

SMOOTH = 4  # times as large while it is drawn
BUBBLE = ((2.6, 2.6), (21.4, 19.8))
TAIL = ((3.9, 14.6), (4.8, 17.6), (3.4, 21.5), (6.6, 20.9), (9.4, 19.4), (12.0, 15.0))
STALK = ((12, 16.4), (12, 11.1))
LEAVES: tuple[tuple[Point, ...], ...] = (
    ((12, 12.9), (12, 10.3), (10.4, 8.7), (7.6, 8.6), (7.7, 11.4), (9.3, 13.0), (12, 12.9)),
    ((12, 11.1), (12, 8.7), (13.5, 7.1), (16.2, 6.9), (16.2, 9.6), (14.6, 11.1), (12, 11.1)),
)


@cache
def draw_bubble(side: int) -> Image.Image:
    unit = side * SMOOTH / 24
    mask = Image.new("L", (side * SMOOTH, side * SMOOTH))
    draw = ImageDraw.Draw(mask)
    draw.ellipse([(x * unit, y * unit) for x, y in BUBBLE], fill=255)
    draw.polygon([(x * unit, y * unit) for x, y in TAIL], fill=255)
    return mask.resize((side, side), Image.Resampling.LANCZOS)


@cache
def draw_leaves(side: int) -> Image.Image:
    unit = side * SMOOTH / 24
    mask = Image.new("L", (side * SMOOTH, side * SMOOTH))
    draw = ImageDraw.Draw(mask)
    width = round(1.4 * unit)
    draw.line([(x * unit, y * unit) for x, y in STALK], fill=255, width=width)
    for leaf in LEAVES:
        points = [*curve(leaf[:4]), *curve(leaf[3:])]
        draw.line([(x * unit, y * unit) for x, y in points], fill=255, width=width, joint="curve")
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def curve(points: tuple[Point, ...], steps: int = 12) -> list[Point]:
    """Return points of a cubic Bézier curve."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    found = []
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        found.append(
            (
                ax * weights[0] + bx * weights[1] + cx * weights[2] + dx * weights[3],
                ay * weights[0] + by * weights[1] + cy * weights[2] + dy * weights[3],
            )
        )
    return found
