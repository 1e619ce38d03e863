"""Every use case of an organiser, asked by an organiser of another organisation: not found or refused, never more.

The list is made from the code: a new use case that takes an activity, a gathering, a sign-up, a file or an organisation
is tried at once, and one with a parameter that this test does not know fails until it is told a value for it.
"""

import importlib
import inspect
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound
from portal.models.activities import Occurrence, RefusalReason
from portal.models.signups import Attendance
from portal.services import activity_images
from portal.services.attendance import Tick
from tests.activities import a_picture, facts_of, given_published, given_sign_up
from tests.cast import AMINA, LEUVEN, SOFIE, TOM
from tests.conftest import NOON

SERVICES = Path(importlib.import_module("portal.services").__file__).parent
MODULES = ("activities", "activity_keepers", "activity_list", "activity_numbers", "activity_review", "attendance", "activity_images",
           "municipality_figures", "presence")  # fmt: skip
# What a thing of somebody's organisation is named by.
NAMED_BY = {"activity_id", "occurrence_id", "sign_up_id", "organisation_id", "upload_id", "nis_code"}


def use_cases():
    for name in MODULES:
        module = importlib.import_module(f"portal.services.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            own = function.__module__ == module.__name__ and not function_name.startswith("_")
            if own and "actor" in parameters and NAMED_BY & set(parameters):
                yield pytest.param(function, id=f"{name}.{function_name}")


@pytest.fixture
def sofies(session, cast, tmp_path):
    """What Sofie has in Leuven, and a value for every other parameter."""
    activity = given_published(session)
    row = session.exec(select(Occurrence)).one()
    seat = given_sign_up(session, row, AMINA)
    upload = activity_images.store(
        session, actor=SOFIE.actor, activity_id=activity.id, content=a_picture(), data_dir=tmp_path, now=NOON
    )
    session.commit()
    return {
        "activity_id": activity.id, "occurrence_id": row.id, "sign_up_id": seat.id, "organisation_id": SOFIE.organisation_id,
        "upload_id": upload.id, "width": None, "nis_code": LEUVEN, "now": NOON, "values": facts_of().values(),
        "version": activity.version, "note": "x", "reason": RefusalReason.OTHER, "from_id": SOFIE.id, "to_id": TOM.id,
        "starts": NOON.replace(tzinfo=None) + timedelta(days=1), "ends": NOON.replace(tzinfo=None) + timedelta(days=1, hours=1),
        "attendance": Attendance.PRESENT, "minutes": 60, "ticks": {seat.id: Tick(Attendance.PRESENT)}, "before": (),
        "month": NOON.date(), "today": NOON.date(), "renew": True, "content": a_picture(), "data_dir": tmp_path,
    }  # fmt: skip


@pytest.mark.parametrize("function", list(use_cases()))
def test_tom_of_mechelen_gets_nothing_of_leuven(session, sofies, function):
    parameters = [name for name in inspect.signature(function).parameters if name not in {"session", "actor"}]

    with pytest.raises((NotFound, NotAllowed)):
        function(session, actor=TOM.actor, **{name: sofies[name] for name in parameters})


@pytest.mark.parametrize("name", sorted(NAMED_BY))
def test_the_list_has_use_cases_for(name):
    named = {p for case in use_cases() for p in inspect.signature(case.values[0]).parameters}

    assert name in named


def test_every_service_of_organisers_is_in_the_list():
    asks = {path.stem for path in SERVICES.glob("*.py") if "activity_access.of_organiser" in path.read_text()}

    assert asks - set(MODULES) <= {"activity_views"}


def test_the_same_values_do_open_sofies_own(session, sofies):
    """Control: what Tom is refused, is refused for whose it is."""
    for case in use_cases():
        (function,) = case.values
        if function.__name__ in {
            "attendees",
            "gatherings",
            "numbers",
            "keepers",
            "presence_code",
            "editable",
            "typed",
        }:
            names = [
                name for name in inspect.signature(function).parameters if name not in {"session", "actor"}
            ]
            assert function(session, actor=SOFIE.actor, **{name: sofies[name] for name in names}) is not None
