"""The dated rules about money: what is asked of whom, and how a broken file is refused."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import BadRules
from portal.models.retributie import FeeItem
from portal.services import fee_rules, rules
from portal.services.fee_kinds import FeeGround, FeeItemRule, FeePayee, FeeTermRule, FreeWhy
from portal.services.fee_rules import FeeRules
from portal.services.rule_kinds import Region, SourceKind
from portal.services.rules import rulebook

TODAY = date(2026, 3, 10)


def of(signed_on=date(2025, 10, 1), region=Region.VLAANDEREN) -> FeeRules:
    return FeeRules(rulebook(), region, signed_on)


@pytest.mark.parametrize(
    ("signed_on", "why"), [(date(2023, 8, 31), FreeWhy.OLD_CONTRACT), (date(2023, 9, 1), None)]
)
def test_a_contract_of_1_september_2023_is_the_first_that_pays(signed_on, why):
    found = of(signed_on).free(TODAY)

    assert (found.why if found else None) is why
    assert (of(signed_on).item(FeeItem.MO_COURSE, 1, TODAY) is None) == (why is not None)


def test_brussels_pays_nothing_whatever_the_day_of_the_contract():
    for signed_on in (date(2022, 1, 1), date(2025, 10, 1)):
        there = of(signed_on, Region.BRUSSEL)

        assert there.free(TODAY).why is FreeWhy.BRUSSEL
        assert [there.item(item, 1, TODAY) for item in FeeItem] == [None] * len(FeeItem)


def test_the_amounts_are_those_of_the_sources():
    asked = {item: of().item(item, 1, TODAY) for item in FeeItem}

    assert {item: rule.amount for item, rule in asked.items()} == dict.fromkeys(FeeItem, Decimal(90))
    assert {item for item, rule in asked.items() if rule.payee is FeePayee.AGENCY} == {
        FeeItem.MO_COURSE,
        FeeItem.MO_TEST,
    }
    assert of().ceiling(FeeItem.MO_TEST, 1, TODAY).amount == Decimal(180)
    assert of().ceiling(FeeItem.NT2_COURSE, 1, TODAY).amount == Decimal(180)


def test_a_new_try_is_asked_again_and_said_to_be_uncertain():
    first, again = (of().item(FeeItem.MO_TEST, attempt, TODAY) for attempt in (1, 2))

    assert not first.uncertain
    assert again.uncertain
    assert again.amount == Decimal(90)
    assert of().ceiling(FeeItem.MO_TEST, 2, TODAY) is None


def test_what_no_source_tells_is_an_assumption_of_the_portal():
    term = next(iter(rulebook().in_force(FeeTermRule, TODAY, Region.VLAANDEREN)))
    ours = [term, fee_rules.instalments(rulebook(), TODAY, Region.VLAANDEREN)]
    ours += fee_rules.reminders(rulebook(), TODAY, Region.VLAANDEREN)

    assert {rule.source.kind for rule in ours} == {SourceKind.ASSUMPTION}


def test_every_ground_is_there_and_said_to_be_uncertain():
    found = fee_rules.grounds(rulebook(), TODAY, Region.VLAANDEREN)

    assert {rule.ground for rule in found} == set(FeeGround)
    assert all(rule.uncertain and rule.proof_months == 1 for rule in found)
    assert fee_rules.grounds(rulebook(), TODAY, Region.BRUSSEL) == ()


def test_reminders_come_in_their_order():
    found = fee_rules.reminders(rulebook(), TODAY, Region.VLAANDEREN)

    assert [rule.step for rule in found] == sorted(rule.step for rule in found)
    assert [rule.days_after_due for rule in found] == sorted(rule.days_after_due for rule in found)


@given(st.dates(date(2023, 9, 1), date(2090, 1, 1)), st.dates(date(2023, 9, 1), date(2090, 1, 1)))
def test_one_pays_before_the_start_and_never_before_being_asked(charged_on, starts_on):
    due = of().due_on(charged_on, starts_on)

    assert due >= charged_on
    assert due < starts_on or due == charged_on
    assert (due - charged_on).days <= 30


# ── broken files ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.FOLDER, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "rules"


def change(folder: Path, edit) -> None:
    path = folder / "retributie.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit({rule["id"]: rule for rule in content}, content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def amount_as_number(by_id, _content):
    by_id["mo-cursus-90"]["amount"] = 90.0


def part_of_a_cent(by_id, _content):
    by_id["mo-cursus-90"]["amount"] = "90.005"


def nothing(by_id, _content):
    by_id["mo-cursus-90"]["amount"] = "0.00"


def unknown_kind(by_id, _content):
    by_id["mo-cursus-90"]["about"] = "fine"


def no_kind(by_id, _content):
    del by_id["mo-cursus-90"]["about"]


def unknown_ground(by_id, _content):
    by_id["vrij-leefloon"]["ground"] = "lottery"


def window_turned_round(by_id, _content):
    by_id["mo-cursus-90"]["contracts_to"] = date(2020, 1, 1)


def two_amounts_at_once(by_id, content):
    content.append({**by_id["mo-cursus-90"], "id": "mo-cursus-95", "amount": "95.00"})


def two_for_one_try(by_id, _content):
    by_id["mo-test-90"]["attempts_to"] = 2


def no_term(by_id, _content):
    by_id["betaaltermijn"]["valid_from"] = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (amount_as_number, "mo-cursus-90.amount"),
        (part_of_a_cent, "mo-cursus-90.amount"),
        (nothing, "mo-cursus-90.amount"),
        (unknown_kind, "mo-cursus-90.about"),
        (no_kind, "mo-cursus-90.about"),
        (unknown_ground, "vrij-leefloon.ground"),
        (window_turned_round, "mo-cursus-90"),
        (two_amounts_at_once, "mo-cursus-95.valid_from"),
        (two_for_one_try, "mo-test-opnieuw-90.valid_from"),
        (no_term, "mo-cursus-90"),
    ],
)
def test_a_broken_rule_about_money_is_refused_with_its_place(folder, edit, place):
    change(folder, edit)

    with pytest.raises(BadRules) as refused:
        rules.read_folder(folder)

    assert place in refused.value.place
    assert refused.value.reason


def test_another_amount_for_newer_contracts_is_no_contradiction(folder):
    def newer(by_id, content):
        by_id["mo-cursus-90"]["contracts_to"] = date(2026, 12, 31)
        content.append(
            {
                **by_id["mo-cursus-90"],
                "id": "mo-cursus-100",
                "amount": "100.00",
                "contracts_from": date(2027, 1, 1),
                "contracts_to": None,
            }
        )

    change(folder, newer)
    book = rules.read_folder(folder)

    asked = [
        FeeRules(book, Region.VLAANDEREN, day).item(FeeItem.MO_COURSE, 1, date(2027, 2, 1)).amount
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert asked == [Decimal(90), Decimal(100)]
    assert isinstance(book.rule("mo-cursus-100"), FeeItemRule)
