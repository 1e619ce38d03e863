"""Words for the desk of the redactie: how a text stands, what its fields are called, for whom a rule is."""

from collections.abc import Mapping

from babel import Locale

import i18n
from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.articles import DraftState
from portal.services.article_list import Standing
from portal.ui.html import Tone

STANDINGS: Mapping[Standing, tuple[LazyText, Tone]] = {
    Standing.PUBLISHED: (_l("Te lezen"), Tone.GOOD),
    Standing.DRAFT: (_l("Concept"), Tone.QUIET),
    Standing.REVIEW: (_l("Wacht op een collega"), Tone.WARNING),
    Standing.SCHEDULED: (_l("Gepland"), Tone.CALM),
    Standing.WITHDRAWN: (_l("Weggehaald"), Tone.URGENT),
}

DRAFT_STATES: Mapping[DraftState, tuple[LazyText, Tone]] = {
    DraftState.WRITING: (_l("Concept"), Tone.QUIET),
    DraftState.REVIEW: (_l("Wacht op een collega"), Tone.WARNING),
    DraftState.RETURNED: (_l("Teruggestuurd"), Tone.WARNING),
    DraftState.SCHEDULED: (_l("Gepland"), Tone.CALM),
}

FIELDS: Mapping[str, LazyText] = {
    "title": _l("Titel"),
    "summary": _l("Samenvatting"),
    "topic": _l("Onderwerp"),
    "audience": _l("Voor wie is dit?"),
    "region": _l("Waar geldt dit?"),
    "valid_from": _l("Geldt vanaf"),
    "valid_to": _l("Geldt tot en met"),
    "checked_on": _l("Nagekeken op"),
    "next_check": _l("Opnieuw nakijken tegen"),
    "sources": _l("Bronnen"),
    "related": _l("Lees ook"),
    "questions": _l("Vragen die mensen stellen"),
    "translated_on": _l("Vertaald op"),
    "reviewed": _l("Een mens keek deze vertaling na"),
    "of": _l("Waarvan elk deel vertaald is"),
    "asked": _l("Hoe mensen dit vragen, per taal"),
    "others": _l("Andere velden"),
    "body": _l("Tekst"),
}

AUDIENCES: Mapping[str, LazyText] = {
    "everyone": _l("Iedereen"),
    "verplichte-inburgeraar": _l("Wie moet inburgeren"),
    "rechthebbende-inburgeraar": _l("Wie mag inburgeren"),
    "eu-burger": _l("EU-burgers"),
    "belg": _l("Belgen"),
    "erkende-vluchteling": _l("Erkende vluchtelingen"),
    "subsidiair-beschermde": _l("Subsidiair beschermden"),
    "staatloze": _l("Staatlozen"),
    "verzoeker": _l("Verzoekers om internationale bescherming"),
    "gezinshereniger": _l("Wie bij familie komt wonen"),
    "zonder-wettig-verblijf": _l("Mensen zonder wettig verblijf"),
    "student": _l("Studenten"),
    "werknemer": _l("Werknemers"),
    "zelfstandige": _l("Zelfstandigen"),
    "tijdelijke-bescherming": _l("Mensen met tijdelijke bescherming"),
    "minderjarige": _l("Minderjarigen"),
    "professional": _l("Professionals"),
}

REGIONS: Mapping[str, LazyText] = {
    "vlaanderen": _l("Vlaanderen"),
    "brussel": _l("Brussel"),
    "belgie": _l("Heel België"),
}

# What a measure of plain Dutch says when its limit is missed.
MEASURES: Mapping[str, LazyText] = {
    "ease": _l("Veel lange woorden"),
    "words_a_sentence": _l("De zinnen zijn gemiddeld te lang"),
    "longest_sentence": _l("Er is een zin van meer dan 20 woorden"),
    "words_a_clause": _l("Te veel woorden in één stuk van een zin"),
    "known": _l("Te veel moeilijke woorden"),
}


def language_name(code: str) -> str:
    """Name a language in which articles are written by itself, also one in which the portal has no pages yet."""
    known = i18n.LANGUAGES.get(code)
    return known.own_name if known else str(Locale.parse(code).get_display_name(code)).capitalize()


def writer(name: str) -> str:
    """Name who changed a text last, kept apart from the words around it; an import has no name."""
    return i18n.isolate(name) if name else str(_l("Het portaal zelf"))


def direction(code: str) -> str:
    """Return in which direction a language is written."""
    return "rtl" if Locale.parse(code).text_direction == "rtl" else "ltr"
