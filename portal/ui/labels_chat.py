"""Words for what the answer service and the handover name by a code."""

from collections.abc import Mapping

from chatbot.answer import Outcome, UrgentKind
from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.cases import AskerKind, AskerSector
from portal.models.conversations import FeedbackReason

OUTCOMES: Mapping[Outcome, LazyText] = {
    Outcome.ANSWER: _l("Antwoord"),
    Outcome.PARTIAL: _l("Een deel van het antwoord"),
    Outcome.CLARIFY: _l("Vraag om meer uitleg"),
    Outcome.ABSTAIN: _l("Geen antwoord gevonden"),
    Outcome.URGENT_DANGER: _l("Dringend: gevaar voor het leven"),
    Outcome.URGENT_VIOLENCE: _l("Dringend: geweld"),
    Outcome.URGENT_TRAFFICKING: _l("Dringend: mensenhandel of uitbuiting"),
    Outcome.URGENT_MINOR: _l("Dringend: minderjarige zonder ouders"),
    Outcome.URGENT_DETENTION: _l("Dringend: gesloten centrum of uitzetting"),
    Outcome.URGENT_ORDER_TO_LEAVE: _l("Dringend: bevel om het grondgebied te verlaten"),
    Outcome.ARTICLES: _l("Artikels in plaats van een antwoord"),
    Outcome.HANDOVER: _l("Vraag voor een mens"),
    Outcome.SMALLTALK: _l("Groet of dank"),
    Outcome.ERROR: _l("Er ging iets mis"),
}

URGENT_TITLES: Mapping[UrgentKind, LazyText] = {
    UrgentKind.DANGER: _l("Bel nu"),
    UrgentKind.VIOLENCE: _l("Je veiligheid eerst"),
    UrgentKind.TRAFFICKING: _l("Je veiligheid eerst"),
    UrgentKind.MINOR: _l("Er is iemand die voor jou zorgt"),
    UrgentKind.DETENTION: _l("Doe dit vandaag"),
    UrgentKind.ORDER_TO_LEAVE: _l("Doe dit vandaag"),
}

# What a service is there for, to who does not read its Dutch name; `chatbot/contacts.yaml` has the names.
CONTACTS: Mapping[str, LazyText] = {
    "emergency": _l("Ziekenwagen en brandweer"),
    "police": _l("Politie"),
    "violence-line": _l("Hulp bij geweld"),
    "suicide-line": _l("Praten als je niet meer wilt leven"),
    "suicide-line-fr": _l("Praten als je niet meer wilt leven, in het Frans"),
    "guardianship": _l("Een voogd voor kinderen zonder ouders"),
    "payoke": _l("Hulp bij mensenhandel, Antwerpen"),
    "pag-asa": _l("Hulp bij mensenhandel, Brussel"),
    "surya": _l("Hulp bij mensenhandel, Luik"),
}

FEEDBACK_REASONS: Mapping[FeedbackReason, LazyText] = {
    FeedbackReason.NOT_MY_QUESTION: _l("Dit gaat niet over mijn vraag"),
    FeedbackReason.NOT_CLEAR: _l("Ik begrijp het niet"),
    FeedbackReason.NOT_CORRECT: _l("Dit klopt niet"),
    FeedbackReason.INCOMPLETE: _l("Er ontbreekt iets"),
}

ASKER_KINDS: Mapping[AskerKind, LazyText] = {
    AskerKind.SELF: _l("Ik vraag het voor mezelf"),
    AskerKind.FOR_SOMEONE: _l("Ik vraag het voor iemand die ik ken"),
    AskerKind.PROFESSIONAL: _l("Ik vraag het voor mijn werk"),
}

ASKER_SECTORS: Mapping[AskerSector, LazyText] = {
    AskerSector.WELZIJN: _l("Welzijn"),
    AskerSector.INTEGRATIE: _l("Integratie en inburgering"),
    AskerSector.JUSTITIE: _l("Justitie"),
    AskerSector.WERK: _l("Werk"),
    AskerSector.BINNENLANDS_BESTUUR: _l("Gemeente of ander bestuur"),
    AskerSector.ASIELOPVANG: _l("Opvang van verzoekers"),
    AskerSector.ONDERWIJS: _l("Onderwijs"),
    AskerSector.GEZONDHEID: _l("Gezondheid"),
    AskerSector.WONEN: _l("Wonen"),
    AskerSector.CULTUUR: _l("Cultuur, jeugd en sport"),
    AskerSector.ANDERE: _l("Iets anders"),
}

# What each service of rules/helpdesk.yaml is, and what one can go there for.
REFERRALS: Mapping[str, tuple[LazyText, LazyText]] = {
    "justitiehuis": (
        _l("Justitiehuis"),
        _l("Hier krijg je een eerste juridisch advies. Dat is gratis en kort."),
    ),
    "bjb": (
        _l("Bureau voor Juridische Bijstand"),
        _l("Heb je weinig geld? Hier vraag je een gratis advocaat (pro Deo)."),
    ),
    "ocmw": (_l("OCMW of Sociaal Huis"), _l("Hier krijg je sociale hulp en soms ook juridisch advies.")),
    "caw": (
        _l("Centrum Algemeen Welzijnswerk (CAW)"),
        _l("Hier krijg je gratis hulp. Sommige centra helpen ook met vragen over verblijf."),
    ),
    "vreemdelingenpermanentie-antwerpen": (
        _l("Vreemdelingenpermanentie in Antwerpen"),
        _l("Hier krijg je advies over je verblijf."),
    ),
    "vluchtelingenwerk": (
        _l("Vluchtelingenwerk Vlaanderen"),
        _l("Hier krijg je informatie over asiel en bescherming."),
    ),
}
