"""Words for the codes of the retributie. Every code has some; a test says so."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.retributie import EntryKind, FeeItem
from portal.services.fee_kinds import FeeGround, FeePayee, FeeProof, FreeWhy
from portal.services.fees import FeeStanding
from portal.ui.html import Tone

ITEMS: Mapping[FeeItem, LazyText] = {
    FeeItem.MO_COURSE: _l("Cursus maatschappelijke oriëntatie"),
    FeeItem.MO_TEST: _l("Test maatschappelijke oriëntatie"),
    FeeItem.NT2_COURSE: _l("Cursus Nederlands"),
    FeeItem.NT2_TEST: _l("Test Nederlands"),
}

PAYEES: Mapping[FeePayee, LazyText] = {
    FeePayee.AGENCY: _l("Je betaalt aan het agentschap."),
    FeePayee.SCHOOL: _l("Je betaalt aan de school, niet hier."),
}

FREE: Mapping[FreeWhy, LazyText] = {
    FreeWhy.BRUSSEL: _l("Je woont in Brussel. Daar is inburgering gratis."),
    FreeWhy.OLD_CONTRACT: _l("Je contract is van vóór 1 september 2023. Toen was inburgering gratis."),
    FreeWhy.FREE_PARTS: _l("Begeleiding, werk, en participatie en netwerk zijn gratis."),
}

GROUNDS: Mapping[FeeGround, LazyText] = {
    FeeGround.LEEFLOON: _l("Leefloon of hulp van het OCMW"),
    FeeGround.LEEFLOON_DEPENDANT: _l("Ten laste van iemand met een leefloon"),
    FeeGround.MATERIELE_OPVANG: _l("Opvang voor verzoekers"),
    FeeGround.DETAINED: _l("In de gevangenis"),
    FeeGround.COMPULSORY_SCHOOLING: _l("Nog leerplichtig"),
    FeeGround.EMPLOYMENT_TRACK: _l("In een erkend traject naar werk"),
    FeeGround.JOBSEEKER_WITHOUT_BENEFIT: _l("Werkzoekend zonder eigen uitkering"),
}

PROOFS: Mapping[FeeProof, LazyText] = {
    FeeProof.OCMW_ATTEST: _l("Attest van het OCMW"),
    FeeProof.OPVANG_ATTEST: _l("Attest van de opvang"),
    FeeProof.PRISON_ATTEST: _l("Attest van de gevangenis"),
    FeeProof.SCHOOL_ATTEST: _l("Attest van de school"),
    FeeProof.VDAB_ATTEST: _l("Attest van VDAB"),
}

STANDINGS: Mapping[FeeStanding, LazyText] = {
    FeeStanding.NO_CONTRACT: _l("Je hoeft nu niets te betalen."),
    FeeStanding.DUE: _l("Je moet iets betalen."),
    FeeStanding.FREE: _l("Voor jou is inburgering gratis."),
    FeeStanding.EXEMPT: _l("Je hoeft niets te betalen: je bent vrijgesteld."),
    FeeStanding.PAID: _l("Alles is betaald."),
    FeeStanding.NOTHING_YET: _l("Je hoeft nu niets te betalen."),
}

# The same, for who guides somebody.
CLIENT_STANDINGS: Mapping[FeeStanding, LazyText] = {
    FeeStanding.NO_CONTRACT: _l("Geen contract"),
    FeeStanding.DUE: _l("Moet betalen"),
    FeeStanding.FREE: _l("Gratis"),
    FeeStanding.EXEMPT: _l("Vrijgesteld van betaling"),
    FeeStanding.PAID: _l("Betaald"),
    FeeStanding.NOTHING_YET: _l("Nog niets gevraagd"),
}

STANDING_TONES: Mapping[FeeStanding, Tone] = {
    FeeStanding.NO_CONTRACT: Tone.CALM,
    FeeStanding.DUE: Tone.WARNING,
    FeeStanding.FREE: Tone.GOOD,
    FeeStanding.EXEMPT: Tone.GOOD,
    FeeStanding.PAID: Tone.GOOD,
    FeeStanding.NOTHING_YET: Tone.GOOD,
}

# What a line of somebody's account says when nothing more is known of it: by the kind whose sum it changes.
KINDS: Mapping[EntryKind, LazyText] = {
    EntryKind.CHARGE: _l("%(item)s: dit kost geld."),
    EntryKind.EXEMPTION: _l("%(item)s: dit hoef je niet te betalen."),
    EntryKind.PAYMENT: _l("We kregen geld van jou."),
    EntryKind.ALLOCATION: _l("Je geld betaalde: %(item)s."),
    EntryKind.REFUND: _l("Je kreeg geld terug."),
    EntryKind.CORRECTION: _l("Een vergissing is rechtgezet."),
}
UNDONE: Mapping[EntryKind, LazyText] = {
    EntryKind.CHARGE: _l("%(item)s: dit kost geen geld meer."),
    EntryKind.EXEMPTION: _l("%(item)s: de vrijstelling telt niet meer."),
    EntryKind.PAYMENT: _l("Deze betaling telt niet meer."),
    EntryKind.ALLOCATION: _l("%(item)s: dit geld is weer vrij."),
    EntryKind.REFUND: _l("Het geld kwam terug bij ons."),
    EntryKind.CORRECTION: _l("Een vergissing is rechtgezet."),
}

# Why a line was written, after what it is. A reason that is not here adds nothing to those words.
REASONS: Mapping[str, LazyText] = {
    "course-planned": _l("De cursus is gepland."),
    "test-planned": _l("De test is gepland."),
    "planning-withdrawn": _l("De cursus of de test gaat niet door."),
    "exempt": _l("Je bent vrijgesteld van betaling."),
    "exemption-withdrawn": _l("De vrijstelling is ingetrokken."),
    "freed-by-exemption": _l("Je bent vrijgesteld nadat je betaalde."),
    "paid-from-credit": _l("Dit is betaald met geld dat je nog had."),
    "from-credit": _l("Dit is betaald met geld dat je nog had."),
    "rest": _l("Het deel dat betaald blijft."),
    "paid-before": _l("Je betaalde dit in het vorige systeem van het agentschap."),
    "paid-online": _l("Je betaalde online."),
    "bank-transfer": _l("Je betaalde met een overschrijving."),
    "charged-back": _l("De bank nam de betaling terug."),
    "refunded-at-provider": _l("De betaaldienst gaf het geld terug."),
    "not-taken-back": _l("De bank nam de betaling toch niet terug."),
    "refund-failed": _l("De terugbetaling lukte niet."),
    "overpaid": _l("Je betaalde te veel."),
    "paid-twice": _l("Je betaalde twee keer."),
    "exempt-after-payment": _l("Je bent vrijgesteld nadat je betaalde."),
    "charge-withdrawn": _l("De cursus of de test gaat niet door."),
    "bank-undone": _l("Deze overschrijving was voor iemand of iets anders."),
    "came-back": _l("Een eerdere terugbetaling kwam terug."),
}

# Why the rules refuse an act with money: the reasons of `OutsideRules`.
REFUSALS: Mapping[str, LazyText] = {
    "nothing-to-pay": _l("Deze persoon moet niets betalen. Een vrijstelling is niet nodig."),
    "proof-too-old": _l("Het bewijs is te oud. Vraag een nieuw bewijs."),
    "no-instalments": _l("In delen betalen kan hier niet."),
    "too-many-parts": _l("Dit zijn te veel of te weinig delen."),
    "parts-do-not-add-up": _l("De delen zijn samen niet gelijk aan het bedrag."),
    "days-out-of-order": _l("De dagen moeten na elkaar komen en beginnen vandaag of later."),
    "in-the-past": _l("Dit moment is voorbij. Kies een moment dat nog komt."),
    "already-begun": _l("Dit is al begonnen. Je kan het hier niet meer annuleren."),
    "nothing-owed": _l("Hier is niets meer te betalen."),
    "no-amount": _l("Vul een bedrag in dat groter is dan nul."),
    "more-than-charged": _l("Dit is meer dan wat gevraagd werd."),
    "more-than-owed": _l("Dit is meer dan wat nog te betalen is."),
    "more-than-credit": _l("Dit is meer dan het tegoed."),
    "correction-stays": _l("Een rechtzetting kan je niet ongedaan maken."),
    "already-given-back": _l("Dit geld is al teruggegeven."),
    "no-money-in": _l("Met dit bedrag kwam geen geld binnen. Je kan het niet op iemand boeken."),
    "nothing-to-order": _l("Kies eerst wat je wilt terugbetalen."),
    "no-holder": _l("Schrijf op wiens naam de rekening staat."),
    "no-iban": _l("Dit rekeningnummer klopt niet. Kijk de letters en cijfers na."),
    "no-account": _l("Van een van deze mensen is nog geen rekening bekend."),
    "not-sepa": _l("Op deze rekening kunnen we geen euro's storten. Geef een rekening in Europa."),
}
