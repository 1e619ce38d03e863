"""The switch of the automatic answers: every process follows, who may not is refused, and no question is lost."""

import json
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from chatbot.answer import Outcome, Reason
from portal import db
from portal.errors import NotAllowed, OutsideRules, TooLong
from portal.models.audit import AuditEntry
from portal.models.cases import Case
from portal.models.conversations import ChatTurn, TurnQuote
from portal.models.people import Role
from portal.models.switches import SwitchEntry
from portal.services import bot_switch, doctor
from portal.services.bot_switch import KEPT, MAX_REASON, SwitchMemory, Turned
from portal.services.doctor import Health
from portal.services.permissions import OPERATOR
from portal.settings import Settings, settings
from portal.web import health
from tests.cast import BRAM, CAST, WIM
from tests.conftest import NOON
from tests.services.test_conversations import ask, service, stored_article

IN_TIME = timedelta(seconds=10)
URGENT = "mijn man slaat mij, hoeveel kost de cursus?"
PLANTED = "93051822361"


@pytest.fixture
def processes(session, cast, database):
    """Two processes on one database: each has an engine and a memory of its own."""
    engines = [db.make_engine(database.url.render_as_string(hide_password=False)) for _ in range(2)]
    yield [partial(reading, engine) for engine in engines]
    for engine in engines:
        engine.dispose()


@contextmanager
def reading(engine):
    with Session(db.read_only(engine)) as opened:
        yield opened


def turn(session, *, is_on, actor=BRAM.actor, reason="Fout antwoord over de vrijstelling", now=NOON):
    changed = bot_switch.turn(session, actor=actor, is_on=is_on, reason=reason, now=now)
    session.commit()
    return changed


@pytest.mark.parametrize("is_on", [False, True])
def test_every_process_follows_within_ten_seconds(session, processes, is_on):
    turn(session, is_on=not is_on)
    first, second, slow = (
        SwitchMemory(processes[0]),
        SwitchMemory(processes[1]),
        SwitchMemory(processes[1], kept=timedelta(minutes=1)),
    )
    for seconds, memory in ((0, first), (3, second), (3, slow)):
        assert memory.is_on(now=NOON + timedelta(seconds=seconds)) is not is_on

    turn(session, is_on=is_on, now=NOON + timedelta(seconds=4))

    assert [memory.is_on(now=NOON + timedelta(seconds=4) + IN_TIME) for memory in (first, second)] == [
        is_on
    ] * 2
    assert (
        slow.is_on(now=NOON + timedelta(seconds=4) + IN_TIME) is not is_on
    )  # a longer memory would be too late


def test_what_a_process_remembers_is_well_below_ten_seconds():
    assert IN_TIME / 2 >= KEPT


def test_many_questions_cost_one_reading(session, cast, database):
    read = []

    def note(connection):
        read.append(connection)

    event.listen(database, "begin", note)
    memory = SwitchMemory(partial(reading, database))

    for milliseconds in range(0, 4900, 100):
        memory.is_on(now=NOON + timedelta(milliseconds=milliseconds))
    assert len(read) == 1
    memory.is_on(now=NOON + KEPT)
    assert len(read) == 2
    event.remove(database, "begin", note)


def test_a_clock_that_was_put_back_does_not_keep_an_old_state(session, processes):
    memory = SwitchMemory(processes[0])
    assert memory.is_on(now=NOON)
    turn(session, is_on=False)

    assert not memory.is_on(now=NOON - timedelta(hours=1))


class Stumbling:
    """A database that can be read, or not."""

    def __init__(self, unit):
        self.unit = unit
        self.is_down = False

    def __call__(self):
        if self.is_down:
            raise OperationalError("select", {}, Exception())
        return self.unit()


@pytest.mark.parametrize("is_on", [True, False])
def test_while_the_database_is_away_the_last_known_state_holds(session, processes, is_on):
    if not is_on:
        turn(session, is_on=False)
    unit = Stumbling(processes[0])
    memory = SwitchMemory(unit)
    memory.is_on(now=NOON)

    unit.is_down = True

    assert memory.is_on(now=NOON + timedelta(hours=1)) is is_on
    unit.is_down = False
    turn(session, is_on=not is_on)
    assert memory.is_on(now=NOON + timedelta(hours=1) + IN_TIME) is not is_on


def test_a_process_that_never_could_read_the_switch_answers_nothing(processes):
    unit = Stumbling(processes[0])
    unit.is_down = True

    assert not SwitchMemory(unit).is_on(now=NOON)


@pytest.mark.parametrize("member", [one for one in CAST if one.role not in {Role.REDACTEUR, Role.BEHEERDER}])
def test_nobody_else_turns_the_switch_or_reads_who_did(session, cast, member):
    with pytest.raises(NotAllowed, match=r"bot\.switch"):
        turn(session, is_on=False, actor=member.actor)
    with pytest.raises(NotAllowed):
        bot_switch.history(session, actor=member.actor)

    assert session.exec(select(SwitchEntry)).all() == []


