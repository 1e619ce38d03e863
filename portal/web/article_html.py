"""One article as HTML: its text with a mark for every source, what it rests on, and how fresh it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import i18n
from i18n import format_day
from i18n import gettext as _
from knowledge.content import ArticleText, Sentence, Source
from portal.ui import html, labels_articles
from portal.ui.html import Markup, tag
from portal.web import term_html
from portal.web.term_html import Uses

FOLDER = "kennis"


def article_body(
    text: ArticleText, *, language: str, titles: Mapping[str, str], today: date, uses: Uses | None = None
) -> Markup:
    """Build an article; `text` is Dutch where there is no translation, and then says so. `uses` are terms to explain."""
    dutch_href = f"/{i18n.SOURCE}/{FOLDER}/{text.slug}"
    return tag(
        "main",
        tag("p", html.link(_("Alle informatie"), f"/{language}/{FOLDER}"), class_="p-crumbs"),
        tag(
            "article",
            tag("h1", text.title, class_="p-title"),
            tag("p", text.summary, class_="p-lead"),
            _language_notice(text, language, dutch_href),
            _freshness(text, today),
            _body(text.sentences, uses or {}),
            class_="p-article",
            lang=text.language,
            dir=i18n.LANGUAGES[text.language].direction,
        ),
        term_html.explanations(uses or {}, language=language),
        _sources(text.sources),
        _related(text.related, titles, language),
        tag("p", html.link(_("Moeilijk woord? Kijk in de woordenlijst."), f"/{language}/{term_html.FOLDER}")),
        tag(
            "p",
            _("Staat je antwoord hier niet? Stel je vraag."),
            " ",
            html.button_link(_("Stel een vraag"), f"/{language}/vraag"),
        ),
        id="inhoud",
        tabindex="-1",
    )


def _language_notice(text: ArticleText, language: str, dutch_href: str) -> Markup | None:
    if text.language != language:
        return html.notice(
            _("Dit artikel is er nog niet in jouw taal. Je leest de Nederlandse tekst."), html.Tone.WARNING
        )
    return html.translated_notice(dutch_href, reviewed=text.reviewed) if language != i18n.SOURCE else None


def _freshness(text: ArticleText, today: date) -> Markup:
    overdue = text.next_check_on is not None and text.next_check_on < today
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


def _body(sentences: Sequence[Sentence], uses: Uses) -> Markup:
    """Build headings, paragraphs and lists from the sentences, with a mark for every source."""
    pieces: list[Markup] = []
    heading = None
    for group in _paragraphs(sentences):
        if group[0].heading != heading:
            heading = group[0].heading
            pieces.append(tag("h2", heading))
        pieces.append(_paragraph(group, uses))
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


def _paragraph(group: list[Sentence], uses: Uses) -> Markup:
    kind = _kind(group[0])
    if kind == "p":
        return tag("p", *[html.join(_sentence(sentence, uses), " ") for sentence in group])
    return tag(kind, *[tag("li", _sentence(sentence, uses)) for sentence in group])


def _sentence(sentence: Sentence, uses: Uses) -> Markup:
    words = term_html.words(sentence.text, uses.get(sentence.index, ()))
    marks = [
        tag(
            "sup",
            tag(
                "a", str(number), href=f"#bron-{number}", aria_label=_("Bron %(number)d") % {"number": number}
            ),
        )
        for number in sentence.sources
    ]
    return html.join(tag("span", words, id=f"zin-{sentence.index}"), *marks)


def _sources(sources: Sequence[Source]) -> Markup | None:
    if not sources:
        return None
    items = [
        tag("li", _source(source), id=f"bron-{source.number}", value=source.number) for source in sources
    ]
    return tag("section", tag("h2", _("Bronnen")), tag("ol", *items), class_="p-sources")


def _source(source: Source) -> Markup:
    title = html.link(source.title, source.url) if source.url else source.title
    when = []
    if source.date:
        when.append(_("Van %(date)s.") % {"date": i18n.isolate(source.date)})
    if source.consulted_on:
        when.append(_("Bekeken op %(day)s.") % {"day": format_day(source.consulted_on)})
    return html.join(tag("span", title, ", ", source.publisher, lang="nl", dir="auto"), ". ", " ".join(when))


def _related(slugs: Sequence[str], titles: Mapping[str, str], language: str) -> Markup | None:
    known = [slug for slug in slugs if slug in titles]
    if not known:
        return None
    items = [
        tag("li", tag("a", tag("strong", titles[slug]), href=f"/{language}/{FOLDER}/{slug}"))
        for slug in known
    ]
    return tag("section", tag("h2", _("Lees ook")), tag("ul", *items, class_="p-links"))
