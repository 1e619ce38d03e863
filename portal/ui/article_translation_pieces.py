"""Pieces of the desk of the translations: the list, and how one translation stands."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import gettext as _
from knowledge.parts import By, Standing
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.services.article_translations import Beside, Line, Listed
from portal.ui import article_desk_pieces, html, labels_desk, labels_knowledge, pages, sheets
from portal.ui.html import Tone

PAGE = "vertalen"
_LANGUAGE = "article_translation.language"
OTHERS = tuple(code for code in LANGUAGES if code != SOURCE)


def address(slug: str, language: str) -> str:
    """Return the address of one translation."""
    return f"{_page()}?{pages.query({'artikel': slug, 'taal': language})}"


def _page() -> str:
    return pages.address(PAGE, i18n.current_locale())


def back(language: str = OTHERS[0]) -> Markup:
    """Build the link to the list of a language."""
    return html.link(_("Naar alle vertalingen"), f"{_page()}?{pages.query({'taal': language})}")


def asked_language() -> str:
    """Ask which language one looks after: the one of the address at first, which then follows what is chosen."""
    asked = st.query_params.get("taal", "")
    if _LANGUAGE not in st.session_state:
        st.session_state[_LANGUAGE] = asked if asked in OTHERS else OTHERS[0]
    chosen = (
        st.selectbox(_("Taal"), OTHERS, key=_LANGUAGE, format_func=labels_desk.language_name) or OTHERS[0]
    )
    sheets.follow({"taal": chosen})
    return chosen


def table(rows: Sequence[Listed], language: str) -> Markup:
    """Build the list of the articles in one language: what is most behind first."""
    lines = sorted(
        ((row, row.stands.get(language)) for row in rows),
        key=lambda line: (line[1] is None, -(line[1].behind if line[1] else 0), line[0].title.casefold()),
    )
    sheet = sheets.cut(lines, sheets.asked())
    figures = html.table(
        _("Artikels in deze taal"),
        (_("Artikel"), _("Past bij het Nederlands"), _("Achter"), _("Nog niet nagekeken")),
        [
            (
                html.link(html.tag("bdi", row.title), address(row.slug, language), language=SOURCE),
                _parts(stands.current) if stands else "–",
                html.badge(_parts(stands.behind), Tone.WARNING if stands.behind else Tone.GOOD)
                if stands
                else html.badge(_("Nog niet vertaald"), Tone.QUIET),
                _parts(stands.unreviewed) if stands else "–",
            )
            for row, stands in sheet.rows
        ],
    )
    return html.join(figures, sheets.links(sheet, sheets.addresses(PAGE)))


def _parts(count: int) -> str:
    return i18n.ngettext("%(n)d deel", "%(n)d delen", count) % {"n": count}


def standing(beside: Beside) -> Markup:
    """Build the links to the other languages, and how far this translation is."""
    languages = [
        html.tag(
            "a",
            labels_desk.language_name(code),
            href=address(beside.slug, code),
            lang=code,
            aria_current="page" if code == beside.language else None,
        )
        for code in OTHERS
    ]
    spaced = [piece for link in languages for piece in (link, " ")]
    badges = [
        html.badge(_counted(standing, beside.count(standing)), tone)
        for standing, (_words, tone) in labels_knowledge.STANDINGS.items()
        if beside.count(standing)
    ]
    return html.join(
        html.paragraph(back(beside.language), class_="p-crumbs"),
        html.tag("nav", html.tag("p", *spaced, class_="p-desk-links"), aria_label=_("Talen van dit artikel")),
        html.paragraph(*badges, class_="p-badges"),
        html.paragraph(html.link(_("Bewerk het Nederlands"), article_desk_pieces.edit_address(beside.slug))),
    )


def _counted(standing: Standing, count: int) -> str:
    match standing:
        case Standing.CURRENT:
            words = i18n.ngettext(
                "%(n)d deel past bij het Nederlands van nu",
                "%(n)d delen passen bij het Nederlands van nu",
                count,
            )
        case Standing.CHANGED:
            words = i18n.ngettext(
                "%(n)d deel is ouder dan het Nederlands van nu",
                "%(n)d delen zijn ouder dan het Nederlands van nu",
                count,
            )
        case Standing.MISSING:
            words = i18n.ngettext(
                "%(n)d deel is nog niet vertaald", "%(n)d delen zijn nog niet vertaald", count
            )
    return words % {"n": count}


def dutch(line: Line) -> Markup:
    """Build a Dutch part with how its translation stands."""
    words, tone = labels_knowledge.STANDINGS[line.standing]
    badges = [html.badge(labels_knowledge.PARTS[line.kind]), html.badge(words, tone)]
    if line.lines:
        made_tone = {By.REVIEWED: Tone.GOOD, By.MACHINE: Tone.WARNING}.get(line.by, Tone.QUIET)
        badges.append(html.badge(labels_knowledge.MAKERS[line.by], made_tone))
    return html.join(
        html.paragraph(*badges, class_="p-badges"),
        html.tag("div", *[html.tag("p", said) for said in line.dutch], lang=SOURCE, dir="ltr"),
    )


def translated(line: Line, language: str) -> Markup:
    """Build the translation of a part, and what readers get instead where it cannot stand."""
    if not line.lines:
        return html.paragraph(_("Nog niet vertaald. De lezers zien het Nederlands."), class_="p-hint")
    told = (
        html.notice(
            _("Deze vertaling past niet meer bij het Nederlands. De lezers zien hier het Nederlands."), Tone.WARNING
        )
        if line.shown is Standing.MISSING
        else None
    )  # fmt: skip
    terms = (
        html.paragraph(
            _("Deze woorden uit de woordenlijst zien we niet terug: %(words)s.")
            % {"words": i18n.format_list(line.missing_terms)},
            class_="p-hint",
        )
        if line.missing_terms
        else None
    )
    said = [html.tag("p", words) for words in line.lines]
    direction = labels_desk.direction(language)
    return html.join(html.tag("div", *said, lang=language, dir=direction), told, terms)
