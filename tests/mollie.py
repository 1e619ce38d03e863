"""A small Mollie: speaks version 2 of its payments API over HTTP, and misbehaves on request."""

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers import serving

CREATED = "2026-03-10T11:00:00+00:00"


@dataclass
class Asked:
    method: str
    path: str
    key: str
    body: dict
    authorization: str


@dataclass
class Mollie:
    """What the stub knows, and what it was asked. `trouble` is `5xx`, `401`, `422`, `slow`, `malformed`, `empty` or nothing."""

    url: str = ""
    payments: dict[str, dict] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    trouble: str = ""
    page: int = 250

    def pays(self, payment_id):
        self.payments[payment_id] |= {"status": "paid", "paidAt": CREATED, "method": "bancontact"}

    def gives_back(self, payment_id, value, *, status="refunded", refund_id=None):
        back = {
            "resource": "refund", "id": f"re_{len(self.backs(payment_id)) + 1}", "status": status,
            "amount": {"currency": "EUR", "value": value}, "paymentId": payment_id, "createdAt": CREATED,
            "metadata": {"refund_id": refund_id} if refund_id else None,
        }  # fmt: skip
        self.backs(payment_id).append(back)
        self.payments[payment_id]["amountRefunded"] = self.total(payment_id, "refunds")
        return back

    def takes_back(self, payment_id, value, *, reversed_at=None):
        back = {
            "resource": "chargeback", "id": "chb_1", "amount": {"currency": "EUR", "value": value},
            "createdAt": CREATED, "reversedAt": reversed_at, "paymentId": payment_id,
        }  # fmt: skip
        self.payments[payment_id]["_embedded"]["chargebacks"].append(back)
        self.payments[payment_id]["amountChargedBack"] = self.total(payment_id, "chargebacks")

    def backs(self, payment_id):
        return self.payments[payment_id]["_embedded"]["refunds"]

    def total(self, payment_id, kind):
        cents = sum(
            round(float(one["amount"]["value"]) * 100)
            for one in self.payments[payment_id]["_embedded"][kind]
            if one.get("status") not in {"failed", "canceled"}
        )
        return {"currency": "EUR", "value": f"{cents / 100:.2f}"}

    def answer(self, asked):
        path = asked.path.split("?")[0].removeprefix("/v2/")
        if path == "payments" and asked.method == "POST":
            return 201, self._made(asked)
        if path == "payments":
            return 200, self._listed(asked.path)
        payment_id = path.split("/")[1]
        if payment_id not in self.payments:
            return 404, {
                "status": 404,
                "title": "Not Found",
                "detail": f"No payment exists with token {payment_id}.",
            }
        if path.endswith("/refunds"):
            return 201, self._refunded(asked, payment_id)
        found = dict(self.payments[payment_id])
        if "embed=" not in asked.path:
            found.pop("_embedded")
        return 200, found

    def _made(self, asked):
        if asked.key in self.keys:
            return self.payments[self.keys[asked.key]]
        payment_id = f"tr_{len(self.payments) + 1}"
        self.keys[asked.key] = payment_id
        self.payments[payment_id] = asked.body | {
            "resource": "payment", "id": payment_id, "mode": "test", "status": "open", "createdAt": CREATED, "method": None,
            "_links": {"checkout": {"href": f"https://www.mollie.com/checkout/select-method/{payment_id}", "type": "text/html"}},
            "_embedded": {"refunds": [], "chargebacks": []},
        }  # fmt: skip
        return self.payments[payment_id]

    def _refunded(self, asked, payment_id):
        if asked.key not in self.keys:
            body = asked.body
            back = self.gives_back(
                payment_id, body["amount"]["value"], status="pending", refund_id=body["metadata"]["refund_id"]
            )
            self.keys[asked.key] = back["id"]
        return next(back for back in self.backs(payment_id) if back["id"] == self.keys[asked.key])

    def _listed(self, path):
        newest_first = list(reversed(self.payments.values()))
        start = int(path.partition("from=")[2] or 0)
        shown = newest_first[start : start + self.page]
        more = start + self.page < len(newest_first)
        following = {
            "href": f"{self.url}/v2/payments?from={start + self.page}",
            "type": "application/hal+json",
        }
        return {
            "count": len(shown), "_embedded": {"payments": shown},
            "_links": {"next": following if more else None, "previous": None},
        }  # fmt: skip


_TROUBLE = {
    "5xx": (503, b'{"status": 503, "title": "Service Unavailable", "detail": "secret detail"}'),
    "401": (401, b'{"status": 401, "title": "Unauthorized", "detail": "Missing authentication"}'),
    "422": (422, b'{"status": 422, "title": "Unprocessable", "detail": "The amount is too low", "field": "amount"}'),
    "malformed": (200, b"<html>gateway</html>"),
    "empty": (200, b"{}"),
    "dollars": (200, (b'{"id": "tr_1", "status": "paid", "createdAt": "2026-03-10T11:00:00+00:00",'
                     b' "amount": {"currency": "USD", "value": "90.00"}}')),
    "unknown-status": (200, (b'{"id": "tr_1", "status": "dreaming", "createdAt": "2026-03-10T11:00:00+00:00",'
                            b' "amount": {"currency": "EUR", "value": "90.00"}}')),
}  # fmt: skip


@contextmanager
def a_mollie():
    """Start one on a port of its own."""
    mollie = Mollie()

    class Desk(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            asked = Asked(
                self.command, self.path, self.headers.get("Idempotency-Key", ""),
                json.loads(body) if body else {}, self.headers["Authorization"],
            )  # fmt: skip
            mollie.asked.append(asked)
            if mollie.trouble == "slow":
                time.sleep(1)
            if mollie.trouble in _TROUBLE:
                status, text = _TROUBLE[mollie.trouble]
            else:
                status, said = mollie.answer(asked)
                text = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/hal+json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = answer  # noqa: N815 the names that http.server looks for

        def log_message(self, *_words):
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.handle_error = lambda *_facts: None  # who was too slow finds the line closed
    mollie.url = f"http://127.0.0.1:{server.server_port}"
    with serving(server):
        yield mollie
