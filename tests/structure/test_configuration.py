"""docs/configuration.md says what the settings are; `python -m tests.structure.test_configuration` writes it anew."""

from pathlib import Path

from pydantic import SecretStr

from portal.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
HEAD = """# Configuration

Every setting is an environment variable. An unknown `PORTAL_*` variable stops the portal with the name that was probably meant.
With `PORTAL_ENVIRONMENT=production` the portal refuses to start with the demo personas on, a weak or known cookie secret (less than 32 characters),
SQLite, plain HTTP, no OpenID provider, no mail server, no file of accounts to pay to, or payments that bring no money
(the simulated bank, a test key of Mollie).

| Setting | Default | What it does |
|---|---|---|
"""


def row(name: str) -> str:
    field = Settings.model_fields[name]
    secret = isinstance(field.default, SecretStr)
    default = (
        "a known secret, for the demo"
        if secret and field.default.get_secret_value()
        else ""
        if secret
        else ""
        if field.default is None
        else field.default
    )
    shown = str(int(default)) if isinstance(default, bool) else str(default)
    return f"| `{PREFIX}{name.upper()}` | {f'`{shown}`' if shown and not secret else shown} | {field.description} |\n"


def expected() -> str:
    return HEAD + "".join(row(name) for name in Settings.model_fields)


def test_the_page_lists_every_setting_with_its_default():
    assert PAGE.read_text() == expected()


def test_every_setting_says_what_it_does():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


if __name__ == "__main__":
    PAGE.write_text(expected())
