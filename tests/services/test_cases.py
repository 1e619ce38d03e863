"""A question handed over: who may do what with it, in which order, and what the asker sees of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal.errors import BadInput, BadRules, CaseTaken, NotAllowed, NotFound, TooLong, WrongState
from portal.models.audit import AuditEntry
from portal.models.cases import AskerKind, AskerSector, Case, CaseQueue, CaseState, HandoverReason
from portal.models.conversations import ChatTurn, Conversation
from portal.models.outbox import OutboxMail
from portal.services import audit, case_views, cases, helpdesk
from portal.services.askers import Asker
from portal.services.case_views import CaseFilter
from tests.cast import AMINA, JAN, KARIMA, LEUVEN, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON

VISITOR = Asker(actor=None, visitor="0123456789abcdef")


@pytest.fixture(autouse=True)
def _world(session, cast):
    """Everybody is there."""


def as_person(member):
    return Asker(actor=member.actor, visitor="")


def given_turn(
    session,
    *,
    member=AMINA,
    outcome=Outcome.ABSTAIN,
    question="mag mijn nicht hier werken?",
    now=NOON,
    language="ar",
    asker=None,
):
    conversation = Conversation(
        person_id=member.id if member else None, visitor=asker.visitor_key if asker else None, language=language, page_language=language, started_at=now, last_at=now
    )  # fmt: skip
    session.add(conversation)
    session.flush()
    turn = ChatTurn(
        conversation_id=conversation.id, number=1, request_key="k", question=question, language=language, outcome=outcome.value, answer="weet ik niet",
        milliseconds=5, asked_at=now,
    )  # fmt: skip
    session.add(turn)
    session.flush()
    return turn


def given_case(session, *, member=AMINA, kind=AskerKind.SELF, now=NOON, **more):
    return cases.open_case(
        session,
        asker=as_person(member),
        turn_id=given_turn(session, member=member, now=now, **more).id,
        kind=kind,
        now=now,
    )


def mails_to(session, member):
    wanted = select(OutboxMail).where(OutboxMail.person_id == member.id).order_by(OutboxMail.template)
    return session.exec(wanted).all()


def test_a_case_has_a_number_a_promise_a_mail_and_a_trace(session):
    case = given_case(session)

    assert (case.number, case.state, case.reason, case.language) == (
        "Z-2026-000001",
        CaseState.OPEN,
        HandoverReason.NO_ANSWER,
        "ar",
    )
    assert case.promised_by > NOON
    [mail] = mails_to(session, AMINA)
    assert (mail.template, mail.person_id, mail.facts) == (
        "case.opened",
        AMINA.id,
        {"number": "Z-2026-000001"},
    )
    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.owner_id, entry.facts["queue"]) == ("case.opened", AMINA.id, "referral")


@pytest.mark.parametrize(
    ("kind", "outcome", "queue"),
    [
        (AskerKind.SELF, Outcome.ABSTAIN, CaseQueue.REFERRAL),
        (AskerKind.FOR_SOMEONE, Outcome.ANSWER, CaseQueue.REFERRAL),
        (AskerKind.PROFESSIONAL, Outcome.ABSTAIN, CaseQueue.HELPDESK),
        (AskerKind.SELF, Outcome.URGENT_DETENTION, CaseQueue.HELPDESK),
        (AskerKind.PROFESSIONAL, Outcome.URGENT_VIOLENCE, CaseQueue.HELPDESK),
    ],
)
def test_who_asks_and_how_urgent_it_is_decide_the_queue(session, kind, outcome, queue):
    turn = given_turn(session, outcome=outcome)
    sector = AskerSector.WELZIJN if kind is AskerKind.PROFESSIONAL else None

    case = cases.open_case(
        session, asker=as_person(AMINA), turn_id=turn.id, kind=kind, sector=sector, now=NOON
    )

    assert (case.queue, case.urgent) == (queue, outcome.is_urgent)


def test_a_turn_is_handed_over_once(session):
    turn = given_turn(session)
    first = cases.open_case(session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.SELF, now=NOON)
    again = cases.open_case(
        session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.FOR_SOMEONE, now=NOON
    )

    assert again.id == first.id
    assert again.asker is AskerKind.SELF
    assert len(mails_to(session, AMINA)) == 1


def test_a_failure_makes_a_case_that_the_asker_completes_later(session):
    turn = given_turn(session, outcome=Outcome.ERROR)
    made = cases.open_at_once(session, asker=as_person(AMINA), turn=turn, now=NOON)
    assert (made.reason, made.asker, made.queue) == (HandoverReason.FAILURE, None, CaseQueue.HELPDESK)

    case = cases.open_case(
        session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.SELF, postcode="3000", now=NOON
    )

    assert (case.id, case.asker, case.nis_code) == (made.id, AskerKind.SELF, LEUVEN)


def test_a_visitor_without_a_log_in_may_ask_a_person_too(session):
    turn = given_turn(session, member=None, asker=VISITOR)

    case = cases.open_case(session, asker=VISITOR, turn_id=turn.id, kind=AskerKind.SELF, now=NOON)

    assert case.person_id is None
    assert {mail.person_id for mail in session.exec(select(OutboxMail))} == {JAN.id, KARIMA.id}
    assert [mine.line.number for mine in case_views.mine(session, asker=VISITOR, now=NOON)] == [case.number]
    assert case_views.mine(session, asker=Asker(None, "another"), now=NOON) == ()
    assert case_views.mine(session, asker=Asker(None, ""), now=NOON) == ()


def test_somebody_elses_turn_cannot_be_handed_over(session):
    turn = given_turn(session)

    for stranger in (as_person(OLEKSANDR), VISITOR):
        with pytest.raises(NotFound):
            cases.open_case(session, asker=stranger, turn_id=turn.id, kind=AskerKind.SELF, now=NOON)
    with pytest.raises(NotAllowed):
        cases.open_case(session, asker=as_person(NORA), turn_id=turn.id, kind=AskerKind.SELF, now=NOON)


def test_a_professional_says_the_sector_and_a_postcode_must_exist(session):
    turn = given_turn(session, member=LOTTE)

    with pytest.raises(BadInput):
        cases.open_case(
            session, asker=as_person(LOTTE), turn_id=turn.id, kind=AskerKind.PROFESSIONAL, now=NOON
        )
    for wrong in ("9999", "abc", "30000"):
        with pytest.raises(NotFound):
            cases.open_case(
                session,
                asker=as_person(LOTTE),
                turn_id=turn.id,
                kind=AskerKind.SELF,
                postcode=wrong,
                now=NOON,
            )
    assert session.exec(select(Case)).all() == []


def test_case_numbers_have_no_holes_and_start_anew_each_year(session):
    numbers = [given_case(session).number for _ in range(3)]
    undone = session.begin_nested()
    given_case(session)
    undone.rollback()
    numbers.append(given_case(session).number)
    new_year = given_case(session, now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).number

    assert numbers == [f"Z-2026-{n:06d}" for n in range(1, 5)]
    assert new_year == "Z-2027-000001"


def test_from_open_to_closed(session):
    case = given_case(session)

    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.add_note(session, actor=JAN.actor, case_id=case.id, text="eerst de kaart nakijken", now=NOON)
    cases.answer(session, actor=JAN.actor, case_id=case.id, text=" Ja, dat mag. ", language="nl", now=NOON)
    closed = cases.close(session, actor=JAN.actor, case_id=case.id, now=NOON)

    assert closed.state is CaseState.CLOSED
    mine = case_views.mine(session, asker=as_person(AMINA), now=NOON)[0]
    assert (mine.reply.text, mine.is_new, mine.line.jurist_name) == ("Ja, dat mag.", True, None)
    assert "kaart nakijken" not in str(mine)
    mails = mails_to(session, AMINA)
    assert [mail.template for mail in mails] == ["case.answered", "case.opened"]
    assert "dat mag" not in str(mails[0].facts)
    actions = [entry.action for entry in audit.about_owner(session, owner_id=AMINA.id)]
    assert actions == ["case.closed", "case.answered", "case.noted", "case.taken", "case.opened"]


def test_the_asker_marks_the_reply_read_once_and_nobody_else_does(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.answer(session, actor=JAN.actor, case_id=case.id, text="Ja.", language="nl", now=NOON)
    assert case_views.unread_count(session, asker=as_person(AMINA)) == 1

    case_views.mark_read(session, asker=as_person(AMINA), case_id=case.id, now=NOON + timedelta(hours=1))
    case_views.mark_read(session, asker=as_person(AMINA), case_id=case.id, now=NOON + timedelta(hours=2))

    assert case_views.mine(session, asker=as_person(AMINA), now=NOON)[0].reply.read_at == NOON + timedelta(
        hours=1
    )
    assert case_views.unread_count(session, asker=as_person(AMINA)) == 0
    with pytest.raises(NotFound):
        case_views.mark_read(session, asker=as_person(OLEKSANDR), case_id=case.id, now=NOON)


STEPS = {
    cases.Step.TAKE: lambda session, actor, case: cases.take(session, actor=actor, case_id=case.id, now=NOON),
    cases.Step.RELEASE: lambda session, actor, case: cases.release(
        session, actor=actor, case_id=case.id, now=NOON
    ),
    cases.Step.ANSWER: lambda session, actor, case: cases.answer(
        session, actor=actor, case_id=case.id, text="Ja.", language="nl", now=NOON
    ),
    cases.Step.CLOSE: lambda session, actor, case: cases.close(
        session, actor=actor, case_id=case.id, now=NOON
    ),
}
WAYS = {
    CaseState.OPEN: [],
    CaseState.ASSIGNED: [cases.Step.TAKE],
    CaseState.ANSWERED: [cases.Step.TAKE, cases.Step.ANSWER],
}
WAYS[CaseState.CLOSED] = [*WAYS[CaseState.ANSWERED], cases.Step.CLOSE]


@pytest.mark.parametrize("step", cases.Step)
@pytest.mark.parametrize("state", CaseState)
def test_a_case_moves_by_the_table_and_no_other_way(session, state, step):
    case = given_case(session)
    for earlier in WAYS[state]:
        STEPS[earlier](session, JAN.actor, case)

    if (state, step) in cases.STEPS:
        STEPS[step](session, JAN.actor, case)
        assert session.get_one(Case, case.id).state is cases.STEPS[state, step]
    elif (state, step) == (CaseState.ASSIGNED, cases.Step.TAKE):
        STEPS[step](session, JAN.actor, case)  # one's own again: nothing changes
        assert session.get_one(Case, case.id).state is CaseState.ASSIGNED
    else:
        with pytest.raises((WrongState, NotAllowed)):
            STEPS[step](session, JAN.actor, case)
        assert session.get_one(Case, case.id).state is state


def test_a_case_of_one_jurist_is_not_anothers(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)

    with pytest.raises(CaseTaken):
        cases.take(session, actor=KARIMA.actor, case_id=case.id, now=NOON)
    for act in (STEPS[cases.Step.RELEASE], STEPS[cases.Step.ANSWER], STEPS[cases.Step.CLOSE]):
        with pytest.raises(NotAllowed):
            act(session, KARIMA.actor, case)
    with pytest.raises(NotAllowed):
        cases.add_note(session, actor=KARIMA.actor, case_id=case.id, text="x", now=NOON)


def test_a_released_case_can_be_taken_by_another(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.release(session, actor=JAN.actor, case_id=case.id, now=NOON)

    assert cases.take(session, actor=KARIMA.actor, case_id=case.id, now=NOON).jurist_id == KARIMA.id


def test_an_empty_or_endless_reply_is_refused_and_nothing_is_half_done(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)

    with pytest.raises(BadInput):
        cases.answer(session, actor=JAN.actor, case_id=case.id, text="  ", language="nl", now=NOON)
    with pytest.raises(TooLong):
        cases.answer(session, actor=JAN.actor, case_id=case.id, text="a" * 6001, language="nl", now=NOON)

    assert session.get_one(Case, case.id).state is CaseState.ASSIGNED
    with pytest.raises(NotFound):
        cases.take(session, actor=JAN.actor, case_id="nothing", now=NOON)


@pytest.mark.parametrize("member", [AMINA, LOTTE, NORA])
def test_only_jurists_work_at_the_desk(session, member):
    case = given_case(session)

    with pytest.raises(NotAllowed):
        case_views.queue(session, actor=member.actor, wanted=CaseFilter(), now=NOON)
    with pytest.raises(NotAllowed):
        case_views.for_jurist(session, actor=member.actor, case_id=case.id, now=NOON)
    with pytest.raises(NotAllowed):
        case_views.open_count(session, actor=member.actor)
    with pytest.raises(NotAllowed):
        cases.take(session, actor=member.actor, case_id=case.id, now=NOON)


def test_the_desk_shows_unowned_first_then_urgent_then_oldest(session):
    new = given_case(session, now=NOON + timedelta(hours=2))
    old = given_case(session, now=NOON)
    urgent = given_case(session, now=NOON + timedelta(hours=3), outcome=Outcome.URGENT_DETENTION)
    taken = given_case(session, now=NOON - timedelta(days=3), outcome=Outcome.URGENT_MINOR)
    cases.take(session, actor=JAN.actor, case_id=taken.id, now=NOON)

    lines = case_views.queue(session, actor=KARIMA.actor, wanted=CaseFilter(), now=NOON)

    assert [line.id for line in lines] == [urgent.id, old.id, new.id, taken.id]
    assert lines[-1].jurist_name == "Jan Wouters"
    assert case_views.open_count(session, actor=JAN.actor) == 3


def test_the_desk_can_be_filtered(session):
    arabic = given_case(session)
    english = given_case(session, member=OLEKSANDR, language="en", outcome=Outcome.URGENT_DANGER)
    cases.take(session, actor=JAN.actor, case_id=english.id, now=NOON)

    def shown(**wanted):
        return [
            line.id
            for line in case_views.queue(session, actor=JAN.actor, wanted=CaseFilter(**wanted), now=NOON)
        ]

    assert shown(language="ar") == [arabic.id]
    assert shown(urgent=True) == [english.id]
    assert shown(queue=CaseQueue.REFERRAL) == [arabic.id]
    assert shown(jurist_id=JAN.id) == [english.id]
    assert shown(states=frozenset({CaseState.CLOSED})) == []


def test_a_promise_that_was_not_kept_shows(session):
    case = given_case(session)

    on_time = case_views.queue(session, actor=JAN.actor, wanted=CaseFilter(), now=case.promised_by)[0]
    late = case_views.queue(
        session, actor=JAN.actor, wanted=CaseFilter(), now=case.promised_by + timedelta(minutes=1)
    )[0]

    assert (on_time.is_late, late.is_late) == (False, True)


def test_a_jurist_sees_everything_around_a_case_once_it_is_theirs(session):
    case = given_case(session)
    before = case_views.for_jurist(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.add_note(session, actor=JAN.actor, case_id=case.id, text="nakijken", now=NOON)

    after = case_views.for_jurist(session, actor=JAN.actor, case_id=case.id, now=NOON)

    assert (before.turn.question, before.conversation, before.notes) == (
        "mag mijn nicht hier werken?",
        None,
        (),
    )
    assert len(after.conversation.turns) == 1
    assert after.notes[0].text == "nakijken"
    looks = [
        entry for entry in audit.about_owner(session, owner_id=AMINA.id) if entry.action == "case.viewed"
    ]
    assert len(looks) == 1  # twice within the hour is one look
    with pytest.raises(NotFound):
        case_views.for_jurist(session, actor=JAN.actor, case_id="nothing", now=NOON)


@pytest.mark.parametrize(
    ("opened", "urgent", "day"),
    [
        (datetime(2026, 3, 10, 11, 0, tzinfo=UTC), False, date(2026, 3, 17)),  # a Tuesday: a week later
        (datetime(2026, 3, 13, 22, 0, tzinfo=UTC), True, date(2026, 3, 16)),  # Friday night: Monday
        (datetime(2026, 4, 2, 9, 0, tzinfo=UTC), False, date(2026, 4, 10)),  # Easter Monday does not count
        (datetime(2026, 12, 24, 12, 0, tzinfo=UTC), True, date(2026, 12, 28)),  # Christmas, then a weekend
        (datetime(2026, 3, 9, 23, 30, tzinfo=UTC), True, date(2026, 3, 11)),  # already Tuesday in Brussels
    ],
)
def test_the_promise_counts_belgian_working_days(opened, urgent, day):
    promised = helpdesk.promised_by(opened_at=opened, urgent=urgent)

    assert promised.date() == day
    assert helpdesk.is_working_day(day)
    assert promised.utcoffset() is not None


def test_a_day_without_a_promise_is_an_error_of_the_rules():
    with pytest.raises(BadRules):
        helpdesk.promised_by(opened_at=datetime(2020, 1, 1, tzinfo=UTC), urgent=False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("promises: [", "helpdesk.yaml"),
        ("promises: []\n", "referrals"),
        ("promises: [{id: a, valid_from: 2026-01-01, valid_to: null, working_days: 0, working_days_urgent: 1, day_ends: '17:00', source: ours, last_checked: 2026-01-01}]\nreferrals: []\n", "working_days"),
        ("promises: []\nreferrals: [{id: a, source: no address, last_checked: 2026-01-01}]\n", "source"),
        ("promises: []\nreferrals: []\nhours: 9\n", "hours"),
    ],
)  # fmt: skip
def test_a_broken_rules_file_names_the_place(tmp_path, text, place):
    broken = tmp_path / "helpdesk.yaml"
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(BadRules) as refused:
        helpdesk.load(broken)

    assert place in str(refused.value)


def test_a_private_person_is_sent_to_what_is_near(session):
    in_leuven = {referral.id: referral for referral in helpdesk.referrals(LEUVEN)}
    in_antwerpen = {referral.id for referral in helpdesk.referrals("11002")}

    assert in_leuven["justitiehuis"].houses[0].city == "Leuven"
    assert in_leuven["ocmw"].municipality.name == "Leuven"
    assert "vreemdelingenpermanentie-antwerpen" not in in_leuven
    assert "vreemdelingenpermanentie-antwerpen" in in_antwerpen
    assert {referral.id for referral in helpdesk.referrals(None)} == {
        referral.id for referral in in_leuven.values()
    }
    assert helpdesk.municipality_of(" ٣٠٠٠ ") == LEUVEN
