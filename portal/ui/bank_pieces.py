"""The pieces of bank statements for finance: a file that came in, a line, a suggestion. Shows only; asks nothing."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from i18n import format_amount, format_day, format_moment, isolate, ngettext
from i18n import gettext as _
from portal.errors import BadStatement
from portal.models.bank import BankTransaction, DoubtReason
from portal.providers.banking import Flaw
from portal.services import ogm
from portal.services.bank_booking import Matched, Outcome
from portal.services.bank_files import Imported
from portal.services.bank_suggestions import Suggestion
from portal.services.bank_views import Decided, FileLine
from portal.ui import fee_pieces, html, labels_bank
from portal.ui.html import Child, Tone

_LINE = re.compile(r"line (\d+)(, column \d+)?")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def imported(name: str, found: Imported, *, rehearsed: bool) -> Markup:
    """Build what a file brought, or would bring."""
    if found.taken.is_known_file:
        words = _("Dit bestand is al ingelezen. Er is niets geboekt.")
        return html.notice(words, Tone.CALM, title=html.ltr(name))
    rows: list[tuple[Child, Child]] = [
        (_("Soort"), html.ltr(found.format)),
        (_("Nieuwe lijnen"), found.taken.transactions),
    ]
    if found.taken.known_transactions:
        rows.append((_("Lijnen die er al waren"), found.taken.known_transactions))
    rows += _outcomes(found.matched)
    title = _("Zo zou het gaan: %(name)s") if rehearsed else _("Ingelezen: %(name)s")
    return html.card(
        title % {"name": isolate(name)},
        html.definition_list(*rows),
        tone=Tone.CALM if rehearsed else Tone.GOOD,
    )


def _outcomes(matched: Matched) -> list[tuple[Child, Child]]:
    words = {
        Outcome.BOOKED: _("Vanzelf geboekt"),
        Outcome.DOUBT: _("Te beslissen door jou"),
        Outcome.PAYOUT: _("Uitbetalingen van de betaaldienst"),
        Outcome.REFUNDED: _("Terugbetalingen die wij deden"),
    }
    return [(said, matched.outcomes[outcome]) for outcome, said in words.items() if matched.outcomes[outcome]]


def refused(name: str, error: BadStatement) -> Markup:
    """Build why a file was refused, where, and the technical words for whoever asks the bank."""
    line = _LINE.fullmatch(error.place)
    place = _("regel %(n)s") % {"n": line[1]} if line else error.place
    technical = html.tag("span", f"{error.place}: {error.reason}", lang="en", dir="ltr", class_="p-why")
    return html.notice(
        [
            html.paragraph(labels_bank.FLAWS[Flaw(error.flaw)]),
            html.paragraph(_("Plaats: %(place)s. Er is niets van ingelezen.") % {"place": isolate(place)}),
            html.paragraph(_("Voor de technische dienst:"), " ", technical),
        ],
        Tone.URGENT,
        title=html.ltr(name),
    )


def files(found: Sequence[FileLine]) -> Markup:
    """Build the list of files that came in."""
    head = (_("Ingelezen"), _("Soort"), _("Dagen"), _("Lijnen"), _("Te beslissen"))
    rows = [
        (
            [
                format_moment(file.imported_at, width="short"),
                html.tag("br"),
                file.imported_by or _("door de machine"),
            ],
            labels_bank.FORMATS[file.format],
            _days(file),
            file.lines,
            file.open_lines,
        )
        for file in found
    ]
    return html.table(_("Bestanden die binnenkwamen"), head, rows)


def _days(file: FileLine) -> str:
    if file.first_on is None or file.last_on is None:
        return _("Geen")
    if file.first_on == file.last_on:
        return format_day(file.first_on, width="medium")
    values = {
        "first": format_day(file.first_on, width="medium"),
        "last": format_day(file.last_on, width="medium"),
    }
    return _("%(first)s tot en met %(last)s") % values


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────


def counted(number: int) -> str:
    """Say how many lines there are."""
    return ngettext("%(n)d lijn", "%(n)d lijnen", number) % {"n": number}


def line(one: BankTransaction, history: Sequence[Decided] = ()) -> Markup:
    """Build one line with all that the bank said of it, and why it waits."""
    tone = labels_bank.STATE_TONES[one.state]
    mark = labels_bank.DOUBTS[one.doubt] if one.doubt else labels_bank.STATES[one.state]
    rows: list[tuple[Child, Child]] = [(_("Datum"), format_day(one.booked_on))]
    if one.payer_name or one.payer_iban:
        account = [html.tag("br"), html.ltr(_grouped(one.payer_iban))] if one.payer_iban else []
        rows.append((_("Van") if one.amount >= 0 else _("Aan"), [html.tag("bdi", one.payer_name), *account]))
    if one.ogm:
        rows.append((_("Mededeling"), html.ltr(written_ogm(one.ogm))))
    if one.message:
        rows.append((_("Vrije tekst"), html.tag("bdi", one.message)))
    if one.aside:
        rows.append((_("Reden"), labels_bank.ASIDES[one.aside]))
    return html.card(
        html.tag("bdi", format_amount(one.amount)),
        html.definition_list(*rows),
        html.paragraph(labels_bank.DOUBT_WHY[one.doubt], class_="p-why") if one.doubt else None,
        _history(history),
        aside=html.badge(mark, tone),
        tone=tone,
    )


def written_ogm(digits: str) -> str:
    """Write a communication as on paper, also one with a mistake in it."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _grouped(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _history(history: Sequence[Decided]) -> Markup | None:
    if not history:
        return None
    items = [
        html.tag("li", _("%(what)s door %(who)s op %(moment)s") % {
            "what": labels_bank.HISTORY[one.action], "who": isolate(one.by or _("iemand")), "moment": format_moment(one.at, width="short"),
        })
        for one in history if one.action in labels_bank.HISTORY
    ]  # fmt: skip
    return html.tag("ul", *items, class_="p-why")


def suggestion(one: Suggestion) -> Markup:
    """Build a charge that a line may be for: whose, which, how much is open, and why it is suggested."""
    values = {"name": isolate(one.person_name), "item": fee_pieces.item_name(one.item, one.attempt)}
    owed = _("Nog te betalen: %(owed)s van %(charged)s.") % {
        "owed": format_amount(one.owed), "charged": format_amount(one.charged),
    }  # fmt: skip
    if not one.charged:
        owed = _("Dit gaat niet door: er is niets meer te betalen.")
    why = [html.badge(labels_bank.WHY[reason], Tone.CALM) for reason in one.why]
    return html.tag(
        "div",
        html.paragraph(html.tag("strong", _("%(name)s: %(item)s") % values)),
        html.paragraph(html.ltr(ogm.shown(one.ogm)), html.tag("br"), owed, class_="p-why"),
        html.tag("span", *why, class_="p-badges") if why else None,
    )


def choice(one: Suggestion) -> str:
    """Name a charge in a list of choices."""
    return _("%(name)s: %(item)s, nog %(owed)s, %(ogm)s") % {
        "name": one.person_name, "item": fee_pieces.item_name(one.item, one.attempt),
        "owed": format_amount(one.owed), "ogm": ogm.shown(one.ogm),
    }  # fmt: skip


def reason(code: DoubtReason | None, counts: dict[DoubtReason, int]) -> str:
    """Name a reason in the filter, with how many lines it keeps waiting."""
    if code is None:
        return _("Alle redenen")
    return _("%(reason)s (%(n)d)") % {"reason": labels_bank.DOUBTS[code], "n": counts.get(code, 0)}
