"""When logging in does not work: a plain page in the reader's language that says what happened and what to do."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _lazy
from portal.ui import html, pages
from portal.web import return_to, shell

_AGAIN = _lazy("Probeer het opnieuw. Lukt het weer niet? Vraag hulp aan je trajectbegeleider.")
_STAFF = _lazy("Vraag aan de beheerder van je organisatie om je een rol te geven in dit portaal.")

# reason -> status, title, what happened, what to do next
PROBLEMS: dict[str, tuple[int, LazyText, LazyText, LazyText]] = {
    "cancelled": (
        200,
        _lazy("Je bent niet aangemeld"),
        _lazy("Je stopte het aanmelden. Er is niets veranderd."),
        _lazy("Wil je toch aanmelden? Begin dan opnieuw."),
    ),
    "stale": (
        400,
        _lazy("Het aanmelden duurde te lang"),
        _lazy("Deze link om aan te melden is oud of werd al gebruikt."),
        _lazy("Begin opnieuw met aanmelden."),
    ),
    "not-verified": (
        400,
        _lazy("We konden niet nagaan wie je bent"),
        _lazy("Het antwoord van de aanmelddienst was niet geldig voor dit portaal. Daarom lieten we je niet binnen."),
        _AGAIN,
    ),
    "provider-error": (
        502,
        _lazy("De aanmelddienst gaf een fout"),
        _lazy("De dienst waarmee je aanmeldt, kon je vraag niet uitvoeren."),
        _AGAIN,
    ),
    "provider-down": (
        503,
        _lazy("De aanmelddienst werkt nu niet"),
        _lazy("De dienst waarmee je aanmeldt, antwoordt niet. Het ligt niet aan jou."),
        _lazy("Probeer het over een paar minuten opnieuw. Informatie lezen kan ook zonder aanmelden."),
    ),
    "missing-claims": (
        400,
        _lazy("Er ontbreken gegevens"),
        _lazy("De aanmelddienst gaf ons niet alle gegevens die nodig zijn. Daarom lieten we je niet binnen."),
        _AGAIN,
    ),
    "capacity": (
        403,
        _lazy("Zo kun je niet aanmelden"),
        _lazy("Je koos bij het aanmelden een rol (hoedanigheid) die dit portaal niet kent."),
        _lazy("Meld je opnieuw aan en kies 'burger', of kies je eigen organisatie als je hier werkt."),
    ),
    "no-role": (
        403,
        _lazy("Je hebt nog geen rol in dit portaal"),
        _lazy("Je organisatie gaf je nog geen toegang."),
        _STAFF,
    ),
    "inactive": (
        403,
        _lazy("Je toegang is gestopt"),
        _lazy("Je kunt niet meer aanmelden in dit portaal."),
        _lazy("Denk je dat dit een fout is? Vraag het aan je trajectbegeleider."),
    ),
    "not-configured": (
        503,
        _lazy("Aanmelden kan nu niet"),
        _lazy("Dit portaal heeft nog geen aanmelddienst."),
        _lazy("Informatie lezen kan ook zonder aanmelden."),
    ),
}  # fmt: skip
# What the services call it, where the reader needs one word for several reasons.
_SAME = {"audience": "not-verified"}


def redirect(reason: str, target: str | None) -> Response:
    """Send a browser to the page about a problem; the address says no more than the reason."""
    query = "?" + urlencode({"next": target}) if target else ""
    return RedirectResponse(
        f"/login/problem/{_SAME.get(reason, reason)}{query}", 303, headers={"Cache-Control": "no-store"}
    )


def answer(request: Request) -> Response:
    """Show what went wrong."""
    target = return_to.safe(request.query_params.get("next"))
    language = return_to.language_of(request, target)
    problem = PROBLEMS.get(request.path_params["reason"])
    if problem is None:
        return shell.not_found(language)
    status, title, happened, advice = problem
    with i18n.use_locale(language):
        again = "/login" + ("?" + urlencode({"next": target}) if target else "")
        body = html.tag(
            "main",
            html.tag("h1", title, class_="p-title"),
            html.paragraph(happened, class_="p-lead"),
            html.paragraph(advice),
            html.button_link(_("Opnieuw aanmelden"), again),
            html.button_link(_("Naar de startpagina"), pages.address("", language), quiet=True),
            class_="p-plain",
        )
        text = shell.document(
            title=str(title), description="", path="", body=body, script=False, indexed=False
        )
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})
