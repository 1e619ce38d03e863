"""Trying a text that is being written: a question answered now and then, and the agreed answers that would change."""

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import article_drafts, gold_gate
from portal.ui import (
    access,
    article_asked,
    article_desk_pieces,
    article_trial_forms,
    article_trial_pieces,
    components,
    html,
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
    title = html.tag("bdi", text.fields.title or slug, lang=language)
    back = html.link(title, article_desk_pieces.edit_address(slug, language))
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


article_asked.show(_("Probeer deze tekst"), show)
