"""Pieces of HTML with every value escaped: used by the Streamlit pages and by the plain HTML pages alike.

A piece is a function that returns `Markup`; `components.show` puts pieces on a Streamlit page. Classes start with `p-`
and live in portal/web/static/portal.css.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from markupsafe import Markup, escape

from i18n import Language, LazyText, current_language
from i18n import gettext as _

__all__ = [
    "Markup", "Place", "Tone", "badge", "button_link", "card", "deadline", "definition_list", "empty_state", "join", "link", "link_list",
    "ltr", "notice", "paragraph", "progress", "prose", "section_title", "table", "tag", "translated_notice",
]  # fmt: skip

Child: TypeAlias = "str | Markup | LazyText | int | Iterable[Child] | None"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
# "016 30 14 50", "0800 12 800", "+32 2 793 80 00", "+3227938000"; a lone number, a date or an amount needs no help.
_GROUPED_FIGURES = re.compile(r"(\+?\d[\d/.]*(?:[ \u00a0][\d/.]*\d)+|\+\d+)")
VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Tone(StrEnum):
    """What a colour means; the words beside it always say the same."""

    CALM = "calm"
    GOOD = "good"
    WARNING = "warning"
    URGENT = "urgent"
    QUIET = "quiet"


_MARKS = {Tone.CALM: "i", Tone.GOOD: "✓", Tone.WARNING: "!", Tone.URGENT: "!", Tone.QUIET: ""}


def tag(name: str, /, *children: Child, **attributes: Any) -> Markup:
    """Build one element; `class_` becomes `class`, `aria_label` becomes `aria-label`, `None` is left out."""
    out = ["<", name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        out.append(_attribute(key))
        if value is not True:
            out += ('="', escape(str(value)), '"')
    out.append(">")
    if name not in VOID:
        _collect(children, out)
        out += ("</", name, ">")
    return Markup("".join(out))  # noqa: S704 names are ours, values and text are escaped


def join(*children: Child) -> Markup:
    """Put pieces after one another; plain text is escaped."""
    out: list[str] = []
    _collect(children, out)
    return Markup("".join(out))  # noqa: S704 every part is escaped or markup


def _collect(children: Iterable[Child], out: list[str]) -> None:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            out.append(child)
        elif isinstance(child, str):
            out.append(escape(child))
        elif isinstance(child, LazyText | int):
            out.append(escape(str(child)))
        else:
            _collect(child, out)


@cache
def _attribute(key: str) -> str:
    return " " + key.rstrip("_").replace("_", "-")


def ltr(value: object) -> Markup:
    """Keep an IBAN, phone number, reference or address left-to-right inside any text."""
    return tag("bdi", str(value), dir="ltr", class_="p-ltr")


def prose(text: str, *, among: str = "") -> Markup:
    """Build running text: in Arabic a phone number of several groups, or with a plus, still reads from left to right.

    Between Arabic words the browser would show the groups in turned order, and somebody would dial another number.
    `among` is the whole sentence where `text` is a piece of it.
    """
    if not _RIGHT_TO_LEFT.search(among or text):
        return escape(text)
    pieces = _GROUPED_FIGURES.split(text)
    return join(*(_number(piece) if position % 2 else piece for position, piece in enumerate(pieces)))


def _number(written: str) -> Markup:
    """Keep a number whole on its line: over two lines its halves would stand at opposite sides."""
    return tag("bdi", written, dir="ltr", class_="p-ltr p-number")


def paragraph(*children: Child, class_: str | None = None) -> Markup:
    """Build a paragraph."""
    return tag("p", *children, class_=class_)


def link(text: Child, href: str, *, language: str | None = None, class_: str | None = None) -> Markup:
    """Build a link. Links to the portal's own pages change page without loading everything anew (portal.js)."""
    return tag("a", text, href=href, class_=class_, lang=language, hreflang=language)


def button_link(text: Child, href: str, *, quiet: bool = False) -> Markup:
    """Build a link that looks like a button: for going somewhere, never for changing something."""
    return tag("a", text, href=href, class_="p-button p-button--quiet" if quiet else "p-button")


def badge(text: Child, tone: Tone = Tone.QUIET) -> Markup:
    """Build a small status label; the text carries the meaning, the colour only repeats it."""
    mark = tag("span", _MARKS[tone], aria_hidden="true", class_="p-badge__mark") if _MARKS[tone] else None
    return tag("span", mark, text, class_=f"p-badge p-tone-{tone}")