def test_who_when_and_why_stay_written_down(session, cast):
    later = NOON + timedelta(minutes=5)
    turn(session, is_on=False)
    turn(session, is_on=True, actor=WIM.actor, reason=f"Hersteld,\n zie {PLANTED}", now=later)

    assert bot_switch.history(session, actor=WIM.actor) == (
        Turned(2, True, "Hersteld, zie [rijksregisternummer]", "Wim Goossens", later),
        Turned(1, False, "Fout antwoord over de vrijstelling", "Bram De Smet", NOON),
    )
    trail = session.exec(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(one.action, one.actor_id, one.subject) for one in trail] == [
        ("bot.switched-off", "bram", "switch:bot"),
        ("bot.switched-on", "wim", "switch:bot"),
    ]


def test_a_switch_that_stands_there_already_is_not_turned_again(session, cast):
    assert not turn(session, is_on=True)
    assert turn(session, is_on=False)
    assert not turn(session, is_on=False, actor=WIM.actor)

    assert len(bot_switch.history(session, actor=BRAM.actor)) == 1


def test_a_reason_is_asked_for_and_is_short(session, cast):
    with pytest.raises(OutsideRules, match="reason-needed"):
        turn(session, is_on=False, reason=" \n ")
    with pytest.raises(TooLong):
        turn(session, is_on=False, reason="a" * (MAX_REASON + 1))

    assert bot_switch.history(session, actor=BRAM.actor) == ()


def bot_is_on():
    return bot_switch.is_bot_on(now=NOON)


def test_while_it_is_off_a_question_becomes_a_case_and_is_kept(session, cast):
    stored_article(session, language="nl")
    turn(session, is_on=False)

    asked = ask("hoeveel kost de cursus?", using=service(is_bot_on=bot_is_on))

    assert (asked.turn.outcome, asked.turn.reason, asked.turn.quotes) == (
        Outcome.HANDOVER,
        Reason.BOT_OFF,
        (),
    )
    kept = session.exec(select(ChatTurn)).one()
    assert (kept.question, session.exec(select(Case)).one().turn_id) == ("hoeveel kost de cursus?", kept.id)


def test_while_it_is_off_an_urgent_matter_comes_first_and_nothing_is_quoted_below_it(session, cast):
    stored_article(session, language="nl")
    assert ask(URGENT, key="1", using=service()).turn.quotes
    turn(session, is_on=False)

    asked = ask(URGENT, key="2", using=service(is_bot_on=bot_is_on))

    assert (asked.turn.outcome, asked.turn.quotes) == (Outcome.URGENT_VIOLENCE, ())
    assert "101" in asked.turn.text


def test_while_it_is_off_a_greeting_is_no_question_for_a_person(session, cast):
    turn(session, is_on=False)

    assert ask("dankjewel!", using=service(is_bot_on=bot_is_on)).turn.outcome is Outcome.SMALLTALK
    assert session.exec(select(Case)).all() == []


def test_an_answer_that_was_under_way_when_it_was_switched_off_is_not_given(session, cast):
    stored_article(session, language="nl")
    states = iter([True, False])

    asked = ask(using=service(is_bot_on=lambda: next(states)))

    assert asked.turn.reason is Reason.BOT_OFF
    assert session.exec(select(TurnQuote)).all() == []


def test_the_setting_keeps_it_off_whatever_the_switch_says(session, cast, monkeypatch):
    assert bot_is_on()

    monkeypatch.setenv("PORTAL_BOT_ENABLED", "0")
    settings.cache_clear()

    assert not bot_is_on()


def test_health_and_doctor_say_that_it_is_off(session, cast, stopped_clock):
    assert health.examine()["bot"] == "on"
    turn(session, is_on=False, actor=OPERATOR)
    bot_switch.live().forget()

    assert health.examine()["bot"] == "off"
    found = {check.name: check for check in doctor.examine(Settings(), now=NOON)}["bot"]
    assert (found.health, found.advice) == (Health.WARN, "docs/run-books/bot-off.md")
    assert "off since 2026-03-10T11:00:00+00:00" in found.finding
    by_setting = {check.name: check for check in doctor.examine(Settings(bot_enabled=False), now=NOON)}["bot"]
    assert "PORTAL_BOT_ENABLED" in by_setting.finding


def test_an_operator_switches_it_with_a_command(prepared, monkeypatch):
    assert prepared("bot", "status").splitlines()[0] == "bot: on"
    assert prepared("bot", "off", "--reason", "fout antwoord").strip() == "bot: off"
    assert prepared("bot", "off", "--reason", "nog eens").strip() == "bot: off, as it was"

    told = json.loads(prepared("bot", "status", "--json"))
    assert (told["on"], told["reason"]) == (False, "fout antwoord")
    assert prepared("bot", "status").startswith("bot: off since 20")
    prepared("bot", "off", fails_with=2)
    prepared("bot", "on", "--reason", " ", fails_with=1)
    monkeypatch.setenv("PORTAL_BOT_ENABLED", "0")
    settings.cache_clear()
    assert "PORTAL_BOT_ENABLED" in prepared("bot", "on", "--reason", "hersteld")
    assert json.loads(prepared("bot", "status", "--json"))["on"] is False
    assert "PORTAL_BOT_ENABLED" in prepared("bot", "status")
