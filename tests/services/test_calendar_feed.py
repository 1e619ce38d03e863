"""Calendar files over HTTP: of an activity, of one gathering, and the secret address of somebody's own calendar."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from portal import asgi, clock, db
from portal.errors import NotAllowed, TooManyRequests
from portal.models.activities import Occurrence
from portal.models.audit import AuditEntry
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.people import Agency, Person
from portal.models.pips import Appointment, AppointmentKind, Pip
from portal.models.signups import CalendarToken, SignUp, SignUpState
from portal.providers.activity_files import icalendar_file
from portal.services import activities, calendar_tokens, jobs
from portal.services.activity_facts import Text
from portal.settings import settings
from portal.ui import calendar_words
from tests.activities import COOKING, THURSDAY_2PM, given_published, given_sign_up, once, weekly
from tests.cast import AMINA, LEUVEN, LOTTE, OLEKSANDR, SOFIE
from tests.conftest import NOON, add_cast

HERE = settings().base_url
LATER = NOON + timedelta(hours=2)
FRENCH = Text(title="Cuisiner ensemble", description="Nous cuisinons ensemble avec les voisins du quartier.")


@pytest.fixture
def time(monkeypatch):
    """A clock that a test can put forward."""
    shown = [NOON]
    monkeypatch.setattr(clock, "now", lambda: shown[0])
    return shown


@pytest.fixture
def client(sqlite_database, time):
    with db.transaction() as session:
        add_cast(session)
        for member in (AMINA, OLEKSANDR):
            session.get_one(Person, member.id).language = "nl"
    return TestClient(asgi.app, base_url=HERE, follow_redirects=False)


def published(**facts) -> tuple[str, list[str]]:
    """Publish an activity; returns its address and the ids of its days."""
    with db.transaction() as session:
        activity = given_published(session, **facts)
        days = select(Occurrence).where(Occurrence.activity_id == activity.id).order_by(Occurrence.starts_at)
        return activity.slug, [row.id for row in session.exec(days).all()]


def signed_up(occurrence_id: str, member=AMINA, **more) -> None:
    with db.transaction() as session:
        given_sign_up(session, session.get_one(Occurrence, occurrence_id), member, **more)


def moved(occurrence_id: str, now: datetime = LATER) -> None:
    starts = THURSDAY_2PM.replace(day=13)
    with db.transaction() as session:
        activities.move_occurrence(
            session, actor=SOFIE.actor, occurrence_id=occurrence_id, starts=starts, ends=starts + timedelta(hours=2),
            now=now,
        )  # fmt: skip


def cancelled(occurrence_id: str, now: datetime = LATER) -> None:
    with db.transaction() as session:
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=occurrence_id, now=now)


def own_address(member=AMINA, now: datetime = NOON) -> str:
    with db.transaction() as session:
        return f"/kalender/{calendar_tokens.make(session, actor=member.actor, now=now)}.ics"


def events(response) -> list:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def event(response):
    (found,) = events(response)
    return found


# ── of an activity ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_activity_goes_into_a_calendar_in_the_readers_language(client):
    slug, _ = published(texts={"nl": COOKING, "fr": FRENCH})

    dutch, french, english = (
        event(client.get(f"/{code}/activiteit/{slug}/kalender.ics")) for code in ("nl", "fr", "en")
    )

    assert [str(one["summary"]) for one in (dutch, french, english)] == [
        "Koken met de buurt", "Cuisiner ensemble", "Koken met de buurt",
    ]  # fmt: skip
    assert english["summary"].params["language"] == "nl"
    assert str(dutch["location"]) == "Bibliotheek Tweebronnen, Diestsestraat 49, 3000 Leuven"
    assert str(french["url"]) == f"{HERE}/fr/activiteit/{slug}"
    assert len({str(one["uid"]) for one in (dutch, french, english)}) == 1


def test_each_gathering_of_a_weekly_activity_is_an_entry_with_its_own_file(client):
    slug, days = published(calendar=weekly(3))

    whole = events(client.get(f"/nl/activiteit/{slug}/kalender.ics"))
    one = event(client.get(f"/nl/activiteit/{slug}/kalender/{days[1]}.ics"))

    assert len(whole) == len(days) == 26
    assert str(one["uid"]) == str(whole[1]["uid"]) == f"{days[1]}@inburgeringsportaal"


def test_a_weekly_activity_stays_at_two_oclock_when_summer_time_begins(client):
    slug, _ = published(calendar=weekly(3))

    starts = [one["dtstart"].dt for one in events(client.get(f"/nl/activiteit/{slug}/kalender.ics"))]

    assert {start.strftime("%H:%M") for start in starts} == {"14:00"}
    assert {start.astimezone(UTC).hour for start in starts} == {12, 13}


def test_a_moved_gathering_is_the_same_entry_at_another_moment(client):
    slug, (day,) = published()
    before = event(client.get(f"/nl/activiteit/{slug}/kalender.ics"))
    moved(day)

    after = event(client.get(f"/nl/activiteit/{slug}/kalender.ics"))

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt.strftime("%d %H:%M") == "13 14:00"
    assert (after["status"], after["last-modified"].dt) == ("CONFIRMED", LATER)


def test_a_cancelled_gathering_says_so_in_its_status_and_its_title(client):
    slug, (day,) = published()
    cancelled(day)

    found = event(client.get(f"/nl/activiteit/{slug}/kalender.ics"))

    assert (found["status"], found["sequence"]) == ("CANCELLED", 1)
    assert str(found["summary"]).startswith("Gaat niet door: ")


def test_a_file_is_the_same_bytes_until_something_changes(client, time):
    slug, (day,) = published()
    address = f"/nl/activiteit/{slug}/kalender.ics"
    first = client.get(address)
    time[0] = NOON + timedelta(minutes=40)

    again = client.get(address)
    known = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    cancelled(day)
    changed = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert again.content == first.content
    assert first.headers["last-modified"] == "Tue, 10 Mar 2026 11:00:00 GMT"
    assert (known.status_code, known.content) == (304, b"")
    assert changed.status_code == 200


def test_what_is_not_offered_has_no_calendar_file(client):
    slug, (day,) = published()
    with db.transaction() as session:
        activity_id = session.get_one(Occurrence, day).activity_id
        activities.withdraw(session, actor=SOFIE.actor, activity_id=activity_id, now=LATER)

    assert client.get(f"/nl/activiteit/{slug}/kalender.ics").status_code == 404
    assert client.get(f"/nl/activiteit/{slug}/kalender/{day}.ics").status_code == 404


def test_a_gathering_of_another_activity_is_not_found_under_this_one(client):
    slug, _ = published()
    _, (elsewhere,) = published(texts={"nl": COOKING})

    assert client.get(f"/nl/activiteit/{slug}/kalender/{elsewhere}.ics").status_code == 404


# ── somebody's own ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_stands_firm_and_a_place_in_line_only_perhaps(client):
    _, (seat,) = published()
    _, (line,) = published(texts={"nl": COOKING}, calendar=once(THURSDAY_2PM.replace(day=19)))
    signed_up(seat)
    signed_up(line, state=SignUpState.WAITING)

    with_seat, in_line = events(client.get(own_address()))

    assert (with_seat["status"], with_seat["transp"]) == ("CONFIRMED", "OPAQUE")
    assert (in_line["status"], in_line["transp"]) == ("TENTATIVE", "TRANSPARENT")


def test_a_calendar_speaks_the_language_of_its_owner(client):
    _, (day,) = published(texts={"nl": COOKING, "fr": FRENCH})
    with db.transaction() as session:
        session.get_one(Person, AMINA.id).language = "fr"
    signed_up(day)

    assert str(event(client.get(own_address()))["summary"]) == "Cuisiner ensemble"


def test_who_leaves_sees_the_same_entry_cancelled(client):
    _, (day,) = published()
    signed_up(day)
    address = own_address()
    before = event(client.get(address))
    with db.transaction() as session:
        row = session.exec(select(SignUp)).one()
        row.state, row.sequence, row.cancelled_at = SignUpState.CANCELLED, row.sequence + 1, LATER

    after = event(client.get(address))

    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt == LATER


def test_a_withdrawn_activity_is_off_and_its_words_are_gone(client):
    _, (day,) = published()
    signed_up(day)
    address = own_address()
    with db.transaction() as session:
        activity_id = session.get_one(Occurrence, day).activity_id
        activities.withdraw(session, actor=SOFIE.actor, activity_id=activity_id, now=LATER)

    found = event(client.get(address))

    assert found["status"] == "CANCELLED"
    assert str(found["summary"]) == "Gaat niet door: Activiteit"
    assert "url" not in found


def given_appointment(session: Session, **changes) -> Appointment:
    contract = Inburgeringscontract(
        person_id=AMINA.id, state=ContractState.SIGNED, trajectbegeleider_id=LOTTE.id, agency=Agency.AGII,
        duty=Duty.VERPLICHT, registered_on=NOON.date(), nis_code=LEUVEN,
    )  # fmt: skip
    session.add(contract)
    session.flush()
    row = Appointment(
        contract_id=contract.id, kind=AppointmentKind.TEST, starts_at=NOON + timedelta(days=3), place="Leuven", **changes
    )  # fmt: skip
    session.add_all([Pip(contract_id=contract.id, changed_at=NOON), row])
    session.flush()
    return row


def test_an_appointment_of_the_plan_is_there_in_neutral_words(client):
    with db.transaction() as session:
        given_appointment(session)

    found = event(client.get(own_address()))

    assert (str(found["summary"]), str(found["location"])) == ("Test", "Leuven")
    assert "inburgering" not in str(found["description"]).lower().replace(HERE, "")
    assert "dtend" not in found  # the plan does not say how long it takes


def test_a_cancelled_appointment_says_so(client):
    with db.transaction() as session:
        given_appointment(session, cancelled=True)

    assert event(client.get(own_address()))["status"] == "CANCELLED"


def test_a_calendar_holds_nothing_of_anybody_else(client):
    _, (day,) = published()
    signed_up(day, OLEKSANDR)
    with db.transaction() as session:
        given_appointment(session)

    assert [str(one["summary"]) for one in events(client.get(own_address(OLEKSANDR)))] != []
    assert [str(one["summary"]) for one in events(client.get(own_address(AMINA)))] == ["Test"]


def test_an_own_calendar_is_kept_by_nobody_but_the_program_that_asked(client):
    address = own_address()
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    for answer in (first, again):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert "access-control-allow-origin" not in answer.headers
    assert again.status_code == 304


def test_a_stopped_address_is_gone_and_after_a_month_as_if_it_never_was(client):
    address = own_address()
    with db.transaction() as session:
        calendar_tokens.revoke(session, actor=AMINA.actor, now=NOON)

    assert client.get(address).status_code == 410
    with db.transaction() as session:
        calendar_tokens.forget(session, now=NOON + calendar_tokens.KEPT)
    assert client.get(address).status_code == 404


def test_a_new_address_stops_the_one_before(client):
    first, second = own_address(), own_address()

    assert first != second
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_an_address_of_somebody_whose_access_was_stopped_is_gone(client):
    address = own_address()
    with db.transaction() as session:
        session.get_one(Person, AMINA.id).active = False

    assert client.get(address, headers={"If-None-Match": "*"}).status_code == 410


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 5000, "..%2f..", "%00" * 43, AMINA.id])
def test_an_address_that_was_never_made_opens_nothing(client, token):
    own_address()

    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_who_guesses_must_wait(client, monkeypatch):
    monkeypatch.setattr(calendar_tokens, "WRONG_A_DAY", 2)
    address = own_address()

    answers = [client.get(f"/kalender/{'a' * 42}{n}.ics") for n in range(3)]

    assert [one.status_code for one in answers] == [404, 404, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert client.get(address).status_code == 200  # who has a real one is not kept out


def test_a_program_that_looks_all_the_time_must_wait(client, monkeypatch):
    monkeypatch.setattr(calendar_tokens, "READS_A_DAY", 2)
    address = own_address()

    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_nothing_of_an_address_is_logged_or_kept(client, capfd, caplog):
    address = own_address()
    secret = address.removeprefix("/kalender/").removesuffix(".ics")
    client.get(address)
    client.get(f"/kalender/{'b' * 43}.ics")

    said = capfd.readouterr()
    assert secret not in said.out + said.err + caplog.text
    with db.reading() as session:
        kept = [str(row.model_dump()) for row in session.exec(select(CalendarToken)).all()]
        kept += [str(row.model_dump()) for row in session.exec(select(AuditEntry)).all()]
    assert kept
    assert all(secret not in row for row in kept)


def test_every_kind_of_appointment_has_neutral_words():
    assert set(calendar_words.VISITS) == set(AppointmentKind)


def test_the_background_work_forgets_stopped_addresses(client):
    own_address()
    second = own_address()
    jobs.forget(NOON + calendar_tokens.KEPT)

    with db.reading() as session:
        (left,) = session.exec(select(CalendarToken)).all()
    assert left.revoked_at is None
    assert client.get(second).status_code == 200


def test_our_own_import_reads_a_calendar_file_as_it_was_meant(client):
    slug, days = published(calendar=weekly(3))
    cancelled(days[1])

    found = icalendar_file.read(client.get(f"/nl/activiteit/{slug}/kalender.ics").content, today=NOON.date())

    rows = {row.source_id: row for row in found.rows}
    assert len(rows) == len(days)
    assert [row.gone for row in rows.values()].count(True) == 1
    assert rows[f"{days[1]}@inburgeringsportaal"].gone
    (slot,) = rows[f"{days[3]}@inburgeringsportaal"].values["calendar"]["slots"]
    assert slot["starts"].startswith("2026-04-02T14:00")


# ── the secret, on both databases ────────────────────────────────────────────────────────────────────────────────


def opened(session: Session, token: str, now: datetime = NOON):
    return calendar_tokens.opened(session, token=token, address="192.0.2.1", secret="s", now=now)


def test_the_owner_sees_that_there_is_an_address_but_not_its_secret(session, cast):
    token = calendar_tokens.make(session, actor=AMINA.actor, now=NOON)
    opened(session, token, LATER)

    held = calendar_tokens.running(session, actor=AMINA.actor)

    assert (held.made_at, held.used_at) == (NOON, LATER)
    assert token not in str(held)
    assert calendar_tokens.running(session, actor=OLEKSANDR.actor) is None


def test_stopping_twice_is_stopping_once(session, cast):
    calendar_tokens.make(session, actor=AMINA.actor, now=NOON)
    for _ in range(2):
        calendar_tokens.revoke(session, actor=AMINA.actor, now=NOON)

    acts = [row.action for row in session.exec(select(AuditEntry)).all()]
    assert sorted(acts) == ["calendar.address-made", "calendar.address-stopped"]


def test_somebody_who_signs_up_for_nothing_has_no_calendar(session, cast):
    with pytest.raises(NotAllowed):
        calendar_tokens.make(session, actor=LOTTE.actor, now=NOON)


def test_ten_new_addresses_a_day_are_enough(session, cast):
    for _ in range(calendar_tokens.NEW_A_DAY):
        calendar_tokens.make(session, actor=AMINA.actor, now=NOON)

    with pytest.raises(TooManyRequests):
        calendar_tokens.make(session, actor=AMINA.actor, now=NOON)


def test_only_a_digest_of_the_secret_is_kept(session, cast):
    token = calendar_tokens.make(session, actor=AMINA.actor, now=NOON)

    row = session.exec(select(CalendarToken)).one()

    assert len(token) == 43  # 256 bits
    assert token not in str(row.model_dump())
    assert opened(session, token).person_id == AMINA.id
