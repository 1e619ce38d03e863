"""What a jurist does with a case: take, give back, answer, note, close. A form asks, calls one service, says what happened."""

from datetime import datetime
from typing import Any

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.cases import CaseState
from portal.models.people import Role
from portal.services import case_articles, cases, drafts
from portal.services.askers import Asker
from portal.services.case_views import CaseLine
from portal.ui import access, acts, boundary, case_pieces, components, pages, session


def _jurist() -> Asker:
    """Return who works here, asked anew in every run of a form."""
    access.require(Role.JURIST)
    return session.asker()


def take_button(line: CaseLine) -> None:
    """Show the button with which a jurist takes a case."""
    if line.state is CaseState.OPEN:
        label = _("Neem dossier %(number)s") % {"number": line.number}
        key = f"cases.take.{line.id}"
        st.button(label, key=key, type="primary", on_click=session.want_case, args=(line.id,))


def take_wanted() -> None:
    """Take the case whose button was pressed and open it, or say who was first; before the cases are read."""
    case_id = session.take_wanted_case()
    if case_id is None:
        return
    actor = _jurist().signed_in()
    acts.done(
        cases.take,
        _("Dit dossier is nu van jou."),
        then=lambda: st.switch_page(pages.BY_SLUG["dossier"].path, query_params={"id": case_id}),
        actor=actor,
        case_id=case_id,
    )


def release_button(line: CaseLine) -> None:
    """Show the button that gives a case back to the queue."""
    if st.button(_("Geef terug aan de wachtrij"), key="case.release"):
        actor = _jurist().signed_in()
        said = _("Het dossier staat weer in de wachtrij. Een andere jurist kan het nemen.")
        acts.done(cases.release, said, actor=actor, case_id=line.id)


def close_button(line: CaseLine) -> None:
    """Show the button that closes an answered case."""
    if st.button(_("Sluit dit dossier af"), key="case.close", type="primary"):
        actor = _jurist().signed_in()
        acts.done(cases.close, _("Het dossier is afgesloten."), actor=actor, case_id=line.id)


def article_button(line: CaseLine, *, is_made: bool) -> None:
    """Show the button that makes a draft article of the answer, or say that it was made."""
    if is_made:
        components.notice(
            _("Van dit antwoord is een ontwerp van een artikel gemaakt. De redactie kijkt het na.")
        )
        return
    pressed = st.button(_("Maak hier een artikel van"), key="case.article")
    st.caption(
        _(
            "De redactie krijgt je antwoord als ontwerp, zonder namen en nummers. Niets wordt vanzelf gepubliceerd."
        )
    )
    if pressed:
        actor = _jurist().signed_in()
        said = _("De redactie heeft het ontwerp. Bedankt.")
        acts.done(case_articles.make, said, actor=actor, case_id=line.id)


@boundary.fragment()
def answer_form(line: CaseLine) -> None:
    """Show the form to answer; what is typed is kept as a draft."""
    asker, form = _jurist(), f"case-reply:{line.id}"
    kept = _draft(asker, form)
    text = _text(_("Je antwoord"), f"case.reply.{line.id}", kept, limit=cases.MAX_REPLY, height=260)
    language = _language(line, kept)
    _keep(
        asker,
        form,
        {"text": "", "language": _language_asked(line)} | kept,
        {"text": text, "language": language},
    )
    st.caption(_("Je tekst wordt als concept bewaard zodra je buiten het veld klikt."))
    st.caption(
        _(
            "Na het versturen kun je het antwoord niet meer wijzigen. De vraagsteller krijgt een mail zonder de inhoud."
        )
    )
    if not st.button(_("Verstuur het antwoord"), key="case.send", type="primary"):
        return
    if not text.strip():
        st.error(_("Schrijf eerst een antwoord."), icon=":material/info:")
        return

    def act(opened: Any, *, now: datetime) -> None:
        cases.answer(opened, actor=asker.signed_in(), case_id=line.id, text=text, language=language, now=now)
        drafts.clear(opened, asker=asker, form=form)

    acts.done(act, _("Je antwoord is verstuurd."))


@boundary.fragment()
def note_form(line: CaseLine) -> None:
    """Show the form to write a note for other jurists."""
    asker, form, key = _jurist(), f"case-note:{line.id}", f"case.note.{line.id}"
    kept = _draft(asker, form)
    text = _text(_("Notitie voor andere juristen"), key, kept, limit=cases.MAX_NOTE, height=110)
    _keep(asker, form, {"text": ""} | kept, {"text": text})
    if not st.button(_("Bewaar de notitie"), key="case.note.save"):
        return
    if not text.strip():
        st.error(_("Schrijf eerst een notitie."), icon=":material/info:")
        return

    def act(opened: Any, *, now: datetime) -> None:
        cases.add_note(opened, actor=asker.signed_in(), case_id=line.id, text=text, now=now)
        drafts.clear(opened, asker=asker, form=form)

    if acts.tried(act):
        del st.session_state[key]
        session.say_after_rerun(_("De notitie is bewaard. Alleen juristen kunnen die lezen."))
        st.rerun()


def _draft(asker: Asker, form: str) -> dict[str, Any]:
    with db.reading() as opened:
        return drafts.read(opened, asker=asker, form=form)


def _text(label: str, key: str, kept: dict[str, Any], *, limit: int, height: int) -> str:
    if key not in st.session_state:
        st.session_state[key] = kept.get("text", "")
    return st.text_area(label, key=key, max_chars=limit, height=height) or ""


def _language(line: CaseLine, kept: dict[str, Any]) -> str:
    key, codes = f"case.reply.language.{line.id}", list(i18n.LANGUAGES)
    if key not in st.session_state:
        known = kept.get("language")
        st.session_state[key] = known if known in codes else _language_asked(line)
    asked_in = _("De vraag is in deze taal gesteld: %(language)s.") % {
        "language": case_pieces.language_name(line.language)
    }
    return st.selectbox(
        _("Taal van je antwoord"), codes, key=key, format_func=case_pieces.language_name, help=asked_in
    )


def _language_asked(line: CaseLine) -> str:
    """Return the language of the question, in which one begins to answer; Dutch where the portal has no such language."""
    return line.language if line.language in i18n.LANGUAGES else i18n.SOURCE


def _keep(asker: Asker, form: str, kept: dict[str, Any], fields: dict[str, Any]) -> None:
    if fields == kept:
        return
    with db.transaction() as opened:
        drafts.save(opened, asker=asker, form=form, fields=fields, now=clock.now())
