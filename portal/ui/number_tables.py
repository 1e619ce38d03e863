"""Counts of people as tables, on a page and in files; what is hidden says so. In files always Dutch: the same for everybody."""

from collections.abc import Sequence
from decimal import Decimal

import i18n
from i18n import gettext as _
from portal.models.activities import ActivityKind
from portal.services import places
from portal.services.activity_numbers import OTHER, Numbers
from portal.services.municipality_figures import NO_HOURS, NO_KIND, MonthFigures
from portal.services.spreadsheets import Cell, Table
from portal.ui import activity_pieces, labels_activities

_CENT = Decimal("0.01")
_MINUTES = 60


def hidden_words() -> str:
    """Return what stands in the place of a hidden count."""
    return _("verborgen")


def why_hidden() -> str:
    """Explain why some counts are hidden."""
    return _(
        "Groepen van minder dan 5 mensen tonen we niet. Soms verbergen we ook een grotere groep, omdat je anders kunt uitrekenen wat er verborgen is."
    )


def count(number: int | None) -> str:
    """Write a count for on a page."""
    return hidden_words() if number is None else str(number)


def language_name(code: str) -> str:
    """Name a language of the numbers."""
    return _("Andere talen") if code == OTHER else activity_pieces.language_name(code)


def activity_table(found: Numbers) -> Table:
    """Build the numbers of one activity by language, and together."""
    came = found.attended
    rows: list[tuple[Cell, ...]] = [
        (
            language_name(code), _cell(found.views.parts[code]), _cell(found.signed_up.parts[code]),
            _cell(came.parts[code]) if came else None,
        )
        for code in found.languages
    ]  # fmt: skip
    totals = (
        _("Samen"), _cell(found.views.total), _cell(found.signed_up.total),
        _cell(came.total) if came else None,
    )  # fmt: skip
    head = (_("Taal"), _("Bezoeken aan de pagina"), _("Ingeschreven"), _("Aanwezig"))
    return Table(_("Cijfers"), head, [*rows, totals])


def activity_rows(found: Numbers) -> list[Sequence[Cell]]:
    """Build the rows of one activity for on a page: all together first, then the languages of which a number may be read."""
    *rows, together = activity_table(found).rows
    return [together, *(row for row in rows if any(isinstance(cell, int) and cell for cell in row))]


def kind_name(code: str) -> str:
    """Name a kind of activity in the monthly figures."""
    if code == NO_HOURS:
        return _("Nog geen goedgekeurde uren in deze maand")
    if code == NO_KIND:
        return _("Soort niet bekend")
    return str(labels_activities.KINDS[ActivityKind(code)])


def hours(minutes: int) -> Decimal:
    """Return minutes as hours."""
    return (Decimal(minutes) / _MINUTES).quantize(_CENT)


def month_table(found: MonthFigures) -> Table:
    """Build the figures of a municipality in a month: by kind of activity, and together."""
    rows: list[tuple[Cell, ...]] = [
        (
            *_where(found), kind_name(code), _cell(people),
            _hours(found.minutes[code]) if code in found.minutes else None,
        )
        for code, people in found.people.parts.items()
    ]  # fmt: skip
    rows.append((*_where(found), _("Samen"), _cell(found.people.total), _hours(found.total_minutes)))
    head = (
        _("Gemeente"), _("NIS-code"), _("Maand"), _("Soort activiteit"), _("Mensen"), _("Goedgekeurde uren"),
    )  # fmt: skip
    return Table(_("Maandcijfers"), head, rows)


def month_rows(found: MonthFigures) -> list[tuple[str, str, str]]:
    """Build the rows of a month for on a page: all together first, then what is not hidden."""
    rows = [(_("Samen"), count(found.people.total), _shown_hours(found.total_minutes))]
    rows += [
        (kind_name(code), str(people), _shown_hours(found.minutes[code]) if code in found.minutes else "–")
        for code, people in found.people.parts.items()
        if people is not None
    ]
    return rows


def _shown_hours(minutes: int | None) -> str:
    return hidden_words() if minutes is None else i18n.format_duration(minutes)


def for_file(found: Numbers | MonthFigures) -> Table:
    """Build a table for a file: in Dutch, whoever asks for it."""
    with i18n.use_locale(i18n.SOURCE):
        return activity_table(found) if isinstance(found, Numbers) else month_table(found)


def _where(found: MonthFigures) -> tuple[Cell, ...]:
    name = places.municipality(found.nis_code).name
    return name, found.nis_code, found.month.strftime("%Y-%m")


def _cell(number: int | None) -> Cell:
    return hidden_words() if number is None else number


def _hours(minutes: int | None) -> Cell:
    return hidden_words() if minutes is None else hours(minutes)
