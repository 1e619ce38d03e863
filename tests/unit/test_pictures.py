"""Pictures are judged by what they are, and come out as nothing but a picture."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from portal.providers import pictures
from portal.providers.pictures import BadPicture, redraw


def drawn(kind: str = "JPEG", size: tuple[int, int] = (80, 50), mode: str = "RGB", **how) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 0 if mode in {"L", "1", "P"} else "#a03020").save(out, format=kind, **how)
    return out.getvalue()


def read(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_usual_pictures_become_jpeg(kind):
    picture = redraw(drawn(kind))

    assert (picture.content_type, picture.width, picture.height) == ("image/jpeg", 80, 50)
    assert read(picture.content).format == "JPEG"


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "1", "LA", "I;16"])
def test_every_kind_of_dots_becomes_a_picture(mode):
    picture = redraw(drawn("PNG", mode=mode))

    assert read(picture.content).mode == "RGB"


def test_place_and_phone_do_not_survive():
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    content = drawn("JPEG", exif=exif, comment=b"secret comment")
    assert b"Maker of phones" in content

    picture = redraw(content)

    assert not read(picture.content).getexif()
    for planted in (b"Maker of phones", b"secret comment", b"Exif"):
        assert planted not in picture.content


def test_a_file_glued_behind_a_picture_does_not_survive():
    picture = redraw(drawn("PNG") + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in picture.content


def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    picture = redraw(drawn("JPEG", size=(80, 50), exif=exif))

    assert (picture.width, picture.height) == (50, 80)


def test_a_large_photo_becomes_as_large_as_a_page_needs():
    picture = redraw(drawn("JPEG", size=(4000, 3000)))

    assert (picture.width, picture.height) == (2400, 1800)


def test_what_was_written_stays_readable():
    image = Image.new("RGB", (400, 100), "white")
    ImageDraw.Draw(image).rectangle((100, 40, 300, 60), fill="black")
    out = BytesIO()
    image.save(out, format="PNG")

    seen = read(redraw(out.getvalue()).content)

    assert seen.getpixel((200, 50))[0] < 30
    assert seen.getpixel((20, 20))[0] > 225


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"hello", "no-picture"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no-picture"),
        (b"GIF89a" + b"\x00" * 20, "no-picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "no-picture"),
        (drawn("PNG")[:60], "broken"),
        (drawn("JPEG", size=(600, 600))[:400], "no-picture"),
        (drawn("GIF", mode="P"), "no-picture"),
        (drawn("TIFF"), "no-picture"),
        (drawn("BMP"), "no-picture"),
    ],
)  # fmt: skip
def test_what_is_no_picture_we_know_is_refused(content, reason):
    with pytest.raises(BadPicture) as refused:
        redraw(content)
    assert refused.value.reason in {reason, "broken"}


def test_ten_megabytes_are_the_most():
    at_most = drawn("PNG") + b"\x00" * (pictures.MOST_BYTES - len(drawn("PNG")))

    assert redraw(at_most)
    with pytest.raises(BadPicture, match="too-many-bytes"):
        redraw(at_most + b"\x00")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8_001, 8_000), (50_000, 50_000), (100_000_000, 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(BadPicture, match="too-many-dots"):
        redraw(bomb(*size))
