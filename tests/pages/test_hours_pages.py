"""The pages of the hours, through the real app: log, have confirmed, approve twenty in two presses, undo, be present."""

from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlmodel import select

import i18n
from portal import clock, db
from portal.models.activities import Occurrence
from portal.models.contracts import Inburgeringscontract
from portal.models.hours import HoursDecisionEntry
from portal.models.people import Role
from portal.models.pips import HoursEntry, HoursRefusal, HoursSource, HoursState
from portal.models.signups import Attendance, SignUp
from portal.services import hour_links, hour_log, hours
from portal.services.hours import Said
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import hour_papers
from portal.ui.fee_papers import Addressee
from tests.hours import given_occurrence
from tests.pages.conftest import NOW
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("demo_world")

OLEKSANDR = Actor("oleksandr", {Role.INBURGERAAR: frozenset({None})})


def log_hours(person=OLEKSANDR, *, count=1, first=date(2026, 11, 1), **more) -> list[str]:
    with db.transaction() as session:
        return [
            hours.log(
                session, actor=person, person_id=person.person_id, now=NOW,
                said=Said("Wandelen met de buren", first + timedelta(days=day), time(14), time(16), **more),
            ).id
            for day in range(count)
        ]  # fmt: skip


def entry(entry_id: str) -> HoursEntry:
    with db.reading() as session:
        return session.get_one(HoursEntry, entry_id)


def states(ids) -> set[HoursState]:
    return {entry(one).state for one in ids}


def fill(app, prefix="hours.log.0"):
    app.text_input(key=f"{prefix}.what").set_value("Koken in het buurthuis")
    app.text_input(key=f"{prefix}.who").set_value("Buurthuis De Brug")
    app.date_input(key=f"{prefix}.day").set_value(date(2026, 11, 21))
    app.time_input(key=f"{prefix}.from").set_value(time(14, 5))
    app.time_input(key=f"{prefix}.to").set_value(time(16, 2))
    return app.button(key=f"{prefix}.send")


def test_oleksandr_logs_hours_and_sees_the_code_to_scan():
    app = opened("hours.py", person="oleksandr")

    fill(app).click().run()

    text = text_of(app)
    assert "Je uren zijn bewaard" in text
    assert "Koken in het buurthuis" in text
    assert "1 u 57" in text
    assert "Wacht op bevestiging" in text
    assert app.tabs[0].label == "Scannen"
    assert any("/nl/bevestig/" in piece.body for piece in app.get("html"))


def test_the_form_is_empty_again_after_saving():
    app = opened("hours.py", person="oleksandr")
    fill(app).click().run()
    app.button(key="hours.more").click().run()

    assert app.text_input(key="hours.log.1.what").value == ""
    assert app.time_input(key="hours.log.1.from").value is None


def test_hours_without_a_time_say_what_is_missing():
    app = opened("hours.py", person="oleksandr")
    app.text_input(key="hours.log.0.what").set_value("Koken")
    app.button(key="hours.log.0.send").click().run()

    assert "Vul de dag en de uren in" in text_of(app)
    assert app.text_input(key="hours.log.0.what").value == "Koken"


def test_the_same_hours_twice_say_so():
    app = opened("hours.py", person="oleksandr")
    fill(app).click().run()
    app.button(key="hours.more").click().run()
    fill(app, "hours.log.1").click().run()

    assert "staan er al uren in je lijst" in text_of(app)


def test_a_refused_entry_says_why_and_is_put_right():
    (one,) = log_hours()
    with db.transaction() as session:
        row = session.get_one(HoursEntry, one)
        row.state, row.refusal, row.refusal_note = HoursState.REFUSED, HoursRefusal.WRONG_TIME, "Tot 15 uur."
    app = opened("hours.py", person="oleksandr")
    assert "De dag of de uren kloppen niet." in text_of(app)
    assert "Tot 15 uur." in text_of(app)

    app.button(key=f"hours.open.{one}").click().run()
    app.time_input(key=f"hours.change.{one}.to").set_value(time(15))
    app.button(key=f"hours.change.{one}.send").click().run()

    assert (entry(one).state, entry(one).minutes) == (HoursState.PROPOSED, 60)


