"""An existing site becomes drafts in a folder: files in the form of articles, to be completed by an editor.

What was read is remembered in the folder itself (`.import.json`), so that reading again writes only what changed. A draft that
somebody worked on is never overwritten: the new text is put beside it. Nothing here touches the published articles.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from text_unidecode import unidecode

from knowledge import drafts
from knowledge.base import ARTICLES
from knowledge.drafts import Origin
from knowledge.site_pages import PageText, Unfit, UnfitPage
from knowledge.vocabulary import QUESTION_LANGUAGES
from portal.errors import BadInput
from portal.providers.web_reading import WebReader
from portal.services import site_sources
from portal.services.site_sources import Read, Source

MEMORY = ".import.json"
NEWER = ".new"
MOST_PAGES = 1000
_MOST_DOWN = 5  # pages in a row that do not come: the site is left alone
_LONGEST_SLUG = 80


@dataclass
class Known:
    """What is remembered of a page: the draft made of it, and what tells whether page or draft changed."""

    slug: str
    language: str
    text: str
    draft: str
    validator: str | None
    read_on: str

    @property
    def turn(self) -> str:
        """Return what says which of the known pages is read first."""
        return self.read_on


@dataclass
class Intake:
    """What an import did: drafts as slug/language, pages by address or file name.

    Of what somebody worked on, files put the new text `beside` it; at the desk it is `kept`, and the new text is not.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    rejected: dict[str, Unfit] = field(default_factory=dict)


class Before(Protocol):
    """A page that was read before."""

    @property
    def validator(self) -> str | None:
        """Return what the site must be asked with, to send it only when it changed."""

    @property
    def turn(self) -> str:
        """Return what says which of the known pages is read first."""


class Work(Protocol):
    """What is done with pages: those that are known, and what became of each."""

    @property
    def pages(self) -> Mapping[str, Before]:
        """Return the pages that were read before, by place."""

    @property
    def intake(self) -> Intake:
        """Return what became of the pages."""

    def take(self, place: str, read: Read) -> None:
        """Make a draft of a page, or nothing where it did not change.

        Raises:
            UnfitPage: it becomes no draft.
        """


def take_in(
    source: str, into: Path, *, reader: WebReader, today: date, most: int = MOST_PAGES, dry_run: bool = False
) -> Intake:
    """Read a site and write what is new or changed as drafts.

    Raises:
        BadInput: the source cannot be read, or the folder holds other things than drafts.
        ProviderDown: the server of the source does not answer.
    """
    remembered = _remembered(into)
    site = site_sources.opened(source, reader)
    pages = remembered.setdefault(site.name, {})
    done = _Work(into, pages, today, _taken(remembered), dry_run=dry_run)
    done.intake.rejected.update(site.rejected)
    done.intake.withdrawn += [place for place in pages if place not in site.places]
    try:
        read_pages(site, done, most)
    finally:  # also when somebody stops it half-way
        if not dry_run:
            _remember(into, remembered)
    return done.intake


def read_pages(site: Source, work: Work, most: int) -> None:
    """Read pages, the new ones first, then the others in their turn."""
    waiting = sorted(site.places, key=lambda place: work.pages[place].turn if place in work.pages else "")
    down = 0
    for number, place in enumerate(waiting):
        if number >= most or down >= _MOST_DOWN:
            work.intake.rejected.update(dict.fromkeys(waiting[number:], Unfit.NOT_NOW))
            return
        before = work.pages.get(place)
        try:
            work.take(place, site.read(place, before.validator if before else None))
            down = 0
        except UnfitPage as error:
            down = down + 1 if error.why is Unfit.DOWN else 0
            if before is not None and error.why is Unfit.NOT_FOUND:
                work.intake.withdrawn.append(place)
            else:
                work.intake.rejected[place] = error.why


