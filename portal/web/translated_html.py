"""What a reader of a translation is told: which parts are older than the Dutch, not translated yet, or written by a machine."""

from collections.abc import Sequence

import i18n
from i18n import gettext as _
from knowledge.content import ArticleText, Sentence
from knowledge.parts import By, Part, PartKind, Standing
from portal.ui.html import Markup, Tone, join, notice, tag


def summary(text: ArticleText) -> Markup | None:
    """Build what holds for the translation as a whole; nothing where all of it is as the Dutch is."""
    told = []
    if text.has_older_parts:
        told.append(
            _(
                "Het Nederlands is gewijzigd. Waar de vertaling nog niet mee is, staat dat erbij. Het Nederlands geldt."
            )
        )
    if text.has_machine_parts:
        told.append(_("Een computer vertaalde stukken van deze tekst. Niemand keek die stukken al na."))
    return notice(" ".join(told), Tone.WARNING) if told else None


def line_language(text: ArticleText, kind: PartKind) -> str | None:
    """Return the language of the title or summary when it is not that of the text."""
    missing = any(part.kind is kind and part.standing is Standing.MISSING for part in text.parts)
    return i18n.SOURCE if missing else None


class Marks:
    """Builds the headings and paragraphs of a translation, each with what a reader must know of it."""

    def __init__(self, text: ArticleText, dutch: ArticleText | None, *, language: str) -> None:
        self._text, self._dutch, self._language = text, dutch, language
        headings = dict.fromkeys(sentence.heading for sentence in text.sentences)
        parts = [part for part in text.parts if part.kind is PartKind.HEADING]
        self._in_dutch = {
            heading
            for heading, part in zip(headings, parts, strict=False)
            if part.standing is Standing.MISSING
        }

    def heading(self, words: str) -> Markup:
        """Build a heading."""
        return tag("h2", words, lang=i18n.SOURCE if words in self._in_dutch else None)

    def around(self, group: Sequence[Sentence], piece: Markup) -> Markup:
        """Build a paragraph or list with what holds for it; said once, under the last of its part."""
        part = self._text.part_of(group[0].index)
        if part is None or (part.standing is Standing.CURRENT and part.by is not By.MACHINE):
            return piece
        shown = tag("div", piece, lang=i18n.SOURCE, dir="ltr") if part.standing is Standing.MISSING else piece
        return join(shown, self._told(part) if group[-1].index == part.stop - 1 else None)

    def _told(self, part: Part) -> Markup:
        words = {
            Standing.MISSING: _("Dit stuk is nog niet vertaald. Je leest het Nederlands."),
            Standing.CHANGED: _("Deze vertaling is ouder dan het Nederlands. Misschien klopt ze niet meer."),
            Standing.CURRENT: _("Vertaald door een computer. Nog niet nagekeken."),
        }[part.standing]
        direction = i18n.LANGUAGES[self._language].direction
        said = tag("p", words, class_="p-translated", lang=self._language, dir=direction)
        return join(said, self._original(part) if part.standing is Standing.CHANGED else None)

    def _original(self, part: Part) -> Markup | None:
        if self._dutch is None:
            return None
        lines = [tag("p", sentence.text) for sentence in self._dutch.sentences[part.first : part.stop]]
        return tag(
            "details",
            tag("summary", _("Het Nederlands van nu"), lang=self._language),
            tag("div", *lines, lang=i18n.SOURCE, dir="ltr"),
            open=True,
            class_="p-quote__original",
        )
