"""Reads a picture that somebody sends, by its content, and draws it anew: what comes out carries nothing but the picture.

Place and time of the photo, the maker of the phone, a second file glued behind it: none of that survives.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.errors import BadInput

MOST_BYTES = 10 * 1024 * 1024
MOST_DOTS = 64_000_000  # the largest photo of today's telephones; more is a bomb, or no photo
LONGEST_SIDE = 2400  # enough to read a signed page of A4
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 85
_HEIC = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim")


class BadPicture(BadInput):
    """What was sent cannot be used as a picture; `reason` says why."""


@dataclass(frozen=True)
class Picture:
    """A picture drawn anew."""

    content: bytes
    content_type: str
    width: int
    height: int


def redraw(content: bytes) -> Picture:
    """Return a picture as a JPEG without metadata, no larger than a page needs.

    Raises:
        BadPicture: it is no JPEG, PNG or WebP, too large, or broken. `reason` is a short code.
    """
    if not content:
        raise BadPicture("upload", "empty")
    if len(content) > MOST_BYTES:
        raise BadPicture("upload", "too-many-bytes")
    if content.startswith(b"%PDF-"):
        raise BadPicture("upload", "pdf")
    if content[4:12] in _HEIC:
        raise BadPicture("upload", "heic")
    try:
        return _redrawn(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture("upload", "too-many-dots") from error
    except UnidentifiedImageError as error:
        raise BadPicture("upload", "no-picture") from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        OverflowError,
    ) as error:  # what Pillow says of a broken file
        raise BadPicture("upload", "broken") from error


def _redrawn(content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > MOST_DOTS:  # known from the head, before a dot is unpacked
            raise BadPicture("upload", "too-many-dots")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is unpacked at half or a quarter
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        flat = _on_white(upright)
    drawn = BytesIO()
    flat.save(drawn, format="JPEG", quality=_QUALITY, optimize=True)
    return Picture(drawn.getvalue(), "image/jpeg", flat.width, flat.height)


def resized(content: bytes, width: int) -> bytes:
    """Return one of our own pictures at a width, never larger than it is."""
    with Image.open(BytesIO(content), formats=("JPEG",)) as image:
        image.draft("RGB", (width, width))
        small = image.convert("RGB")
        small.thumbnail((width, width * 4))
    drawn = BytesIO()
    small.save(drawn, format="JPEG", quality=_QUALITY, optimize=True)
    return drawn.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Return the dots alone: a new picture has none of the old one's metadata."""
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
