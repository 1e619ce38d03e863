"""Lists of the pages of a site: a sitemap, a text file with addresses, the pages of an Integreat CMS."""

import json
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from knowledge.site_pages import UnfitPage, decoded
from portal.errors import BadInput

MOST_BYTES = 20 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_INTEGREAT = "/api/v3/"


@dataclass(frozen=True)
class Sitemap:
    """What a sitemap lists: pages, or further sitemaps."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class CmsPage:
    """A page as an Integreat CMS gives it: `content` is HTML without menus."""

    address: str
    title: str
    content: str


def is_sitemap(content: bytes) -> bool:
    """Say whether a file looks like XML, packed or not."""
    return content.startswith(_GZIP) or content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def read_sitemap(content: bytes) -> Sitemap:
    """Return what a sitemap lists, each address once.

    Raises:
        BadInput: it is no sitemap, or one that would grow without end.
    """
    try:
        root: Element = fromstring(_unpacked(content))
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadInput("sitemap", "not XML that can be read") from error
    kind = root.tag.rpartition("}")[2]
    if kind not in {"urlset", "sitemapindex"}:
        raise BadInput("sitemap", f"<{kind[:40]}> is not a sitemap")
    places = dict.fromkeys(
        place.text.strip()
        for entry in root
        for place in entry
        if place.tag.rpartition("}")[2] == "loc" and place.text and place.text.strip()
    )
    return Sitemap(pages=tuple(places)) if kind == "urlset" else Sitemap(sitemaps=tuple(places))


def read_addresses(content: bytes) -> tuple[str, ...]:
    """Return the addresses in a text file, one on a line; empty lines and lines with # are left out.

    Raises:
        BadInput: it is no text.
    """
    try:
        lines = (line.strip() for line in decoded(content).splitlines())
    except UnfitPage as error:
        raise BadInput("list", "not a text file") from error
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def is_integreat(address: str) -> bool:
    """Say whether an address is the page list of an Integreat CMS: /api/v3/<region>/<language>/pages."""
    path = urlsplit(address).path
    return _INTEGREAT in path and path.rstrip("/").endswith("/pages")


def integreat_language(address: str) -> str | None:
    """Return the language in the address of a page list."""
    parts = urlsplit(address).path.partition(_INTEGREAT)[2].strip("/").split("/")
    return parts[1] if len(parts) == 3 else None  # noqa: PLR2004 region, language, "pages"


def read_integreat(content: bytes, *, base: str = "") -> tuple[CmsPage, ...]:
    """Return the pages in the page list of an Integreat CMS.

    Raises:
        BadInput: it is no such list.
    """
    try:
        rows: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInput("page list", "not JSON") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("page list", "must be a list of pages, as /api/v3/<region>/<language>/pages gives it")
    return tuple(
        CmsPage(
            urljoin(base, _text(row, "url") or _text(row, "path")), _text(row, "title"), _text(row, "content")
        )
        for row in rows
    )


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    return value if isinstance(value, str) else ""


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        plain = unpacking.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise BadInput("sitemap", "packed wrongly") from error
    if unpacking.unconsumed_tail:
        raise BadInput("sitemap", "too large")
    return plain