def test_a_mail_to_the_contact_is_queued_and_a_wrong_address_explained():
    (one,) = log_hours()
    app = opened("hours.py", person="oleksandr")
    app.button(key=f"hours.open.{one}").click().run()
    key = f"hours.panel.{one}.mail"

    app.text_input(key=f"{key}.to").set_value("an")
    app.button(key=f"{key}.send").click().run()
    assert "geen mailadres" in text_of(app)
    app.text_input(key=f"{key}.to").set_value("an@buurthuis.example")
    app.button(key=f"{key}.send").click().run()

    assert "De mail vertrekt" in text_of(app)


def test_hours_are_taken_back_and_a_code_is_stopped():
    one, other = log_hours(count=2)
    app = opened("hours.py", person="oleksandr")
    app.button(key=f"hours.open.{one}").click().run()
    app.button(key=f"hours.panel.{one}.withdraw").click().run()
    assert "weggehaald" in text_of(app)

    app.button(key=f"hours.open.{other}").click().run()
    app.button(key=f"hours.panel.{other}.revoke").click().run()
    assert "werken niet meer" in text_of(app)
    with db.reading() as session:
        running = hour_links.running(session, actor=OLEKSANDR, entry_id=other, secret=settings().cookie_secret.get_secret_value(), now=NOW)  # fmt: skip
        assert running is None
        assert session.get(HoursEntry, one) is None


def test_only_approved_hours_are_in_the_ring():
    app = opened("hours.py", person="amina")

    assert "7 van 40 uur goedgekeurd" in text_of(app)  # three times two and a half hours


def test_who_has_no_track_is_told_and_sees_no_form():
    app = opened("hours.py", person="elena")

    assert "Je lijst is nog leeg" in text_of(app)
    assert not app.text_input


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_page_opens_in_every_language(language):
    log_hours()

    assert not opened("hours.py", person="oleksandr", language=language).exception
    assert not opened("hour_approval.py", person="lotte", language=language).exception


@pytest.mark.parametrize(
    ("page", "person"),
    [("hours.py", "lotte"), ("hours.py", "jan"), ("hour_approval.py", "amina"), ("hour_approval.py", "jan"), ("presence.py", "sofie")],
)  # fmt: skip
def test_another_role_sees_nothing(page, person):
    app = opened(page, person=person)

    assert "niet voor jou" in text_of(app) or app.session_state["portal.page"] == ""
    assert not app.text_input
    assert not app.checkbox


# ── the trajectbegeleider ────────────────────────────────────────────────────────────────────────────────────────


def test_lotte_approves_twenty_rows_in_two_presses():
    ids = log_hours(count=20)
    app = opened("hour_approval.py", person="lotte")

    app.checkbox(key="hours_approval.0.all").check().run()
    app.button(key="hours_approval.approve").click().run()

    assert states(ids) == {HoursState.APPROVED}
    assert "De uren zijn goedgekeurd" in text_of(app)
    assert "Er wachten geen uren" in text_of(app)


def test_lotte_undoes_it_with_a_reason():
    ids = log_hours(count=3)
    app = opened("hour_approval.py", person="lotte")
    app.checkbox(key=f"hours_approval.tick.{ids[0]}").check().run()
    app.button(key="hours_approval.approve").click().run()
    assert states(ids) == {HoursState.APPROVED, HoursState.PROPOSED}
    with db.reading() as session:
        line = session.exec(select(HoursDecisionEntry).where(HoursDecisionEntry.entry_id == ids[0])).one()
    send = app.button(key=f"hours_approval.undo.{line.decision_id}.send")
    reason = send.key.replace(".send", ".reason")

    send.click().run()
    assert "Geef een reden" in text_of(app)
    app.text_input(key=reason).set_value("Verkeerde persoon.")
    app.button(key=send.key).click().run()

    assert states(ids) == {HoursState.PROPOSED}
    assert "teruggenomen" in text_of(app)


def test_lotte_refuses_with_a_reason_that_oleksandr_reads_in_his_language():
    (one,) = log_hours()
    app = opened("hour_approval.py", person="lotte")
    app.checkbox(key=f"hours_approval.tick.{one}").check().run()

    app.button(key="hours_approval.0.refuse.send").click().run()
    assert "Geef een reden" in text_of(app)
    app.selectbox(key="hours_approval.0.reason").set_value(HoursRefusal.ALONE)
    app.button(key="hours_approval.0.refuse.send").click().run()

    assert entry(one).refusal is HoursRefusal.ALONE
    assert "vooral alleen" in text_of(opened("hours.py", person="oleksandr"))


