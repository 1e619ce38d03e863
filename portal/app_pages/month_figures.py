"""The monthly figures of a lokaal bestuur: how many follow the participation track, hours, kinds of activity."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import municipality_figures, places
from portal.services.municipality_figures import MonthFigures
from portal.services.terms import add_months
from portal.ui import access, components, html, number_files, number_tables

MONTHS_BACK = 24

person = access.require(Role.ORGANISER, Role.BEHEERDER)
components.page_title(
    _("Maandcijfers"),
    _("Hoeveel mensen in je gemeente het participatie- en netwerktraject volgen, en wat ze doen."),
)
with db.reading() as reading:
    known = municipality_figures.municipalities(reading, actor=person.actor)


def choose() -> MonthFigures:
    """Ask for a municipality and a month, and read its figures."""
    nis_code = known[0]
    if len(known) > 1:
        nis_code = st.selectbox(
            _("Gemeente"), known, key="month_figures.nis", format_func=lambda one: places.municipality(one).name
        )  # fmt: skip
    this_month = clock.today().replace(day=1)
    months = [add_months(this_month, -back) for back in range(MONTHS_BACK)]
    month = st.selectbox(
        _("Maand"), months, index=1, key="month_figures.month", format_func=i18n.format_month
    )
    with db.reading() as opened:
        return municipality_figures.month_figures(
            opened, actor=person.actor, nis_code=nis_code, month=month or months[1], today=clock.today()
        )


def show(found: MonthFigures) -> None:
    """Show the figures and the files."""
    caption = _("%(municipality)s, %(month)s") % {
        "municipality": places.municipality(found.nis_code).name, "month": i18n.format_month(found.month),
    }  # fmt: skip
    if found.month == clock.today().replace(day=1):
        components.notice(_("Deze maand is nog niet voorbij. De cijfers kunnen nog veranderen."))
    head = (_("Soort activiteit"), _("Mensen"), _("Goedgekeurde uren"))
    components.live(html.table(caption, head, number_tables.month_rows(found)))
    kinds = [number_tables.kind_name(code) for code in found.people.parts if code in found.people.hidden]
    hidden = i18n.format_list(kinds) if len(kinds) < len(found.people.parts) else ""  # all: the table says it
    components.show(
        html.paragraph(_("Bij deze soorten is het aantal verborgen: %(kinds)s.") % {"kinds": hidden}) if hidden else None,
        html.paragraph(number_tables.why_hidden(), class_="p-hint"),
        html.paragraph(
            _("Iedereen telt één keer: bij de soort waarvoor de meeste uren zijn goedgekeurd. De uren zijn alle goedgekeurde uren van die mensen in deze maand."),
            class_="p-hint",
        ),
        html.paragraph(
            _("We tellen wie een getekend contract heeft met dit onderdeel, niet vrijgesteld is en niet vóór deze maand klaar was."),
            class_="p-hint",
        ),
    )  # fmt: skip
    name = f"maandcijfers-{found.nis_code}-{found.month:%Y-%m}"
    number_files.buttons(number_tables.for_file(found), name=name, key="month_figures")


if known:
    show(choose())
else:
    components.show(
        html.empty_state(
            _("Er zijn geen maandcijfers voor jouw organisatie."),
            _("Alleen een lokaal bestuur krijgt cijfers, van de eigen gemeente."),
        )
    )
