"""The same figures as files: the lines of the book as CSV, everything as a spreadsheet. Made when the button is pressed."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.services import finance_entries, finance_figures, finance_totals, ogm, spreadsheets
from portal.services.finance_entries import EntryLine
from portal.services.finance_figures import Asked, Figures, Measure, Overdue
from portal.services.finance_totals import Gap
from portal.services.permissions import Actor
from portal.services.spreadsheets import Cell, Table
from portal.ui import finance_pieces, labels_fees, labels_finance

_CSV, _XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(actor: Actor, asked: Asked, today: date) -> None:
    """Show the two buttons."""
    name = f"retributie-{asked.since}-{asked.until}"
    _button(_("Alles als rekenblad (XLSX)"), lambda: xlsx(actor, asked, today), f"{name}.xlsx", _XLSX)
    _button(_("Boekingen als CSV"), lambda: csv(actor, asked), f"{name}.csv", _CSV)


def _button(label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(
        label,
        make,
        file_name=name,
        mime=mime,
        key=f"finance.{mime}",
        on_click="ignore",
        icon=":material/download:",
    )


def csv(actor: Actor, asked: Asked) -> bytes:
    """Write the lines of the book."""
    with db.reading() as session:
        return spreadsheets.csv_file(_entries(finance_entries.entry_lines(session, actor=actor, asked=asked)))


def xlsx(actor: Actor, asked: Asked, today: date) -> bytes:
    """Write figures, differences, what is late and the lines of the book."""
    with db.reading() as session:
        figures = finance_figures.figures(session, actor=actor, asked=asked)
        totals = finance_totals.totals(session, actor=actor, since=asked.since, until=asked.until)
        late = finance_figures.overdue(session, actor=actor, today=today, agency=asked.agency)
        entries = finance_entries.entry_lines(session, actor=actor, asked=asked)
    return spreadsheets.xlsx_file(
        [
            *_figures(figures),
            _gaps(_("Betaaldienst min boek"), totals.provider_gaps),
            _gaps(_("Bank min boek"), totals.bank_gaps),
            _late(late),
            _entries(entries),
        ]
    )


def _figures(found: Figures) -> Iterable[Table]:
    words = [str(labels_finance.MEASURES[measure]) for measure in Measure]

    def table(name: str, first: str, rows: Iterable[tuple[Cell, finance_figures.Sums]]) -> Table:
        return Table(
            name, (first, *words), [(key, *[sums.of(measure) for measure in Measure]) for key, sums in rows]
        )

    yield table(_("Per maand"), _("Maand"), sorted(found.by_month.items()))
    yield table(
        _("Per regio"),
        _("Regio"),
        [(finance_pieces.place_name(p), sums) for p, sums in found.by_place.items()],
    )
    yield table(
        _("Per onderdeel"),
        _("Onderdeel"),
        [(str(labels_fees.ITEMS[i]), sums) for i, sums in found.by_item.items()],
    )
    grounds = [(finance_pieces.ground_name(code), amount) for code, amount in found.by_ground.items()]
    yield Table(_("Vrijgesteld"), (_("Reden"), _("Bedrag")), grounds)


def _gaps(name: str, gaps: Sequence[Gap]) -> Table:
    head = (_("Wat"), _("Datum"), _("Nummer"), _("Bedrag"))
    return Table(name, head, [(str(labels_finance.GAPS[g.kind]), g.on, g.reference, g.amount) for g in gaps])


def _late(lines: Sequence[Overdue]) -> Table:
    head = (_("Mededeling"), _("Onderdeel"), _("Poging"), _("Gemeente"), _("Te betalen tegen"), _("Bedrag"))
    rows = [
        (_reference(one.ogm), str(labels_fees.ITEMS[one.item]), one.attempt, finance_pieces.place_of(one.nis_code), one.since, one.amount)
        for one in lines
    ]  # fmt: skip
    return Table(_("Te laat"), head, rows)


def _entries(lines: Sequence[EntryLine]) -> Table:
    """Write the book with its codes: who reads this in a program must not depend on the reader's language."""
    head = (
        _("Nummer"), _("Datum"), _("Soort"), _("Telt als"), _("Bedrag"), _("Bron"), _("Reden"), _("Mededeling"), _("Onderdeel"),
        _("Agentschap"), _("Gemeente"), _("Verwijzing"), _("Verbetert"),
    )  # fmt: skip
    return Table(_("Boekingen"), head, [_entry(line) for line in lines])


def _entry(line: EntryLine) -> tuple[Cell, ...]:
    return (
        line.number, line.booked_on, line.kind.value, line.acts_as.value, line.amount, line.source.value, line.reason,
        _reference(line.ogm), line.item.value if line.item else "",
        line.agency.value if line.agency else "", line.nis_code, line.reference, line.corrects,
    )  # fmt: skip


def _reference(digits: str) -> str:
    """Write a structured communication without its pluses: a spreadsheet would take those for a formula."""
    return ogm.shown(digits).strip("+") if digits else ""
