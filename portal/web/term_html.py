"""Terms of law in an article: a dotted line under the first use, and what it means on a tap, without scripts.

The explanation is a popover: the browser opens it, closes it on Escape or a tap beside it, and tells a screen reader.
A browser that knows no popovers shows the explanations as a list below the text.
"""

from collections.abc import Iterable, Mapping

import i18n
from i18n import gettext as _
from knowledge.glossary import Term
from knowledge.terms_in_text import Use
from portal.ui import html
from portal.ui.html import Markup, tag

FOLDER = "woordenlijst"
_BOLD = "**"

Uses = Mapping[int, tuple[Use, ...]]


def words(text: str, uses: Iterable[Use]) -> Markup:
    """Build a sentence with its bold words and its terms."""
    pieces, start = [], 0
    for position, part in enumerate(text.split(_BOLD)):
        inside = [use for use in uses if start <= use.start and use.end <= start + len(part)]
        marked = _marked(part, start, inside)
        pieces.append(tag("strong", marked) if position % 2 else marked)
        start += len(part) + len(_BOLD)
    return html.join(*pieces)


def _marked(part: str, start: int, uses: Iterable[Use]) -> Markup:
    pieces: list[html.Child] = []
    done = 0
    for use in uses:
        pieces.append(html.prose(part[done : use.start - start], among=part))
        word = part[use.start - start : use.end - start]
        pieces.append(tag("button", word, type="button", popovertarget=_place(use.term), class_="p-term"))
        done = use.end - start
    return html.join(*pieces, html.prose(part[done:], among=part))


def explanations(uses: Uses, *, language: str) -> Markup | None:
    """Build what each marked term means, in the reader's language."""
    terms = [use.term for here in uses.values() for use in here]
    if not terms:
        return None
    return tag(
        "section",
        tag("h2", _("Woorden in deze tekst")),
        *[_explanation(term, language) for term in terms],
        class_="p-words",
    )


def _explanation(term: Term, language: str) -> Markup:
    place = _place(term)
    return tag(
        "div",
        tag("p", name(term, language), id=f"{place}-naam", class_="p-words__name"),
        tag("p", term.wording(language).explanation),
        html.translated_notice(reviewed=term.wording(language).reviewed),
        tag(
            "p",
            html.link(_("Meer in de woordenlijst"), f"/{language}/{FOLDER}#{term.id}"),
            tag("button", _("Sluiten"), type="button", popovertarget=place, popovertargetaction="hide"),
            class_="p-words__foot",
        ),
        id=place,
        popover="auto",
        role="group",
        aria_labelledby=f"{place}-naam",
        class_="p-words__one",
        lang=language,
        dir=i18n.LANGUAGES[language].direction,
    )


def name(term: Term, language: str) -> Markup:
    """Build a term's Dutch name with its short name, and the usual word in the reader's language."""
    short = next((other for other in term.also if other.isupper()), None)
    dutch = f"{term.term} ({short})" if short else term.term
    own = others(term, language)[:1]
    return html.join(
        tag("strong", tag("bdi", dutch), lang=i18n.SOURCE),
        tag("span", " · ", tag("bdi", own[0])) if own else None,
    )


def others(term: Term, language: str) -> tuple[str, ...]:
    """Return the words for a term in the reader's language that are not its Dutch name."""
    if language == i18n.SOURCE:
        return ()
    return tuple(word for word in term.wording(language).words if word.casefold() != term.term.casefold())


def _place(term: Term) -> str:
    return f"woord-{term.id}"
