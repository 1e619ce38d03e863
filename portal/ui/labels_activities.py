"""Words for the codes of activities. Every code has some; a test says so."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.activities import (
    Accessibility,
    ActivityKind,
    ActivityState,
    ActivityTheme,
    AttendanceMode,
    Audience,
    Booking,
    CalendarKind,
    HoursReason,
    PriceKind,
    RefusalReason,
)
from portal.services.activity_facts import FieldName
from portal.services.activity_search import DayPart, Order
from portal.services.signup_rules import WhyNot
from portal.ui.html import Tone

STATES: Mapping[ActivityState, tuple[LazyText, Tone]] = {
    ActivityState.DRAFT: (_l("Concept"), Tone.QUIET),
    ActivityState.REVIEW: (_l("Wacht op de redactie"), Tone.WARNING),
    ActivityState.PUBLISHED: (_l("Gepubliceerd"), Tone.GOOD),
    ActivityState.REFUSED: (_l("Niet gepubliceerd"), Tone.URGENT),
    ActivityState.CANCELLED: (_l("Gaat niet door"), Tone.URGENT),
    ActivityState.WITHDRAWN: (_l("Teruggetrokken"), Tone.QUIET),
}

KINDS: Mapping[ActivityKind, LazyText] = {
    ActivityKind.BUDDY: _l("Buddy"),
    ActivityKind.STAGE: _l("Kennismakingsstage"),
    ActivityKind.VOLUNTEERING: _l("Vrijwilligerswerk"),
    ActivityKind.CLUB: _l("Vereniging of club"),
    ActivityKind.CONVERSATION: _l("Praatgroep"),
    ActivityKind.MEETING: _l("Ontmoeting"),
    ActivityKind.SPORT: _l("Sport"),
    ActivityKind.CULTURE: _l("Cultuur"),
    ActivityKind.WORKSHOP: _l("Workshop of cursus"),
    ActivityKind.TRIP: _l("Uitstap"),
    ActivityKind.FAMILY: _l("Voor gezinnen"),
    ActivityKind.INFORMATION: _l("Infomoment"),
    ActivityKind.OTHER: _l("Iets anders"),
}

THEMES: Mapping[ActivityTheme, LazyText] = {
    ActivityTheme.LANGUAGE: _l("Taal"),
    ActivityTheme.COOKING: _l("Koken en eten"),
    ActivityTheme.CRAFT: _l("Creatief"),
    ActivityTheme.MUSIC: _l("Muziek en dans"),
    ActivityTheme.GARDEN: _l("Tuin en natuur"),
    ActivityTheme.MOVING: _l("Bewegen"),
    ActivityTheme.READING: _l("Lezen"),
    ActivityTheme.WORK: _l("Werk"),
    ActivityTheme.DIGITAL: _l("Computer en internet"),
    ActivityTheme.PARENTS: _l("Ouders en opvoeding"),
    ActivityTheme.CARE: _l("Zorg voor anderen"),
    ActivityTheme.NEIGHBOURHOOD: _l("Buurt"),
    ActivityTheme.REPAIR: _l("Herstellen"),
    ActivityTheme.GAMES: _l("Spel"),
}

MODES: Mapping[AttendanceMode, LazyText] = {
    AttendanceMode.ON_SITE: _l("Op een plaats"),
    AttendanceMode.ONLINE: _l("Online"),
    AttendanceMode.MIXED: _l("Op een plaats en online"),
}

CALENDARS: Mapping[CalendarKind, LazyText] = {
    CalendarKind.SINGLE: _l("Eén keer"),
    CalendarKind.MULTIPLE: _l("Op enkele dagen"),
    CalendarKind.PERIODIC: _l("Elke week, in een periode"),
    CalendarKind.PERMANENT: _l("Elke week, het hele jaar"),
}

AUDIENCES: Mapping[Audience, LazyText] = {
    Audience.EVERYONE: _l("Iedereen"),
    Audience.MEMBERS: _l("Alleen leden"),
    Audience.EDUCATION: _l("Scholen en groepen"),
}

HOURS_REASONS: Mapping[HoursReason, LazyText] = {
    HoursReason.MEETS_IN_DUTCH: _l("Ja: je leert mensen kennen en je praat Nederlands."),
    HoursReason.DUO_IN_DUTCH: _l("Ja: je doet dit met twee en je praat Nederlands."),
    HoursReason.WORKS_ALONG: _l("Ja: je werkt mee in een groep en je praat Nederlands."),
    HoursReason.MOSTLY_ALONE: _l("Nee: je bent hier vooral alleen bezig."),
    HoursReason.LITTLE_TALK: _l("Nee: je praat hier weinig met anderen."),
    HoursReason.NOT_IN_DUTCH: _l("Nee: er wordt weinig Nederlands gepraat."),
    HoursReason.NOT_PARTICIPATION: _l("Nee: dit is een les of informatie, je neemt niet actief deel."),
}

ACCESSIBILITY: Mapping[Accessibility, LazyText] = {
    Accessibility.WHEELCHAIR: _l("Toegankelijk met een rolstoel"),
    Accessibility.TOILET: _l("Aangepast toilet"),
    Accessibility.PARKING: _l("Parkeerplaats voor mensen met een handicap"),
    Accessibility.HEARING_LOOP: _l("Ringleiding voor slechthorenden"),
    Accessibility.SIGN_LANGUAGE: _l("Tolk Vlaamse Gebarentaal"),
    Accessibility.QUIET_ROOM: _l("Rustige ruimte"),
    Accessibility.ASSISTANCE_DOG: _l("Assistentiehond is welkom"),
    Accessibility.COMPANION: _l("Je begeleider komt gratis binnen"),
}

BOOKINGS: Mapping[Booking, LazyText] = {
    Booking.PORTAL: _l("Inschrijven op dit portaal"),
    Booking.ELSEWHERE: _l("Inschrijven bij de organisatie"),
    Booking.NOT_NEEDED: _l("Je hoeft niet in te schrijven"),
}

PRICES: Mapping[PriceKind, LazyText] = {
    PriceKind.BASE: _l("Prijs"),
    PriceKind.REDUCED: _l("Met korting"),
    PriceKind.OTHER: _l("Andere prijs"),
}

REFUSAL_REASONS: Mapping[RefusalReason, LazyText] = {
    RefusalReason.INCOMPLETE: _l("Er ontbreekt iets"),
    RefusalReason.UNCLEAR: _l("De tekst is niet duidelijk"),
    RefusalReason.NO_PARTICIPATION: _l("Dit is geen activiteit voor deelnemers"),
    RefusalReason.COMMERCIAL: _l("Dit is reclame"),
    RefusalReason.DOUBLE: _l("Deze activiteit staat er al"),
    RefusalReason.PERSONAL_DATA: _l("Er staan persoonlijke gegevens in"),
    RefusalReason.OTHER: _l("Een andere reden"),
}

# How much Dutch one needs: the words of the taaliconen.
TAALICONEN: Mapping[int, tuple[LazyText, LazyText]] = {
    1: (_l("Eén taalicoon"), _l("Je begrijpt of spreekt nog bijna geen Nederlands.")),
    2: (_l("Twee taaliconen"), _l("Je begrijpt een beetje Nederlands. Je spreekt nog niet zo goed.")),
    3: (_l("Drie taaliconen"), _l("Je begrijpt vrij veel Nederlands. Je kan ook iets vertellen.")),
    4: (_l("Vier taaliconen"), _l("Je begrijpt veel Nederlands en je spreekt het goed.")),
}

DAY_PARTS: Mapping[DayPart, LazyText] = {
    DayPart.MORNING: _l("Voormiddag"),
    DayPart.AFTERNOON: _l("Namiddag"),
    DayPart.EVENING: _l("Avond"),
}

ORDERS: Mapping[Order, LazyText] = {
    Order.SOON: _l("Eerst wat snel komt"),
    Order.NEAR: _l("Eerst wat dichtbij is"),
}

WEEKDAYS: tuple[LazyText, ...] = (
    _l("maandag"), _l("dinsdag"), _l("woensdag"), _l("donderdag"), _l("vrijdag"), _l("zaterdag"), _l("zondag"),
)  # fmt: skip

FIELDS: Mapping[FieldName, LazyText] = {
    FieldName.TITLE: _l("een titel"),
    FieldName.DESCRIPTION: _l("een beschrijving van minstens 60 tekens"),
    FieldName.KIND: _l("de soort of het thema"),
    FieldName.PLACE: _l("de plaats: naam, postcode en gemeente"),
    FieldName.ONLINE_URL: _l("het internetadres van de online activiteit"),
    FieldName.CALENDAR: _l("een dag en een uur"),
    FieldName.PRICE: _l("de prijs, ook als het gratis is"),
    FieldName.TAALICOON: _l("hoeveel Nederlands je nodig hebt"),
    FieldName.HOURS: _l("of de activiteit telt voor de 40 uur"),
    FieldName.CONTACT: _l("een mailadres, telefoonnummer of website"),
    FieldName.BOOKING: _l("waar je kunt inschrijven"),
    FieldName.CAPACITY: _l("hoeveel mensen kunnen meedoen"),
    FieldName.TRANSLATION: _l("een vertaling"),
    FieldName.IMAGE: _l("een foto"),
    FieldName.IMAGE_ALT: _l("een beschrijving van de foto"),
    FieldName.ACCESSIBILITY: _l("hoe toegankelijk de plaats is"),
    FieldName.AGE: _l("de leeftijd"),
    FieldName.WAY: _l("hoe je er komt"),
    FieldName.THEME: _l("het thema"),
}

# Why the rules refuse an act: the reasons of `OutsideRules`.
REFUSALS: Mapping[str, LazyText] = {
    "incomplete": _l("Er ontbreekt nog iets. Vul eerst aan wat verplicht is."),
    "no-days": _l("Alle dagen van deze activiteit zijn voorbij. Kies een dag die nog komt."),
    "in-the-past": _l("Dit moment is voorbij. Kies een moment dat nog komt."),
    "reason-missing": _l("Schrijf waarom. De organisatie krijgt je uitleg per mail."),
    WhyNot.NOT_PUBLISHED: _l("Voor deze activiteit kun je nu niet inschrijven."),
    WhyNot.ELSEWHERE: _l(
        "Inschrijven doe je bij de organisatie. Op de pagina van de activiteit lees je hoe."
    ),
    WhyNot.NOT_NEEDED: _l("Je hoeft niet in te schrijven. Je mag gewoon komen."),
    WhyNot.TOO_EARLY: _l("Inschrijven kan nog niet. Kom later terug."),
    WhyNot.TOO_LATE: _l("Inschrijven kan niet meer. De laatste dag om in te schrijven is voorbij."),
    WhyNot.CLOSED: _l("De organisatie neemt voor deze dag geen inschrijvingen meer aan."),
    WhyNot.BEGUN: _l("Deze activiteit is al begonnen of voorbij."),
    WhyNot.OFF: _l("Deze activiteit gaat die dag niet door. Kies een andere dag of een andere activiteit."),
    WhyNot.GROUPS: _l("Deze activiteit is alleen voor scholen en groepen."),
    WhyNot.WHO: _l("Deze activiteit is niet voor iedereen. Zeg eerst dat ze voor jou is."),
    WhyNot.PRESENT: _l("Je zei al dat je er bent. Uitschrijven kan niet meer."),
    "seats-taken": _l("Er zijn al meer mensen ingeschreven. Kies minstens zoveel plaatsen."),
}