def test_lotte_looks_at_the_proof():
    (one,) = log_hours()
    drawn = BytesIO()
    Image.new("RGB", (60, 40)).save(drawn, format="PNG")
    with db.transaction() as session:
        from portal.ui.hour_forms import _attach  # noqa: PLC0415 what the form does

        _attach(session, actor=OLEKSANDR, entry_id=one, content=drawn.getvalue(), now=clock.now())
    app = opened("hour_approval.py", person="lotte")

    app.button(key=f"hours_approval.proof.{one}").click().run()
    app.run()

    assert any("/bestand/" in piece.body for piece in app.get("html"))


# ── presence ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gathering(monkeypatch) -> str:
    """A gathering of March with a code; the clock stands in it."""
    with db.transaction() as session:
        occurrence = given_occurrence(session, presence_code="ABCDEFGHJK")
        contract = session.exec(
            select(Inburgeringscontract).where(Inburgeringscontract.person_id == "oleksandr")
        ).one()
        contract.registered_on = date(2026, 1, 5)
        starts_at = occurrence.starts_at
    monkeypatch.setattr(clock, "now", lambda: starts_at + timedelta(minutes=5))
    return "ABCDEFGHJK"


def test_oleksandr_scans_a_code_and_his_hours_are_proposed(gathering):
    app = opened("presence.py", person="oleksandr", code=gathering)
    assert app.text_input(key="presence.code").value == gathering

    app.button(key="presence.send").click().run()

    text = text_of(app)
    assert "Je bent aanwezig bij" in text
    assert "Praattafel in de bib" in text
    with db.reading() as session:
        present = session.exec(select(SignUp).where(SignUp.attendance == Attendance.PRESENT)).one()
        assert present.person_id == "oleksandr"
        row = session.exec(select(HoursEntry).where(HoursEntry.source == HoursSource.ATTENDANCE)).one()
        assert row.minutes == 120


def test_opening_the_page_alone_writes_nothing(gathering):
    opened("presence.py", person="oleksandr", code=gathering)

    with db.reading() as session:
        here = select(SignUp).join(Occurrence, Occurrence.id == SignUp.occurrence_id)
        assert session.exec(here.where(Occurrence.presence_code == gathering)).all() == []


def test_a_wrong_code_is_explained(gathering):
    assert gathering
    app = opened("presence.py", person="oleksandr", code="FOUT")
    app.button(key="presence.send").click().run()

    assert "We vinden dit niet" in text_of(app)


# ── papers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def paper_text(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def amina_log():
    with db.reading() as session:
        actor = Actor("amina", {Role.INBURGERAAR: frozenset({None})})
        return hour_log.own_log(session, actor=actor, person_id="amina", now=NOW)


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_proof_lists_what_was_approved(language):
    log = amina_log()
    content = hour_papers.proof(
        log, Addressee("Amina Benali", language), agency="AgII", guide="Lotte Peeters", today=NOW.date()
    )

    text = paper_text(content)
    for words in ("Bewijs van deelname", "Amina Benali", "Lotte Peeters", "7 u 30", "40 uren", "22/11/2026"):
        assert words in text
    assert text.count("2 u 30") == 3
    assert b"pdfuaid:part" in PdfReader(BytesIO(content)).trailer["/Root"]["/Metadata"].get_data()


def test_the_form_has_lines_to_sign_on_and_the_code():
    line = amina_log().entries[0]
    text = paper_text(
        hour_papers.form(line, Addressee("Amina Benali", "nl"), agency="AgII", address="http://x.example/nl/bevestig/abc")
    )  # fmt: skip

    for words in ("Bevestiging van deelname", "Naam van de contactpersoon", "Handtekening", "Scan de code"):
        assert words in text


def test_words_in_any_script_stay_on_the_paper():
    line = replace(amina_log().entries[0], activity="Кухня ምግብ کوکونه 😀", organiser='#panic("x")')

    assert hour_papers.form(line, Addressee("ኣሚና 李", "ar"), agency="AgII", address="http://x.example/a")
