"""The roll-out: who gets answers stays who gets answers while a share grows, the switch wins, and no question is lost."""

import json
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from chatbot import texts
from chatbot.answer import Outcome, Reason
from portal import db
from portal.errors import NotAllowed, NotFound, OutsideRules, TooLong, WrongState
from portal.models.audit import AuditEntry
from portal.models.cases import AskerKind, Case, HandoverReason
from portal.models.conversations import ChatTurn, TurnQuote
from portal.models.people import Person, Role
from portal.models.switches import RolloutStep, Side
from portal.services import bot_switch, cases, rollout
from portal.services.askers import Asker
from portal.services.bot_switch import MAX_REASON
from portal.services.rollout import NO_ROLLOUT, Drawn, RolloutMemory
from tests.cast import AMINA, BRAM, CAST, WIM
from tests.conftest import NOON
from tests.services.test_conversations import as_person, ask, service, stored_article

LEUVEN, MECHELEN, NAMUR = "24062", "12025", "92094"
IN_TIME = timedelta(seconds=10)
URGENT = "mijn man slaat mij, hoeveel kost de cursus?"


def set_share(
    session, percent, *, nis_code=None, seen=None, actor=WIM.actor, reason="We beginnen klein", now=NOON
):
    changed = rollout.set_share(
        session, actor=actor, nis_code=nis_code, percent=percent, seen=seen, reason=reason, now=now
    )
    session.commit()
    return changed


def answering(session, **changes):
    held = rollout.read(session)
    session.commit()  # asking opens transactions of its own
    return service(rollout=lambda: held, **changes)


@contextmanager
def reading(engine):
    with Session(engine) as opened:
        yield opened


@pytest.fixture
def processes(session, cast, database):
    engines = [db.make_engine(database.url.render_as_string(hide_password=False)) for _ in range(2)]
    yield [partial(reading, engine) for engine in engines]
    for engine in engines:
        engine.dispose()


# ── setting ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("member", [one for one in CAST if one.role is not Role.BEHEERDER])
def test_only_the_beheerder_sets_a_share(session, cast, member):
    with pytest.raises(NotAllowed, match=r"rollout\.set"):
        set_share(session, 20, actor=member.actor)

    assert rollout.read(session) == NO_ROLLOUT


@pytest.mark.parametrize("member", [one for one in CAST if one.role not in {Role.BEHEERDER, Role.REDACTEUR}])
def test_others_than_redactie_and_beheerder_see_nothing_of_it(session, cast, member):
    for look in (rollout.shares, rollout.history):
        with pytest.raises(NotAllowed, match=r"rollout\.view"):
            look(session, actor=member.actor)


def test_who_when_and_why_stay_written_down(session, cast):
    later = NOON + timedelta(hours=1)
    set_share(session, 20, reason="Start\n, bel 0475 12 34 56")
    set_share(session, 50, nis_code=LEUVEN, reason="Leuven wil meer", now=later)
    set_share(session, 30, seen=1, reason="Het gaat goed", now=later)

    assert [(one.number, one.nis_code, one.percent, one.author) for one in rollout.history(session, actor=BRAM.actor)] == [
        (3, None, 30, "Wim Goossens"), (2, LEUVEN, 50, "Wim Goossens"), (1, None, 20, "Wim Goossens"),
    ]  # fmt: skip
    assert [(one.nis_code, one.percent) for one in rollout.shares(session, actor=BRAM.actor)] == [
        (None, 30),
        (LEUVEN, 50),
    ]
    first = session.exec(select(RolloutStep).where(RolloutStep.number == 1)).one()
    assert "0475" not in first.reason
    trail = session.exec(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(one.action, one.actor_id, one.subject, one.facts) for one in trail] == [
        ("rollout.set", "wim", "rollout:all", {"percent": 20}),
        ("rollout.set", "wim", f"rollout:{LEUVEN}", {"percent": 50}),
        ("rollout.set", "wim", "rollout:all", {"percent": 30}),
    ]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"percent": 101}, OutsideRules), ({"percent": -1}, OutsideRules), ({"percent": None}, OutsideRules),
        ({"percent": 20, "reason": " \n"}, OutsideRules), ({"percent": 20, "reason": "a" * (MAX_REASON + 1)}, TooLong),
        ({"percent": 20, "nis_code": "00000"}, NotFound), ({"percent": 20, "nis_code": NAMUR}, NotFound),
    ],
)  # fmt: skip
def test_a_share_that_cannot_be_is_refused(session, cast, asked, error):
    with pytest.raises(error):
        set_share(session, **asked)

    assert session.exec(select(RolloutStep)).all() == []


