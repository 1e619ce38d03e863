"""Pieces of the page about the quality of answers: alerts, one sampled answer, figures by week. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from markupsafe import Markup

import i18n
from i18n import format_day, format_month, format_share, ngettext
from i18n import gettext as _
from portal.models.scores import DriftSignal
from portal.services.answer_drift import Alert
from portal.services.answer_judging import Judged, Sampled
from portal.services.answer_weeks import Figures, Share
from portal.services.spreadsheets import Cell, Table
from portal.ui import case_pieces, chat_pieces, html, labels_chat, labels_scores, signal_pieces
from portal.ui.html import Child, Tone

_WEEK = timedelta(days=6)


# ── alerts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def alert(one: Alert) -> Markup:
    """Build one figure that moved, with where to look."""
    name, advice = labels_scores.SIGNALS[one.signal]
    now = _measured(one.signal, one.value, one.number)
    before = _measured(one.signal, one.before, one.number_before)
    until = one.week_on + _WEEK
    since = one.week_on - timedelta(weeks=one.weeks - 1)
    return html.card(
        name,
        html.definition_list(
            (_("In welke taal"), case_pieces.language_name(one.language)),
            (_("Van %(since)s tot en met %(until)s") % {"since": format_day(since), "until": format_day(until)}, now),
            (_("De weken ervoor"), before),
        ),
        html.paragraph(advice),
        tone=Tone.WARNING,
    )  # fmt: skip


def _measured(signal: DriftSignal, value: float, number: int) -> str:
    if signal is DriftSignal.RIGHT:
        words = ngettext(
            "%(share)s van %(n)d beoordeeld antwoord", "%(share)s van %(n)d beoordeelde antwoorden", number
        )
    elif signal is DriftSignal.CHANCE:
        words = ngettext(
            "gemiddeld %(share)s bij %(n)d vraag", "gemiddeld %(share)s bij %(n)d vragen", number
        )
    elif signal is DriftSignal.UNHELPED:
        words = ngettext("%(share)s van %(n)d mening", "%(share)s van %(n)d meningen", number)
    else:
        words = ngettext("%(share)s van %(n)d vraag", "%(share)s van %(n)d vragen", number)
    return words % {"share": format_share(value), "n": number}


# ── one answer ───────────────────────────────────────────────────────────────────────────────────────────────────


def sampled(one: Sampled) -> Markup:
    """Build a question without names, and what the chat said."""
    return html.card(
        question(one),
        html.definition_list(
            (_("Taal"), case_pieces.language_name(one.language)),
            (_("Gevraagd in"), format_month(one.month)),
            (_("Wat de chat deed"), labels_chat.OUTCOMES[one.turn.outcome]),
        ),
        chat_pieces.turn(one.turn),
        _faults(one),
    )


def question(one: Sampled) -> Markup:
    """Build the question, or say why it is not shown."""
    if one.question is None:
        return html.join(_("Niet getoond: er kan een naam in staan."))
    return html.tag("q", one.question, lang=one.language, dir="auto")


def _faults(one: Sampled) -> Markup | None:
    if not one.faults:
        return None
    items = [html.tag("li", labels_scores.FAULTS[fault]) for fault in one.faults]
    found = (
        html.paragraph(html.link(_("Open dat artikel"), signal_pieces.edit_address(one.answered_by)))
        if one.answered_by
        else None
    )
    return html.notice(
        html.join(html.tag("ul", *items), found), Tone.WARNING, title=_("Dit vond de automatische controle")
    )


def judged(one: Judged) -> Markup:
    """Build what was judged last, with the way to the article where something is to be mended."""
    edit = (
        html.button_link(
            _("Open het artikel om te bewerken"), signal_pieces.edit_address(one.slug), quiet=True
        )
        if one.leads_on and one.slug
        else None
    )
    return html.card(question(one.sampled), html.paragraph(labels_scores.VERDICTS[one.verdict]), edit)


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def bars(found: Mapping[str, tuple[Share, Share]]) -> Markup | None:
    """Build two bars a language: how many answers were right, how many questions had none."""
    rows: list[Child] = []
    for title, place in ((_("Goed volgens de redactie"), 0), (_("Geen antwoord"), 1)):
        shown = {language: shares[place] for language, shares in found.items() if shares[place].is_shown}
        if shown:
            rows += [
                html.section_title(title, level=3),
                *(_bar(code, share) for code, share in shown.items()),
            ]
    return html.join(*rows) if rows else None


def _bar(language: str, share: Share) -> Markup:
    words = _("%(share)s (%(count)d van %(number)d)") % {
        "share": format_share(share.value), "count": share.count, "number": share.number,
    }  # fmt: skip
    return html.progress(share.count, share.number, label=case_pieces.language_name(language), words=words)


def table(figures: Sequence[Figures]) -> Markup:
    """Build the table of weeks."""
    head = (
        _("Week van"), _("Taal"), _("Vragen"), _("Beoordeeld"), _("Goed"), _("Geen antwoord"), _("Niet geholpen"),
        _("Vroeg een mens"), _("Iets gevonden"),
    )  # fmt: skip
    return html.table(_("Cijfers per week en taal"), head, [_row(one) for one in figures])


def _row(one: Figures) -> tuple[Child, ...]:
    few = too_few()
    asked: Child = few if one.is_small else i18n.format_number(one.answered)
    shares = (one.sampled, one.right, one.refused, one.unhelped, one.for_person, one.faulty)
    said = [few if one.is_small or not share.is_shown else _share(share) for share in shares]
    if said[1] != few:
        low, high = one.right.interval
        room = _("tussen %(low)s en %(high)s") % {"low": format_share(low), "high": format_share(high)}
        said[1] = html.join(said[1], " ", html.tag("small", room))
    return (format_day(one.week_on, width="medium"), case_pieces.language_name(one.language), asked, *said)


def _share(share: Share) -> Child:
    counts = _("%(count)d van %(number)d") % {"count": share.count, "number": share.number}
    return html.join(format_share(share.value), " ", html.tag("small", counts))


def too_few() -> str:
    """Return what stands in the place of a figure that too few questions make."""
    return _("te weinig")


def for_file(figures: Sequence[Figures]) -> Table:
    """Build the table for a file: in Dutch, whoever asks for it."""
    with i18n.use_locale(i18n.SOURCE):
        head = (
            _("Week van"), _("Taal"), _("Vragen"), _("Beoordeeld"), _("Gekozen om te beoordelen"),
            _("Goed"), _("Goed: van zoveel beoordeelde"), _("Geen antwoord"), _("Geen antwoord: van zoveel vragen"),
            _("Niet geholpen"), _("Niet geholpen: van zoveel meningen"), _("Vroeg een mens"), _("Vroeg een mens: van zoveel vragen"),
            _("Iets gevonden"), _("Iets gevonden: van zoveel gekozen"), _("Goed: minstens, in procent"), _("Goed: hoogstens, in procent"),
        )  # fmt: skip
        return Table(_("Antwoorden"), head, [_file_row(one) for one in figures])


def _file_row(one: Figures) -> tuple[Cell, ...]:
    few = too_few()
    cells: list[Cell] = [one.week_on, one.language, few if one.is_small else one.answered]
    for share in (one.sampled, one.right, one.refused, one.unhelped, one.for_person, one.faulty):
        hidden = one.is_small or not share.is_shown
        cells += [few, few] if hidden else [share.count, share.number]
    if one.is_small or not one.right.is_shown:
        return (*cells, few, few)
    return (*cells, *(round(100 * bound) for bound in one.right.interval))