@dataclass
class _Work:
    into: Path
    pages: dict[str, Known]
    today: date
    taken: set[tuple[str, str]]
    dry_run: bool
    intake: Intake = field(default_factory=Intake)

    def take(self, place: str, read: Read) -> None:
        before, page = self.pages.get(place), read.page
        if before is not None:
            before.read_on = self.today.isoformat()
        if page is None or (before is not None and before.text == digest_of(page)):
            if before is not None:
                before.validator = read.validator
                self.intake.unchanged.append(f"{before.slug}/{before.language}")
            return
        language = language_of(page)
        if language is None:
            raise UnfitPage(Unfit.UNKNOWN_LANGUAGE)
        slug = (
            before.slug if before and before.language == language else self._free_slug(place, page, language)
        )
        draft = drafts.render(page, language=language, origin=origin_of(place, read, self.today))
        self._write(slug, language, draft, before)
        self.pages[place] = Known(
            slug, language, digest_of(page), digest(draft), read.validator, self.today.isoformat()
        )

    def _write(self, slug: str, language: str, draft: str, before: Known | None) -> None:
        path = self.into / slug / f"{language}.md"
        worked_on = path.exists() and (before is None or digest(path.read_text("utf-8")) != before.draft)
        outcome = self.intake.beside if worked_on else self.intake.changed if before else self.intake.new
        outcome.append(f"{slug}/{language}")
        if not self.dry_run:
            _replace(path.with_name(path.name + NEWER) if worked_on else path, draft)

    def _free_slug(self, place: str, page: PageText, language: str) -> str:
        name = _slug(place, page.title)
        slug, number = name, 1
        while (slug, language) in self.taken or (self.into / slug / f"{language}.md").exists():
            number += 1
            slug = f"{name}-{number}"
        self.taken.add((slug, language))
        return slug


def origin_of(place: str, read: Read, today: date) -> Origin:
    """Return where a page comes from: its publisher is the name of its site."""
    return Origin(place, read.address, urlsplit(read.address or "").hostname or "", today)


def language_of(page: PageText) -> str | None:
    """Return the language of a page: what its text is in, else what it says, as far as the portal knows that language."""
    found, _share = _identifier().classify(page.text)
    said = (page.language or "").replace("_", "-").partition("-")[0].lower()
    return next((code for code in (found, said) if code in QUESTION_LANGUAGES), None)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 the model takes a while to unpack

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _slug(place: str, title: str) -> str:
    """Return a name from the last part of an address, or from the title where that says nothing."""
    last = unquote(urlsplit(place).path.rstrip("/").rpartition("/")[2]).rpartition(".")
    name = _words(last[0] or last[2])
    if len(name) < 4 or name.isdigit() or name in {"index", "home", "default", "page", "readme"}:  # noqa: PLR2004
        name = _words(title) or name
    return name[: _LONGEST_SLUG - 4].strip("-") or "pagina"


def _words(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", unidecode(text).lower()))


def digest(text: str) -> str:
    """Return the name of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(page: PageText) -> str:
    """Return the name of what a page says: another frame around it is no change."""
    return digest("\n".join([page.title, *(f"{block.kind} {block.text}" for block in page.blocks)]))


def _taken(remembered: dict[str, dict[str, Known]]) -> set[tuple[str, str]]:
    return {(page.slug, page.language) for pages in remembered.values() for page in pages.values()}


def _remembered(into: Path) -> dict[str, dict[str, Known]]:
    """Return what is known of earlier times.

    Raises:
        BadInput: the folder is one of published articles, or holds something that no import wrote.
    """
    where, articles = into.resolve(), ARTICLES.resolve()
    if where.is_relative_to(articles) or articles.is_relative_to(where):
        raise BadInput(str(into), "drafts do not stand among the articles")
    memory = into / MEMORY
    if not memory.exists():
        if into.exists() and (not into.is_dir() or any(into.iterdir())):
            raise BadInput(str(into), f"not an empty folder, and not one of drafts (no {MEMORY})")
        return {}
    try:
        rows = json.loads(memory.read_text("utf-8"))
        known = {
            source: {place: Known(**page) for place, page in pages.items()} for source, pages in rows.items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(str(memory), "cannot be read; begin anew in an empty folder") from error
    for pages in known.values():
        for page in pages.values():  # they become names of files
            if not page.slug or page.slug != _words(page.slug) or page.language not in QUESTION_LANGUAGES:
                raise BadInput(str(memory), f"{page.slug!r}, {page.language!r} is no name of a draft")
    return known


def _remember(into: Path, remembered: dict[str, dict[str, Known]]) -> None:
    rows = {
        source: {place: asdict(page) for place, page in pages.items()} for source, pages in remembered.items()
    }
    _replace(into / MEMORY, json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True))


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
