"""On-line payments: what any provider can do, and Mollie by its official client.

A provider is told our payment's id, an amount and where to go back to; never who pays, or what for.
What it says of a payment is the only truth about it: webhooks and return addresses only tell us to ask.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import partial
from typing import Any, Protocol, TypeVar

from mollie.api.client import Client
from mollie.api.error import Error, NotFoundError, ResponseError
from mollie.api.objects.payment import Payment

from portal import logs
from portal.errors import NotFound, ProviderDown
from portal.models.payments import PaymentState

log = logs.get_logger()
T = TypeVar("T")

ZERO = Decimal("0.00")
_PATIENCE_S = (2, 4)  # to connect, to answer
_PAGE = 250


@dataclass(frozen=True)
class Order:
    """What a provider is asked to collect."""

    payment_id: str
    amount: Decimal
    description: str
    return_address: str
    webhook_address: str
    language: str


class BackState(StrEnum):
    """Where money that goes back stands. `failed`: it stayed with us after all."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Back:
    """Money that went back: a refund of ours or from the provider's own desk, or a charge-back by the payer's bank.

    `refund_id` is ours, when the portal ordered it.
    """

    provider_id: str
    amount: Decimal
    state: BackState
    charge_back: bool = False
    refund_id: str | None = None


@dataclass(frozen=True)
class Report:
    """What the provider says of one payment. `back` is complete only where one payment was asked for."""

    provider_id: str
    state: PaymentState
    amount: Decimal
    refunded: Decimal
    charged_back: Decimal
    created_at: datetime
    payment_id: str | None = None
    method: str | None = None
    checkout_url: str | None = None
    back: tuple[Back, ...] = ()

    @property
    def kept(self) -> Decimal:
        """Return what the provider still has of this payment."""
        return self.amount - self.refunded - self.charged_back if self.state is PaymentState.PAID else ZERO


class PaymentProvider(Protocol):
    """Collects money and gives it back. Whatever goes wrong on its side is `ProviderDown`."""

    name: str

    def create(self, order: Order) -> Report:
        """Ask for a payment; the same `payment_id` again returns the payment that is there.

        Raises:
            ProviderDown: no usable answer; nobody can have paid.
        """

    def fetch(self, provider_id: str) -> Report:
        """Ask how a payment stands.

        Raises:
            NotFound: the provider has no such payment.
            ProviderDown: no usable answer.
        """

    def refund(self, provider_id: str, *, refund_id: str, amount: Decimal, description: str) -> Back:
        """Give money back; the same `refund_id` again returns the refund that is there.

        Raises:
            NotFound: the provider has no such payment.
            ProviderDown: no usable answer; it may or may not have been ordered, so ask again with the same id.
        """

    def payments(self, *, since: datetime) -> Iterator[Report]:
        """Return every payment made since a moment, for the daily comparison.

        Raises:
            ProviderDown: no usable answer.
        """


_STATES: Mapping[str, PaymentState] = {
    "open": PaymentState.OPEN,
    "pending": PaymentState.PENDING,
    "authorized": PaymentState.PENDING,
    "paid": PaymentState.PAID,
    "failed": PaymentState.FAILED,
    "expired": PaymentState.EXPIRED,
    "canceled": PaymentState.CANCELLED,
}
_BACK_STATES: Mapping[str, BackState] = {
    "queued": BackState.PENDING,
    "pending": BackState.PENDING,
    "processing": BackState.PENDING,
    "refunded": BackState.DONE,
    "failed": BackState.FAILED,
    "canceled": BackState.FAILED,
}
# Mollie's own pages know no Arabic; English is what most readers of another language can manage.
_LOCALES: Mapping[str, str] = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_OTHER_LOCALE = "en_GB"
METHODS = ("bancontact", "creditcard")


