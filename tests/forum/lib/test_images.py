"""Pictures become harmless WebP files, or are refused with a sentence: by what they are, never by what they are called."""

from io import BytesIO

import pytest
from PIL import Image

from forum.lib.images import ImageRefused, reencode
from tests import pictures

LIMIT = 5_000_000


def read(data, max_bytes=LIMIT):
    encoded = reencode(data, max_bytes=max_bytes)
    image = Image.open(BytesIO(encoded.content))
    assert image.format == "WEBP"
    assert image.size == (encoded.width, encoded.height)
    return image


def refusal(data, max_bytes=LIMIT):
    with pytest.raises(ImageRefused) as caught:
        reencode(data, max_bytes=max_bytes)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_the_four_kinds_of_pictures_become_webp_of_the_same_size(kind):
    assert read(pictures.photo(120, 80, kind)).size == (120, 80)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_colours_in_a_png_is_read(mode):
    assert read(pictures.encode(Image.new(mode, (30, 20)), "PNG")).size == (30, 20)


def test_sixteen_bits_of_grey_keep_their_brightness():
    grey = read(pictures.encode(Image.new("I;16", (30, 20), 32_768), "PNG")).convert("L").getpixel((9, 9))
    assert 120 <= grey <= 136


def test_colours_for_printing_become_colours_for_screens():
    assert read(pictures.encode(Image.new("CMYK", (30, 20)), "JPEG")).mode == "RGB"


def test_what_is_transparent_stays_transparent():
    image = read(pictures.encode(Image.new("RGBA", (30, 20), (255, 0, 0, 0)), "PNG"))
    assert image.convert("RGBA").getpixel((9, 9))[3] == 0


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    image = read(pictures.encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert getattr(image, "n_frames", 1) == 1
    red, _green, blue = image.convert("RGB").getpixel((9, 9))
    assert red > 200 > 60 > blue


@pytest.mark.parametrize(
    ("size", "scaled"), [((3000, 1500), (1600, 800)), ((900, 3200), (450, 1600)), ((40, 30), (40, 30))]
)
def test_a_large_picture_is_scaled_down_and_a_small_one_stays(size, scaled):
    assert read(pictures.photo(*size)).size == scaled


def test_place_camera_comment_and_colour_profile_are_gone():
    sent = pictures.with_position()
    assert pictures.CAMERA.encode() in sent
    image = read(sent)
    content = reencode(sent, max_bytes=LIMIT).content
    assert not image.getexif()
    assert {"exif", "xmp", "icc_profile", "comment"} & set(image.info) == set()
    for trace in (
        pictures.CAMERA.encode(),
        b"EXIF",
        b"Exif",
        b"ICCP",
        b"XMP ",
        b"profileprofile",
        b"taken at home",
    ):
        assert trace not in content


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (120, 80), (10, 40)),
        (3, (120, 80), (110, 40)),
        (6, (80, 120), (40, 10)),
        (8, (80, 120), (40, 110)),
    ],
)
def test_a_photo_taken_sideways_stands_upright(orientation, size, red_at):
    image = read(pictures.with_position(orientation))
    assert image.size == size
    red, _green, blue = image.convert("RGB").getpixel(red_at)
    assert red > 200 > 60 > blue


def test_what_hangs_on_a_picture_is_left_behind():
    assert b"script" not in reencode(pictures.POLYGLOT, max_bytes=LIMIT).content


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (pictures.SVG, "JPEG, PNG, GIF or WebP"),
        (pictures.FAKE_GIF, "JPEG, PNG, GIF or WebP"),
        (b"%PDF-1.7 and so on", "JPEG, PNG, GIF or WebP"),
        (b"\xff\xd8\xff", "JPEG, PNG, GIF or WebP"),
        (pictures.encode(Image.new("RGB", (9, 9)), "TIFF"), "JPEG, PNG, GIF or WebP"),
        (pictures.encode(Image.new("RGB", (9, 9)), "BMP"), "JPEG, PNG, GIF or WebP"),
        (pictures.encode(Image.new("RGB", (9, 9)), "ICO"), "JPEG, PNG, GIF or WebP"),
        (pictures.TRUNCATED, "damaged or incomplete"),
        (pictures.noise(kind="PNG")[:9_000], "damaged or incomplete"),
        (pictures.noise(kind="WEBP")[:9_000], "damaged or incomplete"),
        (pictures.noise(kind="GIF")[:9_000], "damaged or incomplete"),
        (pictures.bomb(), "more than 40 million pixels"),
        (pictures.bomb(8_000, 5_001), "more than 40 million pixels"),
        (pictures.bomb(100_000, 1_000), "more than 40 million pixels"),
        (pictures.bomb(0, 0), "."),
        (pictures.bomb(4_000, 4_000), "damaged or incomplete"),
        (pictures.scan_bomb(), "unusual way"),
        (pictures.too_large(), "at most 5 MB fit"),
    ],
    ids=[
        "0 bytes", "SVG", "a comment that begins like a GIF", "PDF", "three bytes of JPEG", "TIFF", "BMP", "ICO",
        "truncated JPEG", "truncated PNG", "truncated WebP", "truncated GIF", "50,000 x 50,000", "one row too many",
        "very wide", "no size", "more promised than there is", "hundreds of scans", "6 MB",
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_within_the_limits_is_refused_with_a_sentence(data, sentence):
    assert sentence in refusal(data)


def test_a_bomb_is_refused_before_a_single_pixel_is_decoded(monkeypatch):
    def fail(*args, **kwargs):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", fail)
    assert "million pixels" in refusal(pictures.bomb(9_000, 9_000))


def test_the_largest_picture_allowed_is_read():
    assert read(pictures.encode(Image.new("L", (8_000, 5_000)), "PNG")).size == (1600, 1000)


def test_running_out_of_memory_is_a_sentence_too(monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr("PIL.Image.Image.thumbnail", fail)
    assert "choose a smaller one" in refusal(pictures.photo())


def test_bytes_made_of_every_sort_of_damage_are_refused_or_read_but_never_break():
    whole = pictures.noise(60, 60, "PNG")
    for place in range(0, len(whole), 97):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            reencode(damaged, max_bytes=LIMIT)
        except ImageRefused as refused:
            assert str(refused)
