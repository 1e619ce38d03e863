"""For whom a quoted rule holds, in words beside the quote."""

from collections.abc import Mapping

from i18n import LazyText, format_day, format_list
from i18n import gettext as _
from i18n import lazy_gettext as _l
from knowledge.scope import Scope

GROUPS: Mapping[str, LazyText] = {
    "verplichte-inburgeraar": _l("wie moet inburgeren"),
    "rechthebbende-inburgeraar": _l("wie vrijwillig inburgert"),
    "eu-burger": _l("EU-burgers"),
    "belg": _l("Belgen"),
    "erkende-vluchteling": _l("erkende vluchtelingen"),
    "subsidiair-beschermde": _l("subsidiair beschermden"),
    "staatloze": _l("staatlozen"),
    "verzoeker": _l("asielzoekers"),
    "gezinshereniger": _l("familie die via gezinshereniging komt"),
    "zonder-wettig-verblijf": _l("mensen zonder wettig verblijf"),
    "student": _l("studenten"),
    "werknemer": _l("wie werkt"),
    "zelfstandige": _l("zelfstandigen"),
    "tijdelijke-bescherming": _l("mensen met tijdelijke bescherming"),
    "minderjarige": _l("minderjarigen"),
}
_REGIONS: Mapping[str, LazyText] = {
    "vlaanderen": _l("Dit geldt in Vlaanderen."),
    "brussel": _l("Dit geldt in Brussel."),
}
_ALL_WHO_INBURGER = {"verplichte-inburgeraar", "rechthebbende-inburgeraar"}


def holds_for(scope: Scope, *, said: tuple[str, ...] = ()) -> str:
    """Return for whom a rule holds, as sentences; empty when for everybody. `said` are the regions named beside the source."""
    return " ".join(
        sentence
        for sentence in (
            _region(scope) if scope.regions != said else "",
            _groups(scope),
            _contract(scope),
            _age(scope),
        )
        if sentence
    )


def _region(scope: Scope) -> str:
    return str(_REGIONS.get(scope.regions[0], "")) if len(scope.regions) == 1 else ""


def _groups(scope: Scope) -> str:
    found = []
    if scope.groups and not set(scope.groups) >= _ALL_WHO_INBURGER:
        found.append(_("Geldt voor: %(groups)s.") % {"groups": _listed(scope.groups)})
    if scope.without:
        found.append(_("Geldt niet voor: %(groups)s.") % {"groups": _listed(scope.without)})
    return " ".join(found)


def _listed(groups: tuple[str, ...]) -> str:
    return format_list(str(GROUPS[group]) for group in groups)


def _contract(scope: Scope) -> str:
    first, before = scope.signed_from, scope.signed_before
    if first and before:
        return _("Geldt voor een contract vanaf %(first)s en van vóór %(before)s.") % {
            "first": format_day(first),
            "before": format_day(before),
        }
    if first:
        return _("Geldt voor een contract vanaf %(first)s.") % {"first": format_day(first)}
    return (
        _("Geldt voor een contract van vóór %(before)s.") % {"before": format_day(before)} if before else ""
    )


def _age(scope: Scope) -> str:
    youngest, oldest = scope.youngest, scope.oldest
    if youngest is not None and oldest is not None:
        return _("Geldt van %(youngest)d tot en met %(oldest)d jaar.") % {
            "youngest": youngest,
            "oldest": oldest,
        }
    if youngest is not None:
        return _("Geldt vanaf %(youngest)d jaar.") % {"youngest": youngest}
    return _("Geldt tot en met %(oldest)d jaar.") % {"oldest": oldest} if oldest is not None else ""
