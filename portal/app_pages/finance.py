"""What was charged, paid, exempted and given back; provider, book and bank beside each other; what is late."""

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import finance_figures, finance_totals, provider_check
from portal.ui import access, components, finance_export, finance_filter, finance_pieces, html, pages

person = access.require(Role.FINANCE)
components.page_title(
    _("Financiën"), _("Wat is aangerekend, betaald, vrijgesteld en terugbetaald, en of alles klopt.")
)
to_bank, to_refunds = (
    pages.address(slug, i18n.current_locale()) for slug in ("rekeninguittreksels", "terugbetalingen")
)
components.show(
    html.tag(
        "div",
        html.button_link(_("Naar de rekeninguittreksels"), to_bank, quiet=True),
        html.button_link(_("Naar de terugbetalingen"), to_refunds, quiet=True),
        class_="p-calls",
    )
)
today = clock.today()
asked = finance_filter.asked(today)
with db.reading() as session:
    figures = finance_figures.figures(session, actor=person.actor, asked=asked)
    totals = finance_totals.totals(session, actor=person.actor, since=asked.since, until=asked.until)
    checked = provider_check.provider_totals(session, actor=person.actor)
    late = finance_figures.overdue(session, actor=person.actor, today=today, agency=asked.agency)

days = {"since": i18n.format_day(asked.since), "until": i18n.format_day(asked.until)}
components.live(html.paragraph(_("Van %(since)s tot en met %(until)s.") % days))
components.show(finance_pieces.figures(figures, late))

components.section(_("Klopt het?"))
if asked.agency is not None:
    components.notice(
        _(
            "De drie totalen gelden voor alle agentschappen samen: uittreksels en uitbetalingen zijn niet per agentschap."
        )
    )
components.show(
    finance_pieces.totals(totals), finance_pieces.differences(totals), finance_pieces.compared(checked)
)

components.section(_("Verdeling"))
finance_pieces.by_month(figures)
finance_pieces.by_ground(figures)
finance_pieces.by_place(figures)
components.show(html.section_title(_("Per onderdeel"), level=3), finance_pieces.by_item(figures))

components.section(_("Te laat"))
components.show(finance_pieces.overdue(late, today))

components.section(_("Meenemen"))
finance_export.show(person.actor, asked, today)
