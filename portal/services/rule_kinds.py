"""What a dated rule can say: one class for each file in portal/rules. A field that is not here is refused there."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from portal.models.contracts import Duty, Occupation
from portal.models.pips import Pillar


class Region(StrEnum):
    """Whose rules hold: those of Flanders, or those of Brussels for who is guided by Bon."""

    VLAANDEREN = "vlaanderen"
    BRUSSEL = "brussel"


class Literacy(StrEnum):
    """Whether somebody can read and write."""

    LITERATE = "literate"
    NON_LITERATE = "non-literate"


class Requirement(StrEnum):
    """Whether a part must be done for the attest."""

    COMPULSORY = "compulsory"
    OPTIONAL = "optional"


class Goal(StrEnum):
    """What "done" means for a part."""

    MO_COURSE = "mo-course"
    MO_TEST = "mo-test"
    NT2_A2 = "nt2-a2"
    NT2_STANDARD_TEST = "nt2-standard-test"
    NT2_OWN_LEVEL = "nt2-own-level"
    VDAB_REGISTRATION = "vdab-registration"
    ACTIRIS_REGISTRATION = "actiris-registration"
    PARTICIPATION_HOURS = "participation-hours"


class DeadlineCode(StrEnum):
    """The terms of a track."""

    REGISTER = "register"
    FIX_PARTS = "fix-parts"
    SIGN = "sign"
    WORK_REGISTRATION = "work-registration"
    FINISH = "finish"


class CountsFrom(StrEnum):
    """The day a term counts from."""

    DUTY = "duty"
    REGISTRATION = "registration"
    SIGNATURE = "signature"


class StepActor(StrEnum):
    """Who acts."""

    INBURGERAAR = "inburgeraar"
    TRAJECTBEGELEIDER = "trajectbegeleider"
    SCHOOL = "school"
    GEMEENTE = "gemeente"


class PickedBy(StrEnum):
    """The day that says whether a rule holds for somebody."""

    CONTRACT = "contract"
    DUTY = "duty"


class RollsOver(StrEnum):
    """Whether a term that ends on a weekend or holiday ends later."""

    NONE = "none"
    NEXT_WORKING_DAY = "next-working-day"


class AssumptionKey(StrEnum):
    """What the forecast assumes where nothing is planned."""

    MO_WAIT_DAYS = "mo-wait-days"
    MO_HOURS_PER_WEEK = "mo-hours-per-week"
    NT2_WAIT_DAYS = "nt2-wait-days"
    NT2_HOURS_PER_WEEK = "nt2-hours-per-week"
    NT2_HOURS_WITHOUT_ADVICE = "nt2-hours-without-advice"
    TEST_WAIT_DAYS = "test-wait-days"
    RETAKE_WAIT_DAYS = "retake-wait-days"
    PARTICIPATION_HOURS_PER_WEEK = "participation-hours-per-week"
    WORK_REGISTRATION_DAYS = "work-registration-days"
    SIGNING_DAYS = "signing-days"


class GroundAct(StrEnum):
    """What a ground allows."""

    OPSCHORTING = "opschorting"
    VRIJSTELLING = "vrijstelling"


class SourceKind(StrEnum):
    """Whether somebody else says so, or the portal assumes it."""

    PUBLISHED = "published"
    ASSUMPTION = "assumption"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleSource(_Strict):
    """Where a rule comes from."""

    kind: SourceKind
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str | None = Field(pattern=r"^https?://\S+$")
    dated: date | None
    consulted_on: date


class Rule(_Strict):
    """What every rule has: a name, the time and place in which it holds, where it comes from, how sure it is."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    valid_from: date
    valid_to: date | None
    regions: tuple[Region, ...] = Field(min_length=1)
    source: RuleSource
    last_checked: date
    uncertain: StrictBool = False
    note: str = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def holds(self, on: date, region: Region) -> bool:
        """Say whether the rule is in force on a day in a region."""
        return region in self.regions and self.valid_from <= on <= (self.valid_to or date.max)

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return what the rule is about; two rules that meet on every element contradict each other."""
        return ()

    def contradicts(self, other: "Rule") -> bool:
        """Say whether both rules could hold for the same person on the same day."""
        return (
            type(self) is type(other)
            and self._meets(other)
            and not set(self.regions).isdisjoint(other.regions)
            and all(mine & theirs for mine, theirs in zip(self.subject, other.subject, strict=True))
        )

    def _meets(self, other: "Rule") -> bool:
        """Say whether both can be in force for one person."""
        return self.valid_from <= (other.valid_to or date.max) and other.valid_from <= (
            self.valid_to or date.max
        )


class PillarRule(Rule):
    """That somebody's track has a part, and what finishes it. `picked_by`: which day of theirs it must be in force on."""

    pillar: Pillar
    picked_by: PickedBy = PickedBy.CONTRACT
    requirement: Requirement
    goal: Goal
    duties: tuple[Duty, ...] = Field(min_length=1)
    occupations: tuple[Occupation, ...] = Field(min_length=1)
    literacy: tuple[Literacy, ...] = Field(min_length=1)
    only_who_may_work: StrictBool = False

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return the part and for whom."""
        return (
            frozenset([self.pillar]),
            frozenset(self.duties),
            frozenset(self.occupations),
            frozenset(self.literacy),
        )

    def _meets(self, other: Rule) -> bool:
        by_another_day = isinstance(other, PillarRule) and other.picked_by is not self.picked_by
        return by_another_day or super()._meets(other)


class DeadlineRule(Rule):
    """A term: from which day it counts, how long it is, who must act."""

    deadline: DeadlineCode
    counts_from: CountsFrom
    actor: StepActor
    duties: tuple[Duty, ...] = Field(min_length=1)
    pillar: Pillar | None = None
    days: StrictInt | None = Field(default=None, ge=1)
    months: StrictInt | None = Field(default=None, ge=1)
    stands_still: StrictBool = True
    rolls_over: RollsOver = RollsOver.NONE

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("give either days or months")
        return self

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return the term and for whom."""
        return frozenset([self.deadline]), frozenset(self.duties)


class CourseRule(Rule):
    """How many hours a course takes; `then` names the course that follows it."""

    pillar: Pillar
    code: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    school: str = Field(pattern=r"^[a-z-]+$")
    hours: StrictInt = Field(ge=1)
    then: str | None = None

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return the course."""
        return (frozenset([self.code]),)


class ParticipationRule(Rule):
    """How many hours of participation must be proven."""

    hours: StrictInt = Field(ge=1)


class AssumptionRule(Rule):
    """A figure the forecast uses where nothing is planned."""

    key: AssumptionKey
    value: StrictInt = Field(ge=1)

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return what is assumed."""
        return (frozenset([self.key]),)


class GroundRule(Rule):
    """A ground for an opschorting, or for a vrijstelling of one of `pillars`."""

    act: GroundAct
    ground: str = Field(pattern=r"^[a-z-]+$")
    pillars: tuple[Pillar, ...] = ()
    min_months: StrictInt | None = Field(default=None, ge=1)
    max_months: StrictInt | None = Field(default=None, ge=1)

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return the act and its ground."""
        return frozenset([self.act]), frozenset([self.ground])
