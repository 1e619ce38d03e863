"""Who did what when, in a chain that shows every later change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from portal.models.columns import Moment


class AuditEntry(SQLModel, table=True):
    """One act. Facts are codes, ids, days and amounts: no names, no free text. Never updated or deleted."""

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True, description="1, 2, 3 ... without holes.")
    at: datetime = Field(sa_type=Moment)
    actor_id: str | None = Field(
        default=None, max_length=32, index=True, description="None: the system itself."
    )
    action: str = Field(max_length=60, description="Dotted, past tense: `case.answered`.")
    subject: str = Field(max_length=80, index=True, description="`pip:<id>`.")
    owner_id: str | None = Field(default=None, max_length=32, index=True, description="Whose file it is.")
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)
