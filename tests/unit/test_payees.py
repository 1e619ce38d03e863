"""The accounts to which people pay: whole or refused, and never the example in production."""

import pytest

from portal.errors import BadRules, BadSettings
from portal.models.people import Agency
from portal.services import payees
from portal.settings import Environment, Settings

WHOLE = "".join(
    f"  {agency}: {{name: Agentschap, iban: BE68 5390 0754 7034, bic: GKCCBEBB}}\n" for agency in Agency
)


def written(tmp_path, text):
    path = tmp_path / "accounts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_setting_people_pay_to_the_example():
    payee = payees.payee_of(Agency.AGII)

    assert payee.iban == "BE68539007547034"
    assert payee.is_example


def test_ones_own_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_PAYEES_FILE", str(written(tmp_path, f"agencies:\n{WHOLE}")))

    payee = payees.payee_of(Agency.BON)

    assert (payee.name, payee.bic, payee.is_example) == ("Agentschap", "GKCCBEBB", False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("agencies: [", "accounts.yaml"),
        ("agencies: {}", "accounts.yaml"),
        (f"agencies:\n{WHOLE}".replace("7034", "7035", 1), "iban"),
        (f"agencies:\n{WHOLE}".replace("GKCCBEBB", "BANK", 1), "bic"),
        (f"agencies:\n{WHOLE}".replace("Agentschap", "A" * 71, 1), "name"),
        (f"agencies:\n{WHOLE}".replace("  bon:", "  vdab:"), "vdab"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, text, place):
    with pytest.raises(BadRules) as refused:
        payees.load(written(tmp_path, text))

    assert place in refused.value.place


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadRules, match=r"gone\.yaml"):
        payees.load(tmp_path / "gone.yaml")


def test_production_never_collects_on_the_example():
    chosen = Settings(payees_file=payees.EXAMPLE).model_copy(update={"environment": Environment.PRODUCTION})

    with pytest.raises(BadSettings):
        payees.payees(chosen)
