"""The picture of an activity on a page: its place is kept free while it loads, and it loads when it comes near."""

from portal.services.activity_images import WIDTHS
from portal.services.activity_views import Image
from portal.ui import html
from portal.ui.html import Markup

FOLDER = "beeld"


def picture(image: Image, alt: str, *, language: str | None = None, in_list: bool = False) -> Markup:
    """Build the picture, small in a list; `language` is that of the words when it is not the page's."""
    return html.tag(
        "img",
        src=address(image.upload_id, WIDTHS[0]),
        srcset=", ".join(f"{address(image.upload_id, width)} {width}w" for width in WIDTHS),
        sizes="(max-width: 48rem) 92vw, 20rem" if in_list else "(max-width: 60rem) 92vw, 46rem",
        width=image.width,
        height=image.height,
        alt=alt,
        lang=language,
        loading="lazy",
        decoding="async",
        class_="p-activity__image" if in_list else "p-activity-image",
    )


def address(upload_id: str, width: int) -> str:
    """Return the address of a picture at a width."""
    return f"/{FOLDER}/{upload_id}/{width}"
