"""When a person will have answered, and where private persons find help nearby: the dated rules of rules/helpdesk.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.clock import BRUSSELS
from portal.errors import BadRules, NotFound
from portal.services import places
from portal.services.places import Justitiehuis, Municipality

RULES = Path(__file__).parents[1] / "rules" / "helpdesk.yaml"
_SATURDAY = 5
_POSTCODE_DIGITS = 4


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Promise(_Strict):
    """How soon a case is answered, by the day it was opened."""

    id: str
    valid_from: date
    valid_to: date | None
    working_days: int = Field(ge=1, le=30)
    working_days_urgent: int = Field(ge=1, le=30)
    day_ends: time
    source: str = Field(min_length=3)
    last_checked: date


class ReferralRule(_Strict):
    """A service to which private persons are sent."""

    id: str
    near: bool = False
    only_in: str | None = None
    website: str | None = Field(default=None, pattern=r"^https://")
    source: str = Field(pattern=r"^https://")
    last_checked: date


class HelpdeskRules(_Strict):
    """The whole file."""

    promises: tuple[Promise, ...]
    referrals: tuple[ReferralRule, ...]


@dataclass(frozen=True)
class Referral:
    """A service to turn to; `houses` are justitiehuizen near the municipality, the nearest first."""

    id: str
    website: str | None
    checked_on: date
    municipality: Municipality | None = None
    houses: tuple[Justitiehuis, ...] = ()


@cache
def rules() -> HelpdeskRules:
    """Return the rules of this portal."""
    return load(RULES)


def load(path: Path) -> HelpdeskRules:
    """Read and check a rules file.

    Raises:
        BadRules: it is no YAML, a field is missing or wrong, or two promises hold on one day.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = HelpdeskRules.model_validate(raw)
    except yaml.YAMLError:
        raise BadRules(path.name, "is not YAML") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadRules(f"{path.name}:{'.'.join(str(part) for part in first['loc'])}", first["msg"]) from None
    for earlier, later in zip(found.promises, found.promises[1:], strict=False):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise BadRules(f"{path.name}:{later.id}", "begins before the promise above it has ended")
    return found


def promised_by(*, opened_at: datetime, urgent: bool) -> datetime:
    """Return when a case that is opened now will have been answered: the end of a working day in Brussels.

    The day of opening does not count; weekends and Belgian public holidays do not either.

    Raises:
        BadRules: no promise holds on that day.
    """
    day = opened_at.astimezone(BRUSSELS).date()
    promise = next(
        (
            rule
            for rule in rules().promises
            if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)
        ),
        None,
    )
    if promise is None:
        raise BadRules(RULES.name, f"no promise holds on {day.isoformat()}")
    for _ in range(promise.working_days_urgent if urgent else promise.working_days):
        day = _next_working_day(day)
    return datetime.combine(day, promise.day_ends, tzinfo=BRUSSELS)


def is_working_day(day: date) -> bool:
    """Say whether people work on a day in Belgium."""
    return day.weekday() < _SATURDAY and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("BE", years=year)


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def municipality_of(postcode: str) -> str:
    """Return the NIS code of the municipality of a postcode, in any script's digits.

    Raises:
        NotFound: there is no such postcode.
    """
    digits = "".join(str(int(character)) for character in postcode if character.isdecimal())
    codes = places.nis_codes_of(digits) if len(digits) == _POSTCODE_DIGITS else ()
    if not codes:
        raise NotFound("postcode")
    return codes[0]


def referrals(nis_code: str | None) -> Sequence[Referral]:
    """Return where somebody who lives in a municipality finds help, the nearest first; without one, the services for everybody."""
    place = places.municipality(nis_code) if nis_code else None
    return [
        _referral(rule, place)
        for rule in rules().referrals
        if rule.only_in is None or (place and place.nis_code == rule.only_in)
    ]


def _referral(rule: ReferralRule, place: Municipality | None) -> Referral:
    houses = places.justitiehuizen_near(place.nis_code) if place and rule.id == "justitiehuis" else ()
    return Referral(rule.id, rule.website, rule.last_checked, place if rule.near else None, houses)
