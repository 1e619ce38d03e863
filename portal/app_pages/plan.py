"""The whole plan of an inburgeraar on one page, in their own language."""

import i18n
from i18n import gettext as _
from portal.models.people import Role
from portal.ui import access, components, html, pages, plan_pieces, plans

person = access.require(Role.INBURGERAAR)
view = plans.opened(person.actor, person.person_id)
components.page_title(
    _("Mijn inburgeringsplan"),
    _("Wat je doet, wanneer, en waarom. Je trajectbegeleider maakt dit plan samen met jou."),
)
if view.plan is None:
    components.show(plan_pieces.no_contract(i18n.current_locale()))
else:
    hours = html.link(
        _("Mijn uren van deelname invullen en volgen"), pages.address("uren", i18n.current_locale())
    )
    components.show(plan_pieces.summary(view.plan), html.paragraph(hours), plan_pieces.whole_plan(view.plan))
