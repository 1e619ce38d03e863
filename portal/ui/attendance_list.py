"""The list of one gathering: tick who was there, everybody in one press, save in one go, take it back."""

from collections.abc import Sequence

import streamlit as st

from i18n import gettext as _
from i18n import isolate, ngettext
from portal import clock
from portal.models.activities import OccurrenceState
from portal.models.signups import Attendance, AttendanceWay
from portal.services import attendance
from portal.services.attendance import Attendees, Before, Gathering, Participant, Tick
from portal.services.permissions import Actor
from portal.ui import activity_pieces, acts, components, html, labels_attendance, session


def choose_day(gatherings: Sequence[Gathering], asked: str) -> str:
    """Ask which gathering; begins with the one asked for, else the last that has begun, else the first."""
    ids = [one.occurrence_id for one in gatherings]
    begun = [one.occurrence_id for one in gatherings if one.starts_at <= clock.now()]
    first = asked if asked in ids else begun[-1] if begun else ids[0]
    by_id = {one.occurrence_id: one for one in gatherings}
    chosen = st.selectbox(
        _("Welke dag?"), ids, index=ids.index(first), key=f"attendance.day.{first}",
        format_func=lambda one: _day(by_id[one]),
    )  # fmt: skip
    return chosen or first


def _day(one: Gathering) -> str:
    moment = activity_pieces.when(one.starts_at, None, width="medium")  # fits a phone
    if one.state is not OccurrenceState.PLANNED:
        return _("%(moment)s: gaat niet door") % {"moment": moment}
    return ngettext(
        "%(moment)s: %(n)d ingeschreven", "%(moment)s: %(n)d ingeschreven", one.seated
    ) % {"moment": moment, "n": one.seated}  # fmt: skip


def show(actor: Actor, found: Attendees) -> None:
    """Show who has a seat, with the ticks once it has begun, and who waits."""
    components.section(_("Wie komt"))
    if not found.seated:
        components.show(
            html.empty_state(
                _("Er is niemand ingeschreven."), _("Wie ter plaatse de code scant, komt vanzelf in deze lijst.")
            )
        )  # fmt: skip
    elif found.may_tick:
        _ticks(actor, found)
    else:
        names = [html.tag("li", html.tag("bdi", one.name)) for one in found.seated]
        components.show(html.tag("ul", *names, class_="p-line-facts"))
        components.show(
            html.paragraph(_("Vanaf het begin van de activiteit vul je hier in wie er is."), class_="p-hint")
        )
    if found.waiting:
        components.section(_("Wachtlijst"))
        names = [html.tag("li", html.tag("bdi", name)) for name in found.waiting]
        components.show(html.tag("ol", *names))


def _ticks(actor: Actor, found: Attendees) -> None:
    key = f"attendance.{session.form_round()}"
    components.show(
        html.paragraph(
            _("Wie aanwezig was, krijgt uren in de eigen lijst als de activiteit telt. Je kunt dit ook na de dag invullen.")
        )
    )  # fmt: skip
    st.button(
        _("Zet iedereen op aanwezig"), key=f"{key}.all",
        on_click=_everybody, args=([f"{key}.{one.sign_up_id}" for one in found.seated],),
    )  # fmt: skip
    with st.form(f"{key}.list"):
        ticks = {one.sign_up_id: _line(one, key, found.whole) for one in found.seated}
        sent = st.form_submit_button(_("Bewaar de lijst"), type="primary", key=f"{key}.save")
    if sent:
        _save(actor, found.occurrence_id, ticks)
    _take_back(actor, found.occurrence_id)


def _everybody(keys: Sequence[str]) -> None:
    for key in keys:
        st.session_state[key] = Attendance.PRESENT


def _line(one: Participant, key: str, whole: int) -> Tick:
    with st.container(key=f"hours-line-{one.sign_up_id}"):
        left, right = st.columns([3, 2])
        if f"{key}.{one.sign_up_id}" not in st.session_state:
            st.session_state[f"{key}.{one.sign_up_id}"] = one.attendance
        chosen = left.radio(
            isolate(one.name), list(labels_attendance.ATTENDANCE), horizontal=True, key=f"{key}.{one.sign_up_id}",
            format_func=lambda code: str(labels_attendance.ATTENDANCE[code]),
        )  # fmt: skip
        if one.way is AttendanceWay.SCANNED:
            left.caption(_("Scande zelf de code. Bewaar de lijst om dit te bevestigen."))
        minutes = right.number_input(
            _("Minuten van %(name)s") % {"name": isolate(one.name)}, min_value=1, max_value=whole,
            value=one.minutes or whole, step=5, key=f"{key}.{one.sign_up_id}.minutes",
        )  # fmt: skip
    known = chosen or Attendance.UNKNOWN
    return Tick(known, int(minutes) if known is Attendance.PRESENT else None)


def _save(actor: Actor, occurrence_id: str, ticks: dict[str, Tick]) -> None:
    before: tuple[Before, ...] | None = acts.tried(
        attendance.save, actor=actor, occurrence_id=occurrence_id, ticks=ticks
    )
    if before is None:
        return
    n = len(before)
    words = ngettext(
        "De lijst is bewaard: %(n)d naam gewijzigd.", "De lijst is bewaard: %(n)d namen gewijzigd.", n
    )
    session.say_after_rerun(words % {"n": n})
    session.remember_saved_list(occurrence_id, before)
    session.next_form_round()
    st.rerun()


def _take_back(actor: Actor, occurrence_id: str) -> None:
    before = session.saved_list(occurrence_id)
    if not before or not st.button(_("Maak het bewaren ongedaan"), key="attendance.undo"):
        return
    back: int | None = acts.tried(
        attendance.take_back, actor=actor, occurrence_id=occurrence_id, before=before
    )
    if back is None:
        return
    words = ngettext("%(n)d naam staat weer zoals voordien.", "%(n)d namen staan weer zoals voordien.", back)
    session.say_after_rerun(words % {"n": back})
    session.remember_saved_list(occurrence_id, ())
    session.next_form_round()
    st.rerun()
