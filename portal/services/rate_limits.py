"""How often somebody may ask in an hour, counted in the database: a new session, tab or process starts nothing anew."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from portal.errors import TooManyRequests
from portal.models.conversations import RateWindow
from portal.services.askers import Asker, hashed

HOUR = timedelta(hours=1)
# Many people share one address: a library, a reception centre, a mobile network.
_ADDRESS_FACTOR = 10


@dataclass(frozen=True)
class QuestionLimit:
    """Questions one visitor may ask in an hour; `secret` keys the hash of addresses."""

    an_hour: int
    secret: str


def count_question(session: Session, *, asker: Asker, limit: QuestionLimit, now: datetime) -> None:
    """Count one question of a person or browser, and of the address it came from.

    Raises:
        TooManyRequests: a limit is reached; says from when one may ask again. Nothing is counted then.
    """
    starts_at = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    keys = {asker.owner: limit.an_hour}
    if asker.address:
        keys[f"address:{hashed(asker.address, limit.secret)}"] = limit.an_hour * _ADDRESS_FACTOR
    with session.begin_nested():
        for key, most in sorted(keys.items()):
            if _count(session, key, starts_at) > most:
                raise TooManyRequests(retry_at=starts_at + HOUR)


def count_in_a_day(session: Session, *, key: str, most: int, now: datetime) -> None:
    """Count one more of something in a day, as UTC cuts days; `key` holds ids or hashes, never a name or an address.

    Raises:
        TooManyRequests: the limit is reached; says from when one may try again. Nothing is counted then.
    """
    starts_at = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with session.begin_nested():
        if _count(session, key, starts_at) > most:
            raise TooManyRequests(retry_at=starts_at + timedelta(days=1))


def _count(session: Session, key: str, starts_at: datetime) -> int:
    # One statement: two processes that count at once both count.
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(RateWindow).values(key=key, starts_at=starts_at, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["key", "starts_at"], set_={"count": RateWindow.count + 1}
    )
    return int(session.execute(counted.returning(col(RateWindow.count))).scalar_one())


def forget_old_windows(session: Session, *, now: datetime) -> int:
    """Delete counts of more than a day ago."""
    result: Any = session.execute(
        delete(RateWindow).where(col(RateWindow.starts_at) < now - timedelta(days=1))
    )
    return int(result.rowcount)
