"""The pages of the simulated bank. They say on every screen that this is no bank, and let one choose what goes wrong."""

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _lazy
from portal.errors import NotFound
from portal.models.payments import PaymentState
from portal.providers.payment_choice import simulated_bank
from portal.providers.simulated_bank import PATH, AtBank, Choice
from portal.settings import PaymentWay, settings
from portal.ui import html, labels_payments
from portal.ui.html import Markup, tag
from portal.web import assets, shell
from portal.web.webhooks import limited_body

_LONGEST_BODY = 200
_NO_STORE = {"Cache-Control": "no-store"}

# choice -> what the button says, and what then happens
CHOICES: dict[Choice, tuple[LazyText, LazyText]] = {
    Choice.PAID: (_lazy("Betaald"), _lazy("De betaling lukt.")),
    Choice.FAILED: (_lazy("Mislukt"), _lazy("De bank weigert de betaling.")),
    Choice.EXPIRED: (_lazy("De tijd is om"), _lazy("De betaler deed niets op tijd.")),
    Choice.CANCELLED: (_lazy("De betaler stopt"), _lazy("De betaler kiest om niet te betalen.")),
    Choice.LATE: (_lazy("Betaald, bericht te laat"), _lazy("De bank zegt het pas na twintig seconden aan het portaal.")),
    Choice.LOST: (_lazy("Betaald, bericht verloren"), _lazy("De bank zegt het nooit aan het portaal.")),
    Choice.DOUBLE: (_lazy("Betaald, bericht dubbel"), _lazy("De bank zegt het twee keer aan het portaal.")),
    Choice.CHARGE_BACK: (_lazy("Betaald en teruggenomen"), _lazy("Na de betaling neemt de bank het geld terug.")),
}  # fmt: skip
_PLAIN = (Choice.PAID, Choice.FAILED, Choice.EXPIRED, Choice.CANCELLED)


def routes() -> list[Route]:
    """Return the bank's addresses; none where a real provider takes the payments."""
    if settings().payment_provider is not PaymentWay.SIMULATED:
        return []
    address = f"{PATH}/{{provider_id}}"
    return [Route(address, _show, methods=["GET"]), Route(address, _choose, methods=["POST"])]


async def _show(request: Request) -> Response:
    payment = await _found(request)
    if payment is None:
        return shell.not_found(shell.language_of(request))
    return _page(payment)


async def _choose(request: Request) -> Response:
    payment = await _found(request)
    if payment is None:
        return shell.not_found(shell.language_of(request))
    body = await limited_body(request, _LONGEST_BODY) or b""
    chosen = parse_qs(body.decode("utf-8", "replace")).get("choice", [""])[0]
    if chosen not in set(Choice):
        return Response(status_code=400)
    await run_in_threadpool(simulated_bank(settings()).choose, payment.provider_id, Choice(chosen))
    return RedirectResponse(payment.return_address, 303, headers=_NO_STORE)


async def _found(request: Request) -> AtBank | None:
    try:
        return await run_in_threadpool(simulated_bank(settings()).at_bank, request.path_params["provider_id"])
    except NotFound:
        return None


def _page(payment: AtBank) -> Response:
    with i18n.use_locale(payment.language if payment.language in i18n.LANGUAGES else i18n.SOURCE):
        title = _("Simulatie van een bank")
        warning = tag(
            "p",
            tag("strong", _("Dit is geen echte bank.")),
            " ",
            _("Je betaalt niets. Vul hier nooit gegevens van je kaart in."),
            class_="b-warning",
        )
        body = tag(
            "div",
            warning,
            tag(
                "main",
                tag("h1", title, class_="p-title"),
                html.definition_list(
                    (_("Bedrag"), i18n.format_amount(payment.amount)),
                    (_("Mededeling"), html.ltr(payment.description)),
                ),
                _ended(payment) if payment.state is not PaymentState.OPEN else _choices(),
                html.button_link(_("Ga terug zonder te kiezen"), payment.return_address, quiet=True),
            ),
            class_="b-bank",
        )
        text = shell.document(
            title=title, description="", path="", body=body, script=False, indexed=False,
            body_class="b-body", extra=tag("link", rel="stylesheet", href=assets.address("simulated-bank.css")),
        )  # fmt: skip
    return HTMLResponse(text, headers=_NO_STORE)


def _choices() -> Markup:
    plain = [_button(choice) for choice in _PLAIN]
    odd = [_button(choice) for choice in Choice if choice not in _PLAIN]
    return tag(
        "form",
        tag("h2", _("Wat doet de betaler?"), class_="p-section"),
        *plain,
        tag("h2", _("Wat kan er misgaan?"), class_="p-section"),
        *odd,
        method="post",
    )


def _ended(payment: AtBank) -> Markup:
    state = html.paragraph(labels_payments.STATES[payment.state], class_="p-lead")
    if payment.state is not PaymentState.PAID:
        return state
    words = tag("span", _("Neem het geld terug"), class_="b-choice__name")
    back = tag("button", words, name="choice", value=Choice.CHARGE_BACK, type="submit", class_="b-choice")
    return html.join(state, tag("form", back, method="post"))


def _button(choice: Choice) -> Markup:
    name, effect = CHOICES[choice]
    return tag(
        "button",
        tag("span", name, class_="b-choice__name"),
        tag("span", effect, class_="b-choice__effect"),
        name="choice",
        value=choice,
        type="submit",
        class_=f"b-choice b-choice--{choice}",
    )
