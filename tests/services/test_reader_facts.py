"""What the plan says of who is logged in reaches the search, unless the question says otherwise or is about somebody else."""

from datetime import date

import pytest

from chatbot import pipeline
from knowledge.scope import ANYBODY, Reader
from portal.models.contracts import ContractState, Duty, Inburgeringscontract, Occupation
from portal.models.people import Agency
from portal.services import reader_facts
from tests.cast import AMINA, LEUVEN, OLEKSANDR
from tests.fakes import FakeKnowledge
from tests.services.test_conversations import as_person, ask, service

pytestmark = pytest.mark.usefixtures("cast")

BRUSSELS = "21004"
SIGNED = date(2026, 1, 15)


def given_contract(session, **changes):
    facts = {
        "person_id": AMINA.id, "state": ContractState.SIGNED, "duty": Duty.VERPLICHT, "nis_code": LEUVEN, "agency": Agency.AGII,
        "registered_on": date(2025, 12, 1), "signed_on": SIGNED,
    }  # fmt: skip
    session.add(Inburgeringscontract.model_validate(facts | changes))
    session.commit()


def of(member, session):
    return reader_facts.of_person(session, person_id=member.id)


def test_duty_work_region_and_the_day_of_signing_are_known(session):
    given_contract(session, occupation=Occupation.WORK)

    assert of(AMINA, session) == Reader(
        groups=frozenset({"verplichte-inburgeraar", "werknemer"}),
        regions=frozenset({"vlaanderen"}),
        signed=(SIGNED, SIGNED),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"duty": Duty.RECHTHEBBEND}, Reader(frozenset({"rechthebbende-inburgeraar"}), regions=frozenset({"vlaanderen"}), signed=(SIGNED, SIGNED))),
        ({"nis_code": BRUSSELS}, Reader(frozenset({"verplichte-inburgeraar"}), regions=frozenset({"brussel"}), signed=(SIGNED, SIGNED))),
        ({"state": ContractState.REGISTERED, "signed_on": None}, Reader(frozenset({"verplichte-inburgeraar"}), regions=frozenset({"vlaanderen"}))),
        ({"state": ContractState.ENDED}, ANYBODY),
    ],
)  # fmt: skip
def test_what_is_not_in_the_plan_is_not_known(session, changes, expected):
    given_contract(session, **changes)

    assert of(AMINA, session) == expected


def test_nothing_is_known_of_who_has_no_plan(session):
    given_contract(session)

    assert of(OLEKSANDR, session) == ANYBODY


class Watching(FakeKnowledge):
    """Remembers for whom it was asked to search."""

    def search(self, question, **asked):
        self.readers = [*getattr(self, "readers", []), asked["reader"]]
        return super().search(question, **asked)


def test_the_plan_goes_with_the_question_of_who_is_logged_in(session):
    given_contract(session)
    knowledge = Watching()

    ask(using=service(knowledge), asker=as_person(AMINA))

    assert knowledge.readers[0].regions == {"vlaanderen"}


@pytest.mark.parametrize(
    ("question", "regions"),
    [
        ("hoeveel kost de cursus?", {"vlaanderen"}),
        ("ik woon nu in Brussel, hoeveel kost de cursus?", {"brussel"}),
        ("mijn broer woont in Brussel, hoeveel kost de cursus voor hem?", set()),
    ],
)
def test_what_the_question_says_counts_first_and_a_brother_has_no_part_in_the_plan(question, regions):
    knowledge = Watching()

    pipeline.answer(
        question, language="nl", knowledge=knowledge, reader=Reader(regions=frozenset({"vlaanderen"}))
    )

    assert knowledge.readers[0].regions == regions
