"""What can go wrong, as a tree. Errors carry facts; `portal.ui.labels.explain` says them in words.

PortalError
├── NotAllowed            this person may not do this to this thing
├── NotFound              no such thing, or one that this person may not know of
├── RuleBroken            a rule of the domain refuses the request
│   ├── NotSignedIn           the page needs a person
│   ├── LoginRefused          the provider's answer cannot be used (reason says why)
│   ├── CaseTaken             another jurist has this case
│   ├── WrongState            the thing is in a state that does not allow the step
│   ├── OutsideRules          a day, a ground or a length that the dated rules do not allow (reason says which)
│   ├── TooLong               a text is over its limit
│   └── TooManyRequests       a limit is reached; says when to try again
├── BadInput              a file or a row from outside cannot be used (place and reason)
│   ├── BadSettings           a setting is unknown, missing or unsafe
│   ├── BadRules              a rules file is broken
│   ├── BadArticle            an article file is broken
│   └── BadStatement          a bank statement cannot be used (flaw says what kind of reason)
└── ProviderDown          the outside world does not answer (mail, model, payment)
"""

from dataclasses import dataclass
from datetime import datetime


class PortalError(Exception):
    """The root: anything the portal refuses on purpose."""


@dataclass
class NotAllowed(PortalError):
    """The permission matrix refuses this action on this thing."""

    action: str


@dataclass
class NotFound(PortalError):
    """There is no such thing, or the asker may not know that there is."""

    kind: str


class RuleBroken(PortalError):
    """A rule of the domain refuses the request."""


class NotSignedIn(RuleBroken):
    """The page or action needs somebody who is logged in."""


@dataclass
class LoginRefused(RuleBroken):
    """The provider sent an answer that cannot be used; `reason` is a short code."""

    reason: str


@dataclass
class CaseTaken(RuleBroken):
    """Another jurist took the case first."""

    case_number: str


@dataclass
class WrongState(RuleBroken):
    """The thing is in a state that does not allow this step."""

    kind: str
    state: str


@dataclass
class OutsideRules(RuleBroken):
    """The dated rules do not allow this; `reason` is a short code, `rule_id` names the rule if there is one."""

    reason: str
    rule_id: str | None = None


@dataclass
class TooLong(RuleBroken):
    """A text has more characters than its limit."""

    limit: int


@dataclass
class TooManyRequests(RuleBroken):
    """A limit is reached."""

    retry_at: datetime


@dataclass
class BadInput(PortalError):
    """Something from outside cannot be used; `place` is a file, line, field or setting."""

    place: str
    reason: str

    def __str__(self) -> str:
        """Say place and reason: this error is for operators and editors, in English."""
        return f"{self.place}: {self.reason}"


class BadSettings(BadInput):
    """A setting is unknown, missing, unsafe or malformed."""


class BadRules(BadInput):
    """A rules file is broken."""


class BadArticle(BadInput):
    """An article file is broken."""


@dataclass
class BadStatement(BadInput):
    """A bank statement is broken, does not add up, or is not ours; `flaw` is a short code of why."""

    flaw: str = "broken"


@dataclass
class ProviderDown(PortalError):
    """An outside service does not answer or answers nonsense."""

    provider: str
