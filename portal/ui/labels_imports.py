"""Words for importing activities: what becomes of a row, why one is left out, what to know of it. Every code has some; a test says so."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.activities import ActivitySource
from portal.providers.activity_files import Flaw, Note
from portal.services.activity_feeds import FeedOutcome
from portal.services.activity_import_plan import Fate
from portal.services.activity_merge import Part
from portal.ui.html import Tone

FATES: Mapping[Fate, tuple[LazyText, Tone]] = {
    Fate.NEW: (_l("Nieuw"), Tone.GOOD),
    Fate.CHANGED: (_l("Gewijzigd"), Tone.WARNING),
    Fate.UNCHANGED: (_l("Ongewijzigd"), Tone.QUIET),
    Fate.WITHDRAWN: (_l("Van het portaal gehaald"), Tone.WARNING),
    Fate.REJECTED: (_l("Niet ingelezen"), Tone.URGENT),
}

FLAWS: Mapping[Flaw, LazyText] = {
    Flaw.UNKNOWN_FORMAT: _l(
        "We herkennen dit bestand niet. Gebruik JSON van UiTdatabank, iCalendar, CSV of XLSX."
    ),
    Flaw.EMPTY: _l("Er staat geen activiteit in dit bestand."),
    Flaw.BROKEN: _l("Dit bestand is beschadigd of niet volledig."),
    Flaw.TOO_LARGE: _l("Dit bestand is te groot. Verdeel het over meer bestanden."),
    Flaw.TOO_MANY: _l(
        "Er staan meer dan 10.000 activiteiten in dit bestand. Verdeel het over meer bestanden."
    ),
    Flaw.NO_COLUMNS: _l("De kolommen titel en datum ontbreken. Gebruik het sjabloon."),
    Flaw.NO_EVENT: _l("Dit is geen activiteit."),
    Flaw.ONLY_ADDRESS: _l("Hier staat alleen een verwijzing. Vraag de lijst op met embed=true."),
    Flaw.NO_ID: _l("Er is geen kenmerk waaraan we de activiteit later herkennen."),
    Flaw.NO_TITLE: _l("Er is geen titel in de hoofdtaal."),
    Flaw.DOUBLE: _l("Deze activiteit staat twee keer in het bestand."),
    Flaw.BAD_DAY: _l("We kunnen de dag of het uur niet lezen."),
    Flaw.OUT_OF_ORDER: _l("Het einde komt voor het begin."),
    Flaw.NO_LENGTH: _l("We weten niet wanneer het eindigt."),
    Flaw.RECURRENCE: _l("We kunnen deze herhaling niet volgen. Zet de dagen er één voor één in."),
    Flaw.TOO_MANY_DAYS: _l("Er zijn meer dan 400 dagen."),
    Flaw.BAD_VALUE: _l("In een veld staat iets dat we niet kunnen gebruiken."),
    Flaw.OVER: _l("Alle dagen zijn voorbij."),
    Flaw.INCOMPLETE: _l("Na deze wijziging zou er iets ontbreken dat lezers nodig hebben."),
    Flaw.SEATS_TAKEN: _l("Er zijn al meer mensen ingeschreven dan er plaatsen zouden zijn."),
}

NOTES: Mapping[Note, LazyText] = {
    Note.WHOLE_DAY: _l("Het uur ontbreekt. Vul het in voor je publiceert."),
    Note.NOT_PUBLIC: _l("De bron heeft dit nog niet gepubliceerd."),
    Note.FULL: _l("Volgens de bron is alles volzet."),
    Note.TITLE_CUT: _l("De titel was te lang en is ingekort."),
    Note.DESCRIPTION_CUT: _l("De beschrijving was te lang en is ingekort."),
    Note.TWO_LEVELS: _l("Er staan meer dan één niveau van taaliconen bij. Kies er één."),
    Note.DAYS_OFF: _l("Dagen die niet doorgaan, zijn weggelaten."),
    Note.WITHDRAWN_HERE: _l("Deze activiteit is hier met de hand teruggetrokken. Ze blijft dat."),
    Note.CANCELLED_HERE: _l("Deze activiteit is hier geannuleerd. Ze blijft dat."),
    Note.REFUSED_HERE: _l("De redactie publiceerde deze activiteit niet. Pas ze aan en dien ze opnieuw in."),
    Note.BEING_TYPED: _l("Iemand werkt aan deze activiteit. Wat die typte, blijft."),
}

PARTS: Mapping[Part, LazyText] = {
    Part.TITLE: _l("de titel"),
    Part.DESCRIPTION: _l("de beschrijving"),
    Part.WAY: _l("hoe je er komt"),
    Part.LANGUAGE: _l("de taal"),
    Part.KIND: _l("de soort"),
    Part.THEME: _l("het thema"),
    Part.LABELS: _l("de labels"),
    Part.PLACE: _l("de plaats"),
    Part.DAYS: _l("de dagen en uren"),
    Part.AUDIENCE: _l("voor wie het is"),
    Part.AGE: _l("de leeftijd"),
    Part.CAPACITY: _l("het aantal plaatsen"),
    Part.TAALICON: _l("hoeveel Nederlands je nodig hebt"),
    Part.HOURS: _l("of het telt voor de 40 uur"),
    Part.HELP: _l("opvang, buddy, talen of toegankelijkheid"),
    Part.CONTACT: _l("het contact"),
    Part.BOOKING: _l("hoe je inschrijft"),
    Part.PRICE: _l("de prijs"),
    Part.IMAGE: _l("de foto"),
}

SOURCES: Mapping[ActivitySource, LazyText] = {
    ActivitySource.PORTAL: _l("Dit portaal"),
    ActivitySource.UITDATABANK: _l("UiTdatabank (JSON)"),
    ActivitySource.ICALENDAR: _l("Kalender (iCalendar)"),
    ActivitySource.TABLE: _l("Tabel (CSV of XLSX)"),
}

FEED_OUTCOMES: Mapping[FeedOutcome, LazyText] = {
    FeedOutcome.READ: _l("Gelezen: er waren wijzigingen."),
    FeedOutcome.SAME: _l("Gelezen: er veranderde niets."),
    FeedOutcome.MANY_GONE: _l(
        "Meer dan de helft van de activiteiten ontbrak ineens. We trokken niets terug. Kijk de bron na."
    ),
    FeedOutcome.BAD_FILE: _l("Op dit adres staat geen bestand dat we kunnen lezen."),
    FeedOutcome.DOWN: _l("Het adres antwoordt niet. We proberen het binnen een uur opnieuw."),
    FeedOutcome.ADDRESS: _l("Dit adres kunnen we niet lezen."),
    FeedOutcome.PRIVATE: _l("Dit adres is niet openbaar."),
    FeedOutcome.ROBOTS: _l("De website vraagt om dit adres niet te lezen."),
    FeedOutcome.TOO_LARGE: _l("Het bestand op dit adres is te groot."),
    FeedOutcome.MISSING: _l("Op dit adres staat niets meer."),
    FeedOutcome.ELSEWHERE: _l("Dit adres verwijst te vaak door."),
}

# Why the rules refuse an act: reasons of `OutsideRules`.
REFUSALS: Mapping[str, LazyText] = {
    "feed-address": _l("Geef een volledig adres dat met https:// begint, zonder naam of wachtwoord erin."),
    "feeds-enough": _l("Je organisatie volgt al tien adressen. Stop er eerst één."),
}
