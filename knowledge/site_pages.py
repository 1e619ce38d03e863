"""Pages of an existing site as headings, sentences and lists: the main text alone, without markup, links or pictures.

What comes in was written by anybody. Nothing of it is run, fetched or followed; what is too large, too deep or no page at all
is refused.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lxml import etree, html

FEWEST_WORDS = 25  # below this a page says too little to be an article
MOST_TAGS = 20_000  # a long page of law has some thousands
_LOGIN_WORDS = 200  # a page with a field for a password and no more words than this is there for logging in
_TITLE_PARTS = re.compile(r"\s+[|–—·»]\s+|\s+-\s+")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEADINGS = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {
    "p", "div", "blockquote", "quote", "pre", "code", "address", "dl", "dd", "dt", "section", "article", "main", "header", "footer",
    "aside", "figure", "figcaption", "details", "summary", "ul", "ol", "list", "li", "item", "table", "tbody", "thead", "tfoot", "tr",
    "row", "td", "th", "cell",
}  # fmt: skip
_LEFT_OUT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "form", "button", "img", "video",
        "audio", "nav", "select", "textarea", "math", "canvas",
    }
)  # fmt: skip
_NOT_FOUND = re.compile(
    r"\b(404|page not found|not found|pagina (werd |is )?niet gevonden|niet gevonden|page (introuvable|non trouvée)|introuvable|"
    r"seite (wurde )?nicht gefunden|nicht gefunden|bestaat niet( meer)?|n'existe (pas|plus)|no longer exists)\b|غير موجودة",
    re.IGNORECASE,
)


class Unfit(StrEnum):
    """Why a page becomes no draft."""

    NO_MAIN_TEXT = "no main text"
    TOO_SHORT = "too short"
    UNKNOWN_LANGUAGE = "unknown language"
    LOGIN_PAGE = "login page"
    NOT_FOUND = "not found"
    NOT_A_PAGE = "not a page"
    TOO_LARGE = "too large"
    ROBOTS = "refused by robots.txt"
    NO_ADDRESS = "not a public https address"
    ELSEWHERE = "too many redirections"
    OTHER_SITE = "another site than the sitemap"
    NOT_NOW = "left for the next time"
    NOT_OFFERED = "a language in which the portal has no articles"
    TOO_LONG = "longer than any article"
    DOWN = "does not answer"


class UnfitPage(Exception):
    """A page that becomes no draft."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why


class Kind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    STEP = "step"


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, or an item of a list (`STEP`: of a numbered one)."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class PageText:
    """What a page says. `language` is what it calls itself, not what it is found to be; `address` only when it says so."""

    title: str
    blocks: tuple[Block, ...]
    language: str | None = None
    address: str | None = None

    @property
    def words(self) -> int:
        """Return how many words stand below the headings."""
        return sum(len(block.text.split()) for block in self.blocks if block.kind is not Kind.HEADING)

    @property
    def text(self) -> str:
        """Return what stands below the headings as one text."""
        return "\n".join(block.text for block in self.blocks if block.kind is not Kind.HEADING)


def looks_missing(title: str) -> bool:
    """Say whether a title is that of a page that is not there, whatever status came with it."""
    return bool(_NOT_FOUND.search(title))


def says_missing(text: str) -> bool:
    """Say whether a page that came with a good status says itself that it is not there."""
    try:
        tree = _tree(text)
    except UnfitPage:
        return False
    titles = [clean(" ".join(found.itertext())) for found in tree.xpath("//title | //h1")]
    return any(looks_missing(title) for title in titles[:3])


def decoded(content: bytes, said: str = "") -> str:
    """Return the text of a file: UTF-8 where it can be, else as `said` or as the page itself says.

    Raises:
        UnfitPage: it is no text.
    """
    if b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitPage(Unfit.NOT_A_PAGE)
    in_page = _CHARSET.search(content[:2048])
    tried = ["utf-8-sig", said, in_page[1].decode("ascii", "replace") if in_page else ""]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried = ["utf-16"]
    for name in filter(None, tried):
        try:
            return content.decode(name)
        except (LookupError, ValueError):  # an unknown charset, or another one than was said
            continue
    return content.decode("cp1252", "replace")


