"""Words for the codes of bank statements. Every code has some; a test says so."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.bank import AsideReason, DoubtReason, StatementFormat, TransactionState
from portal.providers.banking import Flaw
from portal.services.bank_suggestions import Why
from portal.ui.html import Tone

STATES: Mapping[TransactionState, LazyText] = {
    TransactionState.NEW: _l("Wordt nog bekeken"),
    TransactionState.DOUBT: _l("Te beslissen"),
    TransactionState.BOOKED: _l("Geboekt"),
    TransactionState.SET_ASIDE: _l("Opzijgezet"),
    TransactionState.PAYOUT: _l("Uitbetaling van de betaaldienst"),
    TransactionState.REFUNDED: _l("Terugbetaling die wij deden"),
}

STATE_TONES: Mapping[TransactionState, Tone] = {
    TransactionState.NEW: Tone.QUIET,
    TransactionState.DOUBT: Tone.WARNING,
    TransactionState.BOOKED: Tone.GOOD,
    TransactionState.SET_ASIDE: Tone.QUIET,
    TransactionState.PAYOUT: Tone.CALM,
    TransactionState.REFUNDED: Tone.CALM,
}

DOUBTS: Mapping[DoubtReason, LazyText] = {
    DoubtReason.NO_REFERENCE: _l("Geen mededeling die we kennen"),
    DoubtReason.BAD_CHECK_DIGITS: _l("Tikfout in de mededeling"),
    DoubtReason.UNKNOWN_REFERENCE: _l("Mededeling die niemand heeft"),
    DoubtReason.REFERENCE_IN_TEXT: _l("Mededeling in de vrije tekst"),
    DoubtReason.SEVERAL_REFERENCES: _l("Meer dan één mededeling"),
    DoubtReason.TOO_LITTLE: _l("Te weinig betaald"),
    DoubtReason.TOO_MUCH: _l("Te veel betaald"),
    DoubtReason.ALREADY_PAID: _l("Al betaald of vrijgesteld"),
    DoubtReason.NOT_MONEY_IN: _l("Geen geld dat binnenkwam"),
    DoubtReason.OTHER_CURRENCY: _l("Uit een andere munt omgerekend"),
    DoubtReason.FOREIGN_PAYER: _l("Van een buitenlandse rekening"),
    DoubtReason.RETURNED: _l("Geld dat terugkwam"),
    DoubtReason.POSSIBLE_DOUBLE: _l("Misschien dubbel ingelezen"),
    DoubtReason.LOOKS_LIKE_PAYOUT: _l("Misschien van de betaaldienst"),
    DoubtReason.UNDONE: _l("Boeking ongedaan gemaakt"),
}

# Why the portal did not book it by itself, and what to look at.
DOUBT_WHY: Mapping[DoubtReason, LazyText] = {
    DoubtReason.NO_REFERENCE: _l("Er staat geen gestructureerde mededeling bij. Zoek wie dit betaalde."),
    DoubtReason.BAD_CHECK_DIGITS: _l("Het controlegetal klopt niet. Kijk of een voorstel past."),
    DoubtReason.UNKNOWN_REFERENCE: _l("De mededeling is juist gevormd, maar hoort bij geen enkele kost."),
    DoubtReason.REFERENCE_IN_TEXT: _l(
        "De mededeling staat in de vrije tekst. Kijk of het bedrag en de persoon kloppen."
    ),
    DoubtReason.SEVERAL_REFERENCES: _l("Deze overschrijving noemt meer dan één kost. Verdeel het bedrag."),
    DoubtReason.TOO_LITTLE: _l("Het bedrag is kleiner dan wat openstaat, en is geen afgesproken deel."),
    DoubtReason.TOO_MUCH: _l("Het bedrag is groter dan wat openstaat. De rest wordt tegoed."),
    DoubtReason.ALREADY_PAID: _l("Voor deze kost is niets meer te betalen. Wat je boekt, wordt tegoed."),
    DoubtReason.NOT_MONEY_IN: _l("Hier kwam geen geld mee binnen. Zet de lijn opzij met een reden."),
    DoubtReason.OTHER_CURRENCY: _l("De bank rekende het bedrag om. Kijk of het bedrag klopt."),
    DoubtReason.FOREIGN_PAYER: _l("De betaler heeft geen Belgische rekening. Kijk of de persoon klopt."),
    DoubtReason.RETURNED: _l("De bank zegt dat dit geld teruggestuurd werd. Het is geen nieuwe betaling."),
    DoubtReason.POSSIBLE_DOUBLE: _l(
        "Op een ander uittreksel staat dezelfde beweging. Kijk of het geld echt twee keer kwam."
    ),
    DoubtReason.LOOKS_LIKE_PAYOUT: _l(
        "De naam lijkt op die van de betaaldienst. Zet de lijn dan opzij als uitbetaling."
    ),
    DoubtReason.UNDONE: _l("Een medewerker maakte de boeking ongedaan. Beslis opnieuw."),
}

ASIDES: Mapping[AsideReason, LazyText] = {
    AsideReason.NOT_OURS: _l("Niet voor de retributie"),
    AsideReason.BANK_COSTS: _l("Kosten of interest van de bank"),
    AsideReason.OWN_TRANSFER: _l("Overschrijving tussen eigen rekeningen"),
    AsideReason.PROVIDER_PAYOUT: _l("Uitbetaling van de betaaldienst"),
    AsideReason.REFUND: _l("Terugbetaling die met de hand gebeurde"),
    AsideReason.RETURNED: _l("Terugbetaling die terugkwam"),
}

WHY: Mapping[Why, LazyText] = {
    Why.REFERENCE: _l("zelfde mededeling"),
    Why.REFERENCE_IN_TEXT: _l("mededeling in de tekst"),
    Why.ONE_DIGIT: _l("één cijfer anders"),
    Why.SWAPPED_DIGITS: _l("twee cijfers gewisseld"),
    Why.MISSING_DIGIT: _l("één cijfer te weinig"),
    Why.EXTRA_DIGIT: _l("één cijfer te veel"),
    Why.SAME_ACCOUNT: _l("betaalde eerder van deze rekening"),
    Why.SAME_NAME: _l("zelfde naam"),
    Why.SAME_AMOUNT: _l("zelfde bedrag als wat openstaat"),
}

FORMATS: Mapping[StatementFormat, LazyText] = {
    StatementFormat.CODA: _l("CODA"),
    StatementFormat.CAMT053: _l("camt.053"),
}

FLAWS: Mapping[Flaw, LazyText] = {
    Flaw.BROKEN: _l("Het bestand is beschadigd. Haal het opnieuw op bij de bank."),
    Flaw.CUT_OFF: _l("Het bestand is niet volledig. Haal het opnieuw op bij de bank."),
    Flaw.DOES_NOT_ADD_UP: _l(
        "De bedragen in het bestand kloppen niet met elkaar. Haal het opnieuw op bij de bank."
    ),
    Flaw.NO_STATEMENT: _l("Dit is geen rekeninguittreksel in CODA of camt.053."),
    Flaw.NOT_EUROS: _l("Dit uittreksel is niet in euro."),
    Flaw.NOT_OURS: _l("Dit uittreksel is van een rekening die niet van het agentschap is."),
    Flaw.SAID_OTHERWISE: _l(
        "Dit uittreksel kwam al binnen met andere bedragen. Vraag de bank welk juist is."
    ),
    Flaw.TOO_LARGE: _l("Het bestand is te groot."),
}

# What people did with a line, by the action in the audit trail.
HISTORY: Mapping[str, LazyText] = {
    "bank.booked": _l("Geboekt"),
    "bank.split": _l("Verdeeld en geboekt"),
    "bank.set_aside": _l("Opzijgezet"),
    "bank.undone": _l("Ongedaan gemaakt"),
}
