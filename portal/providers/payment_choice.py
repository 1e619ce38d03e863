"""Which payment provider the settings name."""

from functools import lru_cache
from pathlib import Path

from portal.providers.payments import MolliePayments, PaymentProvider
from portal.providers.simulated_bank import SimulatedBank
from portal.settings import PaymentWay, Settings

FILE = "simulated-bank.sqlite3"


def payment_provider(settings: Settings) -> PaymentProvider:
    """Return the provider that the settings name."""
    if settings.payment_provider is PaymentWay.MOLLIE:
        return _mollie(settings.mollie_key.get_secret_value())
    return simulated_bank(settings)


def simulated_bank(settings: Settings) -> SimulatedBank:
    """Return the simulated bank of this portal."""
    return _bank(settings.data_dir / FILE, settings.base_url)


@lru_cache(maxsize=4)
def _mollie(key: str) -> MolliePayments:
    return MolliePayments(key)


@lru_cache(maxsize=64)
def _bank(file: Path, base_url: str) -> SimulatedBank:
    return SimulatedBank(file, base_url=base_url)
