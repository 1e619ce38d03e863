"""What stands behind a pay button: who pays which charges, signed.

Another site cannot make one, and a found one is worth nothing to somebody who is not logged in as the same person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.settings import Settings

LASTS_S = 12 * 3600  # as long as a log-in: a page may stand open in a pocket
_SALT = "portal.pay"
_LONGEST = 4000


@dataclass(frozen=True)
class Wish:
    """What a pay button asks for."""

    person_id: str
    charge_ids: tuple[str, ...]


def make(settings: Settings, *, person_id: str, charge_ids: Sequence[str]) -> str:
    """Return the signed value of a pay button."""
    return _serializer(settings).dumps([person_id, *charge_ids])


def read(settings: Settings, token: str) -> Wish | None:
    """Return what a button asks for; None when we did not make it, or too long ago."""
    if len(token) > _LONGEST:
        return None
    try:
        said = _serializer(settings).loads(token, max_age=LASTS_S)
    except BadSignature:
        return None
    return Wish(said[0], tuple(said[1:]))


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.cookie_secret.get_secret_value(), salt=_SALT)
