"""Words for the codes of finance: figures, differences, refunds. Every code has some; a test says so."""

from collections.abc import Mapping
from enum import StrEnum

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.refunds import RefundFailure, RefundReason, RefundState, RefundWay
from portal.services.finance_figures import Measure
from portal.services.finance_totals import GapKind
from portal.ui.html import Tone


class Span(StrEnum):
    """Which days finance looks at."""

    TWELVE_MONTHS = "twelve-months"
    THREE_MONTHS = "three-months"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_YEAR = "this-year"
    OWN = "own"


SPANS: Mapping[Span, LazyText] = {
    Span.TWELVE_MONTHS: _l("De laatste twaalf maanden"),
    Span.THREE_MONTHS: _l("De laatste drie maanden"),
    Span.THIS_MONTH: _l("Deze maand"),
    Span.LAST_MONTH: _l("Vorige maand"),
    Span.THIS_YEAR: _l("Dit jaar"),
    Span.OWN: _l("Zelf kiezen"),
}

MEASURES: Mapping[Measure, LazyText] = {
    Measure.CHARGED: _l("Aangerekend"),
    Measure.EXEMPTED: _l("Vrijgesteld"),
    Measure.PAID: _l("Betaald"),
    Measure.RECEIVED: _l("Ontvangen"),
    Measure.REFUNDED: _l("Terugbetaald"),
    Measure.TAKEN_BACK: _l("Teruggenomen"),
}

# What each figure counts, beside it.
MEASURE_HINTS: Mapping[Measure, LazyText] = {
    Measure.CHARGED: _l("Wat in deze periode werd aangerekend, min wat werd ingetrokken."),
    Measure.EXEMPTED: _l("Wat door een vrijstelling niet betaald moet worden."),
    Measure.PAID: _l("Geld dat voor een cursus of test is gebruikt."),
    Measure.RECEIVED: _l("Al het geld dat is geboekt, ook wat te veel is betaald."),
    Measure.REFUNDED: _l("Terugbetalingen die zijn besteld, min wat terugkwam."),
    Measure.TAKEN_BACK: _l("Geld dat de bank van de betaler of de betaaldienst terugnam."),
}

GAPS: Mapping[GapKind, LazyText] = {
    GapKind.PAID_NOT_BOOKED: _l("Betaald bij de betaaldienst, niet geboekt"),
    GapKind.BOOKED_NOT_PAID: _l("Geboekt, maar niet betaald bij de betaaldienst"),
    GapKind.BACK_NOT_BOOKED: _l("Teruggegaan bij de betaaldienst, niet geboekt"),
    GapKind.REFUND_UNDER_WAY: _l("Terugbetaling die de betaaldienst nog uitvoert"),
    GapKind.OTHER_PERIOD: _l("Geboekt in een andere periode"),
    GapKind.LINE_WAITS: _l("Regel op het uittreksel die nog wacht op een beslissing"),
    GapKind.LINE_SET_ASIDE: _l("Regel op het uittreksel die niet van ons is"),
    GapKind.PAYOUT: _l("Uitbetaling door de betaaldienst"),
    GapKind.OTHER_AMOUNT: _l("Geboekt voor een ander bedrag"),
    GapKind.TRANSFER_UNDER_WAY: _l("Terugbetaling die nog niet op een uittreksel staat"),
    GapKind.THROUGH_PROVIDER: _l("Online betaald: dit geld komt als uitbetaling op de rekening"),
    GapKind.BY_HAND: _l("Geboekt zonder betaaldienst of uittreksel"),
}

REASONS: Mapping[RefundReason, LazyText] = {
    RefundReason.OVERPAID: _l("Te veel betaald"),
    RefundReason.PAID_TWICE: _l("Betaald terwijl niets openstond"),
    RefundReason.EXEMPT_AFTER_PAYMENT: _l("Vrijgesteld na de betaling"),
    RefundReason.CHARGE_WITHDRAWN: _l("De cursus of de test gaat niet door"),
    RefundReason.CAME_BACK: _l("Een eerdere terugbetaling kwam terug"),
}

# The same, for whose money it is.
OWN_REASONS: Mapping[RefundReason, LazyText] = {
    RefundReason.OVERPAID: _l("Je betaalde te veel."),
    RefundReason.PAID_TWICE: _l("Je betaalde iets wat je niet meer moest betalen."),
    RefundReason.EXEMPT_AFTER_PAYMENT: _l("Je bent vrijgesteld nadat je betaalde."),
    RefundReason.CHARGE_WITHDRAWN: _l("De cursus of de test gaat niet door."),
    RefundReason.CAME_BACK: _l("We betaalden je al eens terug, maar het geld kwam terug bij ons."),
}

STATES: Mapping[RefundState, LazyText] = {
    RefundState.LISTED: _l("Te doen"),
    RefundState.ORDERED: _l("Besteld"),
    RefundState.DONE: _l("Terugbetaald"),
    RefundState.FAILED: _l("Mislukt"),
    RefundState.DROPPED: _l("Niet meer nodig"),
}

STATE_TONES: Mapping[RefundState, Tone] = {
    RefundState.LISTED: Tone.WARNING,
    RefundState.ORDERED: Tone.CALM,
    RefundState.DONE: Tone.GOOD,
    RefundState.FAILED: Tone.URGENT,
    RefundState.DROPPED: Tone.QUIET,
}

OWN_STATES: Mapping[RefundState, LazyText] = {
    RefundState.LISTED: _l("We betalen je dit terug."),
    RefundState.ORDERED: _l("Het geld is onderweg naar je rekening."),
    RefundState.DONE: _l("Dit geld is terugbetaald."),
    RefundState.FAILED: _l("De terugbetaling lukte niet. We proberen het opnieuw."),
    RefundState.DROPPED: _l("Dit geld is gebruikt voor iets wat je nog moest betalen."),
}

WAYS: Mapping[RefundWay, LazyText] = {
    RefundWay.PROVIDER: _l("Via de betaaldienst"),
    RefundWay.SEPA: _l("Met een overschrijving"),
}

FAILURES: Mapping[RefundFailure, LazyText] = {
    RefundFailure.PROVIDER_SILENT: _l(
        "De betaaldienst antwoordt niet. Het portaal vraagt het straks opnieuw."
    ),
    RefundFailure.PROVIDER_REFUSED: _l(
        "De betaaldienst weigert dit. Betaal het terug met een overschrijving."
    ),
    RefundFailure.PROVIDER_FAILED: _l("De betaaldienst kon het geld niet terugbetalen."),
    RefundFailure.RETURNED: _l("De bank stuurde het geld terug."),
    RefundFailure.FILE_NOT_SENT: _l("Het bestand ging niet naar de bank."),
}