def test_who_did_not_see_a_colleagues_change_does_not_undo_it(session, cast):
    set_share(session, 20)

    with pytest.raises(WrongState):
        set_share(session, 80, seen=None)

    assert rollout.read(session).share_of(None).percent == 20


def test_the_same_share_again_changes_nothing(session, cast):
    set_share(session, 20)

    assert not set_share(session, 20, seen=1)
    assert not set_share(session, None, nis_code=LEUVEN)
    assert len(rollout.history(session, actor=WIM.actor)) == 1


# ── whom it holds for ────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_share_everybody_gets_answers_and_no_side_is_kept(session, cast):
    stored_article(session)

    asked = ask(using=answering(session))

    turn = session.exec(select(ChatTurn)).one()
    assert (asked.turn.outcome, turn.side, turn.rollout_step) == (Outcome.ANSWER, None, None)


def test_a_municipality_goes_before_everybody_and_can_follow_again(session, cast):
    set_share(session, 0)
    set_share(session, 100, nis_code=LEUVEN)
    amina = session.get_one(Person, AMINA.id)
    amina.nis_code = LEUVEN
    session.commit()

    def side(asker):
        return rollout.draw(session, shares=rollout.read(session), asker=asker)

    assert side(as_person(AMINA)) == Drawn(Side.ANSWERS, 2)
    assert side(Asker(None, "0123456789abcdef")) == Drawn(Side.ARTICLES, 1)  # lives who knows where
    amina.nis_code = MECHELEN
    session.commit()
    assert side(as_person(AMINA)) == Drawn(Side.ARTICLES, 1)
    amina.nis_code = LEUVEN
    set_share(session, None, nis_code=LEUVEN, seen=2)
    assert side(as_person(AMINA)) == Drawn(Side.ARTICLES, 1)


def test_every_step_draws_with_the_same_salt(session, cast):
    set_share(session, 20)
    set_share(session, 50, seen=1)
    set_share(session, 70, nis_code=LEUVEN)

    assert len({step.salt for step in session.exec(select(RolloutStep))}) == 1


# ── on the side without answers ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", [0, 100])
def test_a_roll_out_that_starts_anew_draws_other_people(session, cast, end):
    set_share(session, 40)
    before = rollout.read(session).salt
    set_share(session, end, seen=1)
    set_share(session, 40, nis_code=LEUVEN)
    again = rollout.read(session)

    assert again.salt != before
    set_share(session, 60, nis_code=LEUVEN, seen=3)
    set_share(session, 20, seen=2)
    assert rollout.read(session).salt == again.salt


def test_who_has_answers_keeps_them_while_another_municipality_comes_to_nought(session, cast):
    set_share(session, 40)
    set_share(session, 30, nis_code=LEUVEN)
    drawn = {number: rollout.read(session).draw(f"p{number}", None).side for number in range(50)}

    set_share(session, 0, nis_code=LEUVEN, seen=2)
    set_share(session, None, nis_code=LEUVEN, seen=3)
    set_share(session, 30, nis_code=MECHELEN)

    assert {number: rollout.read(session).draw(f"p{number}", None).side for number in range(50)} == drawn


def test_articles_are_named_nothing_is_quoted_and_the_side_is_kept(session, cast):
    stored_article(session)
    set_share(session, 0)

    asked = ask(using=answering(session))

    assert (asked.turn.outcome, asked.turn.quotes) == (Outcome.ARTICLES, ())
    assert asked.turn.suggestions == (("wat-kost-inburgering", "Wat kost inburgering?"),)
    turn = session.exec(select(ChatTurn)).one()
    assert (turn.side, turn.rollout_step) == (Side.ARTICLES, 1)
    assert session.exec(select(TurnQuote)).all() == []
    assert session.exec(select(Case)).all() == []  # nobody asked a person yet


def test_where_no_article_is_near_the_way_to_a_person_is_said(session, cast):
    set_share(session, 0)

    asked = ask("wie wint de koers?", using=answering(session))

    assert (asked.turn.outcome, asked.turn.text) == (
        Outcome.ARTICLES,
        texts.articles(found=False, language="nl"),
    )
    case = cases.open_case(
        session, asker=as_person(AMINA), turn_id=asked.turn.id, kind=AskerKind.SELF, now=NOON
    )
    assert case.reason is HandoverReason.NO_ANSWER


