"""Who comes to an activity: the list of a day, the code for who is there, and the numbers."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound
from portal.models.people import Role
from portal.services import activity_numbers, attendance
from portal.services.attendance import Attendees
from portal.ui import (
    access,
    attendance_code,
    attendance_list,
    attendance_numbers,
    components,
    html,
    pages,
    session,
)

person = access.require(Role.ORGANISER)
back = html.paragraph(html.link(_("Naar de lijst"), pages.address("activiteiten", i18n.current_locale())))


def read(occurrence_id: str) -> Attendees:
    """Read the list of one gathering; reading it leaves a trace."""
    with db.transaction() as opened:
        return attendance.attendees(opened, actor=person.actor, occurrence_id=occurrence_id, now=clock.now())


def show(activity_id: str, asked: str) -> None:
    """Show the page of one activity."""
    with db.transaction() as opened:
        days = attendance.gatherings(opened, actor=person.actor, activity_id=activity_id, now=clock.now())
        numbers = activity_numbers.numbers(
            opened, actor=person.actor, activity_id=activity_id, now=clock.now()
        )
    components.page_title(numbers.title, _("Wie komt, wie er was, en de code voor wie er is."))
    components.show(back)
    if days:
        found = read(attendance_list.choose_day(days, asked))
        attendance_list.show(person.actor, found)
        attendance_code.show(person.actor, found)
    else:
        components.show(html.paragraph(_("Er zijn nu geen dagen gepland.")))
    attendance_numbers.show(numbers, activity_id)


def large(activity_id: str, occurrence_id: str) -> None:
    """Show the code alone, for a projector."""
    found = read(occurrence_id)
    components.page_title(found.title)
    attendance_code.screen(person.actor, found)
    address = f"{pages.address('deelnemers', session.language())}?{pages.query({'id': activity_id, 'dag': occurrence_id})}"
    components.show(html.paragraph(html.link(_("Terug naar de lijst"), address)))


query = st.query_params
try:
    if query.get("scherm") and query.get("dag"):
        large(query.get("id", ""), query["dag"])
    else:
        show(query.get("id", ""), query.get("dag", ""))
except NotFound:
    components.page_title(_("Deelnemers"))
    components.show(
        html.empty_state(
            _("We vinden deze activiteit niet."), _("Open een activiteit vanuit de lijst."), action=back
        )
    )
