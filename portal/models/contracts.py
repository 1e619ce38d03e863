"""The inburgeringscontract and what stops its clock."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id
from portal.models.people import Agency


class Duty(StrEnum):
    """Whether somebody must follow the track or may (decreet 7 June 2013, chapter 6)."""

    VERPLICHT = "verplicht"
    RECHTHEBBEND = "rechthebbend"


class Occupation(StrEnum):
    """Whether somebody works or studies; decides whether the participation pillar is compulsory."""

    NONE = "none"
    WORK = "work"
    STUDY = "study"


class ContractState(StrEnum):
    """Where the track is as a whole."""

    REGISTERED = "registered"
    SIGNED = "signed"
    COMPLETED = "completed"
    ENDED = "ended"


class Inburgeringscontract(SQLModel, table=True):
    """One track of one person: from aanmelding to attest. At most one runs at a time."""

    __tablename__ = "inburgeringscontract"
    __table_args__ = (
        Index(
            "one_running_contract", "person_id", unique=True,
            sqlite_where=text("state IN ('registered', 'signed')"), postgresql_where=text("state IN ('registered', 'signed')"),
        ),
        CheckConstraint("signed_on IS NULL OR signed_on >= registered_on", name="signed_after_registered"),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    state: ContractState = Field(sa_type=Code(ContractState))
    duty: Duty = Field(sa_type=Code(Duty))
    occupation: Occupation = Field(default=Occupation.NONE, sa_type=Code(Occupation))
    may_work: bool = True
    non_literate: bool = False
    nis_code: str = Field(max_length=5)
    agency: Agency = Field(sa_type=Code(Agency))
    trajectbegeleider_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    duty_since_on: date | None = None
    registered_on: date
    signed_on: date | None = None
    ended_on: date | None = None


class OpschortingGround(StrEnum):
    """Why a track may stand still for a time; rules/grounds.yaml says which ground holds where."""

    SICK_LEAVE = "sick-leave"
    MATERNITY = "maternity"
    CARE = "care"
    PSYCHOSOCIAL = "psychosocial"
    SOCIETAL = "societal"
    NO_CHILDCARE = "no-childcare"
    WORK_OR_STUDY = "work-or-study"


class SuspendedScope(StrEnum):
    """What stands still: the whole track or one part; the codes of the parts are those of `Pillar`."""

    TRACK = "track"
    MO = "mo"
    NT2 = "nt2"
    WERK = "werk"
    PARTICIPATIE = "participatie"


class Opschorting(SQLModel, table=True):
    """A suspension of a contract: while it lasts its deadlines stand still. The proof itself is not kept."""

    __tablename__ = "opschorting"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint("contract_id", "scope", "ground", "starts_on"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", index=True, max_length=32)
    scope: SuspendedScope = Field(default=SuspendedScope.TRACK, sa_type=Code(SuspendedScope))
    ground: OpschortingGround = Field(sa_type=Code(OpschortingGround))
    starts_on: date
    ends_on: date
    proof_seen_on: date
    decided_by: str = Field(foreign_key="person.id", max_length=32)
    decided_at: datetime = Field(sa_type=Moment)