def of_html(text: str) -> PageText:
    """Return the main text of a whole page.

    Raises:
        UnfitPage: there is none, or the page asks to log in, or says that it is not there.
    """
    import trafilatura  # noqa: PLC0415 half a second, for one command alone

    tree = _tree(text)
    title, language = _title(tree), (tree.get("lang") or "").strip()
    if looks_missing(title):
        raise UnfitPage(Unfit.NOT_FOUND)
    asks_password = bool(tree.xpath("//input[translate(@type,'PASWORD','pasword')='password']"))
    try:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, include_tables=True, include_formatting=True, with_metadata=False
        )
    except (ValueError, RecursionError, etree.LxmlError) as error:
        raise UnfitPage(Unfit.NO_MAIN_TEXT) from error
    body: Any = getattr(found, "body", None)
    blocks = () if body is None else tuple(_walk(body))
    page = PageText(title, without_title(blocks, title), language or None)
    if asks_password and page.words < _LOGIN_WORDS:
        raise UnfitPage(Unfit.LOGIN_PAGE)
    return long_enough(page)


def of_fragment(text: str, *, title: str, language: str | None = None) -> PageText:
    """Return the text of a piece of HTML that is all main text, as a content management system keeps it.

    Raises:
        UnfitPage: there is too little text.
    """
    tree = _tree(f"<html><body>{text}</body></html>")
    for dropped in list(tree.iter(*_LEFT_OUT)):
        if dropped.getparent() is not None:
            dropped.drop_tree()
    body = tree.find("body")
    blocks = () if body is None else tuple(_walk(body))
    title = clean(title)
    return long_enough(PageText(title, without_title(blocks, title), language))


def _tree(text: str) -> html.HtmlElement:
    if text.count("<") > MOST_TAGS:
        raise UnfitPage(Unfit.TOO_LARGE)
    # lxml takes no text that names its encoding; as bytes it is what we say it is
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.LxmlError) as error:
        raise UnfitPage(Unfit.NOT_A_PAGE) from error
    return tree


def _title(tree: html.HtmlElement) -> str:
    for path in ("//h1", "//meta[@property='og:title']/@content", "//title"):
        for found in tree.xpath(path):
            text = clean(found if isinstance(found, str) else " ".join(found.itertext()))
            if text:
                return _TITLE_PARTS.split(text)[0] if path == "//title" else text
    return ""


def _walk(node: Any, kind: Kind = Kind.TEXT) -> Iterator[Block]:
    """Give the blocks of HTML, or of trafilatura's own tree, in the order in which they are read."""
    pending = [node.text or ""]
    for child in node:
        if _is_block(child):
            yield from _block(kind, "".join(pending))
            pending = []
            yield from _of_block(child)
        else:
            pending.append(_said(child))
        pending.append(child.tail or "")
    yield from _block(kind, "".join(pending))


def _of_block(node: Any) -> Iterator[Block]:
    if node.tag in _HEADINGS:
        yield from _block(Kind.HEADING, _said(node))
    elif node.tag in {"li", "item"}:
        parent = node.getparent()
        is_step = parent is not None and (parent.tag == "ol" or parent.get("rend") == "ol")
        yield from _walk(node, Kind.STEP if is_step else Kind.ITEM)
    elif node.tag in {"tr", "row"}:
        yield from _block(Kind.ITEM, "; ".join(filter(None, (clean(_said(cell)) for cell in node))))
    else:
        yield from _walk(node)


def _is_block(node: Any) -> bool:
    return node.tag in _BLOCKS or next(node.iter(*_BLOCKS), None) is not None


def _said(node: Any) -> str:
    """Return the text in a node; a break, and a paragraph in it, part words."""
    gap = " " if node.tag in {"lb", "br"} or node.tag in _BLOCKS else ""
    return gap + (node.text or "") + "".join(_said(child) + (child.tail or "") for child in node) + gap


def _block(kind: Kind, text: str) -> Iterator[Block]:
    if said := clean(text):
        yield Block(kind, said)


def clean(text: str) -> str:
    """Return a text on one line, without signs that show nothing or turn the direction of what follows."""
    shown = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in text
        if sign not in "\u202a\u202b\u202c\u202d\u202e\ufeff\u200b"
        and unicodedata.category(sign) not in {"Cs", "Co"}
    )
    return " ".join(shown.split())


def without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Leave out every first heading that says what the title says, in whatever capitals and marks."""
    said = _words(title)
    first = next(
        (
            number
            for number, block in enumerate(blocks)
            if block.kind is not Kind.HEADING or not said or _words(block.text) != said
        ),
        len(blocks),
    )
    return blocks[first:]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def long_enough(page: PageText) -> PageText:
    """Return the page.

    Raises:
        UnfitPage: it says too little to be an article.
    """
    if not page.words:
        raise UnfitPage(Unfit.NO_MAIN_TEXT)
    if page.words < FEWEST_WORDS:
        raise UnfitPage(Unfit.TOO_SHORT)
    return page
