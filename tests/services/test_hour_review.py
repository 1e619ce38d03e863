"""A trajectbegeleider approves and refuses hours in bulk, and undoes it; each decision is mailed once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, TooLong, WrongState
from portal.models.audit import AuditEntry
from portal.models.hours import DecisionOutcome
from portal.models.outbox import MailState, OutboxMail
from portal.models.pips import HoursEntry, HoursRefusal, HoursSource, HoursState
from portal.services import hour_links, hour_log, hour_review, hours, outbox
from tests.cast import AMINA, JAN, LOTTE, OLEKSANDR, PIETER
from tests.conftest import NOON
from tests.hours import SECRET, given_entry, given_track, said
from tests.services.test_pips import counted_queries

pytestmark = pytest.mark.usefixtures("cast")

APPROVE, REFUSE = DecisionOutcome.APPROVED, DecisionOutcome.REFUSED
LATER = NOON + timedelta(minutes=5)


def given_many(session, member=AMINA, count=20) -> list[str]:
    return [given_entry(session, member, day=date(2026, 2, 1) + timedelta(days=n)).id for n in range(count)]


def decide(session, ids, outcome=APPROVE, *, by=LOTTE, now=NOON, **more):
    return hour_review.decide(session, actor=by.actor, entry_ids=ids, outcome=outcome, now=now, **more)


def undo(session, decision, *, by=LOTTE, now=LATER, reason="Verkeerd gekozen."):
    return hour_review.undo(session, actor=by.actor, decision_id=decision.id, reason=reason, now=now)


def states(session, ids):
    return {session.get_one(HoursEntry, one).state for one in ids}


def mails(session):
    rows = session.exec(select(OutboxMail).order_by(OutboxMail.written_at))
    return [(mail.template, mail.person_id, mail.state) for mail in rows]


def test_lotte_approves_twenty_at_once_of_two_people(session):
    given_track(session)
    given_track(session, OLEKSANDR)
    ids = given_many(session, count=12) + given_many(session, OLEKSANDR, count=8)

    decision = decide(session, ids)

    assert states(session, ids) == {HoursState.APPROVED}
    assert hour_log.own_log(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON).approved == 12 * 120
    assert sorted(mails(session)) == [
        ("hours.approved", AMINA.id, MailState.WAITING),
        ("hours.approved", OLEKSANDR.id, MailState.WAITING),
    ]
    assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "hours.approved")).all()) == 2
    assert decision.decided_by == LOTTE.id


def test_deciding_the_same_again_changes_and_mails_nothing(session):
    given_track(session)
    ids = given_many(session, count=2)
    decide(session, ids)

    assert decide(session, ids, now=LATER) is None
    assert len(mails(session)) == 1


def test_a_refusal_names_its_reason_and_it_stands_in_the_log(session):
    given_track(session)
    row = given_entry(session)

    decide(session, [row.id], REFUSE, refusal=HoursRefusal.NOT_IN_DUTCH, note=" Spreek Nederlands. ")

    entry = hour_log.own_log(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON).entries[0]
    assert (entry.state, entry.refusal, entry.refusal_note) == (
        HoursState.REFUSED, HoursRefusal.NOT_IN_DUTCH, "Spreek Nederlands.",
    )  # fmt: skip
    assert mails(session) == [("hours.refused", AMINA.id, MailState.WAITING)]


def test_a_refusal_without_a_reason_is_none(session):
    given_track(session)
    row = given_entry(session)

    with pytest.raises(OutsideRules, match="reason-needed"):
        decide(session, [row.id], REFUSE)
    with pytest.raises(TooLong):
        decide(session, [row.id], REFUSE, refusal=HoursRefusal.OTHER, note="a" * 301)


@pytest.mark.parametrize("by", [PIETER, JAN, AMINA])
def test_nobody_else_decides_or_reads(session, by):
    given_track(session)
    row = given_entry(session)

    with pytest.raises(NotAllowed):
        decide(session, [row.id], by=by)
    decision = decide(session, [row.id])
    with pytest.raises(NotAllowed):
        undo(session, decision, by=by)


def test_pieter_who_guides_others_sees_nothing_of_aminas(session):
    given_track(session)
    given_entry(session)

    assert hour_review.waiting(session, actor=PIETER.actor, now=NOON) == ()
    with pytest.raises(NotAllowed):
        hour_review.waiting(session, actor=AMINA.actor, now=NOON)


def test_one_entry_of_somebody_elses_client_stops_the_whole_batch(session):
    given_track(session)
    given_track(session, OLEKSANDR, PIETER)
    ids = [given_entry(session).id, given_entry(session, OLEKSANDR).id]

    with pytest.raises(NotAllowed):
        decide(session, ids)
    assert states(session, ids) == {HoursState.PROPOSED}


def test_an_entry_that_is_gone_is_not_found(session):
    given_track(session)
    row = given_entry(session)

    for ids in ([row.id, "gone"], ["gone"], []):
        with pytest.raises(NotFound):
            decide(session, ids)


def test_what_was_refused_is_not_approved_before_it_was_put_right(session):
    given_track(session)
    row = given_entry(session)
    decide(session, [row.id], REFUSE, refusal=HoursRefusal.WRONG_TIME)

    with pytest.raises(WrongState):
        decide(session, [row.id])
    hours.change(session, actor=AMINA.actor, entry_id=row.id, said=said(ends="15:00"), now=NOON)
    assert decide(session, [row.id], now=LATER) is not None


def test_hours_that_are_not_over_wait_longer(session):
    contract = given_track(session)
    row = HoursEntry(
        contract_id=contract.id, day=NOON.date(), starts_minute=12 * 60, minutes=120, activity="Praattafel",
        source=HoursSource.ATTENDANCE,
    )  # fmt: skip
    session.add(row)
    session.flush()

    assert hour_review.waiting(session, actor=LOTTE.actor, now=NOON) == ()
    with pytest.raises(OutsideRules, match="hours-in-the-future"):
        decide(session, [row.id])
    assert len(hour_review.waiting(session, actor=LOTTE.actor, now=NOON + timedelta(hours=2))) == 1


def test_what_a_contact_confirmed_stands_first_and_is_said_to_be(session):
    given_track(session)
    given_entry(session, day=date(2026, 2, 1))
    confirmed = given_entry(session)
    link = hour_links.make(session, actor=AMINA.actor, entry_id=confirmed.id, secret=SECRET, now=NOON)
    hour_links.answer(session, token=link.token, refusal=None, now=NOON)

    first, second = hour_review.waiting(session, actor=LOTTE.actor, now=NOON)

    assert (first.id, first.by_link, first.name) == (confirmed.id, True, "Amina Benali")
    assert not second.by_link


def test_a_decision_ends_the_link(session):
    given_track(session)
    row = given_entry(session)
    link = hour_links.make(session, actor=AMINA.actor, entry_id=row.id, secret=SECRET, now=NOON)

    decide(session, [row.id])

    assert hour_links.opened(session, token=link.token, now=NOON).state is hour_links.LinkState.REVOKED


# ── undoing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_undoing_puts_each_entry_back_where_it_stood(session):
    given_track(session)
    proposed, confirmed = given_many(session, count=2)
    session.get_one(HoursEntry, confirmed).state = HoursState.CONFIRMED
    session.flush()
    decision = decide(session, [proposed, confirmed])

    undo(session, decision)

    assert session.get_one(HoursEntry, proposed).state is HoursState.PROPOSED
    assert session.get_one(HoursEntry, confirmed).state is HoursState.CONFIRMED
    assert (decision.undone_by, decision.undo_reason) == (LOTTE.id, "Verkeerd gekozen.")


def test_a_decision_undone_at_once_is_never_mailed(session):
    given_track(session)
    decision = decide(session, given_many(session, count=3))

    assert outbox.claim(session, now=LATER) == ()
    undo(session, decision)

    assert mails(session) == [("hours.approved", AMINA.id, MailState.SKIPPED)]


def test_who_was_told_is_told_of_the_undoing_too(session):
    given_track(session)
    decision = decide(session, given_many(session, count=3))
    late = NOON + hour_review.MAIL_WAITS
    for mail in outbox.claim(session, now=late):
        outbox.mark_sent(session, mail_id=mail.mail_id, now=late)

    undo(session, decision, now=late)
    undo(session, decision, now=late + timedelta(hours=1))

    assert [template for template, *_rest in mails(session)] == ["hours.approved", "hours.undone"]


def test_undoing_needs_a_reason_and_is_done_once(session):
    given_track(session)
    decision = decide(session, given_many(session, count=1))

    for reason in ("", "  "):
        with pytest.raises(OutsideRules, match="reason-needed"):
            undo(session, decision, reason=reason)
    first = undo(session, decision).undone_at
    assert undo(session, decision, now=LATER + timedelta(hours=1)).undone_at == first
    assert (
        len(session.exec(select(AuditEntry).where(AuditEntry.action == "hours.decision-undone")).all()) == 1
    )


def test_a_decision_that_something_followed_cannot_be_undone(session):
    given_track(session)
    row = given_entry(session)
    decision = decide(session, [row.id], REFUSE, refusal=HoursRefusal.WRONG_TIME)
    hours.change(session, actor=AMINA.actor, entry_id=row.id, said=said(ends="15:00"), now=NOON)

    with pytest.raises(WrongState):
        undo(session, decision)
    decide(session, [row.id], now=LATER)
    with pytest.raises(WrongState):
        undo(session, decision)


def test_what_was_undone_can_be_decided_again(session):
    given_track(session)
    ids = given_many(session, count=2)
    undo(session, decide(session, ids))

    decide(session, ids, now=LATER + timedelta(minutes=1))

    assert states(session, ids) == {HoursState.APPROVED}


def test_an_unknown_decision_is_not_found(session):
    given_track(session)

    with pytest.raises(NotFound):
        hour_review.undo(session, actor=LOTTE.actor, decision_id="none", reason="Fout.", now=NOON)


def test_lotte_sees_her_own_decisions_that_stand(session):
    given_track(session)
    one, other = given_many(session, count=2)
    stands = decide(session, [one])
    undo(session, decide(session, [other], now=LATER), now=LATER)

    found = hour_review.recent(session, actor=LOTTE.actor, since=NOON)

    assert [(line.id, line.entries, line.minutes, line.names) for line in found] == [
        (stands.id, 1, 120, ("Amina Benali",))
    ]


def test_the_number_of_questions_does_not_grow_with_the_rows(session):
    given_track(session)
    ids = given_many(session, count=20)
    with counted_queries(session) as few:
        hour_review.waiting(session, actor=LOTTE.actor, now=NOON)
    assert len(few) <= 2
    assert len(ids) == 20