def test_an_urgent_matter_comes_first_on_both_sides_and_only_the_answers_side_quotes(session, cast):
    stored_article(session)
    set_share(session, 0)
    without = ask(URGENT, key="1", using=answering(session))
    set_share(session, 100, seen=1)
    with_answers = ask(URGENT, key="2", using=answering(session))

    assert without.turn.outcome is with_answers.turn.outcome is Outcome.URGENT_VIOLENCE
    assert without.turn.text == with_answers.turn.text
    assert (without.turn.quotes, bool(with_answers.turn.quotes)) == ((), True)


def test_who_asks_for_a_person_or_greets_is_heard_there_too(session, cast):
    set_share(session, 0)

    assert ask("ik wil met een mens praten", key="1", using=answering(session)).turn.reason is Reason.ASKED
    assert ask("dankjewel!", key="2", using=answering(session)).turn.outcome is Outcome.SMALLTALK


def test_while_the_knowledge_base_loads_the_question_can_be_sent_again(session, cast):
    set_share(session, 0)
    using = answering(session)

    asked = ask(using=type(using)(**{**vars(using), "knowledge": None}))

    assert (asked.turn.outcome, asked.turn.reason) == (Outcome.ERROR, Reason.NOT_READY)


@pytest.mark.parametrize("percent", [0, 100])
def test_the_switch_wins_from_any_share(session, cast, percent):
    stored_article(session)
    set_share(session, percent)
    bot_switch.turn(session, actor=BRAM.actor, is_on=False, reason="Fout", now=NOON)
    session.commit()

    asked = ask(using=answering(session, is_bot_on=lambda: bot_switch.is_bot_on(now=NOON)))

    assert asked.turn.reason is Reason.BOT_OFF
    assert session.exec(select(ChatTurn)).one().side is None
    assert session.exec(select(Case)).one()


def test_a_question_that_goes_to_a_person_at_once_keeps_its_side(session, cast):
    set_share(session, 0)

    ask(using=answering(session, hands_over=True))

    assert session.exec(select(ChatTurn)).one().side is Side.ARTICLES


# ── every process ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_process_follows_within_ten_seconds(session, processes):
    set_share(session, 20)
    first, second = (RolloutMemory(unit) for unit in processes)
    for memory in (first, second):
        assert memory.now(NOON).share_of(None).percent == 20

    set_share(session, 50, seen=1)

    assert first.now(NOON + timedelta(seconds=1)).share_of(None).percent == 20
    assert [memory.now(NOON + IN_TIME).share_of(None).percent for memory in (first, second)] == [50, 50]
    set_share(session, 60, seen=2)
    first.forget()
    assert first.now(NOON + IN_TIME).share_of(None).percent == 60


def test_while_the_database_is_away_the_last_known_shares_hold(session, processes):
    set_share(session, 20)
    is_down = False

    def unit():
        if is_down:
            raise OperationalError("select", {}, Exception())
        return processes[0]()

    memory = RolloutMemory(unit)
    memory.now(NOON)

    is_down = True

    assert memory.now(NOON + timedelta(hours=1)).share_of(None).percent == 20
    assert RolloutMemory(unit).now(NOON) == NO_ROLLOUT


def test_an_operator_sets_shares_with_a_command(prepared):
    assert prepared("bot", "share", "20", "--reason", "begin").strip() == "everybody: 20 of 100 people"
    assert (
        prepared("bot", "share", "20", "--reason", "nog eens").strip()
        == "everybody: 20 of 100 people, as it was"
    )
    prepared("bot", "share", "100", "--municipality", LEUVEN, "--reason", "Leuven")

    assert json.loads(prepared("bot", "status", "--json"))["shares"] == {"all": 20, LEUVEN: 100}
    assert f"{LEUVEN}: 100 of 100 people" in prepared("bot", "status")
    said = prepared("bot", "share", "--follow", "--municipality", LEUVEN, "--reason", "terug")
    assert said.strip() == f"{LEUVEN}: as everybody"
    prepared("bot", "share", "--reason", "niets", fails_with=1)
    prepared("bot", "share", "101", "--reason", "te veel", fails_with=1)
