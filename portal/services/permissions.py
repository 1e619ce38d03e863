"""Who may do what: the one matrix. Every use case asks it with the thing at hand; pages only hide what it would refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.errors import NotAllowed
from portal.models.people import Role


class Action(StrEnum):
    """What can be done. Dotted: thing, then verb."""

    PIP_VIEW = "pip.view"
    PIP_CHANGE = "pip.change"
    CONTRACT_REGISTER = "contract.register"
    CONVERSATION_VIEW = "conversation.view"
    CASE_OPEN = "case.open"
    CASE_VIEW = "case.view"
    CASE_LIST = "case.list"
    CASE_TAKE = "case.take"
    CASE_ANSWER = "case.answer"
    CASE_CLOSE = "case.close"
    CASE_NOTE = "case.note"
    CASE_TO_ARTICLE = "case.to-article"
    ARTICLE_EDIT = "article.edit"
    ARTICLE_REVIEW = "article.review"
    ARTICLE_PUBLISH = "article.publish"
    ARTICLE_TRANSLATE = "article.translate"
    GOLD_ADD = "gold.add"
    SIGNALS_HANDLE = "signals.handle"
    ANSWER_JUDGE = "answer.judge"
    BOT_SWITCH = "bot.switch"
    ROLLOUT_VIEW = "rollout.view"
    ROLLOUT_SET = "rollout.set"
    ACTIVITY_EDIT = "activity.edit"
    ACTIVITY_REVIEW = "activity.review"
    ACTIVITY_TRANSFER = "activity.transfer"
    ACTIVITY_IMPORT = "activity.import"
    SIGNUP_OWN = "signup.own"
    BUDDY_WISH = "buddy.wish"
    BUDDY_OFFER = "buddy.offer"
    HOURS_LOG = "hours.log"
    HOURS_CONFIRM = "hours.confirm"
    HOURS_APPROVE = "hours.approve"
    AUDIT_VIEW = "audit.view"
    PERSON_MANAGE = "person.manage"
    PERSON_SIGN_OUT = "person.sign-out"
    RETRIBUTIE_VIEW = "retributie.view"
    RETRIBUTIE_PAY = "retributie.pay"
    RETRIBUTIE_EXEMPT = "retributie.exempt"
    RETRIBUTIE_INSTALMENTS = "retributie.instalments"
    FINANCE_VIEW = "finance.view"
    LEDGER_BOOK = "ledger.book"
    BANK_IMPORT = "bank.import"
    REFUND_ORDER = "refund.order"
    REPORT_VIEW = "report.view"


class Scope(StrEnum):
    """On which things: one's own, those entrusted to one, those of one's organisation, or all."""

    OWN = "own"
    ASSIGNED = "assigned"
    ORGANISATION = "organisation"
    ANY = "any"


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: roles with the organisations (`None`: no organisation) in which they hold."""

    person_id: str
    roles: Mapping[Role, frozenset[str | None]] = field(default_factory=dict)

    def has(self, role: Role) -> bool:
        """Say whether the actor has this role anywhere."""
        return role in self.roles


@dataclass(frozen=True)
class Target:
    """What an action is about: whose it is, who is entrusted with it, which organisation it belongs to."""

    owner_id: str | None = None
    assignee_id: str | None = None
    organisation_id: str | None = None


# Whoever runs commands on the machine itself; the audit trail writes them down as the system.
OPERATOR = Actor("", {Role.BEHEERDER: frozenset({None}), Role.FINANCE: frozenset({None})})

