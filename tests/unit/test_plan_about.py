"""A plan as who guides somebody reads it never speaks to the inburgeraar."""

import re
from datetime import date, timedelta
from itertools import product

import pytest

import i18n
from portal.models.contracts import ContractState, Duty, Occupation
from portal.models.people import Agency
from portal.models.pips import (
    AppointmentKind,
    PartStatus,
    Pillar,
    ResultOutcome,
    TestKind,
    VrijstellingGround,
)
from portal.services.forecast import ReasonCode
from portal.services.plan_facts import Exemption, Result, Visit
from portal.ui import plan_about
from tests.plans import SIGNED, TODAY, achieved, computed, contract, hours, part, suspension
from tests.unit.test_plan import NOW

TO_THEM = re.compile(r"\b(je|jij|jou|jouw)\b", re.IGNORECASE)
RESULT = Result(Pillar.MO, TestKind.MO_TEST, date(2026, 3, 8), ResultOutcome.FAILED)
TALK = Visit("v1", AppointmentKind.TALK, None, NOW + timedelta(days=3), "Leuven")
EXEMPT = Exemption(VrijstellingGround.MAY_NOT_WORK, date(2026, 2, 1))


def said(current):
    """The words of a plan, without links and the names of sources."""
    with i18n.use_locale("nl"):
        page = str(plan_about.whole_plan(current))
    page = re.sub(r"<a\b.*?</a>|<bdi lang=.*?</bdi>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


PLANS = {
    "new": {},
    "not signed": {"contract": contract(state=ContractState.REGISTERED, signed_on=None, parts_fixed_on=None)},
    "no advice": {"contract": contract(nt2_advice=None, duty_since_on=None)},
    "of before": {"contract": contract(signed_on=date(2021, 6, 1), registered_on=date(2021, 5, 1))},
    "failed": {"parts": (part(Pillar.MO, PartStatus.STARTED, starts_on=SIGNED, ends_on=date(2026, 3, 1)),), "results": (RESULT,)},
    "planned": {"parts": (part(Pillar.MO, PartStatus.PLANNED, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30)),), "visits": (TALK,)},
    "suspended": {"suspensions": (suspension(TODAY, TODAY + timedelta(days=20)),)},
    "exempt": {"parts": (part(Pillar.WERK, exemption=EXEMPT),)},
    "hours": {"hours": hours(approved=7, waiting=5, refused=1)},
    "done": {"parts": achieved(*Pillar)},
}  # fmt: skip


@pytest.mark.parametrize("changes", PLANS.values(), ids=PLANS)
def test_it_speaks_of_the_inburgeraar(changes):
    assert TO_THEM.findall(said(computed(**changes))) == []


@pytest.mark.parametrize(("duty", "agency", "occupation"), list(product(Duty, Agency, Occupation)))
def test_it_does_so_for_every_kind_of_contract(duty, agency, occupation):
    current = computed(contract=contract(duty=duty, agency=agency, occupation=occupation))

    assert TO_THEM.findall(said(current)) == []


def test_the_plans_here_have_every_reason_of_a_forecast_that_speaks_to_them():
    seen = {
        reason.code
        for changes in PLANS.values()
        for item in computed(**changes).forecast.parts
        for reason in item.reasons
    }
    assert {
        ReasonCode.COURSE_PLANNED, ReasonCode.NO_ADVICE_YET, ReasonCode.RETAKE, ReasonCode.HOURS_LEFT,
        ReasonCode.REGISTRATION, ReasonCode.NOT_SIGNED_YET,
    } <= seen  # fmt: skip


def test_it_says_what_who_and_when():
    text = said(computed())

    assert "Stand Contract getekend" in text
    assert "Moet inburgeren (verplicht)" in text
    assert "Volgende stap Een cursus maatschappelijke oriëntatie plannen" in text
    assert "Wie Inburgeraar" in text
    assert "Traject: rond " in text
