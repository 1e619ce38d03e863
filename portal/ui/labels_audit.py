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
    "case.opened": _l("Je stelde een vraag aan een medewerker"),
    "case.viewed": _l("Iemand las je vraag"),
    "case.taken": _l("Een jurist begon aan je vraag"),
    "case.answered": _l("Een jurist beantwoordde je vraag"),
    "case.closed": _l("Je vraag werd afgesloten"),
}
OTHER = _l("Iemand wijzigde je dossier")


def act(action: str) -> LazyText:
    """Say what an audit entry is about."""
    return ACTS.get(action, OTHER)
