"""What a rule about money can say: one class for each `about` of rules/retributie.yaml."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from portal.models.retributie import FeeItem
from portal.services.rule_kinds import Rule


class FeePayee(StrEnum):
    """To whom something is paid."""

    AGENCY = "agency"
    SCHOOL = "school"


class FreeWhy(StrEnum):
    """Why nothing is asked."""

    BRUSSEL = "brussel"
    OLD_CONTRACT = "old-contract"
    FREE_PARTS = "free-parts"


class FeeGround(StrEnum):
    """Why somebody is exempt from paying."""

    LEEFLOON = "leefloon"
    LEEFLOON_DEPENDANT = "leefloon-dependant"
    MATERIELE_OPVANG = "materiele-opvang"
    DETAINED = "detained"
    COMPULSORY_SCHOOLING = "compulsory-schooling"
    EMPLOYMENT_TRACK = "employment-track"
    JOBSEEKER_WITHOUT_BENEFIT = "jobseeker-without-benefit"


class FeeProof(StrEnum):
    """What proves a ground."""

    OCMW_ATTEST = "ocmw-attest"
    OPVANG_ATTEST = "opvang-attest"
    PRISON_ATTEST = "prison-attest"
    SCHOOL_ATTEST = "school-attest"
    VDAB_ATTEST = "vdab-attest"


def _written(value: object) -> object:
    """Take an amount as text only: a YAML number passes through binary fractions."""
    if not isinstance(value, str):
        raise ValueError('write the amount as text, such as "90.00"')  # noqa: TRY004 pydantic wants a ValueError
    return value


Euros = Annotated[Decimal, BeforeValidator(_written), Field(gt=0, max_digits=7, decimal_places=2)]


class FeeRule(Rule):
    """What every rule about money has."""

    about: str


class _ForContracts(FeeRule):
    """A rule that holds for contracts of some days only."""

    contracts_from: date | None = None
    contracts_to: date | None = None

    @model_validator(mode="after")
    def _window(self) -> Self:
        if self.contracts_from and self.contracts_to and self.contracts_to < self.contracts_from:
            raise ValueError("contracts_to lies before contracts_from")
        return self

    def is_for(self, signed_on: date) -> bool:
        """Say whether the rule is for a contract of this day."""
        return (self.contracts_from or date.min) <= signed_on <= (self.contracts_to or date.max)

    def contradicts(self, other: Rule) -> bool:
        """Say whether both could hold for one contract on one day."""
        return (
            isinstance(other, _ForContracts)
            and (self.contracts_from or date.min) <= (other.contracts_to or date.max)
            and (other.contracts_from or date.min) <= (self.contracts_to or date.max)
            and super().contradicts(other)
        )


class FeeItemRule(_ForContracts):
    """What one course or one try at a test costs, and to whom it is paid."""

    about: Literal["item"]
    item: FeeItem
    amount: Euros
    payee: FeePayee
    attempts_from: StrictInt = Field(default=1, ge=1)
    attempts_to: StrictInt | None = Field(default=None, ge=1)

    def is_for_attempt(self, attempt: int) -> bool:
        """Say whether the rule is for this try."""
        return self.attempts_from <= attempt <= (self.attempts_to or attempt)

    def contradicts(self, other: Rule) -> bool:
        """Say whether both could ask an amount for the same try."""
        return (
            isinstance(other, FeeItemRule)
            and (self.attempts_to is None or other.attempts_from <= self.attempts_to)
            and (other.attempts_to is None or self.attempts_from <= other.attempts_to)
            and super().contradicts(other)
        )

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return what is paid."""
        return (frozenset([self.item]),)


class FeeCeilingRule(FeeRule):
    """What some items cost together at most; `attempts_to`: up to which try they count."""

    about: Literal["ceiling"]
    items: tuple[FeeItem, ...] = Field(min_length=1)
    amount: Euros
    attempts_to: StrictInt = Field(ge=1)

    def counts(self, item: FeeItem, attempt: int) -> bool:
        """Say whether this try at this item counts."""
        return item in self.items and attempt <= self.attempts_to

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return what it covers."""
        return (frozenset(self.items),)


class FeeFreeRule(_ForContracts):
    """That nothing is asked: of whom, or for which parts."""

    about: Literal["free"]
    why: FreeWhy

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return why."""
        return (frozenset([self.why]),)


class FeeGroundRule(FeeRule):
    """A ground that exempts from paying some items, and the proof for it."""

    about: Literal["ground"]
    ground: FeeGround
    items: tuple[FeeItem, ...] = Field(min_length=1)
    proof: FeeProof
    proof_months: StrictInt | None = Field(default=None, ge=1)
    most_months: StrictInt | None = Field(default=None, ge=1)

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return the ground."""
        return (frozenset([self.ground]),)


class FeeBeforeStartRule(FeeRule):
    """That one pays before the course or the test."""

    about: Literal["before-start"]


class FeeTermRule(FeeRule):
    """By which day one pays: so many days to pay, and so many days before the start, whichever comes first."""

    about: Literal["term"]
    days_before_start: StrictInt = Field(ge=0)
    days_to_pay: StrictInt = Field(ge=1)


class FeeInstalmentsRule(FeeRule):
    """In how many parts one may pay, over how many months."""

    about: Literal["instalments"]
    most_parts: StrictInt = Field(ge=2)
    most_months: StrictInt = Field(ge=1)


class FeeReminderRule(FeeRule):
    """When somebody is reminded, counted from the day by which they should have paid."""

    about: Literal["reminder"]
    step: StrictInt = Field(ge=1)
    days_after_due: StrictInt = Field(ge=1)

    @property
    def subject(self) -> tuple[frozenset[object], ...]:
        """Return which reminder."""
        return (frozenset([self.step]),)


ABOUT: Mapping[str, type[FeeRule]] = {
    "item": FeeItemRule,
    "ceiling": FeeCeilingRule,
    "free": FeeFreeRule,
    "ground": FeeGroundRule,
    "before-start": FeeBeforeStartRule,
    "term": FeeTermRule,
    "instalments": FeeInstalmentsRule,
    "reminder": FeeReminderRule,
}


def class_of(about: object) -> type[FeeRule] | None:
    """Return the class of a rule by its `about`."""
    return ABOUT.get(about) if isinstance(about, str) else None


def without_term(rules: Iterable[Rule]) -> FeeItemRule | None:
    """Return an item that would be charged at a time for which no rule says by when it is paid; None: all is well."""
    known = list(rules)
    terms = [rule for rule in known if isinstance(rule, FeeTermRule)]
    for item in (rule for rule in known if isinstance(rule, FeeItemRule) and rule.payee is FeePayee.AGENCY):
        covered = any(
            set(item.regions) <= set(term.regions)
            and term.valid_from <= item.valid_from
            and (item.valid_to or date.max) <= (term.valid_to or date.max)
            for term in terms
        )
        if not covered:
            return item
    return None
