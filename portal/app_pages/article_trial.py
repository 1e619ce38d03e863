"""Trying a text that is being written: a question answered now and then, and the agreed answers that would change."""

import streamlit as st

import i18n
from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import db
from portal.errors import NotFound
from portal.models.people import Role
from portal.services import article_drafts, gold_gate
from portal.ui import (
    access,
    article_desk_pieces,
    article_trial_forms,
    article_trial_pieces,
    components,
    html,
    pages,
)

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def show(slug: str, language: str) -> None:
    """Show what can be tried of a text."""
    with db.reading() as opened:
        text = article_drafts.opened(opened, actor=person.actor, slug=slug, language=language)
        file = gold_gate.of_draft(opened, slug=slug, language=language, actor=person.actor)
        check = gold_gate.newest_check(opened, file) if file else None
    components.page_title(
        _("Probeer deze tekst"),
        _("Kijk wat het portaal zou antwoorden als deze tekst gepubliceerd was. Niemand anders ziet dit."),
    )
    back = html.link(text.fields.title or slug, article_desk_pieces.edit_address(slug, language))
    components.show(html.paragraph(back, class_="p-crumbs"))
    if file is None:
        components.notice(
            _("In deze tekst staat nog iets dat niet kan. Verbeter dat eerst. Dan kun je ze proberen."),
            html.Tone.WARNING,
        )
        return
    components.section(_("Stel een vraag aan je tekst"))
    article_trial_forms.ask(person.actor, file)
    components.section(_("Probeer de afgesproken vragen"))
    if check is not None:
        components.show(article_trial_pieces.standing(check))
    article_trial_forms.run(person.actor, file)
    article_trial_forms.agreed_questions(person.actor, slug)


try:
    wanted = st.query_params.get("taal", SOURCE)
    show(st.query_params.get("artikel", ""), wanted if wanted in LANGUAGES else SOURCE)
except NotFound:
    components.page_title(_("Probeer deze tekst"))
    back = html.link(_("Naar alle artikels"), pages.address("artikels", i18n.current_locale()))
    components.show(
        html.empty_state(
            _("We vinden dit artikel niet."), _("Open een artikel vanuit de lijst."), action=back
        )
    )
