"""Where the pages of an existing site come from: a folder, a sitemap, a list of addresses, an Integreat CMS.

Every source gives the same: which pages there are, and a way to read one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from knowledge import site_markdown, site_pages
from knowledge.site_pages import PageText, Unfit, UnfitPage
from portal.errors import BadInput, ProviderDown
from portal.providers import site_lists
from portal.providers.web_reading import NotReadable, WebReader, Why

MOST_PAGE_BYTES = 3 * 1024 * 1024
BETWEEN_PAGES_S, LONGEST_PAUSE_S = 1.0, 30.0
_MOST_SITEMAPS = 50
_MARKDOWN, _HTML = frozenset({".md", ".markdown"}), frozenset({".html", ".htm", ".xhtml"})
_LOGIN_PATH = ("login", "log-in", "signin", "sign-in", "aanmelden", "inloggen", "connexion")
_WHY = {
    Why.ROBOTS: Unfit.ROBOTS, Why.TOO_LARGE: Unfit.TOO_LARGE, Why.MISSING: Unfit.NOT_FOUND, Why.ELSEWHERE: Unfit.ELSEWHERE,
    Why.ADDRESS: Unfit.NO_ADDRESS, Why.PRIVATE: Unfit.NO_ADDRESS,
}  # fmt: skip
_CLOSED = frozenset({401, 403, 407})


@dataclass(frozen=True)
class Read:
    """One page as it was read; `page` None: it did not change since `validator`."""

    page: PageText | None
    address: str | None = None
    validator: str | None = None


@dataclass(frozen=True)
class Source:
    """A site: `name` under which its pages are remembered, the places of its pages, and how one of them is read."""

    name: str
    places: tuple[str, ...]
    read: Callable[[str, str | None], Read]
    rejected: Mapping[str, Unfit] = field(default_factory=dict)


def opened(source: str, reader: WebReader) -> Source:
    """Find out what a source is and which pages it has.

    Raises:
        BadInput: it is none of the four kinds, or cannot be read.
        ProviderDown: its server does not answer.
    """
    if source.startswith(("https://", "http://")):
        return _at_address(source, reader)
    path = Path(source)
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise BadInput(source, "no such file or folder, and no address")
    if path.stat().st_size > site_lists.MOST_BYTES:
        raise BadInput(source, "too large")
    content, name = path.read_bytes(), str(path.resolve())
    if path.suffix == ".json":
        return _integreat(name, content, None)
    if site_lists.is_sitemap(content):
        return _sitemap(name, content, reader, None)
    return Source(name, site_lists.read_addresses(content), _over_the_web(reader))


def _at_address(address: str, reader: WebReader) -> Source:
    content = reader.fetch(address, most_bytes=site_lists.MOST_BYTES).content or b""
    if site_lists.is_integreat(address):
        return _integreat(address, content, site_lists.integreat_language(address), address)
    if site_lists.is_sitemap(content):
        return _sitemap(address, content, reader, urlsplit(address).netloc)
    raise BadInput(address, "neither a sitemap nor the page list of an Integreat CMS")


def _folder(folder: Path) -> Source:
    root = folder.resolve()
    found = {
        path.relative_to(root).as_posix(): path.suffix.lower() in _MARKDOWN | _HTML
        and path.resolve().is_relative_to(root)  # a link may lead anywhere
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }

    def read(place: str, _validator: str | None) -> Read:
        path = root / place
        if path.stat().st_size > MOST_PAGE_BYTES:
            raise UnfitPage(Unfit.TOO_LARGE)
        try:
            text = site_pages.decoded(path.read_bytes())
        except OSError as error:
            raise UnfitPage(Unfit.NOT_A_PAGE) from error
        is_markdown = path.suffix.lower() in _MARKDOWN
        page = site_markdown.of_markdown(text) if is_markdown else site_pages.of_html(text)
        return Read(page, page.address)

    rejected = dict.fromkeys((place for place, is_page in found.items() if not is_page), Unfit.NOT_A_PAGE)
    return Source(str(root), tuple(place for place in found if place not in rejected), read, rejected)


def _sitemap(name: str, content: bytes, reader: WebReader, site: str | None) -> Source:
    """Read a sitemap and those it names; one of a site may list pages of that site alone, as its protocol says."""
    pages: dict[str, None] = {}
    rejected: dict[str, Unfit] = {}
    first = site_lists.read_sitemap(content)
    waiting = list(first.sitemaps)
    for listed in [first, *(_next_sitemap(one, reader) for one in waiting[:_MOST_SITEMAPS])]:
        pages.update(dict.fromkeys(listed.pages))
    rejected.update(dict.fromkeys(waiting[_MOST_SITEMAPS:], Unfit.TOO_LARGE))
    foreign = [page for page in pages if site and urlsplit(page).netloc != site]
    rejected.update(dict.fromkeys(foreign, Unfit.OTHER_SITE))
    return Source(
        name, tuple(page for page in pages if page not in rejected), _over_the_web(reader), rejected
    )


def _next_sitemap(address: str, reader: WebReader) -> site_lists.Sitemap:
    reader.pause(_pause_s(address, reader))
    return site_lists.read_sitemap(reader.fetch(address, most_bytes=site_lists.MOST_BYTES).content or b"")


def _integreat(name: str, content: bytes, language: str | None, base: str = "") -> Source:
    pages = {page.address: page for page in site_lists.read_integreat(content, base=base) if page.address}

    def read(place: str, _validator: str | None) -> Read:
        page = pages[place]
        if len(page.content) > MOST_PAGE_BYTES:
            raise UnfitPage(Unfit.TOO_LARGE)
        return Read(site_pages.of_fragment(page.content, title=page.title, language=language), place)

    return Source(name, tuple(pages), read)


def _over_the_web(reader: WebReader) -> Callable[[str, str | None], Read]:
    def read(address: str, validator: str | None) -> Read:
        try:
            reader.pause(_pause_s(address, reader))
            found = reader.fetch(address, most_bytes=MOST_PAGE_BYTES, validator=validator)
        except NotReadable as error:
            is_closed = error.status in _CLOSED
            raise UnfitPage(Unfit.LOGIN_PAGE if is_closed else _WHY[error.why]) from error
        except ProviderDown as error:
            raise UnfitPage(Unfit.DOWN) from error
        if found.content is None:
            return Read(None, address, found.validator)
        _require_same_page(address, found.address)
        media, _, rest = found.media.partition(";")
        if media.strip().lower() not in {"", "text/html", "application/xhtml+xml"}:
            raise UnfitPage(Unfit.NOT_A_PAGE)
        said = rest.partition("charset=")[2].strip().strip("\"'")
        return Read(
            site_pages.of_html(site_pages.decoded(found.content, said)), found.address, found.validator
        )

    return read


def _require_same_page(asked: str, found: str) -> None:
    """Refuse a page in place of the one that was asked for: the log-in, or the home page where there is nothing."""
    before, after = urlsplit(asked).path.strip("/"), urlsplit(found).path.strip("/")
    if before == after:
        return
    if any(word in part for part in after.casefold().split("/") for word in _LOGIN_PATH):
        raise UnfitPage(Unfit.LOGIN_PAGE)
    if before and not after:
        raise UnfitPage(Unfit.NOT_FOUND)


def _pause_s(address: str, reader: WebReader) -> float:
    return min(max(BETWEEN_PAGES_S, reader.wished_pause_s(address)), LONGEST_PAUSE_S)
