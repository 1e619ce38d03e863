"""What a rule about money says, in one sentence; its source is said beside it (plan_words.why)."""

import i18n
from i18n import format_day, ngettext
from i18n import gettext as _
from portal.services.fee_kinds import (
    FeeBeforeStartRule,
    FeeCeilingRule,
    FeeFreeRule,
    FeeGroundRule,
    FeeInstalmentsRule,
    FeeItemRule,
    FeePayee,
    FeeReminderRule,
    FeeRule,
    FeeTermRule,
)
from portal.ui import labels_fees


def words(rule: FeeRule) -> str:
    """Say what a rule asks or gives."""
    match rule:
        case FeeItemRule():
            return _item(rule)
        case FeeCeilingRule():
            return _("Cursus en test kosten samen hoogstens %(amount)s.") % {
                "amount": i18n.format_amount(rule.amount)
            }
        case FeeFreeRule():
            return str(labels_fees.FREE[rule.why])
        case FeeGroundRule():
            values = {"ground": str(labels_fees.GROUNDS[rule.ground])}
            return _("Wie in deze situatie is, betaalt niet: %(ground)s.") % values
        case _:
            return _how_to_pay(rule)


def _item(rule: FeeItemRule) -> str:
    values = {
        "item": str(labels_fees.ITEMS[rule.item]),
        "amount": i18n.format_amount(rule.amount),
        "day": format_day(rule.contracts_from) if rule.contracts_from else "",
    }
    if rule.attempts_from > 1:
        return _("%(item)s: een nieuwe poging kost %(amount)s.") % values
    if rule.payee is FeePayee.SCHOOL or rule.contracts_from is None:
        return _("%(item)s: dit kost %(amount)s.") % values
    return _("%(item)s: dit kost %(amount)s met een contract vanaf %(day)s.") % values


def _how_to_pay(rule: FeeRule) -> str:
    match rule:
        case FeeBeforeStartRule():
            return _("Je betaalt voor de cursus of de test begint.")
        case FeeInstalmentsRule():
            most = {"n": rule.most_parts, "months": rule.most_months}
            return _("Je kan in hoogstens %(n)d delen betalen, over %(months)d maanden.") % most
        case FeeTermRule(days_to_pay=days):
            return ngettext(
                "Je hebt %(n)d dag om te betalen.", "Je hebt %(n)d dagen om te betalen.", days
            ) % {"n": days}
        case FeeReminderRule(days_after_due=days):
            return ngettext(
                "Een herinnering komt %(n)d dag na de laatste dag om te betalen.",
                "Een herinnering komt %(n)d dagen na de laatste dag om te betalen.",
                days,
            ) % {"n": days}
        case _:
            return ""
