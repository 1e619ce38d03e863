"""Every setting of the portal, read once from `PORTAL_*` variables; docs/configuration.md lists them all."""

import os
import re
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.errors import BadSettings

PREFIX = "PORTAL_"
MIN_SECRET_LENGTH = 32
_MOLLIE_KEY = re.compile(r"(?:live|test)_\w+")
DEMO_SECRET = "only-for-the-demo-world-not-a-secret"  # noqa: S105 refused in production


class Environment(StrEnum):
    """Where the portal runs; production refuses everything that is only safe on one's own machine."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class PaymentWay(StrEnum):
    """Who takes on-line payments: Mollie, or a bank that says itself that it is none."""

    SIMULATED = "simulated"
    MOLLIE = "mollie"


class Settings(BaseSettings):
    """Frozen settings; build with `settings()`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    environment: Environment = Field(Environment.DEVELOPMENT, description="`development` or `production`.")
    data_dir: Path = Field(Path("data"), description="Folder for the SQLite file, the index and caught mail.")
    database_url: str = Field("", description="SQLAlchemy address; empty: SQLite in the data folder.")
    demo: bool = Field(
        default=False, description="Demo personas log in without a provider. Refused in production."
    )
    base_url: str = Field("http://localhost:8501", description="Public address, without a slash at the end.")
    port: int = Field(8501, ge=1, le=65535, description="Port the portal listens on.")
    cookie_secret: SecretStr = Field(SecretStr(DEMO_SECRET), description="Signs log-in and visitor cookies.")
    trusted_proxies: str = Field("127.0.0.1", description="Addresses whose X-Forwarded-* headers count.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    oidc_metadata_url: str = Field("", description="OpenID provider's discovery address; empty: none.")
    oidc_client_id: str = Field("", description="Client id at the provider (ACM/IDM).")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret at the provider.")
    oidc_scope: str = Field(
        "openid profile vo", description="Scopes asked for; one not granted fails the log-in."
    )
    oidc_role_claim: str = Field(
        "inburgeringsportaal_rol_3d", description="Claim that carries the roles of staff."
    )
    session_hours: int = Field(12, ge=1, le=720, description="Hours a log-in of an inburgeraar lasts.")
    staff_session_hours: int = Field(8, ge=1, le=24, description="Hours a log-in of staff lasts.")

    embedding_model: str = Field(
        "",
        description="Sentence Transformers model name or folder; empty: the packaged multilingual-e5-small.",
    )
    model_url: str = Field(
        "", description="OpenAI-compatible endpoint that may rephrase answers; empty: none."
    )
    model_name: str = Field("", description="Model name at that endpoint.")
    model_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint.")
    model_timeout_s: float = Field(8.0, gt=0, le=60, description="Seconds to wait for the model.")
    translation_url: str = Field(
        "", description="OpenAI-compatible endpoint that may translate parts of articles; empty: none."
    )
    translation_model: str = Field("", description="Model name at that endpoint.")
    translation_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint.")
    translation_timeout_s: float = Field(30.0, gt=0, le=120, description="Seconds to wait for one part.")
    translation_characters_a_day: int = Field(
        50_000, ge=0, description="Characters of Dutch that may be sent to it in a day."
    )
    question_max_characters: int = Field(1000, ge=100, le=4000, description="Longest question taken.")
    questions_per_hour: int = Field(60, ge=1, description="Questions one visitor may ask in an hour.")
    bot_enabled: bool = Field(default=True, description="Off: questions go straight to a person.")

    smtp_url: str = Field(
        "", description="smtp:// or smtps:// address; empty: mail lands in the data folder."
    )
    mail_from: str = Field("portaal@localhost", description="Sender of the portal's mail.")
    jobs_every_s: int = Field(20, ge=1, le=3600, description="Seconds between background job rounds.")

    check_links: bool | None = Field(
        None,
        description="Look every week whether the sources of articles still exist, by asking their sites; empty: in production only.",
    )
    activity_days_ahead: int = Field(
        183, ge=28, le=730, description="Days ahead for which gatherings of a repeating activity are made."
    )

    open_data_licence: str = Field(
        "https://data.vlaanderen.be/id/licentie/modellicentie-gratis-hergebruik/v1.0",
        description="Address of the licence under which the activities may be reused.",
    )

    payees_file: Path | None = Field(
        None,
        description="YAML file with the account of each agency (portal/rules/payees.yaml shows how); empty: example accounts, refused in production.",
    )
    charging_from: date | None = Field(
        None,
        description="Courses and tests that begin before this day were charged elsewhere; empty: all are charged here.",
    )
    payment_provider: PaymentWay = Field(
        PaymentWay.SIMULATED,
        description="Who takes on-line payments: `simulated` or `mollie`. Simulated is refused in production.",
    )
    mollie_key: SecretStr = Field(
        SecretStr(""), description="API key at Mollie; in production one that starts with `live_`."
    )
    payout_accounts: str = Field(
        "",
        description="IBANs from which the payment provider pays out, with commas between; their lines on a statement are no payments of people.",
    )
    payout_names: str = Field(
        "mollie",
        description="Parts of the provider's name on a statement, with commas between: such a line is looked at, never set aside by itself.",
    )

    @model_validator(mode="after")
    def _refuse_mollie_without_key(self) -> Self:
        if self.payment_provider is PaymentWay.MOLLIE and not _MOLLIE_KEY.fullmatch(
            self.mollie_key.get_secret_value()
        ):
            raise ValueError("PORTAL_MOLLIE_KEY: must be a key of Mollie, test_... or live_...")
        return self

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.environment is not Environment.PRODUCTION:
            return self
        secret = self.cookie_secret.get_secret_value()
        refusals = {
            "demo": self.demo,
            "cookie_secret": secret == DEMO_SECRET or len(secret) < MIN_SECRET_LENGTH,
            "database_url": not self.database_url.startswith("postgresql"),
            "oidc_metadata_url": not self.oidc_metadata_url,
            "base_url": not self.base_url.startswith("https://"),
            "smtp_url": not self.smtp_url,
            "payees_file": self.payees_file is None,
            "payment_provider": self.payment_provider is not PaymentWay.MOLLIE,
            # with a test key everything is "paid" and no money comes
            "mollie_key": not self.mollie_key.get_secret_value().startswith("live_"),
        }
        unsafe = sorted(name for name, refused in refusals.items() if refused)
        if unsafe:
            raise ValueError(", ".join(PREFIX + name.upper() for name in unsafe) + ": unsafe in production")
        return self

    @property
    def checks_links(self) -> bool:
        """Say whether other sites are asked whether the sources of articles still exist."""
        return self.environment is Environment.PRODUCTION if self.check_links is None else self.check_links

    @property
    def effective_database_url(self) -> str:
        """Return the database address, or the SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'portal.sqlite3').resolve()}"


def load() -> Settings:
    """Read and check the settings.

    Raises:
        BadSettings: a `PORTAL_*` variable is unknown, malformed or unsafe; names it, never its value.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            close = get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {close[0]}?" if close else "see docs/configuration.md"
            raise BadSettings(name, f"unknown setting; {hint}")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["loc"]:
            raise BadSettings(PREFIX + str(first["loc"][0]).upper(), first["msg"]) from None
        place, _colon, why = str(first["ctx"]["error"]).partition(": ")  # of several settings together
        raise BadSettings(place, why) from None


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return load()
