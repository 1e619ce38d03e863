"""Bank statements for finance: read files in, decide what the portal could not book by itself, undo, and look back."""

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.models.bank import TransactionState
from portal.models.people import Role
from portal.services import bank_suggestions, bank_views
from portal.services.bank_views import OPEN, Wanted
from portal.services.permissions import Actor
from portal.ui import access, bank_forms, bank_pieces, components, html, labels_bank

A_PAGE, AT_MOST = 10, 3  # lines on a page, suggestions for a line
TO_DECIDE = "to-decide"
SHOWN = {
    TO_DECIDE: OPEN,
    **{state.value: frozenset({state}) for state in TransactionState if state not in OPEN},
    "all": frozenset(),
}


def state_name(code: str) -> str:
    """Name a choice of the first filter."""
    if code == "all":
        return _("Alle lijnen")
    return str(labels_bank.STATES[TransactionState.DOUBT if code == TO_DECIDE else TransactionState(code)])


def wanted(actor: Actor) -> Wanted:
    """Ask which lines finance wants to see."""
    first, second, third = st.columns(3)
    with first:
        shown = st.selectbox(_("Welke lijnen?"), list(SHOWN), key="bank.shown", format_func=state_name)
    reason = None
    if shown == TO_DECIDE:
        with db.reading() as session:
            counts = bank_views.doubt_counts(session, actor=actor)
        reason = second.selectbox(
            _("Waarom te beslissen?"), [None, *counts], key="bank.reason", format_func=lambda code: bank_pieces.reason(code, counts)
        )  # fmt: skip
    text = third.text_input(_("Zoek op naam, tekst of mededeling"), key="bank.text", autocomplete="off")
    return Wanted(SHOWN[shown or TO_DECIDE], reason, text or "")


def choose_page(pages: int) -> int:
    """Ask which page of lines; after a filter there may be fewer than the one that was open."""
    if pages == 1:
        return 1
    st.session_state["bank.page"] = min(st.session_state.get("bank.page", 1), pages)
    return int(st.number_input(_("Pagina"), 1, pages, key="bank.page", width=160))


def show_lines(actor: Actor, choice: Wanted) -> None:
    """Show a page of lines, each with what can be done now."""
    with db.reading() as session:
        number = bank_views.count(session, actor=actor, wanted=choice)
        pages = max(1, -(-number // A_PAGE))
        page = choose_page(pages)
        found = bank_views.lines(
            session, actor=actor, wanted=choice, limit=A_PAGE, offset=(page - 1) * A_PAGE
        )
        told = [
            (
                one,
                bank_suggestions.suggestions(session, actor=actor, line=one, most=AT_MOST)
                if one.state is TransactionState.DOUBT
                else (),
                bank_views.history(session, actor=actor, transaction_id=one.id),
            )
            for one in found
        ]
    components.live(html.paragraph(bank_pieces.counted(number)))
    if not told:
        words = _("Wat de bank stuurt en niet zeker is, komt hier.")
        components.show(html.empty_state(_("Hier is nu niets."), words))
    for one, suggested, history in told:
        with st.container(key=f"bank-line-{one.id}", gap="small"):
            components.show(bank_pieces.line(one, history))
            bank_forms.decide(actor, one, suggested)


def show_files(actor: Actor) -> None:
    """Show which files came in."""
    with db.reading() as session:
        found = bank_views.files(session, actor=actor)
    if found:
        components.section(_("Ingelezen bestanden"))
        components.show(bank_pieces.files(found))


person = access.require(Role.FINANCE)
components.page_title(
    _("Rekeninguittreksels"), _("Wat zeker is, boekt het portaal zelf. Over de rest beslis jij.")
)
bank_forms.upload(person.actor)
components.section(_("Lijnen van de bank"))
show_lines(person.actor, wanted(person.actor))
show_files(person.actor)
