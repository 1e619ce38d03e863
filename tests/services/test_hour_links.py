"""A contact confirms hours with a link: once, in time, without seeing more than they must."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotFound, OutsideRules, TooManyRequests, WrongState
from portal.models.audit import AuditEntry
from portal.models.hours import ConfirmationLink
from portal.models.outbox import MailState, OutboxMail
from portal.models.pips import HoursRefusal, HoursState
from portal.services import hour_links, hours, outbox
from portal.services.hour_links import LinkState
from tests.cast import AMINA, OLEKSANDR
from tests.conftest import NOON
from tests.hours import SECRET, YESTERDAY, given_entry, given_track, said

pytestmark = pytest.mark.usefixtures("cast")

OWN = {"actor": AMINA.actor, "secret": SECRET, "now": NOON}


@pytest.fixture
def entry(session):
    given_track(session)
    return given_entry(session)


@pytest.fixture
def token(session, entry):
    return hour_links.make(session, entry_id=entry.id, **OWN).token


def confirmed(session, token, **more):
    return hour_links.answer(session, token=token, refusal=None, **({"now": NOON} | more))


def test_a_contact_sees_first_name_day_minutes_and_activity_and_nothing_else(session, token):
    shown = hour_links.opened(session, token=token, now=NOON)

    assert asdict(shown) == {
        "state": LinkState.OPEN,
        "given_name": "Amina",
        "day": YESTERDAY,
        "starts_minute": 840,
        "minutes": 120,
        "activity": "Koken in het buurthuis",
    }


def test_a_contact_confirms_and_the_entry_says_so(session, entry, token):
    assert confirmed(session, token).state is LinkState.CONFIRMED

    assert (entry.state, entry.confirmed_at, entry.confirmed_by) == (HoursState.CONFIRMED, NOON, None)


def test_a_contact_refuses_with_a_reason(session, entry, token):
    shown = hour_links.answer(session, token=token, refusal=HoursRefusal.WRONG_TIME, now=NOON)

    assert shown.state is LinkState.NOT_CONFIRMED
    assert (entry.state, entry.refusal) == (HoursState.REFUSED, HoursRefusal.WRONG_TIME)


@pytest.mark.parametrize("refusal", [HoursRefusal.NO_PROOF, HoursRefusal.OTHER, HoursRefusal.TWICE])
def test_a_contact_gives_only_reasons_of_a_contact(session, entry, token, refusal):
    with pytest.raises(OutsideRules):
        hour_links.answer(session, token=token, refusal=refusal, now=NOON)
    assert entry.state is HoursState.PROPOSED


def test_a_link_works_once(session, entry, token):
    confirmed(session, token)

    again = hour_links.answer(session, token=token, refusal=HoursRefusal.NOT_THERE, now=NOON)

    assert again.state is LinkState.USED
    assert again.given_name == ""
    assert entry.state is HoursState.CONFIRMED


def test_a_link_ends(session, token):
    end = NOON + hour_links.LASTS

    assert hour_links.opened(session, token=token, now=end - timedelta(seconds=1)).state is LinkState.OPEN
    assert confirmed(session, token, now=end).state is LinkState.EXPIRED
    assert hour_links.opened(session, token=token, now=end).given_name == ""


def test_a_revoked_link_works_no_more_and_its_mail_does_not_leave(session, entry):
    token = hour_links.send(
        session, entry_id=entry.id, address="an@buurthuis.example", language="nl", **OWN
    ).token

    hour_links.revoke(session, actor=AMINA.actor, entry_id=entry.id, now=NOON)

    assert confirmed(session, token).state is LinkState.REVOKED
    mail = session.exec(select(OutboxMail)).one()
    assert (mail.state, mail.address) == (MailState.SKIPPED, None)


def test_putting_an_entry_right_ends_its_link(session, entry, token):
    hours.change(session, actor=AMINA.actor, entry_id=entry.id, said=said(ends="15:00"), now=NOON)

    assert confirmed(session, token).state is LinkState.REVOKED
    assert entry.state is HoursState.PROPOSED


@pytest.mark.parametrize("guess", ["", "a", "a" * 32, "a" * 4000, "../../etc/passwd", "%00"])
def test_a_link_that_we_never_made_is_not_found(session, token, guess):
    for act in (
        lambda: hour_links.opened(session, token=guess, now=NOON),
        lambda: confirmed(session, guess),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_database_does_not_hold_what_opens_a_link(session, entry, token):
    link = session.exec(select(ConfirmationLink)).one()

    assert token not in str(link.model_dump())
    assert len(token) == 32
    with pytest.raises(NotFound):  # who reads the database, but has no secret, cannot make the address
        hour_links.opened(session, token=hour_links.token_of(link.id, "another-secret"), now=NOON)


def test_the_same_link_is_shown_again_until_it_ends(session, entry, token):
    again = hour_links.make(session, entry_id=entry.id, **OWN)
    later = hour_links.make(session, entry_id=entry.id, **OWN | {"now": NOON + hour_links.LASTS})

    assert again.token == token
    assert later.token != token
    assert hour_links.running(session, entry_id=entry.id, **OWN | {"now": NOON + hour_links.LASTS}) == later


def test_a_new_secret_gives_a_new_link_and_the_old_one_ends(session, entry, token):
    fresh = hour_links.make(session, entry_id=entry.id, **OWN | {"secret": "another-secret-of-the-portal"})

    assert fresh.token != token
    assert hour_links.opened(session, token=token, now=NOON).state is LinkState.REVOKED


def test_amina_cannot_confirm_her_own_hours_while_logged_in(session, entry, token):
    shown = confirmed(session, token, reader_id=AMINA.id)

    assert (shown.state, shown.given_name) == (LinkState.OWN, "")
    assert entry.state is HoursState.PROPOSED


def test_hours_are_confirmed_when_they_are_over(session):
    given_track(session)
    row = given_entry(session, now=NOON)
    token = hour_links.make(session, entry_id=row.id, **OWN).token
    early = NOON - timedelta(days=1)  # noon of the day; they were from two to four

    assert confirmed(session, token, now=early).state is LinkState.NOT_OVER
    assert row.state is HoursState.PROPOSED


@pytest.mark.parametrize("state", [HoursState.CONFIRMED, HoursState.APPROVED, HoursState.REFUSED])
def test_only_what_waits_for_a_contact_has_a_link(session, entry, state):
    entry.state = state
    session.flush()

    with pytest.raises(WrongState):
        hour_links.make(session, entry_id=entry.id, **OWN)


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mail_goes_to_the_contact_and_carries_no_details(session, entry):
    hour_links.send(session, entry_id=entry.id, address=" An@Buurthuis.example ", language="nl", **OWN)

    mail = session.exec(select(OutboxMail)).one()
    claimed = outbox.claim(session, now=NOON)
    assert claimed[0].address == "an@buurthuis.example"
    assert set(mail.facts) == {"link"}
    assert "Amina" not in str(mail.facts)


def test_the_address_is_forgotten_when_the_mail_has_left(session, entry):
    hour_links.send(session, entry_id=entry.id, address="an@buurthuis.example", language="nl", **OWN)
    claimed = outbox.claim(session, now=NOON)

    outbox.mark_sent(session, mail_id=claimed[0].mail_id, now=NOON)

    assert session.exec(select(OutboxMail)).one().address is None
    assert "buurthuis.example" not in str([row.facts for row in session.exec(select(AuditEntry))])


@pytest.mark.parametrize(
    "address", ["", "an", "an@", "@b.example", "an@b", "an@b.example, jan@b.example", "an b@c.example", "a@b.example\nBcc: x@y.example", "a" * 65 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(session, entry, address):
    with pytest.raises(OutsideRules, match="no-mail-address"):
        hour_links.send(session, entry_id=entry.id, address=address, language="nl", **OWN)


def test_a_link_is_not_mailed_to_oneself(session, entry):
    with pytest.raises(OutsideRules, match="own-mail-address"):
        hour_links.send(session, entry_id=entry.id, address="Amina@example.org", language="nl", **OWN)


def test_the_same_entry_is_mailed_three_times_at_most(session, entry):
    for nth in range(3):
        hour_links.send(session, entry_id=entry.id, address=f"an{nth}@b.example", language="nl", **OWN)

    with pytest.raises(OutsideRules, match="mailed-often"):
        hour_links.send(session, entry_id=entry.id, address="an@b.example", language="nl", **OWN)


def test_somebody_mails_ten_links_a_day(session):
    given_track(session)
    rows = [given_entry(session, starts=f"{hour:02}:00", ends=f"{hour + 1:02}:00") for hour in range(8, 19)]
    for row in rows[:10]:
        hour_links.send(session, entry_id=row.id, address=f"{row.id[:8]}@b.example", language="nl", **OWN)

    with pytest.raises(TooManyRequests):
        hour_links.send(session, entry_id=rows[10].id, address="an@b.example", language="nl", **OWN)
    tomorrow = OWN | {"now": NOON + timedelta(days=1)}
    assert hour_links.send(session, entry_id=rows[10].id, address="an@b.example", language="nl", **tomorrow)


def test_one_address_gets_ten_links_a_day_whoever_asks(session):
    given_track(session)
    given_track(session, OLEKSANDR)
    for hour in range(8, 18):
        who = AMINA if hour % 2 else OLEKSANDR
        row = given_entry(session, who, starts=f"{hour:02}:00", ends=f"{hour + 1:02}:00")
        hour_links.send(
            session, entry_id=row.id, address="an@b.example", language="nl", **OWN | {"actor": who.actor}
        )
    row = given_entry(session, starts="19:00", ends="20:00")

    with pytest.raises(TooManyRequests):
        hour_links.send(session, entry_id=row.id, address="an@b.example", language="nl", **OWN)
