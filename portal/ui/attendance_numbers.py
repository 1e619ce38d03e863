"""What became of an activity, as a table and as files."""

from i18n import gettext as _
from portal.services.activity_numbers import Numbers
from portal.ui import components, html, number_files, number_tables


def show(found: Numbers, activity_id: str) -> None:
    """Show the numbers by language; small groups are hidden."""
    components.section(_("Cijfers"))
    head = number_tables.activity_table(found).head
    rows = [
        ["–" if cell is None else str(cell) for cell in row] for row in number_tables.activity_rows(found)
    ]
    components.show(
        html.table(_("Bezoeken, inschrijvingen en aanwezigen per taal"), head, rows),
        html.paragraph(number_tables.why_hidden(), class_="p-hint"),
        html.paragraph(
            _("De taal van een bezoek is die van de pagina. Bij mensen is het de taal van hun portaal. Iedereen telt één keer."),
            class_="p-hint",
        ),
    )  # fmt: skip
    number_files.buttons(
        number_tables.for_file(found), name=f"cijfers-{activity_id[:8]}", key="attendance.numbers"
    )
