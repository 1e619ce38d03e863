"""Types and themes of UiTdatabank that are only read: the portal's own codes go out by `portal.providers.uitdatabank_terms`."""

from collections.abc import Mapping

from portal.models.activities import Accessibility, ActivityKind, ActivityTheme
from portal.providers import uitdatabank_terms

# https://taxonomy.uitdatabank.be/terms, domain eventtype. A type that says nothing here leaves the kind open.
KINDS: Mapping[str, ActivityKind] = {
    "0.0.0.0.0": ActivityKind.CULTURE,  # Tentoonstelling
    "0.3.1.0.0": ActivityKind.WORKSHOP,  # Lessenreeks
    "0.3.1.0.1": ActivityKind.WORKSHOP,  # Cursus met open sessies
    "0.3.2.0.0": ActivityKind.INFORMATION,  # Lezing of congres
    "0.5.0.0.0": ActivityKind.CULTURE,  # Festival
    "0.7.0.0.0": ActivityKind.TRIP,  # Begeleide uitstap of rondleiding
    "0.12.0.0.0": ActivityKind.INFORMATION,  # Opendeurdag
    "0.17.0.0.0": ActivityKind.TRIP,  # Route
    "0.28.0.0.0": ActivityKind.MEETING,  # Kermis of feestelijkheid
    "0.49.0.0.0": ActivityKind.MEETING,  # Party of fuif
    "0.50.4.0.0": ActivityKind.CULTURE,  # Concert
    "0.50.6.0.0": ActivityKind.CULTURE,  # Film
    "0.54.0.0.0": ActivityKind.CULTURE,  # Dansvoorstelling
    "0.55.0.0.0": ActivityKind.CULTURE,  # Theatervoorstelling
    "0.59.0.0.0": ActivityKind.SPORT,  # Sportactiviteit
    "1.50.0.0.0": ActivityKind.MEETING,  # Eten en drinken
}

# What the portal writes, read back; and more themes, also those that a type tells.
THEMES: Mapping[str, ActivityTheme] = {
    **{term.id: theme for theme, term in uitdatabank_terms.THEMES.items()},
    "0.50.21.0.0": ActivityTheme.GAMES,  # Spel of quiz
    "1.50.0.0.0": ActivityTheme.COOKING,  # Eten en drinken
    "1.49.0.0.0": ActivityTheme.CRAFT,  # Mode
    "0.50.4.0.0": ActivityTheme.MUSIC,  # Concert
    "1.9.3.0.0": ActivityTheme.MUSIC,  # Volksdans en werelddans
    "0.59.0.0.0": ActivityTheme.MOVING,  # Sportactiviteit
    "1.51.3.0.0": ActivityTheme.MOVING,  # Zwemmen en watersport
    "1.51.6.0.0": ActivityTheme.MOVING,  # Fitness, gymnastiek, dans en vechtsport
    "1.51.12.0.0": ActivityTheme.MOVING,  # Omnisport en andere
    "1.51.13.0.0": ActivityTheme.MOVING,  # Bal en racketsport
}

FACILITIES: Mapping[str, Accessibility] = {
    term.id: help_ for help_, term in uitdatabank_terms.FACILITIES.items()
}
