"""Asking a person: who asks, for professionals the sector, and the postcode for help nearby. Kept while it is filled in."""

import streamlit as st

from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound, PortalError
from portal.models.cases import AskerKind, AskerSector, Case
from portal.services import asking, cases, drafts
from portal.ui import answering, chat_pieces, components, html, labels, labels_chat, session

FORM = "handover"
KEYS = ("kind", "sector", "postcode")


def show(turn_id: str | None, question: str) -> Case | None:
    """Show the form; return the case when it was just made. Without a turn the written question becomes one."""
    components.show(html.section_title(_("Vraag een mens"), level=2))
    if session.current_person() is None:
        components.show(chat_pieces.login_hint())
    _restore()
    kind = st.radio(
        _("Voor wie vraag je dit?"), list(AskerKind), index=None, key=f"{FORM}.kind", on_change=_keep,
        format_func=lambda member: str(labels_chat.ASKER_KINDS[member]),
    )  # fmt: skip
    sector = None
    if kind is AskerKind.PROFESSIONAL:
        sector = st.selectbox(
            _("In welke sector werk je?"), list(AskerSector), index=None, key=f"{FORM}.sector", on_change=_keep, placeholder=_("Kies je sector"),
            format_func=lambda member: str(labels_chat.ASKER_SECTORS[member]),
        )  # fmt: skip
    postcode = st.text_input(
        _("Je postcode (mag leeg blijven)"), key=f"{FORM}.postcode", max_chars=8, on_change=_keep, help=_("Dan zeggen we waar je in de buurt hulp vindt.")
    )  # fmt: skip
    if not st.button(
        _("Stuur mijn vraag naar een mens"), key=f"{FORM}.send", type="primary", width="stretch"
    ):
        return None
    if kind is None or (kind is AskerKind.PROFESSIONAL and sector is None):
        st.error(
            _("Kies eerst voor wie je dit vraagt, en voor je werk ook je sector."), icon=":material/info:"
        )
        return None
    return _send(turn_id, question, kind, sector, postcode)


def _send(
    turn_id: str | None, question: str, kind: AskerKind, sector: AskerSector | None, postcode: str
) -> Case | None:
    asker, now = session.asker(), clock.now()
    try:
        turn = turn_id or _turn_of(question)
        with db.transaction() as opened:
            made = cases.open_case(
                opened, asker=asker, turn_id=turn, kind=kind, sector=sector, postcode=postcode, now=now
            )
            drafts.clear(opened, asker=asker, form=FORM)
    except NotFound as error:
        st.error(
            _("Deze postcode bestaat niet. Kijk ze na of laat ze leeg.")
            if error.kind == "postcode"
            else labels.explain(error),
            icon=":material/info:",
        )
        return None
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return None
    return made


def _turn_of(question: str) -> str:
    asked = asking.ask(
        answering.service(bot=False), asker=session.asker(), question=question, page_language=session.language(), request_key=session.request_key(),
        conversation_id=session.conversation_id(), now=clock.now(),
    )  # fmt: skip
    session.remember_conversation(asked.conversation_id)
    session.forget_request()
    return asked.turn.id


def _restore() -> None:
    if any(f"{FORM}.{key}" in st.session_state for key in KEYS):
        return
    with db.reading() as opened:
        kept = drafts.read(opened, asker=session.asker(), form=FORM)
    if kept.get("kind") in set(AskerKind):
        st.session_state[f"{FORM}.kind"] = AskerKind(kept["kind"])
    if kept.get("sector") in set(AskerSector):
        st.session_state[f"{FORM}.sector"] = AskerSector(kept["sector"])
    if kept.get("postcode"):
        st.session_state[f"{FORM}.postcode"] = str(kept["postcode"])


def _keep() -> None:
    fields = {key: st.session_state.get(f"{FORM}.{key}") for key in KEYS}
    with db.transaction() as opened:
        drafts.save(
            opened,
            asker=session.asker(),
            form=FORM,
            fields={key: str(value) for key, value in fields.items() if value},
            now=clock.now(),
        )
