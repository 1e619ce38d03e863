"""What a plan is computed from: the stored facts as values, without a session."""

from dataclasses import dataclass, field
from datetime import date, datetime

from portal.models.contracts import ContractState, Duty, Occupation, OpschortingGround, SuspendedScope
from portal.models.people import Agency
from portal.models.pips import (
    AppointmentKind,
    PartStatus,
    Pillar,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services.terms import Period


@dataclass(frozen=True)
class ContractFacts:
    """One contract with its plan's own facts."""

    id: str
    state: ContractState
    duty: Duty
    occupation: Occupation
    may_work: bool
    non_literate: bool
    agency: Agency
    registered_on: date
    duty_since_on: date | None = None
    signed_on: date | None = None
    ended_on: date | None = None
    parts_fixed_on: date | None = None
    form: TrajectForm = TrajectForm.LINEAIR
    nt2_advice: str | None = None
    trajectbegeleider_id: str | None = None
    trajectbegeleider: str | None = None

    @property
    def runs(self) -> bool:
        """Say whether the track still runs."""
        return self.state in {ContractState.REGISTERED, ContractState.SIGNED}


@dataclass(frozen=True)
class Exemption:
    """A vrijstelling of one part."""

    ground: VrijstellingGround
    granted_on: date


@dataclass(frozen=True)
class PartFacts:
    """What was written down about one part."""

    pillar: Pillar
    status: PartStatus = PartStatus.TO_PLAN
    starts_on: date | None = None
    ends_on: date | None = None
    language: str | None = None
    place: str | None = None
    achieved_on: date | None = None
    exemption: Exemption | None = None


@dataclass(frozen=True)
class Suspension:
    """An opschorting of the track or of one part."""

    scope: SuspendedScope
    ground: OpschortingGround
    starts_on: date
    ends_on: date

    @property
    def period(self) -> Period:
        """Return its days."""
        return Period(self.starts_on, self.ends_on)

    def concerns(self, pillar: Pillar | None) -> bool:
        """Say whether it stops this part's clock; `None`: the clock of the track as a whole."""
        return self.scope is SuspendedScope.TRACK or (pillar is not None and self.scope.value == pillar.value)


@dataclass(frozen=True)
class Result:
    """What came of one test."""

    pillar: Pillar
    kind: TestKind
    taken_on: date
    outcome: ResultOutcome
    level: str | None = None


@dataclass(frozen=True)
class Hours:
    """Minutes of participation, apart by where they stand; only the approved ones count."""

    approved: int = 0
    waiting: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Visit:
    """An appointment that is not cancelled."""

    id: str
    kind: AppointmentKind
    pillar: Pillar | None
    starts_at: datetime
    place: str


@dataclass(frozen=True)
class PlanFacts:
    """Everything a plan is computed from."""

    contract: ContractFacts
    parts: tuple[PartFacts, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    results: tuple[Result, ...] = ()
    hours: Hours = field(default_factory=Hours)
    visits: tuple[Visit, ...] = ()

    def suspended(self, pillar: Pillar | None) -> tuple[Period, ...]:
        """Return the days on which a part's clock (`None`: the track's) stands still."""
        return tuple(suspension.period for suspension in self.suspensions if suspension.concerns(pillar))
