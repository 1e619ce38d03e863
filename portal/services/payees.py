"""To which account people pay: per agency, from PORTAL_PAYEES_FILE. No rule of law; every installation has its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as BadNumber

from portal.errors import BadRules, BadSettings
from portal.models.people import Agency
from portal.settings import Environment, Settings, settings

EXAMPLE = Path(__file__).parents[1] / "rules" / "payees.yaml"
SETTING = "PORTAL_PAYEES_FILE"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Account(_Strict):
    name: str = Field(min_length=2, max_length=70)  # the QR code of EPC069-12 carries no longer name
    iban: str
    bic: str | None = None

    @field_validator("iban")
    @classmethod
    def _real_iban(cls, value: str) -> str:
        try:
            return str(iban.validate(value, check_country=False))  # a bank may be younger than stdnum
        except BadNumber:
            raise ValueError("not an IBAN") from None

    @field_validator("bic")
    @classmethod
    def _real_bic(cls, value: str | None) -> str | None:
        try:
            return None if value is None else str(bic.validate(value))
        except BadNumber:
            raise ValueError("not a BIC") from None


class _File(_Strict):
    example: StrictBool = False
    agencies: Mapping[Agency, _Account]


@dataclass(frozen=True)
class Payee:
    """Who is paid; `iban` without spaces. `is_example`: no account of anybody, for the demo."""

    name: str
    iban: str
    bic: str | None
    is_example: bool = False


def load(path: Path) -> Mapping[Agency, Payee]:
    """Read and check a file of accounts.

    Raises:
        BadRules: it is missing or no YAML, a number is wrong, or an agency is not there.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = _File.model_validate(raw)
    except OSError:
        raise BadRules(path.name, "the file cannot be read") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadRules(path.name, "is not YAML") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadRules(f"{path.name}: {'.'.join(str(part) for part in first['loc'])}", first["msg"]) from None
    missing = [agency.value for agency in Agency if agency not in found.agencies]
    if missing:
        raise BadRules(path.name, f"no account for {', '.join(missing)}")
    return {
        agency: Payee(account.name, account.iban, account.bic, found.example)
        for agency, account in found.agencies.items()
    }


def payees(chosen: Settings) -> Mapping[Agency, Payee]:
    """Return the accounts of an installation.

    Raises:
        BadRules: the file is broken.
        BadSettings: production would collect on the account of the example.
    """
    path = chosen.payees_file or EXAMPLE
    found = _read_once(path)
    if chosen.environment is Environment.PRODUCTION and any(payee.is_example for payee in found.values()):
        raise BadSettings(SETTING, "the example accounts do not go into production")
    return found


@lru_cache(maxsize=8)
def _read_once(path: Path) -> Mapping[Agency, Payee]:
    return load(path)


def payee_of(agency: Agency) -> Payee:
    """Return the account to which somebody pays who is guided by an agency."""
    return payees(settings())[agency]