class MolliePayments:
    """Mollie, by its API of version 2. One client a thread: its HTTP session is not made to be shared."""

    name = "mollie"

    def __init__(self, key: str, *, endpoint: str = "", patience_s: tuple[int, int] = _PATIENCE_S) -> None:
        self._key = key
        self._endpoint = endpoint
        self._patience_s = patience_s
        self._kept = threading.local()

    def create(self, order: Order) -> Report:
        """See `PaymentProvider`; the payment's id is the idempotency key."""
        asked = {
            "amount": _amount(order.amount),
            "description": order.description,
            "redirectUrl": order.return_address,
            "webhookUrl": order.webhook_address,
            "locale": _LOCALES.get(order.language, _OTHER_LOCALE),
            "method": list(METHODS),
            "metadata": {"payment_id": order.payment_id},
        }
        return self._ask(
            lambda client: _report(client.payments.create(asked, idempotency_key=order.payment_id))
        )

    def fetch(self, provider_id: str) -> Report:
        """See `PaymentProvider`."""
        return self._ask(
            lambda client: _report(client.payments.get(provider_id, embed="refunds,chargebacks"))
        )

    def refund(self, provider_id: str, *, refund_id: str, amount: Decimal, description: str) -> Back:
        """See `PaymentProvider`; the refund's id is the idempotency key."""
        asked = {
            "amount": _amount(amount),
            "description": description,
            "metadata": {"refund_id": refund_id},
        }

        def order(client: Client) -> Back:
            payment = client.payments.get(provider_id)
            return _refund(payment.refunds.create(asked, idempotency_key=refund_id))

        return self._ask(order)

    def payments(self, *, since: datetime) -> Iterator[Report]:
        """See `PaymentProvider`; Mollie lists the newest first."""
        address = ""
        while True:
            page = self._ask(partial(_page, address=address))
            for report in page.reports:
                if report.created_at < since:
                    return
                yield report
            if not page.next_address:
                return
            address = page.next_address

    def _ask(self, question: Callable[[Client], T]) -> T:
        return _understood(lambda: question(self._client()))

    def _client(self) -> Client:
        client: Client | None = getattr(self._kept, "client", None)
        if client is None:
            # No tries of the client's own: whoever waits here is a person or a webhook, and the job asks again.
            client = Client(api_endpoint=self._endpoint, timeout=self._patience_s, retry=0)
            client.set_api_key(self._key)
            self._kept.client = client
        return client


def _understood(question: Callable[[], T]) -> T:
    """Turn whatever Mollie or its client makes of a question into an answer or one of our errors."""
    try:
        return question()
    except NotFoundError as error:
        raise NotFound("payment") from error
    except ResponseError as error:
        # Status and field only: the detail repeats what was sent.
        log.warning("payment_provider_refused", status=error.status, field=error.field)
        raise ProviderDown("mollie") from error
    except (Error, KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        log.warning("payment_provider_down", error=type(error).__name__)
        raise ProviderDown("mollie") from error


def _amount(euros: Decimal) -> dict[str, str]:
    return {"currency": "EUR", "value": f"{euros:.2f}"}


def _euros(said: Mapping[str, Any] | None) -> Decimal:
    if said is None:
        return ZERO
    if said["currency"] != "EUR":
        raise ValueError("not in euros")
    return Decimal(said["value"]).quantize(ZERO)


@dataclass(frozen=True)
class _Page:
    """Some of the payments, and where the next ones stand."""

    reports: tuple[Report, ...]
    next_address: str | None


def _page(client: Client, address: str) -> _Page:
    found = client.payments.from_url(address) if address else client.payments.list(limit=_PAGE)
    payments = [_payment(one, client) for one in found["_embedded"]["payments"]]
    following = found["_links"]["next"]
    return _Page(tuple(_report(payment) for payment in payments), following["href"] if following else None)


def _payment(said: Mapping[str, Any], client: Client) -> Payment:
    return Payment(said, client)  # type: ignore[no-untyped-call]


def _report(payment: Payment) -> Report:
    ours = payment.metadata if isinstance(payment.metadata, dict) else {}
    embedded = payment.get("_embedded") or {}
    return Report(
        provider_id=payment["id"],
        state=_STATES[payment["status"]],
        amount=_euros(payment["amount"]),
        refunded=_euros(payment.amount_refunded),
        charged_back=_euros(payment.amount_chargedback),
        created_at=datetime.fromisoformat(payment["createdAt"]),
        payment_id=ours.get("payment_id"),
        method=payment.method if isinstance(payment.method, str) else None,
        checkout_url=payment.checkout_url,
        back=(
            *(_refund(refund) for refund in embedded.get("refunds", ())),
            *(_charge_back(one) for one in embedded.get("chargebacks", ())),
        ),
    )


def _refund(refund: Mapping[str, Any]) -> Back:
    ours = refund.get("metadata")
    return Back(
        provider_id=refund["id"],
        amount=_euros(refund["amount"]),
        state=_BACK_STATES[refund["status"]],
        refund_id=ours.get("refund_id") if isinstance(ours, dict) else None,
    )


def _charge_back(charge_back: Mapping[str, Any]) -> Back:
    reversed_again = bool(charge_back.get("reversedAt"))
    return Back(
        provider_id=charge_back["id"],
        amount=_euros(charge_back["amount"]),
        state=BackState.FAILED if reversed_again else BackState.DONE,
        charge_back=True,
    )
