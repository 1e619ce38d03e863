"""The jurists hear of a new question within the minute, by mail and on every page they have open."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal.models.cases import AskerKind
from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Person
from portal.services import cases, jobs, outbox, people
from portal.settings import Settings
from tests.cast import AMINA, JAN, KARIMA, WIM
from tests.conftest import NOON
from tests.services.test_cases import as_person, given_case, given_turn
from tests.services.test_mail import Postman


@pytest.fixture(autouse=True)
def _world(session, cast):
    """Everybody is there; Karima reads French."""
    session.get_one(Person, KARIMA.id).language = "fr"
    session.flush()


def told(session, template="case.new"):
    found = session.exec(select(OutboxMail).where(OutboxMail.template == template)).all()
    return sorted((mail.person_id, mail.language) for mail in found)


def test_every_jurist_hears_of_a_case_once_in_their_own_language(session):
    turn = given_turn(session)
    for _twice in range(2):
        cases.open_case(session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.SELF, now=NOON)

    assert told(session) == [(JAN.id, "nl"), (KARIMA.id, "fr")]


def test_the_mail_leaves_with_the_next_round_and_says_nothing_of_the_question(session):
    given_case(session, question="mag mijn nicht hier werken?")
    session.commit()
    postman = Postman()

    every = timedelta(seconds=Settings().jobs_every_s)
    jobs.send_mail(NOON + every, postman)

    assert every < timedelta(seconds=60)
    letters = [letter for letter in postman.letters if letter.to != "amina@example.org"]
    assert sorted(letter.to for letter in letters) == ["jan@example.org", "karima@example.org"]
    for letter in letters:
        for word in ("nicht", "Amina", "Benali", "Z-2026"):
            assert word not in letter.subject + letter.text


def test_an_urgent_question_says_so_in_its_subject(session):
    given_case(session, outcome=Outcome.URGENT_VIOLENCE)

    assert told(session) == []
    assert len(told(session, "case.new-urgent")) == 2


def test_a_question_that_broke_is_told_before_anybody_said_who_asks(session):
    turn = given_turn(session, outcome=Outcome.ERROR)
    cases.open_at_once(session, asker=as_person(AMINA), turn=turn, now=NOON)
    cases.open_case(session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.SELF, now=NOON)

    assert len(told(session)) == 2


def test_many_questions_at_once_are_one_mail_and_the_next_one_is_told_again(session):
    for _case in range(5):
        given_case(session)
    assert len(told(session)) == 2

    session.commit()
    jobs.send_mail(NOON, Postman())
    given_case(session)
    assert len(told(session)) == 4


def test_a_mail_that_was_tried_in_vain_does_not_silence_the_next_question(session):
    given_case(session)
    for mail in outbox.claim(session, now=NOON):
        outbox.mark_failed(session, mail_id=mail.mail_id, failure="server-down", again=True, now=NOON)
    assert {mail.state for mail in session.exec(select(OutboxMail))} == {MailState.WAITING}

    given_case(session)

    assert len(told(session)) == 4


def test_who_is_no_jurist_any_more_hears_nothing(session):
    people.deactivate(session, actor=WIM.actor, person_id=KARIMA.id, now=NOON)
    given_case(session)

    assert told(session) == [(JAN.id, "nl")]
