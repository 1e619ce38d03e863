"""Column helpers shared by the tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, DateTime, Dialect, String, TypeDecorator


def new_id() -> str:
    """Return a random identifier: says nothing about the person or the thing, cannot be guessed."""
    return uuid4().hex


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as UTC and read back aware on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: nobody could tell later which hour was meant."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[Any]):
    """An enum stored as its short code, so that adding a member needs no change of the schema."""

    impl = String(64)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Store the code; an unknown one is refused."""
        del dialect
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read back the member."""
        del dialect
        return None if value is None else self.kind(value)


class Money(TypeDecorator[Decimal]):
    """Euros as a Decimal with two places, stored as whole cents: SQLite knows no decimals."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Refuse parts of a cent: a sum must never depend on rounding."""
        del dialect
        if value is None:
            return None
        cents = value * 100
        if cents != int(cents):
            raise ValueError("money has at most two decimals")
        return int(cents)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read back as euros."""
        del dialect
        return None if value is None else Decimal(int(value)).scaleb(-2)


class Codes(TypeDecorator[tuple[str, ...]]):
    """Some short codes in one column, written `|a|b|`: one of them is found with `LIKE '%|a|%'` on both databases."""

    impl = String(400)
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Refuse a code that would read as two."""
        del dialect
        if value is None:
            return None
        if any(not code or "|" in code or "%" in code for code in value):
            raise ValueError("a code is not empty and has no | or %")
        return "".join(f"|{code}" for code in value) + "|" if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Read back in the order they were written."""
        del dialect
        return tuple(value.strip("|").split("|")) if value else ()
