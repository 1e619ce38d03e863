"""A text as its readers will see it, how plain it is, and what must be done before it can be handed in."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

import i18n
from i18n import gettext as _
from i18n import ngettext
from knowledge import readability
from knowledge.content import ArticleText
from knowledge.readability import HardSentence
from portal.services.article_fields import Examined
from portal.ui import article_pieces, html, labels_desk
from portal.ui.html import Tone


def preview(text: ArticleText, *, today: date) -> Markup:
    """Build a text as readers will see it."""
    title = html.section_title(_("Zo zien de lezers het"), level=3)
    with i18n.use_locale(text.language):  # readers get the portal's words in the language of the text too
        shown = html.tag(
            "div",
            html.tag("h4", text.title or _("Nog zonder titel"), class_="p-preview__title"),
            html.tag("p", text.summary, class_="p-lead"),
            article_pieces.freshness(text, today),
            article_pieces.body(text.sentences, title=text.title),
            article_pieces.sources(text.sources),
            class_="p-article p-preview",
            lang=text.language,
            dir=labels_desk.direction(text.language),
        )
    return html.tag("section", title, shown)


def to_do(examined: Examined) -> Markup:
    """Build how many things are still wrong."""
    wrong, hints = len(examined.errors), len(examined.problems) - len(examined.errors)
    if wrong:
        words = ngettext(
            "Nog %(n)d ding voor je kunt indienen. Het staat bij het veld.",
            "Nog %(n)d dingen voor je kunt indienen. Ze staan bij de velden.",
            wrong,
        )
        return html.notice(words % {"n": wrong}, Tone.WARNING)
    if hints:
        words = ngettext(
            "Alles is in orde. Er is nog %(n)d tip.", "Alles is in orde. Er zijn nog %(n)d tips.", hints
        )
        return html.notice(words % {"n": hints}, Tone.GOOD)
    return html.notice(_("Alles is in orde."), Tone.GOOD)


def plainness(text: ArticleText) -> Markup:
    """Build how plain a Dutch text is, with the sentences and words to look at first."""
    found = readability.of_article(text)
    title = html.section_title(_("Hoe eenvoudig is de tekst?"), level=3)
    if not found.words:
        return title
    figures = html.definition_list(
        (_("Leesgemak (60 of meer)"), f"{found.ease:.0f}"),
        (_("Woorden in een zin (hoogstens 12)"), i18n.format_number(found.words_a_sentence)),
        (_("Langste zin (hoogstens 20)"), str(found.longest_sentence)),
        (_("Bekende woorden (90 procent of meer)"), f"{found.known:.0%}"),
    )
    if found.plain:
        return html.join(title, html.notice(_("Deze tekst is eenvoudig genoeg (B1)."), Tone.GOOD), figures)
    missed = html.tag("ul", *[html.tag("li", labels_desk.MEASURES[name]) for name in found.misses])
    said = html.notice(html.join(_("Deze tekst is nog te moeilijk voor B1:"), missed), Tone.WARNING)
    hard = readability.hardest([text.summary, *[sentence.text for sentence in text.sentences]])
    return html.join(title, said, figures, _hard(hard), _unknown(found.unknown))


def _hard(found: Sequence[HardSentence]) -> Markup | None:
    if not found:
        return None
    items = [
        html.tag("li", html.tag("q", one.text, lang=i18n.SOURCE), " ", html.badge(_words(one.words)))
        for one in found
    ]
    return html.join(
        html.paragraph(html.tag("strong", _("Kijk eerst naar deze zinnen:"))), html.tag("ul", *items)
    )


def _words(count: int) -> str:
    return ngettext("%(n)d woord", "%(n)d woorden", count) % {"n": count}


def _unknown(words: Sequence[str]) -> Markup | None:
    if not words:
        return None
    listed = html.tag("span", ", ".join(words[:20]), lang=i18n.SOURCE, dir="ltr")
    return html.paragraph(html.tag("strong", _("Moeilijke woorden:")), " ", listed)
