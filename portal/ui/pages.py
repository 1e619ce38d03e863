"""The page table: every page of the portal, who may open it, and where it stands in the navigation.

A new page is one row here and one file in portal/app_pages; the shell, the navigation, the access test and the
browser tests read this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

from i18n import LazyText
from i18n import lazy_gettext as _
from portal.models.people import Role

LOGIN_SLUG = "aanmelden"
FOLDER = Path(__file__).parent.parent / "app_pages"
EDITORS = frozenset({Role.REDACTEUR, Role.BEHEERDER})
ASKERS = frozenset({Role.INBURGERAAR, Role.TRAJECTBEGELEIDER, Role.ORGANISER})  # who may hand a question over


@dataclass(frozen=True)
class Page:
    """One page. `roles` empty: everybody, also without logging in. `bar`: stands in the bar on a phone."""

    slug: str
    file: str
    label: LazyText
    icon: str
    summary: LazyText
    roles: frozenset[Role] = frozenset()
    bar: bool = False
    listed: bool = True

    @property
    def path(self) -> Path:
        """Return the page's file."""
        return FOLDER / self.file

    def open_to(self, roles: frozenset[Role]) -> bool:
        """Say whether somebody with these roles may open the page."""
        return not self.roles or bool(self.roles & roles)


PAGES: tuple[Page, ...] = (
    Page("", "home.py", _("Start"), "home", _("Wat moet ik nu doen?"), bar=True),
    Page(
        "plan", "plan.py", _("Mijn plan"), "plan", _("Mijn persoonlijk inburgeringsplan: stappen, data en resultaten."),
        roles=frozenset({Role.INBURGERAAR}), bar=True,
    ),
    Page(
        "kosten", "fees.py", _("Mijn kosten"), "pay", _("Wat je moet betalen, waarom, en wat je al betaalde."),
        roles=frozenset({Role.INBURGERAAR}),
    ),
    Page(
        "uren", "hours.py", _("Mijn uren"), "clock", _("Je uren van deelname: invullen, laten bevestigen en volgen."),
        roles=frozenset({Role.INBURGERAAR}),
    ),
    Page(
        "aanwezig", "presence.py", _("Ik ben er"), "clock", _("Meld met een code dat je bij een activiteit bent."),
        roles=frozenset({Role.INBURGERAAR}), listed=False,
    ),
    Page("vraag", "chat.py", _("Vraag"), "chat", _("Stel een vraag in je eigen taal."), bar=True),
    Page(
        "mijn-vragen", "my_cases.py", _("Antwoorden"), "mail", _("Vragen die je aan een medewerker stelde, en de antwoorden."),
        roles=ASKERS,
    ),
    Page(
        "inburgeraars", "clients.py", _("Inburgeraars"), "person", _("De inburgeraars die jij begeleidt: wat te laat is en wat wacht."),
        roles=frozenset({Role.TRAJECTBEGELEIDER}), bar=True,
    ),
    Page(
        "inburgeraar", "client_plan.py", _("Plan van een inburgeraar"), "plan", _("Het plan van iemand die jij begeleidt."),
        roles=frozenset({Role.TRAJECTBEGELEIDER}), listed=False,
    ),
    Page(
        "nieuw-traject", "register_client.py", _("Nieuw traject"), "person", _("Schrijf iemand in die nog geen traject heeft."),
        roles=frozenset({Role.TRAJECTBEGELEIDER}),
    ),
    Page(
        "uren-goedkeuren", "hour_approval.py", _("Uren goedkeuren"), "clock", _("De uren die op jouw beslissing wachten."),
        roles=frozenset({Role.TRAJECTBEGELEIDER}),
    ),
    Page(
        "dossiers", "cases.py", _("Dossiers"), "cases", _("Vragen die een jurist moet beantwoorden."),
        roles=frozenset({Role.JURIST}), bar=True,
    ),
    Page(
        "dossier", "case.py", _("Dossier"), "cases", _("Eén vraag met alles eromheen, en het antwoord."),
        roles=frozenset({Role.JURIST}), listed=False,
    ),
    Page(
        "rekeninguittreksels", "bank.py", _("Rekeninguittreksels"), "pay", _("Uittreksels van de bank inlezen, en beslissen wat niet zeker is."),
        roles=frozenset({Role.FINANCE}),
    ),
    Page(
        "betaling", "payment.py", _("Je betaling"), "plan", _("Hoe je betaling staat."),
        roles=frozenset({Role.INBURGERAAR}), listed=False,
    ),
    Page(
        "zoeken", "find.py", _("Activiteiten"), "people", _("Vind iets om samen te doen, dicht bij jou."), bar=True,
    ),
    Page(
        "mijn-activiteiten", "my_activities.py", _("Mijn activiteiten"), "calendar", _("Waar je ingeschreven bent, waar je wacht, en waar je al was."),
        roles=frozenset({Role.INBURGERAAR}),
    ),
    Page(
        "buddy", "buddy.py", _("Buddy"), "people", _("Iemand in je buurt om samen iets te doen en Nederlands te spreken."),
        roles=frozenset({Role.INBURGERAAR, Role.ORGANISER}),
    ),
    Page(
        "activiteiten", "activities.py", _("Onze activiteiten"), "calendar", _("De activiteiten van je organisatie: schrijven, publiceren en wijzigen."),
        roles=frozenset({Role.ORGANISER, Role.REDACTEUR, Role.BEHEERDER}), bar=True,
    ),
    Page(
        "artikels", "articles.py", _("Artikels"), "book", _("De kennisbank: schrijven, nakijken, publiceren en bijhouden."),
        roles=EDITORS,
    ),
    Page(
        "artikel-bewerken", "article_edit.py", _("Artikel bewerken"), "book", _("Schrijf een artikel of een vertaling, en laat een collega ze nakijken."),
        roles=EDITORS, listed=False,
    ),
    Page(
        "artikel-versies", "article_versions.py", _("Versies van een artikel"), "book", _("Wie wat veranderde, en een oudere versie terugzetten."),
        roles=EDITORS, listed=False,
    ),
    Page(
        "signalen", "signals.py", _("Signalen"), "mail", _("Wat je nu moet nakijken: artikels, links, wat lezers zeggen, en vragen zonder antwoord."),
        roles=frozenset({Role.REDACTEUR, Role.BEHEERDER}),
    ),
    Page(
        "antwoordkwaliteit", "answer_scores.py", _("Kwaliteit van antwoorden"), "chat", _("Beoordeel antwoorden van de chat, en zie of ze beter of slechter worden."),
        roles=EDITORS,
    ),
    Page(
        "artikel-proberen", "article_trial.py", _("Probeer deze tekst"), "book", _("Zie wat het portaal zou antwoorden voor je een tekst publiceert."),
        roles=EDITORS, listed=False,
    ),
    Page(
        "vertalen", "article_translation.py", _("Vertalingen"), "book", _("Elke alinea naast haar vertaling: wat achter is, wat een computer schreef, wat nagekeken is."),
        roles=EDITORS,
    ),
    Page(
        "bot-schakelaar", "bot_switch.py", _("Automatische antwoorden"), "chat", _("Zet de automatische antwoorden uit of aan, en zie wie dat deed en waarom."),
        roles=frozenset({Role.REDACTEUR, Role.BEHEERDER}),
    ),
    Page(
        "activiteiten-inlezen", "activity_import.py", _("Activiteiten inlezen"), "calendar", _("Activiteiten overnemen uit een bestand of van een adres."),
        roles=frozenset({Role.ORGANISER}),
    ),
    Page(
        "activiteit-bewerken", "activity_edit.py", _("Activiteit bewerken"), "calendar", _("Schrijf een activiteit en dien ze in."),
        roles=frozenset({Role.ORGANISER, Role.REDACTEUR, Role.BEHEERDER}), listed=False,
    ),
    Page(
        "deelnemers", "attendance.py", _("Deelnemers"), "people", _("Wie komt, wie er was, en de code voor wie er is."),
        roles=frozenset({Role.ORGANISER}), listed=False,
    ),
    Page(
        "maandcijfers", "month_figures.py", _("Maandcijfers"), "plan", _("Hoeveel mensen in je gemeente aan het participatietraject werken."),
        roles=frozenset({Role.ORGANISER, Role.BEHEERDER}),
    ),
    Page(
        "financien", "finance.py", _("Financiën"), "pay", _("Wat is aangerekend, betaald, vrijgesteld en terugbetaald, en of alles klopt."),
        roles=frozenset({Role.FINANCE}), bar=True,
    ),
    Page(
        "terugbetalingen", "refunds.py", _("Terugbetalingen"), "pay", _("Geld dat terug moet naar wie het betaalde."),
        roles=frozenset({Role.FINANCE}),
    ),
    Page("account", "account.py", _("Mijn gegevens"), "person", _("Je naam, je taal, en wie je dossier bekeek."), roles=frozenset(Role)),
    Page("privacy", "privacy.py", _("Privacy"), "lock", _("Wat we over jou bewaren, hoe lang en waarom.")),
    Page("toegankelijkheid", "accessibility.py", _("Toegankelijkheid"), "eye", _("Hoe iedereen het portaal kan gebruiken, en wat nog niet goed werkt.")),
    Page("aanmelden", "login.py", _("Aanmelden"), "login", _("Meld je aan om je plan te zien."), listed=False),
    Page("meer", "more.py", _("Meer"), "more", _("Alle pagina's van het portaal."), bar=True, listed=False),
)  # fmt: skip

BY_SLUG: dict[str, Page] = {page.slug: page for page in PAGES}


@cache
def installed() -> tuple[Page, ...]:
    """Return the pages whose file is there."""
    return tuple(page for page in PAGES if page.path.is_file())


def open_pages(roles: frozenset[Role]) -> tuple[Page, ...]:
    """Return the pages that somebody with these roles may open."""
    return tuple(page for page in installed() if page.open_to(roles))


def address(slug: str, language: str) -> str:
    """Return a page's address in a language: `/nl/plan`, and `/nl/` for the first page."""
    return f"/{language}/{slug}"


def query(values: Mapping[str, str]) -> str:
    """Return the part of an address behind the question mark, with nothing in it that must be escaped once more."""
    return urlencode(values, quote_via=quote)


def login_address(slug: str, language: str, asked: str = "") -> str:
    """Return the address of the log-in page that comes back to a page afterwards, with what its address asked for."""
    target = address(slug, language) + (f"?{asked}" if asked else "")
    return f"{address(LOGIN_SLUG, language)}?next={quote(target, safe='/')}"
