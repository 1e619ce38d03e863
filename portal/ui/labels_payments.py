"""Words for how an on-line payment stands."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.payments import PaymentState

STATES: Mapping[PaymentState, LazyText] = {
    PaymentState.CREATED: _l("Nog niet begonnen"),
    PaymentState.OPEN: _l("Nog niet betaald"),
    PaymentState.PENDING: _l("Wordt behandeld door de bank"),
    PaymentState.PAID: _l("Betaald"),
    PaymentState.FAILED: _l("Mislukt, niet betaald"),
    PaymentState.EXPIRED: _l("Niet op tijd betaald"),
    PaymentState.CANCELLED: _l("Stopgezet, niet betaald"),
}
