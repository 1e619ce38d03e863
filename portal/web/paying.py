"""From the pay button to the provider's page: `POST /betaling/start`, then `/betaling/naar/<payment>`.

Two steps, since the content policy lets a form lead to our own pages only, and since going back from the bank must not
send the form again (docs/decisions/0013).
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _lazy
from portal import clock, db, logs
from portal.errors import NotAllowed, NotFound, OutsideRules, PortalError, ProviderDown, WrongState
from portal.models.payments import OnlinePayment, PaymentState
from portal.services import demo_login, pay_tokens, payments, sessions
from portal.services.sessions import SignedIn
from portal.settings import settings
from portal.ui import html, pages, pay_pieces, provider_login
from portal.ui.html import tag
from portal.web import shell
from portal.web.outside import Busy, Pool
from portal.web.webhooks import fields_of

ONWARD = "/betaling/naar"
COSTS = "kosten"
_LONGEST_BODY = 8192
_POOL = Pool("paying", threads=8, most_waiting=100)
_NO_STORE = {"Cache-Control": "no-store"}

log = logs.get_logger()

# reason -> status, title, what happened, what to do next
PROBLEMS: dict[str, tuple[int, LazyText, LazyText, LazyText]] = {
    "stale": (
        400,
        _lazy("Deze knop werkt niet meer"),
        _lazy("De pagina met de knop stond te lang open, of je bent nu iemand anders. Je hebt niets betaald."),
        _lazy("Open de pagina met je kosten opnieuw en druk daar op de knop."),
    ),
    "nothing-owed": (
        200,
        _lazy("Hier is niets meer te betalen"),
        _lazy("Dit is al betaald, of je moet het niet betalen. Je betaalt niets dubbel."),
        _lazy("Kijk op de pagina met je kosten wat er nog open staat."),
    ),
    "provider-down": (
        503,
        _lazy("Betalen lukt nu niet"),
        _lazy("De betaaldienst antwoordt niet. Je hebt niets betaald. Het ligt niet aan jou."),
        _lazy("Probeer het over een paar minuten opnieuw, of betaal met een overschrijving."),
    ),
}  # fmt: skip


def routes() -> list[Route]:
    """Return the addresses between the pay button and the provider."""
    return [
        Route(pay_pieces.START, _start, methods=["POST"]),
        Route(f"{ONWARD}/{{payment_id}}", _onward, methods=["GET"]),
    ]


async def _start(request: Request) -> Response:
    said = await fields_of(request, _LONGEST_BODY)
    language = _offered(said.get("language"), request)
    wish = pay_tokens.read(settings(), said.get("token", ""))
    if wish is None or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return _problem("stale", language)
    try:
        person = await _POOL.run(partial(signed_in, request))
        if person is None:
            return _to(pages.login_address(COSTS, language))
        if person.person_id != wish.person_id:
            return _problem("stale", language)
        start = partial(
            payments.start, actor=person.actor, charge_ids=wish.charge_ids, language=language, now=clock.now()
        )
        started = await _POOL.run(start)
    except (PortalError, Busy) as error:
        log.info("payment_not_started", error=type(error).__name__)
        return _explained(error, language)
    if started.checkout_url is None:
        return _to(return_address(started.payment_id, language))
    return _to(f"{ONWARD}/{started.payment_id}?language={language}")


def _explained(error: Exception, language: str) -> Response:
    match error:
        case OutsideRules():
            return _problem("nothing-owed", language)
        case NotFound() | NotAllowed():
            return shell.not_found(language)
        case WrongState():
            return _problem("stale", language)
        case ProviderDown() | Busy():
            return _problem("provider-down", language)
        case _:
            raise error


async def _onward(request: Request) -> Response:
    language = _offered(request.query_params.get("language"), request)
    payment = await _POOL.run(partial(_own_payment, request, request.path_params["payment_id"]))
    if payment is None:
        return shell.not_found(language)
    if payment.state is not PaymentState.OPEN or not payment.checkout_url:
        return _to(return_address(payment.id, language))
    with i18n.use_locale(language):
        text = shell.document(
            title=_("Je gaat naar de betaalpagina"),
            description="",
            path="",
            extra=tag("meta", http_equiv="refresh", content=f"0;url={payment.checkout_url}"),
            body=tag(
                "main",
                tag("h1", _("Je gaat naar de betaalpagina"), class_="p-title"),
                html.paragraph(_("Gebeurt er niets? Druk dan op de knop.")),
                html.button_link(_("Naar de betaalpagina"), payment.checkout_url),
                class_="p-plain",
            ),
            script=False,
            indexed=False,
        )
    return HTMLResponse(text, headers=_NO_STORE)


def return_address(payment_id: str, language: str) -> str:
    """Return the page that says how a payment stands."""
    return f"{pages.address(payments.RETURN_PAGE, language)}?id={payment_id}"


def signed_in(request: Request) -> SignedIn | None:
    """Return who is logged in, for an address that is no Streamlit page."""
    login = demo_login.login_in(settings(), request.cookies)
    if login is None:
        claims = provider_login.claims_in(request.cookies, settings())
        login = provider_login.login_of(claims) if claims else None
    if login is None:
        return None
    issuer, subject, logged_in_at = login
    with db.reading() as session:
        return sessions.signed_in(
            session, issuer=issuer, subject=subject, logged_in_at=logged_in_at,
            limits=sessions.limits_of(settings()), now=clock.now(),
        )  # fmt: skip


def _own_payment(request: Request, payment_id: str) -> OnlinePayment | None:
    person = signed_in(request)
    if person is None:
        return None
    try:
        with db.reading() as session:
            return payments.shown(session, actor=person.actor, payment_id=payment_id).payment
    except (NotFound, NotAllowed):
        return None


def _offered(language: str | None, request: Request) -> str:
    return language if language in i18n.LANGUAGES else shell.language_of(request)


def _problem(reason: str, language: str) -> Response:
    status, title, happened, advice = PROBLEMS[reason]
    with i18n.use_locale(language):
        body = tag(
            "main",
            tag("h1", title, class_="p-title"),
            html.paragraph(happened, class_="p-lead"),
            html.paragraph(advice),
            html.button_link(_("Naar mijn kosten"), pages.address(COSTS, language)),
            class_="p-plain",
        )
        text = shell.document(
            title=str(title), description="", path="", body=body, script=False, indexed=False
        )
    return HTMLResponse(text, status, headers=_NO_STORE)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers=_NO_STORE)
