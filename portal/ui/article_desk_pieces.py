"""Pieces of the desk's list: every article with how it stands, and what one can look for."""

from collections.abc import Sequence

from markupsafe import Markup

import i18n
from i18n import format_day, format_list, isolate, ngettext
from i18n import gettext as _
from knowledge.vocabulary import SOURCE
from portal.services.article_list import ArticleLine, Standing
from portal.ui import html, labels_desk, pages, sheets
from portal.ui.html import Tone

LIST, EDIT, VERSIONS = "artikels", "artikel-bewerken", "artikel-versies"


def edit_address(slug: str, language: str = SOURCE) -> str:
    """Return the address where a text is written."""
    return _address(EDIT, slug, language)


def versions_address(slug: str, language: str = SOURCE) -> str:
    """Return the address with the versions of a text."""
    return _address(VERSIONS, slug, language)


def _address(page: str, slug: str, language: str) -> str:
    asked = pages.query({"artikel": slug, "taal": language})
    return f"{pages.address(page, i18n.current_locale())}?{asked}"


def table(lines: Sequence[ArticleLine]) -> Markup:
    """Build the list, a sheet at a time."""
    if not lines:
        return html.empty_state(
            _("Er is geen artikel dat past."), _("Zoek met minder woorden, of kies alles.")
        )
    head = (
        _("Artikel"), _("Stand"), _("Eigenaar"), _("Opnieuw nakijken tegen"), _("Talen"), _("Laatste 30 dagen"),
    )  # fmt: skip
    caption = ngettext("%(n)d artikel", "%(n)d artikels", len(lines)) % {"n": len(lines)}
    sheet = sheets.cut(lines, sheets.asked())
    return html.join(
        html.table(caption, head, [_row(line) for line in sheet.rows]),
        sheets.links(sheet, sheets.addresses(LIST)),
    )


def _row(line: ArticleLine) -> Sequence[html.Child]:
    return (
        html.link(html.tag("bdi", line.title), edit_address(line.slug), language=SOURCE),
        standings(line),
        line.owner or _("Nog niemand"),
        _check(line),
        _languages(line),
        _numbers(line),
    )


def standings(line: ArticleLine) -> Markup:
    """Build how an article and what is being written of it stand."""
    own = Standing(line.state.value)
    says_it = own is Standing.DRAFT and bool(line.work)  # what is being written says it already
    badges = [html.badge(*labels_desk.STANDINGS[own])] if own in line.standings and not says_it else []
    for language, state in line.work.items():
        words, tone = labels_desk.DRAFT_STATES[state]
        name = labels_desk.language_name(language)
        badges.append(html.badge(words if language == SOURCE else f"{isolate(name)}: {words}", tone))
    return html.tag("span", *badges, class_="p-badges")


def _check(line: ArticleLine) -> html.Child:
    if line.next_check_on is None:
        return "–"
    day = format_day(line.next_check_on)
    return html.join(day, " ", html.badge(_("Te laat"), Tone.URGENT)) if line.is_overdue else day


def _languages(line: ArticleLine) -> html.Child:
    present = format_list(code.upper() for code in line.languages if code not in line.stale) or "–"
    if not line.stale:
        return present
    stale = _("Verouderd: %(languages)s") % {
        "languages": format_list(code.upper() for code in sorted(line.stale))
    }
    return html.join(present, html.tag("br"), html.badge(stale, Tone.WARNING))


def _numbers(line: ArticleLine) -> html.Child:
    read = ngettext("%(n)d keer gelezen", "%(n)d keer gelezen", line.views) % {"n": line.views}
    if not line.helped and not line.not_helped:
        return read
    said = _("hielp: %(yes)d ja, %(no)d nee") % {"yes": line.helped, "no": line.not_helped}
    return html.join(read, html.tag("br"), said)
