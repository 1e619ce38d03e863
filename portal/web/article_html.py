"""One article as HTML: its text with a mark for every source, what it rests on, and how fresh it is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial

import i18n
from i18n import gettext as _
from knowledge.content import ArticleText, Sentence
from knowledge.parts import PartKind
from portal.ui import article_pieces, html
from portal.ui.html import Markup, tag
from portal.web import term_html, translated_html
from portal.web.term_html import Uses
from portal.web.translated_html import line_language

FOLDER = "kennis"


def article_body(
    text: ArticleText,
    *,
    language: str,
    titles: Mapping[str, str],
    today: date,
    uses: Uses | None = None,
    dead: Collection[str] = (),
    below: Markup | None = None,
    dutch: ArticleText | None = None,
) -> Markup:
    """Build an article; `text` is Dutch where there is no translation, and then says so. `uses` are terms to explain.

    `dutch` stands beside the parts of a translation that are older than it.
    `dead` are addresses that no longer work: their sources are named without a link. `below` stands under the sources.
    """
    dutch_href = f"/{i18n.SOURCE}/{FOLDER}/{text.slug}"
    marks = translated_html.Marks(text, dutch, language=language)
    return tag(
        "main",
        tag("p", html.link(_("Alle informatie"), f"/{language}/{FOLDER}"), class_="p-crumbs"),
        tag(
            "article",
            tag("h1", text.title, class_="p-title", lang=line_language(text, PartKind.TITLE)),
            tag("p", text.summary, class_="p-lead", lang=line_language(text, PartKind.SUMMARY)),
            tag(
                "div",
                _language_notice(text, language, dutch_href),
                article_pieces.freshness(text, today),
                lang=language,  # the portal speaks here, in the reader's language
                dir=i18n.LANGUAGES[language].direction,
            ),
            article_pieces.body(
                text.sentences,
                partial(_words, uses=uses or {}),
                title=text.title,
                around=marks.around,
                headed=marks.heading,
            ),
            class_="p-article",
            lang=text.language,
            dir=i18n.LANGUAGES[text.language].direction,
        ),
        term_html.explanations(uses or {}, language=language),
        article_pieces.sources(text.sources, dead=dead),
        below,
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
    if language == i18n.SOURCE:
        return None
    return html.join(
        html.translated_notice(dutch_href, reviewed=text.reviewed), translated_html.summary(text)
    )


def _words(sentence: Sentence, *, uses: Uses) -> Markup:
    return term_html.words(sentence.text, uses.get(sentence.index, ()))


def _related(slugs: Sequence[str], titles: Mapping[str, str], language: str) -> Markup | None:
    known = [slug for slug in slugs if slug in titles]
    if not known:
        return None
    places = (html.Place(tag("bdi", titles[slug]), None, f"/{language}/{FOLDER}/{slug}") for slug in known)
    return tag("section", tag("h2", _("Lees ook")), html.link_list(*places))
