"""What an organiser does with an activity beside typing: hand in, cancel or move a day, withdraw, pass on; and what the redactie decides."""

from datetime import datetime, time, timedelta

import streamlit as st

from i18n import gettext as _
from i18n import ngettext
from portal.clock import BRUSSELS
from portal.models.activities import ActivityState, OccurrenceState, RefusalReason
from portal.services import activities, activity_review
from portal.services.activity_views import Day, Shown
from portal.services.permissions import Actor
from portal.ui import activity_pieces, acts, components, labels_activities


def hand_in(actor: Actor, shown: Shown) -> None:
    """Show the button that hands in what was typed."""
    at_once = shown.state is ActivityState.PUBLISHED
    label = _("Wijzigingen publiceren") if at_once else _("Indienen bij de redactie")
    if st.button(label, key="activity_edit.hand-in", type="primary"):
        words = (
            _("Je wijzigingen staan op het portaal.")
            if at_once
            else _("Je activiteit is ingediend. De redactie leest ze na en laat je iets weten.")
        )
        acts.done(activities.hand_in, words, actor=actor, activity_id=shown.activity_id)


def days(actor: Actor, shown: Shown) -> None:
    """Show the coming days with what can be done to each."""
    planned = [day for day in shown.days if day.state is OccurrenceState.PLANNED][
        : activity_pieces.DAYS_SHOWN
    ]
    if shown.state is not ActivityState.PUBLISHED or not planned:
        return
    with st.expander(_("Een dag afzeggen of verplaatsen")):
        names = {day.occurrence_id: activity_pieces.when(day.starts_at, day.ends_at) for day in planned}
        chosen = st.selectbox(
            _("Welke dag?"), list(names), key="activity_edit.day", format_func=names.__getitem__
        )
        day = next(item for item in planned if item.occurrence_id == chosen)
        _move(actor, day)
        st.caption(_("Wie ingeschreven is, krijgt één mail."))
        if st.button(_("Zeg deze dag af"), key=f"activity_edit.cancel.{day.occurrence_id}"):
            acts.done(activities.cancel_occurrence, told, actor=actor, occurrence_id=day.occurrence_id)


def _move(actor: Actor, day: Day) -> None:
    begins, ends = day.starts_at.astimezone(BRUSSELS), day.ends_at.astimezone(BRUSSELS)
    key = f"activity_edit.move.{day.occurrence_id}"
    date = st.date_input(_("Nieuwe datum"), value=begins.date(), key=key + ".day", format="DD/MM/YYYY")
    left, right = st.columns(2)
    opens = left.time_input(_("Begint om"), value=begins.time(), key=key + ".opens", step=900) or time(14)
    closes = right.time_input(_("Eindigt om"), value=ends.time(), key=key + ".closes", step=900) or time(16)
    if st.button(_("Verplaats deze dag"), key=key) and date:
        starts, stops = datetime.combine(date, opens), datetime.combine(date, closes)
        stops = stops if stops > starts else stops + timedelta(days=1)
        acts.done(
            activities.move_occurrence,
            told,
            actor=actor,
            occurrence_id=day.occurrence_id,
            starts=starts,
            ends=stops,
        )


def told(count: int) -> str:
    """Say how many people get a mail."""
    if not count:
        return _("Dat is bewaard. Er was nog niemand ingeschreven.")
    return ngettext(
        "Dat is bewaard. %(n)d persoon krijgt een mail.",
        "Dat is bewaard. %(n)d personen krijgen een mail.",
        count,
    ) % {"n": count}


def stop(actor: Actor, shown: Shown) -> None:
    """Show how to call everything off or take it off the portal, after a tick that it is meant."""
    if shown.state not in activities.CHANGED_AT_ONCE:
        return
    with st.expander(_("Afzeggen of van het portaal halen")):
        sure = st.checkbox(_("Ik weet het zeker"), key="activity_edit.sure")
        one = shown.activity_id
        if shown.state is ActivityState.PUBLISHED:
            st.caption(
                _(
                    "Afzeggen: de pagina blijft bestaan en zegt dat het niet doorgaat. Dit kun je niet ongedaan maken."
                )
            )
            if st.button(_("Zeg de hele activiteit af"), key="activity_edit.cancel", disabled=not sure):
                acts.done(activities.cancel, told, actor=actor, activity_id=one)
        st.caption(
            _("Van het portaal halen: niemand vindt de activiteit nog. Je kunt ze later opnieuw indienen.")
        )
        if st.button(_("Haal van het portaal"), key="activity_edit.withdraw", disabled=not sure):
            acts.done(
                activities.withdraw,
                _("De activiteit staat niet meer op het portaal."),
                actor=actor,
                activity_id=one,
            )


def pass_on(actor: Actor, *, organisation_id: str, owner_id: str | None, names: dict[str, str]) -> None:
    """Show how to pass everything of one person on to a colleague."""
    if not names:
        return
    with st.expander(_("Doorgeven aan een collega")):
        st.caption(_("Alle activiteiten van dezelfde eigenaar gaan in één keer naar je collega."))
        to_id = st.selectbox(
            _("Naar wie?"), list(names), key="activity_edit.to", format_func=names.__getitem__
        )
        if st.button(_("Geef alles door"), key="activity_edit.pass-on"):
            acts.done(
                activities.pass_on,
                lambda count: (
                    ngettext(
                        "%(n)d activiteit is doorgegeven.", "%(n)d activiteiten zijn doorgegeven.", count
                    )
                    % {"n": count}
                ),
                actor=actor,
                organisation_id=organisation_id,
                from_id=owner_id,
                to_id=to_id,
            )


def decide(actor: Actor, shown: Shown) -> None:
    """Show what the redactie can decide about an activity that was handed in."""
    if shown.state is not ActivityState.REVIEW:
        return
    components.section(_("Beslissing van de redactie"))
    one, version = shown.activity_id, shown.version
    if st.button(_("Publiceer deze activiteit"), key="activity_edit.publish", type="primary"):
        acts.done(
            activity_review.publish,
            _("De activiteit staat op het portaal. De organisatie krijgt een mail."),
            actor=actor,
            activity_id=one,
            version=version,
        )
    with st.form("activity_edit.refuse"):
        reason: RefusalReason | None = st.selectbox(
            _("Waarom niet?"), list(RefusalReason), key="activity_edit.reason",
            format_func=lambda code: str(labels_activities.REFUSAL_REASONS[code]),
        )  # fmt: skip
        note = st.text_area(
            _("Wat moet de organisatie aanpassen?"),
            key="activity_edit.note",
            max_chars=activity_review.MAX_NOTE,
        )
        sent = st.form_submit_button(_("Publiceer niet"))
    if sent and reason:
        acts.done(
            activity_review.refuse,
            _("De organisatie krijgt je uitleg per mail."),
            actor=actor,
            activity_id=one,
            version=version,
            reason=reason,
            note=note or "",
        )
