"""Sends the webhooks of the simulated bank, by HTTP as a real provider would, to the process it runs in."""

import threading
from urllib.parse import urlsplit

import httpx

from portal import logs
from portal.errors import ProviderDown
from portal.providers.simulated_bank import Delivery, SimulatedBank

_EVERY_S = 0.25
_PATIENCE_S = 10.0

log = logs.get_logger()


class Webhooks:
    """Looks a few times a second for a webhook that is due; several processes share the work."""

    def __init__(self, bank: SimulatedBank, port: int) -> None:
        self._bank = bank
        # Not the public address: behind a proxy or in a container the portal may not reach itself by it.
        self._origin = f"http://127.0.0.1:{port}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated-bank", daemon=True)

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self) -> None:
        """Let the webhook that is under way end, and send no more."""
        self._stop.set()
        self._thread.join(timeout=_PATIENCE_S)

    def send_due(self) -> int:
        """Send what is due; returns how many were taken."""
        taken = 0
        while not self._stop.is_set() and (delivery := self._bank.due()) is not None:
            answered = self._send(delivery)
            self._bank.delivered(delivery.number, taken=answered)
            taken += answered
        return taken

    def _send(self, delivery: Delivery) -> bool:
        address = self._origin + urlsplit(delivery.webhook_address).path
        try:
            answer = httpx.post(address, data={"id": delivery.provider_id}, timeout=_PATIENCE_S)
        except httpx.HTTPError as error:
            log.warning("simulated_webhook_failed", error=type(error).__name__)
            return False
        return answer.is_success

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            try:
                self.send_due()
            except ProviderDown:
                log.warning("simulated_bank_locked")  # its file may be free at the next look
