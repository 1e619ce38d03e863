"""How good the answers of the chat are: what changed, one answer at a time to judge, and figures by week and language."""

from i18n import gettext as _
from portal.models.people import Role
from portal.ui import access, components, score_sections

person = access.require(Role.REDACTEUR, Role.BEHEERDER)
components.page_title(
    _("Kwaliteit van antwoorden"), _("Lees antwoorden die het toeval koos, en zie of de chat beter of slechter wordt.")
)  # fmt: skip
score_sections.alerts(person.actor)
score_sections.judging(person.actor)
score_sections.figures(person.actor)
