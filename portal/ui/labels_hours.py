"""Words for hours of participation: states, reasons, and what is wrong with what somebody typed."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.pips import HoursRefusal, HoursSource, HoursState
from portal.services.hour_links import LinkState
from portal.ui.html import Tone

STATES: Mapping[HoursState, LazyText] = {
    HoursState.PROPOSED: _l("Wacht op bevestiging"),
    HoursState.CONFIRMED: _l("Bevestigd, wacht op goedkeuring"),
    HoursState.APPROVED: _l("Goedgekeurd"),
    HoursState.REFUSED: _l("Geweigerd"),
}

TONES: Mapping[HoursState, Tone] = {
    HoursState.PROPOSED: Tone.WARNING,
    HoursState.CONFIRMED: Tone.CALM,
    HoursState.APPROVED: Tone.GOOD,
    HoursState.REFUSED: Tone.URGENT,
}

SOURCES: Mapping[HoursSource, LazyText] = {
    HoursSource.ATTENDANCE: _l("Aanwezigheid bij de activiteit"),
    HoursSource.HAND: _l("Zelf ingevuld"),
}

REASONS: Mapping[HoursRefusal, LazyText] = {
    HoursRefusal.NO_PROOF: _l("Er is geen bewijs dat je meedeed."),
    HoursRefusal.UNREADABLE: _l("De foto van je bewijs is niet leesbaar."),
    HoursRefusal.ALONE: _l("Je deed dit vooral alleen. Uren tellen als je andere mensen leert kennen."),
    HoursRefusal.NOT_IN_DUTCH: _l("Er werd geen Nederlands gesproken."),
    HoursRefusal.TWICE: _l("Deze uren staan al in je lijst."),
    HoursRefusal.WRONG_TIME: _l("De dag of de uren kloppen niet."),
    HoursRefusal.BEFORE_CONTRACT: _l("Dit was voor je contract."),
    HoursRefusal.NOT_THERE: _l("De contactpersoon zegt dat je er niet was."),
    HoursRefusal.NOT_KNOWN: _l("De contactpersoon kent je of de activiteit niet."),
    HoursRefusal.OTHER: _l("Lees de uitleg van je trajectbegeleider."),
}

# The same reasons, as a trajectbegeleider chooses them. A contact's own reasons are not theirs to give.
CHOICES: Mapping[HoursRefusal, LazyText] = {
    HoursRefusal.NO_PROOF: _l("Geen bewijs"),
    HoursRefusal.UNREADABLE: _l("Bewijs niet leesbaar"),
    HoursRefusal.ALONE: _l("Vooral alleen"),
    HoursRefusal.NOT_IN_DUTCH: _l("Niet in het Nederlands"),
    HoursRefusal.TWICE: _l("Staat er al"),
    HoursRefusal.WRONG_TIME: _l("Dag of uren kloppen niet"),
    HoursRefusal.BEFORE_CONTRACT: _l("Voor het contract"),
    HoursRefusal.OTHER: _l("Andere reden"),
}

# The same reasons, as a contact chooses them.
CONTACT_CHOICES: Mapping[HoursRefusal, LazyText] = {
    HoursRefusal.WRONG_TIME: _l("De dag of de uren kloppen niet"),
    HoursRefusal.NOT_THERE: _l("Deze persoon was er niet"),
    HoursRefusal.NOT_KNOWN: _l("Ik ken deze persoon of deze activiteit niet"),
}

# How a link stands: title, and what it means for who opened it.
LINKS: Mapping[LinkState, tuple[LazyText, LazyText]] = {
    LinkState.OPEN: (
        _l("Klopt dit?"),
        _l("Iemand vraagt jou om te bevestigen dat hij of zij meedeed."),
    ),
    LinkState.NOT_OVER: (
        _l("Deze activiteit is nog bezig"),
        _l("Je kunt dit bevestigen als de activiteit voorbij is. Open dan deze link opnieuw."),
    ),
    LinkState.OWN: (
        _l("Je kunt je eigen uren niet bevestigen"),
        _l("Laat de contactpersoon deze code scannen of deze link openen."),
    ),
    LinkState.CONFIRMED: (
        _l("Bedankt, je bevestigde dit"),
        _l("Je hoeft niets meer te doen. De trajectbegeleider kijkt de uren na."),
    ),
    LinkState.NOT_CONFIRMED: (
        _l("Bedankt, we weten dat dit niet klopt"),
        _l("Je hoeft niets meer te doen. Deze uren tellen niet mee."),
    ),
    LinkState.USED: (
        _l("Deze link is al gebruikt"),
        _l("Iemand gaf al een antwoord met deze link. Een link werkt één keer."),
    ),
    LinkState.EXPIRED: (
        _l("Deze link is te oud"),
        _l("Een link werkt dertig dagen. Vraag een nieuwe link aan wie hem stuurde."),
    ),
    LinkState.REVOKED: (
        _l("Deze link werkt niet meer"),
        _l("De uren zijn gewijzigd of al nagekeken. Vraag een nieuwe link aan wie hem stuurde, als dat nog nodig is."),
    ),
}  # fmt: skip

REFUSALS: Mapping[str, LazyText] = {
    "no-contract": _l("Je hebt nu geen traject. Daarom kun je geen uren invullen."),
    "no-times": _l("Vul de dag en de uren in: van wanneer tot wanneer."),
    "no-activity": _l("Schrijf wat je deed."),
    "hours-in-the-future": _l("Deze uren zijn nog niet voorbij. Vul ze in als de activiteit gedaan is."),
    "hours-overlap": _l("In deze tijd staan er al uren in je lijst. Kijk de dag en de uren na."),
    "refused-there": _l("Op dit uur staan geweigerde uren in je lijst. Verbeter die in plaats van nieuwe te maken."),
    "no-such-hour": _l("Dit uur bestond niet op die dag, want de klok ging toen een uur vooruit."),
    "ends-before-it-begins": _l("Het einde moet na het begin komen."),
    "no-mail-address": _l("Dit is geen mailadres. Kijk het na en probeer opnieuw."),
    "own-mail-address": _l("Dit is je eigen adres. Geef het adres van de contactpersoon."),
    "mailed-often": _l("Voor deze uren vertrokken al drie mails. Laat de contactpersoon de code scannen."),
    "reason-needed": _l("Geef een reden."),
    "reason-unknown": _l("Kies een van de redenen."),
    "code-too-early": _l("Het is nog te vroeg. De code werkt vanaf een half uur voor het begin."),
    "code-too-late": _l("Het is te laat. Vraag aan de organisator om je aanwezigheid in te vullen."),
    "activity-full": _l("Er is geen plaats meer. Vraag het aan de organisator."),
    "not-begun": _l("De activiteit is nog niet begonnen."),
    "minutes-wrong": _l("De duur klopt niet met die van de activiteit."),
}  # fmt: skip

# Why a file was not taken.
BAD_PICTURES: Mapping[str, LazyText] = {
    "empty": _l("Dit bestand is leeg."),
    "too-many-bytes": _l("Dit bestand is te groot. Een foto mag 10 MB groot zijn."),
    "too-many-dots": _l("Deze foto is te groot. Neem een gewone foto met je telefoon."),
    "pdf": _l("Een PDF kan hier niet. Neem een foto van het papier."),
    "heic": _l("Dit soort foto (HEIC) kan hier niet. Neem de foto opnieuw als JPEG, of maak een schermafdruk ervan."),
    "no-picture": _l("Dit is geen foto die we kennen. Kies een JPEG, PNG of WebP."),
    "broken": _l("Deze foto is beschadigd. Neem een nieuwe foto."),
}  # fmt: skip