def notice(text: Child, tone: Tone = Tone.CALM, *, title: Child = None) -> Markup:
    """Build a notice of one or a few sentences; an urgent one is announced at once."""
    head = tag("strong", title, class_="p-notice__title") if title else None
    mark = tag("span", _MARKS[tone] or "i", aria_hidden="true", class_="p-notice__mark")
    role = "alert" if tone is Tone.URGENT else "note"
    return tag("div", mark, tag("div", head, tag("div", text)), class_=f"p-notice p-tone-{tone}", role=role)


def card(title: Child, *body: Child, aside: Child = None, tone: Tone | None = None, level: int = 3) -> Markup:
    """Build a card: a heading, something beside it (a badge), and what follows."""
    head = tag("div", tag(f"h{level}", title, class_="p-card__title"), aside, class_="p-card__head")
    return tag("article", head, *body, class_="p-card" + (f" p-card--{tone}" if tone else ""))


def section_title(text: Child, *, level: int = 2) -> Markup:
    """Build a heading inside a page."""
    return tag(f"h{level}", text, class_="p-section")


def deadline(text: Child, day: Child, *, left: Child = None, tone: Tone = Tone.QUIET) -> Markup:
    """Build one row of a list of deadlines: what, on which day, and how long that still is."""
    when = tag(
        "span",
        tag("span", day, class_="p-deadline__day"),
        badge(left, tone) if left else None,
        class_="p-deadline__when",
    )
    return tag("div", tag("span", text, class_="p-deadline__what"), when, class_=f"p-deadline p-tone-{tone}")


def progress(done: int, total: int, *, label: Child, words: Child) -> Markup:
    """Build a progress bar; `words` say the same ("12 van 40 uur") and are what a screen reader reads."""
    share = 0 if total <= 0 else max(0, min(100, round(100 * done / total)))
    bar = tag(
        "span",
        tag("span", style=f"inline-size:{share}%", class_="p-progress__done"),
        class_="p-progress__bar",
        aria_hidden="true",
    )
    head = tag("span", tag("span", label), tag("strong", words), class_="p-progress__head")
    return tag("div", head, bar, class_="p-progress")


class Place(NamedTuple):
    """Somewhere to go; `language` is that of its words where the page speaks another."""

    name: Child
    meaning: Child
    href: str
    language: Language | None = None


def link_list(*places: Place) -> Markup:
    """Build a list of places to go: each a card that is one link, with its name and what there is to say about it."""
    return tag("ul", *[tag("li", _way_to(place)) for place in places], class_="p-links")


def _way_to(place: Place) -> Markup:
    return tag(
        "a",
        tag("strong", place.name),
        tag("span", place.meaning) if place.meaning else None,
        href=place.href,
        lang=place.language.code if place.language else None,
        dir=place.language.direction if place.language else None,
    )


def definition_list(*rows: tuple[Child, Child]) -> Markup:
    """Build a list of terms and what they are; stands under one another on a phone."""
    return tag(
        "dl", *[tag("div", tag("dt", term), tag("dd", value)) for term, value in rows], class_="p-facts"
    )


def table(caption: Child, head: Sequence[Child], rows: Iterable[Sequence[Child]]) -> Markup:
    """Build a table that turns into cards on a phone: each cell carries the name of its column."""
    names = [join(name).striptags() for name in head]
    top = tag("thead", tag("tr", *[tag("th", name, scope="col") for name in head]))
    lines = [
        [tag("td", cell, data_label=name) for name, cell in zip(names, row, strict=True)] for row in rows
    ]
    body = tag("tbody", *[tag("tr", *line) for line in lines])
    return tag(
        "div", tag("table", tag("caption", caption), top, body, class_="p-table"), class_="p-table__frame"
    )


def folded(figures: Markup) -> Markup:
    """Fold a table away under bars that say the same: who wants the numbers opens it."""
    return tag("details", tag("summary", _("Toon deze cijfers als tabel")), figures)


def empty_state(title: Child, text: Child, *, action: Child = None) -> Markup:
    """Build what stands where there is nothing yet: what it means and what one can do."""
    return tag("div", tag("p", title, class_="p-empty__title"), tag("p", text), action, class_="p-empty")


def translated_notice(dutch_href: str | None = None, *, reviewed: bool = False) -> Markup:
    """Build the notice that a text is a translation and whether a person has checked it; empty in Dutch."""
    if current_language().code == "nl":
        return Markup()
    words = (
        _("Dit is een vertaling uit het Nederlands.")
        if reviewed
        else _("Dit is een vertaling uit het Nederlands. Niemand heeft deze vertaling nagekeken.")
    )
    dutch = link(_("Lees de Nederlandse tekst"), dutch_href, language="nl") if dutch_href else None
    return tag("p", words, " " if dutch else None, dutch, class_="p-translated")
