"""The persoonlijk inburgeringsplan: four pillars, what was agreed, and what came of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class Pillar(StrEnum):
    """The parts of the track."""

    MO = "mo"
    NT2 = "nt2"
    WERK = "werk"
    PARTICIPATIE = "participatie"


class PartStatus(StrEnum):
    """Where a part stands. Vrijstelling and opschorting are rows of their own and win over this."""

    TO_PLAN = "to-plan"
    PLANNED = "planned"
    STARTED = "started"
    ACHIEVED = "achieved"


class TrajectForm(StrEnum):
    """The order of the parts: one after the other, together, or mixed into one offer."""

    LINEAIR = "lineair"
    GECOMBINEERD = "gecombineerd"
    GEINTEGREERD = "geintegreerd"


class Pip(SQLModel, table=True):
    """The plan that belongs to one contract."""

    __tablename__ = "pip"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", unique=True, max_length=32)
    form: TrajectForm = Field(default=TrajectForm.LINEAIR, sa_type=Code(TrajectForm))
    nt2_advice: str | None = Field(
        default=None, max_length=40, description="Code of the binding course advice (rules/courses.yaml)."
    )
    parts_fixed_on: date | None = None
    version: int = Field(default=1, ge=1)
    changed_at: datetime = Field(sa_type=Moment)


class PipPart(SQLModel, table=True):
    """One pillar of a plan."""

    __tablename__ = "pip_part"
    __table_args__ = (UniqueConstraint("pip_id", "pillar"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    pip_id: str = Field(foreign_key="pip.id", index=True, max_length=32)
    pillar: Pillar = Field(sa_type=Code(Pillar))
    status: PartStatus = Field(default=PartStatus.TO_PLAN, sa_type=Code(PartStatus))
    starts_on: date | None = None
    ends_on: date | None = None
    language: str | None = Field(default=None, max_length=8)
    place: str | None = Field(default=None, max_length=120)
    achieved_on: date | None = None


class VrijstellingGround(StrEnum):
    """Why somebody need not do a part, or the whole track."""

    ILLNESS_OR_HANDICAP = "illness-or-handicap"
    DIPLOMA = "diploma"
    VRIJSTELLINGSTEST = "vrijstellingstest"
    LANGUAGE_PROOF = "language-proof"
    WORKS_OR_STUDIES = "works-or-studies"
    MAY_NOT_WORK = "may-not-work"


class Vrijstelling(SQLModel, table=True):
    """An exemption from one part, decided by a trajectbegeleider; the proof itself is not kept."""

    __tablename__ = "vrijstelling"
    __table_args__ = (UniqueConstraint("part_id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    part_id: str = Field(foreign_key="pip_part.id", max_length=32)
    ground: VrijstellingGround = Field(sa_type=Code(VrijstellingGround))
    granted_on: date
    proof_seen_on: date | None = None
    decided_by: str = Field(foreign_key="person.id", max_length=32)


class ResultOutcome(StrEnum):
    """What came of a test."""

    PASSED = "passed"
    FAILED = "failed"


class TestKind(StrEnum):
    """The tests of the track."""

    __test__ = False

    MO_TEST = "mo-test"
    MO_VRIJSTELLINGSTEST = "mo-vrijstellingstest"
    NT2_TEST = "nt2-test"


class TestResult(SQLModel, table=True):
    """The result of one test on one day."""

    __test__ = False
    __tablename__ = "test_result"
    __table_args__ = (UniqueConstraint("part_id", "kind", "taken_on"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    part_id: str = Field(foreign_key="pip_part.id", index=True, max_length=32)
    kind: TestKind = Field(sa_type=Code(TestKind))
    taken_on: date
    outcome: ResultOutcome = Field(sa_type=Code(ResultOutcome))
    level: str | None = Field(default=None, max_length=8)


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    TALK = "talk"
    COURSE_START = "course-start"
    TEST = "test"


class Appointment(SQLModel, table=True):
    """Something the inburgeraar goes to: a talk, a first lesson, a test."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("contract_id", "kind", "starts_at"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", index=True, max_length=32)
    kind: AppointmentKind = Field(sa_type=Code(AppointmentKind))
    pillar: Pillar | None = Field(default=None, sa_type=Code(Pillar))
    starts_at: datetime = Field(sa_type=Moment)
    place: str = Field(max_length=200)
    cancelled: bool = False


class HoursState(StrEnum):
    """Where an entry of participation hours stands; only approved ones count."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    REFUSED = "refused"


class HoursSource(StrEnum):
    """How an entry came in."""

    ATTENDANCE = "attendance"
    HAND = "hand"


class HoursRefusal(StrEnum):
    """Why hours do not count."""

    NO_PROOF = "no-proof"
    UNREADABLE = "unreadable"
    ALONE = "alone"
    NOT_IN_DUTCH = "not-in-dutch"
    TWICE = "twice"
    WRONG_TIME = "wrong-time"
    BEFORE_CONTRACT = "before-contract"
    NOT_THERE = "not-there"
    NOT_KNOWN = "not-known"
    OTHER = "other"


class HoursEntry(SQLModel, table=True):
    """Minutes of participation on one day: proposed -> confirmed -> approved | refused; a refused one may be put right.

    An entry proposed from attendance names its sign-up, and is proposed once.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="minutes_in_a_day"),
        UniqueConstraint("contract_id", "day", "starts_minute"),
        Index("one_entry_per_sign_up", "sign_up_id", unique=True),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", index=True, max_length=32)
    day: date
    starts_minute: int = Field(ge=0, lt=1440, description="Minutes after midnight in Brussels.")
    minutes: int = Field(ge=1, le=1440)
    activity: str = Field(max_length=200)
    state: HoursState = Field(default=HoursState.PROPOSED, sa_type=Code(HoursState))
    decided_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    source: HoursSource = Field(
        default=HoursSource.HAND, sa_type=Code(HoursSource), sa_column_kwargs={"server_default": "hand"}
    )
    kind: str | None = Field(
        default=None, max_length=40, description="`ActivityKind` code: what the report counts."
    )
    organiser: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    contact: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": ""},
        description="Who can confirm: name or address, as the inburgeraar gave it.",
    )  # fmt: skip
    sign_up_id: str | None = Field(default=None, foreign_key="sign_up.id", max_length=32)
    proof_id: str | None = Field(default=None, foreign_key="upload.id", max_length=32)
    logged_at: datetime | None = Field(default=None, sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    confirmed_by: str | None = Field(
        default=None, foreign_key="person.id", max_length=32, description="None with a day: by a signed link."
    )
    refusal: HoursRefusal | None = Field(default=None, sa_type=Code(HoursRefusal))
    refusal_note: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
