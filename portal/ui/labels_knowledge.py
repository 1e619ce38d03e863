"""Words for the desk that tries texts and keeps translations."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.gold import GoldOrigin

REFUSALS: Mapping[str, LazyText] = {
    "translation-sentences": _l(
        "De vertaling heeft niet evenveel zinnen als het Nederlands. Zet elke zin op een eigen lijn."
    ),
    "translation-marks": _l("De vertaling heeft een andere opsomming dan het Nederlands."),
    "translation-facts": _l(
        "In de vertaling staat een ander bedrag, getal, artikel, telefoonnummer of een andere datum dan in het Nederlands."
    ),
    "question-needed": _l("Schrijf eerst een vraag."),
    "gold-broken": _l(
        "Deze tekst maakt antwoorden fout die nu goed zijn. Schrijf waarom je hem toch publiceert."
    ),
    "question-language": _l("In deze taal houden we geen vragen bij."),
}

ORIGINS: Mapping[GoldOrigin, LazyText] = {
    GoldOrigin.EDITOR: _l("Toegevoegd door de redactie"),
    GoldOrigin.CASE: _l("Uit het antwoord van een jurist"),
    GoldOrigin.SIGNAL: _l("Uit een vraag zonder antwoord"),
}
