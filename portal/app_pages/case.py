"""One question handed over to a person, with everything around it, for the jurist who answers it."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound
from portal.models.cases import CaseState
from portal.models.people import Role
from portal.services import case_articles, case_history, case_views
from portal.services.case_views import JuristCase
from portal.ui import access, case_context, case_forms, case_pieces, components, html, pages
from portal.ui.html import Tone

person = access.require(Role.JURIST)
back = html.paragraph(html.link(_("Naar de lijst"), pages.address("dossiers", i18n.current_locale())))


def act(case: JuristCase, *, is_made: bool) -> None:
    """Show what this jurist can do now."""
    line, is_mine = case.line, case.line.jurist_id == person.person_id
    if line.state is CaseState.OPEN:
        case_forms.take_button(line)
    elif line.state is CaseState.ASSIGNED and is_mine:
        components.section(_("Antwoorden"))
        components.show(case_pieces.own_file_notice(line))
        case_forms.answer_form(line)
        case_forms.release_button(line)
    elif not is_mine:
        words = _("Deze jurist behandelt het dossier: %(name)s.")
        components.notice(words % {"name": i18n.isolate(line.jurist_name or "")}, Tone.WARNING)
    if case.reply is not None:
        components.show(case_pieces.reply(case.reply))
    if line.state is CaseState.ANSWERED and is_mine:
        case_forms.close_button(line)
    if case.reply is not None and is_mine:
        case_forms.article_button(line, is_made=is_made)


def context(case: JuristCase) -> None:
    """Show what the portal answered, the rest of the conversation, and the notes."""
    components.show(
        html.section_title(_("Wat het portaal antwoordde")),
        case_context.answer_of(case.turn)
        if case.turn
        else html.paragraph(_("Bij deze vraag hoort geen antwoord.")),
        html.section_title(_("Het gesprek")),
        case_context.conversation(case),
    )
    if case.conversation is not None:
        components.show(
            html.section_title(_("Notities tussen juristen")),
            html.paragraph(_("De vraagsteller ziet dit nooit."), class_="p-why"),
            case_context.notes(case.notes),
        )
        if case.line.jurist_id == person.person_id:
            case_forms.note_form(case.line)


def show(case_id: str) -> None:
    """Show one case; looking at it is written down."""
    with db.transaction() as opened:
        case = case_views.for_jurist(opened, actor=person.actor, case_id=case_id, now=clock.now())
        events = case_history.events(opened, actor=person.actor, case_id=case_id)
        is_made = case_articles.made_of(opened, case_id=case_id) is not None
    components.page_title(_("Dossier %(number)s") % {"number": i18n.isolate(case.line.number)})
    components.show(back, case_pieces.badges(case.line), case_context.question(case))
    act(case, is_made=is_made)
    components.show(
        html.section_title(_("Over deze vraag")), case_pieces.case_facts(case.line, now=clock.now())
    )
    context(case)
    components.show(case_context.history(events))


case_forms.take_wanted()
try:
    show(st.query_params.get("id", ""))
except NotFound:
    components.page_title(_("Dossier"))
    components.show(
        html.empty_state(
            _("We vinden dit dossier niet."), _("Open een dossier vanuit de lijst."), action=back
        )
    )
