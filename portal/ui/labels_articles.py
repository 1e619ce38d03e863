"""Words for what articles are about; the order is the order on the page with all information."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l

TOPICS: Mapping[str, LazyText] = {
    "traject": _l("Je traject"),
    "mo": _l("Maatschappelijke oriëntatie"),
    "nt2": _l("Nederlands leren"),
    "participatie": _l("Participatie en netwerk"),
    "retributie": _l("Wat het kost"),
    "hulp": _l("Hulp vinden"),
    "brussel": _l("Inburgering in Brussel"),
    "verblijfsdocumenten": _l("Verblijfsdocumenten"),
    "verblijf": _l("Verblijf in België"),
    "bescherming": _l("Bescherming en opvang"),
    "gezinshereniging": _l("Gezinshereniging"),
    "werk": _l("Werk"),
    "sociale-rechten": _l("Geld, zorg en steun"),
    "familierecht": _l("Familie en huwelijk"),
    "nationaliteit": _l("Belg worden"),
}

# Said beside what holds in one region only: two systems of inburgering stand side by side in Belgium.
ONLY_IN: Mapping[str, LazyText] = {
    "vlaanderen": _l("Dit geldt in Vlaanderen."),
    "brussel": _l("Dit geldt in Brussel."),
}

# Why the desk refuses an act.
REFUSALS: Mapping[str, LazyText] = {
    "article-own-text": _l("Je schreef zelf mee aan deze tekst. Een collega moet ze nakijken."),
    "article-unchanged": _l("Er is niets veranderd. De lezers zien deze tekst al."),
    "article-reason-missing": _l("Schrijf wat er nog moet veranderen. Je collega leest het."),
    "article-too-far-ahead": _l("Kies een dag binnen het jaar."),
    "article-title-missing": _l("Geef het artikel een titel."),
    "article-changed-meanwhile": _l("Een collega veranderde dit veld net ook."),
}


def only_in(region: tuple[str, ...]) -> LazyText | None:
    """Return the words for a rule that holds in one region only."""
    return ONLY_IN.get(region[0]) if len(region) == 1 else None


# Why something cannot be done with a text now, by the state it is in.
STATES: Mapping[str, LazyText] = {
    "not-ready": _l("Het portaal leest de teksten nog in. Probeer het over enkele minuten opnieuw."),
    "not-tried": _l("Deze tekst is nog niet geprobeerd zoals ze er nu staat. Probeer ze eerst."),
    "superseded": _l("De lezers zien intussen een nieuwere tekst. Bekijk eerst wat er veranderde."),
}
