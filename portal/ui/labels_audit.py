"""Words for what happened to a file, for the person it is about. An act without words of its own is named in general."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l

ACTS: Mapping[str, LazyText] = {
    "person.signed_in": _l("Je meldde je aan"),
    "person.signed_out_everywhere": _l("Je meldde je overal af"),
    "person.deactivated": _l("Je toegang werd gestopt"),
    "role.granted": _l("Je kreeg een rol in het portaal"),
    "role.ended": _l("Een rol in het portaal werd gestopt"),
    "pip.viewed": _l("Iemand bekeek je plan"),
    "account.viewed": _l("Iemand bekeek je rekening"),
    "appointment.planned": _l("Je trajectbegeleider plande een afspraak"),
    "appointment.cancelled": _l("Je trajectbegeleider annuleerde een afspraak"),
    "pip.part-cancelled": _l("Je trajectbegeleider annuleerde een cursus"),
    "charge.made": _l("Er kwam iets bij dat geld kost"),
    "charge.moved": _l("Je kreeg langer de tijd om te betalen"),
    "fee-exemption.granted": _l("Je werd vrijgesteld van betaling"),
    "fee-exemption.withdrawn": _l("Je vrijstelling van betaling werd ingetrokken"),
    "instalments.agreed": _l("Je mag in delen betalen"),
    "ledger.booked": _l("Er kwam een lijn bij op je rekening"),
    "case.opened": _l("Je stelde een vraag aan een medewerker"),
    "case.viewed": _l("Iemand las je vraag"),
    "case.taken": _l("Een jurist begon aan je vraag"),
    "case.answered": _l("Een jurist beantwoordde je vraag"),
    "case.closed": _l("Je vraag werd afgesloten"),
    "case.made-article": _l("Het antwoord op je vraag werd een artikel, zonder jouw gegevens"),
    "hours.logged": _l("Je vulde uren in"),
    "hours.changed": _l("Je verbeterde uren"),
    "hours.withdrawn": _l("Uren werden uit je lijst gehaald"),
    "hours.proof-added": _l("Je voegde een foto van een bewijs toe"),
    "hours.proposed": _l("Er kwamen uren in je lijst omdat je aanwezig was"),
    "hours.link-made": _l("Je maakte een link om uren te laten bevestigen"),
    "hours.link-revoked": _l("Je stopte een link om uren te laten bevestigen"),
    "hours.confirmed": _l("Een contactpersoon bevestigde uren"),
    "hours.not-confirmed": _l("Een contactpersoon bevestigde uren niet"),
    "hours.approved": _l("Uren werden goedgekeurd"),
    "hours.refused": _l("Uren werden geweigerd"),
    "hours.decision-undone": _l("Een beslissing over je uren werd teruggenomen"),
    "attendance.scanned": _l("Je meldde dat je aanwezig bent"),
    "attendance.ticked": _l("Een organisator vulde in of je aanwezig was"),
    "sign-up.on-the-spot": _l("Je kreeg ter plaatse een plaats bij een activiteit"),
    "sign-up.made": _l("Je schreef je in voor een activiteit"),
    "sign-up.cancelled": _l("Je schreef je uit voor een activiteit"),
    "sign-up.moved-up": _l("Er kwam een plaats vrij bij een activiteit en die is nu voor jou"),
    "calendar.address-made": _l("Je maakte een kalenderadres"),
    "calendar.address-stopped": _l("Je kalenderadres werd gestopt"),
    "buddy.wish-made": _l("Je vroeg een buddy"),
    "buddy.wish-ended": _l("Je stopte met een buddy te zoeken"),
    "buddy.offer-made": _l("Je bood je aan als buddy"),
    "buddy.offer-ended": _l("Je stopte met buddy zijn"),
    "buddy.said-yes": _l("Je zei ja tegen iemand die buddy wil zijn"),
    "buddy.said-no": _l("Je zei nee tegen iemand die buddy wil zijn"),
    "buddy.agreed": _l("Je kreeg een buddy"),
    "buddy.stopped": _l("Je stopte met een buddy"),
    "buddy.reported": _l("Je meldde dat er iets niet goed ging met een buddy"),
    "upload.stored": _l("Je stuurde een foto"),
    "upload.viewed": _l("Je trajectbegeleider bekeek de foto van je bewijs"),
    "refund.listed": _l("Er staat geld klaar om je terug te betalen"),
    "refund.account-given": _l("Je gaf een rekening om geld terug te krijgen"),
    "refund.ordered": _l("Iemand bestelde een terugbetaling aan jou"),
    "refund.done": _l("Je kreeg geld terug"),
    "refund.failed": _l("Een terugbetaling aan jou lukte niet"),
}
OTHER = _l("Iemand wijzigde je dossier")


def act(action: str) -> LazyText:
    """Say what an audit entry is about."""
    return ACTS.get(action, OTHER)