MATRIX: Mapping[Role, Mapping[Action, Scope]] = {
    Role.INBURGERAAR: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.PIP_VIEW: Scope.OWN,
        Action.CONVERSATION_VIEW: Scope.OWN,
        Action.CASE_OPEN: Scope.OWN,
        Action.CASE_VIEW: Scope.OWN,
        Action.AUDIT_VIEW: Scope.OWN,
        Action.SIGNUP_OWN: Scope.OWN,
        Action.BUDDY_WISH: Scope.OWN,
        Action.BUDDY_OFFER: Scope.OWN,
        Action.HOURS_LOG: Scope.OWN,
        Action.RETRIBUTIE_VIEW: Scope.OWN,
        Action.RETRIBUTIE_PAY: Scope.OWN,
    },
    Role.TRAJECTBEGELEIDER: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.PIP_VIEW: Scope.ASSIGNED,
        Action.PIP_CHANGE: Scope.ASSIGNED,
        Action.HOURS_APPROVE: Scope.ASSIGNED,
        Action.CONTRACT_REGISTER: Scope.ORGANISATION,
        Action.RETRIBUTIE_VIEW: Scope.ASSIGNED,
        Action.RETRIBUTIE_EXEMPT: Scope.ASSIGNED,
        Action.RETRIBUTIE_INSTALMENTS: Scope.ASSIGNED,
        Action.CASE_OPEN: Scope.OWN,
        Action.CASE_VIEW: Scope.OWN,
    },
    Role.JURIST: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.CASE_LIST: Scope.ANY,
        Action.CASE_VIEW: Scope.ANY,
        Action.CONVERSATION_VIEW: Scope.ASSIGNED,
        Action.CASE_TAKE: Scope.ANY,
        Action.CASE_ANSWER: Scope.ASSIGNED,
        Action.CASE_CLOSE: Scope.ASSIGNED,
        Action.CASE_NOTE: Scope.ASSIGNED,
        Action.CASE_TO_ARTICLE: Scope.ASSIGNED,
        Action.GOLD_ADD: Scope.ANY,
    },
    Role.REDACTEUR: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.ARTICLE_EDIT: Scope.ANY,
        Action.ARTICLE_REVIEW: Scope.ANY,
        Action.ARTICLE_PUBLISH: Scope.ANY,
        Action.ARTICLE_TRANSLATE: Scope.ANY,
        Action.GOLD_ADD: Scope.ANY,
        Action.SIGNALS_HANDLE: Scope.ANY,
        Action.ANSWER_JUDGE: Scope.ANY,
        Action.BOT_SWITCH: Scope.ANY,
        Action.ROLLOUT_VIEW: Scope.ANY,
        Action.ACTIVITY_REVIEW: Scope.ANY,
    },
    Role.ORGANISER: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.BUDDY_OFFER: Scope.OWN,
        Action.ACTIVITY_EDIT: Scope.ORGANISATION,
        Action.HOURS_CONFIRM: Scope.ORGANISATION,
        Action.ACTIVITY_TRANSFER: Scope.ORGANISATION,
        Action.ACTIVITY_IMPORT: Scope.ORGANISATION,
        Action.REPORT_VIEW: Scope.ORGANISATION,
        Action.CASE_OPEN: Scope.OWN,
        Action.CASE_VIEW: Scope.OWN,
    },
    Role.FINANCE: {
        Action.PERSON_SIGN_OUT: Scope.OWN,
        Action.RETRIBUTIE_VIEW: Scope.ANY,
        Action.RETRIBUTIE_INSTALMENTS: Scope.ANY,
        Action.FINANCE_VIEW: Scope.ANY,
        Action.LEDGER_BOOK: Scope.ANY,
        Action.BANK_IMPORT: Scope.ANY,
        Action.REFUND_ORDER: Scope.ANY,
    },
    Role.BEHEERDER: {
        Action.PERSON_SIGN_OUT: Scope.ANY,
        Action.PERSON_MANAGE: Scope.ANY,
        Action.AUDIT_VIEW: Scope.ANY,
        Action.ARTICLE_EDIT: Scope.ANY,
        Action.ARTICLE_REVIEW: Scope.ANY,
        Action.ARTICLE_PUBLISH: Scope.ANY,
        Action.ARTICLE_TRANSLATE: Scope.ANY,
        Action.GOLD_ADD: Scope.ANY,
        Action.SIGNALS_HANDLE: Scope.ANY,
        Action.ANSWER_JUDGE: Scope.ANY,
        Action.BOT_SWITCH: Scope.ANY,
        Action.ROLLOUT_VIEW: Scope.ANY,
        Action.ROLLOUT_SET: Scope.ANY,
        Action.ACTIVITY_REVIEW: Scope.ANY,
        Action.ACTIVITY_TRANSFER: Scope.ANY,
        Action.ACTIVITY_IMPORT: Scope.ANY,
        Action.REPORT_VIEW: Scope.ANY,
    },
}


def may(actor: Actor, action: Action, target: Target | None = None) -> bool:
    """Say whether the matrix allows the action on the target; without a target only `ANY` allows."""
    return any(
        _covers(scope, actor, organisations, target or Target())
        for role, organisations in actor.roles.items()
        if (scope := MATRIX[role].get(action)) is not None
    )


def require(actor: Actor, action: Action, target: Target | None = None) -> None:
    """Refuse what the matrix does not allow.

    Raises:
        NotAllowed: no role of the actor covers this action on this target.
    """
    if not may(actor, action, target):
        raise NotAllowed(action.value)


def _covers(scope: Scope, actor: Actor, organisations: frozenset[str | None], target: Target) -> bool:
    match scope:
        case Scope.ANY:
            return True
        case Scope.OWN:
            return target.owner_id == actor.person_id
        case Scope.ASSIGNED:
            return target.assignee_id == actor.person_id
        case Scope.ORGANISATION:
            return target.organisation_id is not None and target.organisation_id in organisations
