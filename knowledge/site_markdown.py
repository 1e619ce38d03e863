"""Pages of an existing site that were kept as Markdown: headings, sentences and lists, without marks, links or HTML."""

import re
from collections.abc import Iterator

import yaml

from knowledge import yaml_text
from knowledge.site_pages import (
    MOST_TAGS,
    Block,
    Kind,
    PageText,
    Unfit,
    UnfitPage,
    clean,
    long_enough,
    without_title,
)

_FENCE = re.compile(r"\A---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE_HEADING = re.compile(r" {0,3}#{1,6} +(.+?)(?: +#+)?\s*")
_LINE_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*+])|(?P<number>\d{1,3})[.)]) +(?P<text>\S.*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?: [^()]{0,200})?\)")
_LINK = re.compile(r"\[([^\[\]]{1,500})\](?:\([^()\s]{0,2000}(?: [^()]{0,200})?\)|\[[^\[\]]{0,200}\])")
_STRESS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_|`)(?=\S)([^*_`\n]{1,1000}?)(?<=\S)\1(?!\w)")


def of_markdown(text: str) -> PageText:
    """Return the text of a Markdown file; its front matter may give `title`, `language` or `lang`, and `url` or `source`.

    Raises:
        UnfitPage: there is too little text, or far too much.
    """
    front, body = _front_matter(text.removeprefix("\ufeff"))
    if body.count("\n") > MOST_TAGS:
        raise UnfitPage(Unfit.TOO_LARGE)
    blocks = tuple(_of_lines(_COMMENT.sub("", body).splitlines()))
    title = front.get("title") or next((one.text for one in blocks if one.kind is Kind.HEADING), "")
    address = front.get("url") or front.get("source")
    page = PageText(
        clean(title),
        without_title(blocks, clean(title)),
        front.get("language") or front.get("lang"),
        address if address and address.startswith(("https://", "http://")) else None,
    )
    return long_enough(page)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    fence = _FENCE.match(text)
    if fence is None:
        return {}, text
    try:
        fields = yaml_text.read_texts(fence[1]) if "&" not in fence[1] else {}  # no anchors: they can explode
    except yaml.YAMLError:
        fields = {}
    known = fields if isinstance(fields, dict) else {}
    return {str(k): v for k, v in known.items() if isinstance(v, str)}, text[fence.end() :]


def _of_lines(lines: list[str]) -> Iterator[Block]:
    kind, open_lines = Kind.TEXT, list[str]()

    def closed() -> Iterator[Block]:
        if text := clean(_plain_markdown(" ".join(open_lines))):
            yield Block(kind, text)
        open_lines.clear()

    for line in lines:
        heading, item = _LINE_HEADING.fullmatch(line), _LINE_ITEM.fullmatch(line)
        if heading or item or not line.strip() or set(line.strip()) <= set("-=*_|: "):
            yield from closed()
            kind = Kind.TEXT
        if heading:
            kind = Kind.HEADING
            open_lines.append(heading[1])
            yield from closed()
            kind = Kind.TEXT
        elif item:
            kind = Kind.ITEM if item["bullet"] else Kind.STEP
            open_lines.append(item["text"])
        elif line.strip() and not set(line.strip()) <= set("-=*_|: "):
            open_lines.append(line.strip().removeprefix(">").strip("|").replace("|", ";"))
    yield from closed()


def _plain_markdown(text: str) -> str:
    without = _LINK.sub(r"\1", _IMAGE.sub("", _TAG.sub("", text)))
    for _depth in range(3):
        without = _STRESS.sub(r"\2", without)
    return without
