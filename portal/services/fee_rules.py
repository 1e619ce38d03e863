"""Which rule about money holds: for a contract of some day, in a region, on the day that something is charged."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.models.retributie import FeeItem
from portal.services.fee_kinds import (
    FeeBeforeStartRule,
    FeeCeilingRule,
    FeeFreeRule,
    FeeGroundRule,
    FeeInstalmentsRule,
    FeeItemRule,
    FeePayee,
    FeeReminderRule,
    FeeTermRule,
    FreeWhy,
)
from portal.services.rule_kinds import Region
from portal.services.rules import Rulebook


@dataclass(frozen=True)
class FeeRules:
    """The rules about money for one contract. `signed_on`: its date; before it is signed the day itself."""

    book: Rulebook
    region: Region
    signed_on: date

    def free(self, on: date) -> FeeFreeRule | None:
        """Return why nothing at all is asked; None when something is."""
        return next((rule for rule in self._free(on) if rule.why is not FreeWhy.FREE_PARTS), None)

    def free_parts(self, on: date) -> FeeFreeRule | None:
        """Return the rule that guidance, work and participation are free."""
        return next((rule for rule in self._free(on) if rule.why is FreeWhy.FREE_PARTS), None)

    def item(self, item: FeeItem, attempt: int, on: date) -> FeeItemRule | None:
        """Return what one try at an item costs; None when it costs nothing."""
        if self.free(on) is not None:
            return None
        found = self.book.in_force(FeeItemRule, on, self.region)
        return next(
            (r for r in found if r.item is item and r.is_for_attempt(attempt) and r.is_for(self.signed_on)),
            None,
        )

    def of_payee(self, payee: FeePayee, on: date) -> tuple[FeeItemRule, ...]:
        """Return what the first try at each item costs, for the items that are paid to one payee."""
        found = (self.item(item, 1, on) for item in FeeItem)
        return tuple(rule for rule in found if rule is not None and rule.payee is payee)

    def ceiling(self, item: FeeItem, attempt: int, on: date) -> FeeCeilingRule | None:
        """Return what this try and the other items with it cost together at most."""
        found = self.book.in_force(FeeCeilingRule, on, self.region)
        return next((rule for rule in found if rule.counts(item, attempt)), None)

    def before_start(self, on: date) -> FeeBeforeStartRule | None:
        """Return the rule that one pays before the start."""
        return next(iter(self.book.in_force(FeeBeforeStartRule, on, self.region)), None)

    def due_on(self, on: date, starts_on: date) -> date:
        """Return by which day something is paid that is charged on a day for a start; never before it is charged."""
        term = next(
            iter(self.book.in_force(FeeTermRule, on, self.region))
        )  # there is one: services/rules.py checks
        before = starts_on - timedelta(days=term.days_before_start)
        return max(on, min(on + timedelta(days=term.days_to_pay), before))

    def _free(self, on: date) -> tuple[FeeFreeRule, ...]:
        found = self.book.in_force(FeeFreeRule, on, self.region)
        return tuple(rule for rule in found if rule.is_for(self.signed_on))


def grounds(book: Rulebook, on: date, region: Region) -> tuple[FeeGroundRule, ...]:
    """Return the grounds that exempt from paying on a day."""
    return tuple(book.in_force(FeeGroundRule, on, region))


def instalments(book: Rulebook, on: date, region: Region) -> FeeInstalmentsRule | None:
    """Return in how many parts one may pay."""
    return next(iter(book.in_force(FeeInstalmentsRule, on, region)), None)


def reminders(book: Rulebook, on: date, region: Region) -> tuple[FeeReminderRule, ...]:
    """Return when somebody is reminded, the first step first."""
    return tuple(sorted(book.in_force(FeeReminderRule, on, region), key=lambda rule: rule.step))
