"""The switch of the automatic answers with a reason, and below it which share of people gets them and what came of it."""

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import bot_switch
from portal.settings import settings
from portal.ui import access, bot_switch_pieces, components, rollout_forms

person = access.require(Role.REDACTEUR, Role.BEHEERDER)
with db.reading() as session:
    turns = bot_switch.history(session, actor=person.actor)
is_on = not turns or turns[0].is_on

components.page_title(
    _("Automatische antwoorden"),
    _("Geeft het portaal verkeerde antwoorden? Zet ze hier uit. Overal staan ze uit binnen 10 seconden."),
)
components.show(bot_switch_pieces.standing(turns, allowed=settings().bot_enabled))
bot_switch_pieces.form(person.actor, is_on=is_on)
components.show(bot_switch_pieces.earlier(turns))
rollout_forms.show(person.actor)
