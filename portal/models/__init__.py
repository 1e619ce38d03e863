"""Every table; importing this package fills `SQLModel.metadata`."""

from portal.models import (
    articles,
    audit,
    bank,
    cases,
    contracts,
    conversations,
    outbox,
    payments,
    people,
    pips,
    refunds,
    retributie,
)

__all__ = [
    "articles",
    "audit",
    "bank",
    "cases",
    "contracts",
    "conversations",
    "outbox",
    "payments",
    "people",
    "pips",
    "refunds",
    "retributie",
]
