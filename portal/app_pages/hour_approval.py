"""The hours of everybody a trajectbegeleider guides that wait for a decision: approve many at once, refuse, undo."""

from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import hour_review
from portal.ui import access, components, hour_review_forms, html

person = access.require(Role.TRAJECTBEGELEIDER)
with db.reading() as reading:
    waiting = hour_review.waiting(reading, actor=person.actor, now=clock.now())
components.page_title(
    _("Uren goedkeuren"),
    _("Alleen uren die jij goedkeurt, tellen mee. De inburgeraar krijgt tien minuten later een mail."),
)
if waiting:
    shown = waiting[: hour_review_forms.MOST]
    hour_review_forms.show_proof(person.actor, shown)
    chosen = hour_review_forms.choose(shown)
    if len(waiting) > len(shown):
        components.notice(_("Er wachten nog meer uren. Je ziet ze als je over deze hebt beslist."))
    hour_review_forms.approve_button(person.actor, chosen)
    hour_review_forms.refuse_form(person.actor, chosen)
else:
    components.show(
        html.empty_state(_("Er wachten geen uren."), _("Vult iemand uren in, dan zie je ze hier."))
    )
hour_review_forms.undo_forms(person.actor)
