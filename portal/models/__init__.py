"""Every table; importing this package fills `SQLModel.metadata`."""

from portal.models import articles, audit, cases, contracts, conversations, outbox, people, pips

__all__ = ["articles", "audit", "cases", "contracts", "conversations", "outbox", "people", "pips"]
