"""Words for codes: what an error means and what one can do about it, and the names of roles and agencies."""

from collections.abc import Mapping

from i18n import LazyText, format_moment, isolate
from i18n import gettext as _
from i18n import lazy_gettext as _l
from portal import errors
from portal.models.people import Agency, Role
from portal.providers.pictures import BadPicture
from portal.ui import (
    labels_activities,
    labels_articles,
    labels_buddies,
    labels_fees,
    labels_hours,
    labels_imports,
    labels_knowledge,
    labels_pip,
    labels_rollout,
    labels_scores,
)

ROLES: Mapping[Role, LazyText] = {
    Role.INBURGERAAR: _l("Inburgeraar"),
    Role.TRAJECTBEGELEIDER: _l("Trajectbegeleider"),
    Role.JURIST: _l("Jurist"),
    Role.REDACTEUR: _l("Redacteur"),
    Role.ORGANISER: _l("Organisator van activiteiten"),
    Role.FINANCE: _l("Medewerker financiën"),
    Role.BEHEERDER: _l("Beheerder"),
}

AGENCIES: Mapping[Agency, LazyText] = {
    Agency.AGII: _l("Agentschap Integratie en Inburgering"),
    Agency.ATLAS: _l("Atlas, integratie en inburgering Antwerpen"),
    Agency.AMAL: _l("Amal, integratie en inburgering Gent"),
    Agency.BON: _l("Bon, agentschap inburgering en integratie Brussel"),
}

# Why the rules refuse an act: of a plan, with money, with hours or with an activity.
REFUSALS: Mapping[str, LazyText] = {
    **labels_pip.REFUSALS,
    **labels_fees.REFUSALS,
    **labels_hours.REFUSALS,
    **labels_activities.REFUSALS,
    **labels_imports.REFUSALS,
    **labels_buddies.REFUSALS,
    **labels_articles.REFUSALS,
    **labels_knowledge.REFUSALS,
    **labels_rollout.REFUSALS,
    **labels_scores.REFUSALS,
}

_CODED: Mapping[str, LazyText] = {**REFUSALS, **labels_hours.BAD_PICTURES}

_WORDS: Mapping[type[errors.PortalError], LazyText] = {
    errors.PortalError: _l("Dit lukt nu niet. Probeer het later opnieuw."),
    errors.NotAllowed: _l("Je mag dit niet doen of bekijken."),
    errors.NotFound: _l("We vinden dit niet. Misschien bestaat het niet meer."),
    errors.RuleBroken: _l("Dit kan niet volgens de regels."),
    errors.NotSignedIn: _l("Meld je eerst aan."),
    errors.LoginRefused: _l("Aanmelden lukt niet. Probeer het opnieuw."),
    errors.WrongState: _l("Dit kan nu niet meer. Ververs de pagina en kijk hoe het staat."),
    errors.OutsideRules: _l("Dit kan niet volgens de regels. Kijk de datum en de reden na."),
    errors.BadInput: _l("We kunnen dit bestand niet gebruiken."),
    BadPicture: _l("We kunnen deze foto niet gebruiken."),
    errors.BadSettings: _l("Het portaal is niet goed ingesteld. De beheerder moet dit oplossen."),
    errors.BadRules: _l("De regels van het portaal zijn niet in orde. De beheerder moet dit oplossen."),
    errors.BadArticle: _l("Deze tekst is niet in orde. De redactie moet dit oplossen."),
    errors.BadStatement: _l("Dit bestand is geen goed rekeninguittreksel."),
    errors.ProviderDown: _l("Een dienst buiten het portaal antwoordt niet. Probeer het later opnieuw."),
}


def explain(error: errors.PortalError) -> str:
    """Say in the reader's words what an error means and what to do."""
    match error:
        case errors.OutsideRules(reason=reason) | BadPicture(reason=reason) if reason in _CODED:
            return str(_CODED[reason])
        case errors.WrongState(state=state) if state in labels_articles.STATES:
            return str(labels_articles.STATES[state])
        case errors.CaseTaken(case_number=number):
            return _("Een andere jurist nam dossier %(number)s net voor jou.") % {"number": isolate(number)}
        case errors.TooLong(limit=limit):
            return _("De tekst is te lang. Schrijf hoogstens %(limit)d tekens.") % {"limit": limit}
        case errors.TooManyRequests(retry_at=retry_at):
            return _("Je hebt dit vaak na elkaar gedaan. Probeer het opnieuw na %(moment)s.") % {
                "moment": format_moment(retry_at, width="short")
            }
        case _:
            return str(next(_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS))
