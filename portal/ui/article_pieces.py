"""Pieces of an article's text: its sentences with a mark for every source, what it rests on, and how fresh it is."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TypeAlias

import i18n
from i18n import format_day, format_month
from i18n import gettext as _
from knowledge.content import ArticleText, Sentence, Source, is_overdue
from portal.ui import html, labels_articles
from portal.ui.html import Child, Markup, tag

Words: TypeAlias = Callable[[Sentence], Child]
Around: TypeAlias = Callable[[Sequence[Sentence], Markup], Markup]
Heading: TypeAlias = Callable[[str], Markup]
_YEAR_AND_MONTH = 2


def plain_words(sentence: Sentence) -> Child:
    """Build the words of a sentence, with what is bold in them."""
    parts = [html.prose(part, among=sentence.text) for part in sentence.text.split("**")]
    return html.join(*[tag("strong", part) if position % 2 else part for position, part in enumerate(parts)])


def freshness(text: ArticleText, today: date) -> Markup:
    """Build where and when the text holds, when it was checked, and a warning where it was not."""
    overdue = is_overdue(text.next_check_on, on=today)
    ended = text.valid_to is not None and text.valid_to < today
    only = labels_articles.only_in(text.region)
    facts = [str(only)] if only else []
    if text.checked_on:
        facts.append(_("Nagekeken op %(day)s.") % {"day": format_day(text.checked_on)})
    if text.next_check_on and not overdue:
        facts.append(
            _("We kijken dit opnieuw na, uiterlijk op %(day)s.") % {"day": format_day(text.next_check_on)}
        )
    warnings = []
    if ended:
        warnings.append(html.notice(_("Deze regels gelden niet meer."), html.Tone.WARNING))
    if overdue and text.next_check_on:
        words = _(
            "Deze tekst moest uiterlijk op %(day)s nagekeken zijn. Dat is nog niet gebeurd. Vraag na of de tekst nog klopt."
        )
        warnings.append(html.notice(words % {"day": format_day(text.next_check_on)}, html.Tone.WARNING))
    return html.join(tag("p", " ".join(facts), class_="p-translated") if facts else None, *warnings)


def _as_it_is(_group: Sequence[Sentence], piece: Markup) -> Markup:
    return piece


def _heading(words: str) -> Markup:
    return tag("h2", words)


def body(
    sentences: Sequence[Sentence],
    words: Words = plain_words,
    *,
    title: str = "",
    around: Around = _as_it_is,
    headed: Heading = _heading,
) -> Markup:
    """Build headings, paragraphs and lists from the sentences, with a mark for every source.

    `words` builds a sentence's text, `around` what stands around a paragraph or list, `headed` a heading.
    A text that came from elsewhere may begin with its `title` as a heading: right below the title it is not said again.
    """
    pieces: list[Markup] = []
    heading = title or None
    for group in _paragraphs(sentences):
        if group[0].heading != heading:
            heading = group[0].heading
            pieces.append(headed(heading))
        pieces.append(around(group, _paragraph(group, words)))
    return html.join(*pieces)


def _paragraphs(sentences: Sequence[Sentence]) -> Iterable[list[Sentence]]:
    group: list[Sentence] = []
    for sentence in sentences:
        if group and (sentence.heading, sentence.paragraph, _kind(sentence)) != (
            group[-1].heading,
            group[-1].paragraph,
            _kind(group[-1]),
        ):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _kind(sentence: Sentence) -> str:
    if not sentence.list_mark:
        return "p"
    return "ul" if sentence.list_mark.strip() in {"-", "*"} else "ol"


def _paragraph(group: list[Sentence], words: Words) -> Markup:
    kind = _kind(group[0])
    if kind == "p":
        return tag("p", *[html.join(_sentence(sentence, words), " ") for sentence in group])
    return tag(kind, *[tag("li", _sentence(sentence, words)) for sentence in group])


def _sentence(sentence: Sentence, words: Words) -> Markup:
    marks = [
        tag(
            "sup",
            tag(
                "a", str(number), href=f"#bron-{number}", aria_label=_("Bron %(number)d") % {"number": number}
            ),
        )
        for number in sentence.sources
    ]
    return html.join(tag("span", words(sentence), id=f"zin-{sentence.index}"), *marks)


def sources(listed: Sequence[Source], *, dead: Collection[str] = ()) -> Markup | None:
    """Build the list of what a text rests on; a source whose address is among `dead` is named without a link, and says so."""
    if not listed:
        return None
    items = [
        tag(
            "li", _source(source, is_dead=source.url in dead), id=f"bron-{source.number}", value=source.number
        )
        for source in listed
    ]
    return tag("section", tag("h2", _("Bronnen")), tag("ol", *items), class_="p-sources")


def appeared(date_of_source: str) -> str:
    """Write when a source appeared, `2026-06-12`, `2026-06` or `2026`, as the reader does; a draft may say anything."""
    parts = date_of_source.count("-") + 1
    try:
        day = date.fromisoformat(f"{date_of_source}-01" if parts == _YEAR_AND_MONTH else date_of_source)
    except ValueError:
        return i18n.isolate(date_of_source)
    return format_month(day) if parts == _YEAR_AND_MONTH else format_day(day)


def _source(source: Source, *, is_dead: bool) -> Markup:
    title = html.link(source.title, source.url) if source.url and not is_dead else source.title
    when = []
    if source.date:
        when.append(_("Van %(date)s.") % {"date": appeared(source.date)})
    if source.consulted_on:
        when.append(_("Bekeken op %(day)s.") % {"day": format_day(source.consulted_on)})
    if is_dead:
        when.append(_("De link naar deze bron werkt niet meer."))
    return html.join(tag("span", title, ", ", source.publisher, lang="nl", dir="auto"), ". ", " ".join(when))
