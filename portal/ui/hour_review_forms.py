"""How a trajectbegeleider decides about hours: tick, approve, refuse with a reason, look at the proof, undo."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.models.hours import DecisionOutcome
from portal.models.pips import HoursState
from portal.services import hour_review
from portal.services.hour_review import Decided, ToDecide
from portal.services.permissions import Actor
from portal.ui import acts, components, hour_words, html, labels_hours, session, upload_pieces
from portal.ui.html import Child, Markup, Tone

MOST = 60  # rows on one page: the rest follows when these are decided
UNDO_SHOWN = timedelta(days=14)


def choose(rows: Sequence[ToDecide]) -> list[str]:
    """Show the rows to tick, and return which are ticked. What is confirmed can be chosen with one press."""
    key = f"hours_approval.{session.form_round()}.all"
    st.checkbox(
        ngettext("Kies alles (%(n)d)", "Kies alles (%(n)d)", len(rows)) % {"n": len(rows)},
        key=key, on_change=_choose_all, args=(key, [row.id for row in rows]),
    )  # fmt: skip
    chosen = []
    for person_id in dict.fromkeys(row.person_id for row in rows):
        theirs = [row for row in rows if row.person_id == person_id]
        components.section(theirs[0].name)
        chosen += [row.id for row in theirs if _line(row)]
    return chosen


def _choose_all(key: str, ids: list[str]) -> None:
    for entry_id in ids:
        st.session_state[_tick(entry_id)] = bool(st.session_state[key])


def _tick(entry_id: str) -> str:
    return f"hours_approval.tick.{entry_id}"


def _line(row: ToDecide) -> bool:
    with st.container(key=f"hours-line-{row.id}"):
        ticked = st.checkbox(
            _("%(when)s: %(hours)s")
            % {
                "when": hour_words.when(row.day, row.starts_minute, row.minutes),
                "hours": i18n.format_duration(row.minutes).replace(
                    " ", "\u00a0"
                ),  # `1 u 30` stays on one line
            },
            key=_tick(row.id),
        )
        components.show(_about(row))
        if row.proof_id is not None and st.button(
            _("Bekijk het bewijs"), key=f"hours_approval.proof.{row.id}"
        ):
            session.open_hours(row.id)
    return bool(ticked)


def show_proof(actor: Actor, rows: Sequence[ToDecide]) -> None:
    """Show the photo of the proof that was asked for."""
    row = next((one for one in rows if one.id == session.opened_hours() and one.proof_id), None)
    if row is None or row.proof_id is None:
        return
    components.show(
        html.section_title(_("Bewijs van %(name)s") % {"name": i18n.isolate(row.name)}),
        html.paragraph(hour_words.when(row.day, row.starts_minute, row.minutes)),
        upload_pieces.photo(actor, row.proof_id),
    )
    if st.button(_("Sluit het bewijs"), key="hours_approval.proof.close"):
        session.open_hours(None)
        st.rerun()


def _about(row: ToDecide) -> Markup:
    confirmed = row.state is HoursState.CONFIRMED
    if row.by_link:
        badge = html.badge(_("Bevestigd met een link"), Tone.CALM)
    elif confirmed:
        badge = html.badge(_("Bevestigd door de organisatie"), Tone.GOOD)
    else:
        badge = html.badge(_("Niet bevestigd"), Tone.WARNING)
    facts: list[Child] = [html.tag("bdi", row.activity)]
    if row.organiser:
        facts.append(_("Bij: %(organiser)s") % {"organiser": i18n.isolate(row.organiser)})
    facts.append(labels_hours.SOURCES[row.source])
    if row.proof_id:
        facts.append(_("Met een foto van het bewijs"))
    items = [html.tag("li", fact) for fact in facts]
    return html.join(badge, html.tag("ul", *items, class_="p-line-facts"))


def approve_button(actor: Actor, chosen: list[str]) -> None:
    """Show the button that approves what is ticked."""
    n = len(chosen)
    words = ngettext("Keur %(n)d keer uren goed", "Keur %(n)d keer uren goed", n) % {"n": n}
    if st.button(
        words if n else _("Keur goed"), type="primary", disabled=not n, key="hours_approval.approve"
    ):
        _decide(actor, chosen, DecisionOutcome.APPROVED, _("De uren zijn goedgekeurd."))


def refuse_form(actor: Actor, chosen: list[str]) -> None:
    """Show the form that refuses what is ticked, for one reason that its owner reads in their own language."""
    key = f"hours_approval.{session.form_round()}"
    with (
        st.expander(_("Weiger de gekozen uren"), key=f"{key}.refusing"),
        st.form(f"{key}.refuse"),
    ):
        reason = st.selectbox(
            _("Reden"), list(labels_hours.CHOICES), index=None, key=f"{key}.reason",
            format_func=lambda code: str(labels_hours.CHOICES[code]), placeholder=_("Kies een reden"),
        )  # fmt: skip
        note = st.text_area(
            _("Uitleg (hoeft niet, wordt niet vertaald)"), max_chars=hour_review.LONGEST_NOTE,
            key=f"{key}.note",
        )  # fmt: skip
        sent = st.form_submit_button(_("Weiger"), key=f"{key}.refuse.send")
    if not sent:
        return
    if not chosen:
        st.error(_("Kies eerst welke uren je weigert."), icon=":material/info:")
        return
    _decide(actor, chosen, DecisionOutcome.REFUSED, _("De uren zijn geweigerd."), refusal=reason, note=note)


def _decide(actor: Actor, chosen: list[str], outcome: DecisionOutcome, said: str, **facts: Any) -> None:
    if acts.tried(hour_review.decide, actor=actor, entry_ids=chosen, outcome=outcome, **facts):
        session.next_form_round()
        session.open_hours(None)
        session.say_after_rerun(said)
        st.rerun()


def undo_forms(actor: Actor) -> None:
    """Show the actor's last decisions, each with its way back."""
    with db.reading() as reading:
        decided = hour_review.recent(reading, actor=actor, since=clock.now() - UNDO_SHOWN)
    if not decided:
        return
    components.section(_("Laatste beslissingen"))
    for place, decision in enumerate(decided[:10]):
        _undo(actor, decision, newest=place == 0)


def _undo(actor: Actor, decision: Decided, *, newest: bool) -> None:
    outcome = _("Goedgekeurd") if decision.outcome is DecisionOutcome.APPROVED else _("Geweigerd")
    title = _("%(outcome)s: %(hours)s, %(names)s") % {
        "outcome": outcome,
        "hours": i18n.format_duration(decision.minutes),
        "names": i18n.format_list(decision.names),
    }
    key = f"hours_approval.undo.{decision.id}"
    with st.expander(title, expanded=newest, key=f"{key}.box"), st.form(key):
        st.caption(i18n.format_moment(decision.decided_at, width="short"))
        reason = st.text_input(
            _("Waarom neem je dit terug?"), max_chars=hour_review.LONGEST_NOTE, key=f"{key}.reason"
        )
        sent = st.form_submit_button(_("Neem deze beslissing terug"), key=f"{key}.send")
    if sent:
        said = _("De beslissing is teruggenomen. De uren wachten weer.")
        acts.done_or_kept(hour_review.undo, said, actor=actor, decision_id=decision.id, reason=reason)
