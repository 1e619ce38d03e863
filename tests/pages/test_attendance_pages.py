"""Who comes, the code for who is there, and the numbers: through the real app."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlmodel import select

from portal import clock, db
from portal.models.activities import Activity
from portal.models.offer import ActivityDraft
from portal.models.people import Identity, Person, Role, RoleGrant
from portal.models.pips import HoursEntry, HoursState
from portal.models.signups import Attendance, SignUp
from portal.models.uploads import Upload
from portal.services import demo_login, presence
from portal.services.activity_facts import Text
from portal.ui import attendance_paper
from tests.activities import PRAATGROEP, a_picture, change, given_published, given_typed
from tests.cast import AMINA, OLEKSANDR, SOFIE
from tests.conftest import NOON
from tests.hours import given_occurrence, given_seat, given_track
from tests.pages.reader import opened, text_of

PAGE = "attendance.py"
SAVE, ALL = "attendance.0.save", "attendance.0.all"


@pytest.fixture(autouse=True)
def an_hour_later(people, monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))


@pytest.fixture
def talking_table():
    with db.transaction() as session:
        given_track(session)
        occurrence = given_occurrence(session)
        given_seat(session, occurrence)
        given_seat(session, occurrence, OLEKSANDR)
        return occurrence


def attendance():
    with db.reading() as session:
        return {row.person_id: row.attendance for row in session.exec(select(SignUp)).all()}


def hours_of():
    with db.reading() as session:
        return session.exec(select(HoursEntry)).one_or_none()


def the_page(occurrence, person="sofie", **query):
    return opened(PAGE, person=person, id=occurrence.activity_id, **query)


def test_everybody_present_in_three_presses_and_taken_back_in_one(talking_table):
    app = the_page(talking_table)
    assert "Praattafel in de bib" in text_of(app)

    app = app.button(key=ALL).click().run()
    app = app.button(key=SAVE).click().run()

    assert attendance() == {AMINA.id: Attendance.PRESENT, OLEKSANDR.id: Attendance.PRESENT}
    assert hours_of().state is HoursState.CONFIRMED
    assert "2 namen gewijzigd" in text_of(app)

    app = app.button(key="attendance.undo").click().run()

    assert set(attendance().values()) == {Attendance.UNKNOWN}
    assert hours_of() is None
    assert "staan weer zoals voordien" in text_of(app)


def test_minutes_are_written_down_as_typed(talking_table):
    app = the_page(talking_table)
    (field,) = [one for one in app.number_input if "Amina" in one.label]
    (name,) = [one for one in app.radio if "Amina" in one.label]

    field.set_value(45)
    name.set_value(Attendance.PRESENT)
    app.button(key=SAVE).click().run()

    assert hours_of().minutes == 45


def test_before_it_begins_the_names_stand_there_without_ticks(talking_table, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=1))

    app = the_page(talking_table)

    assert not app.radio
    assert "Amina Benali" in text_of(app)


def test_the_code_fills_a_screen(talking_table):
    app = the_page(talking_table, dag=talking_table.id, scherm="1")

    with db.reading() as session:
        code = session.get_one(type(talking_table), talking_table.id).presence_code
    assert attendance_paper.readable(code) in text_of(app)
    assert "Amina" not in text_of(app)


def test_a_new_code_makes_the_old_one_worthless(talking_table):
    with db.transaction() as session:
        old = presence.presence_code(session, actor=SOFIE.actor, occurrence_id=talking_table.id)

    app = the_page(talking_table)
    app = app.button(key=f"attendance.renew.{talking_table.id}").click().run()

    assert "Er is een nieuwe code" in text_of(app)
    assert attendance_paper.readable(old) not in text_of(app)


def test_what_is_printed_says_what_to_do_and_is_tagged(talking_table):
    found = attendance_paper.poster(
        title="Praattafel", organisation="Leuven", starts_at=talking_table.starts_at,
        ends_at=talking_table.ends_at, code="ABCDEFGHJK", base_url="https://portaal.example.org",
    )  # fmt: skip

    paper = PdfReader(BytesIO(found))
    text = " ".join(paper.pages[0].extract_text().split())
    assert len(paper.pages) == 1
    assert "Scan de code met je telefoon." in text
    assert "Je uren komen in je lijst." in text
    assert "ABCDE-FGHJK" in text.replace(" ", "")
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_small_groups_are_hidden_in_the_numbers(talking_table):
    text = text_of(the_page(talking_table))

    assert "verborgen" in text
    assert "Groepen van minder dan 5" in text
    assert "Andere talen" not in text  # a language of which nothing may be read has no row


@pytest.mark.parametrize("query", [{}, {"scherm": "1"}])
def test_another_organisation_finds_nothing(talking_table, query):
    text = text_of(the_page(talking_table, person="tom", dag=talking_table.id, **query))

    assert "We vinden deze activiteit niet" in text
    assert "Amina" not in text


def test_an_inburgeraar_is_refused(talking_table):
    assert "niet voor jou" in text_of(the_page(talking_table, person="amina"))


def test_the_scanned_code_says_why_there_are_no_hours(talking_table):
    with db.transaction() as session:
        code = presence.presence_code(session, actor=SOFIE.actor, occurrence_id=talking_table.id)

    app = opened("presence.py", person="oleksandr", code=code)
    app = app.button(key="presence.send").click().run() if _has(app, "presence.send") else _sent(app)

    assert "Je bent aanwezig" in text_of(app)
    assert "geen traject" in text_of(app)


def _has(app, key):
    return any(button.key == key for button in app.button)


def _sent(app):
    return next(button for button in app.button if button.label == "Ja, ik ben hier").click().run()


# ── the month of a municipality ──────────────────────────────────────────────────────────────────────────────────


def test_a_lokaal_bestuur_reads_its_month_with_small_groups_hidden(talking_table):
    text = text_of(opened("month_figures.py", person="sofie"))

    assert "Leuven" in text
    assert "verborgen" in text


def test_who_works_for_no_lokaal_bestuur_gets_no_figures():
    with db.transaction() as session:
        session.exec(select(RoleGrant).where(RoleGrant.person_id == SOFIE.id)).one().organisation_id = "agii"
        assert session.get(Person, SOFIE.id)

    assert "Er zijn geen maandcijfers" in text_of(opened("month_figures.py", person="sofie"))


# ── a leaver's activities, a photo ───────────────────────────────────────────────────────────────────────────────


def a_leaver():
    """Sofie leaves Leuven, where she keeps two activities; An stays."""
    with db.transaction() as session:
        for _one in range(2):
            given_typed(session)
        session.add(Person(id="an", given_name="An", family_name="Claes", created_at=NOON))
        session.flush()
        session.add(RoleGrant(person_id="an", role=Role.ORGANISER, organisation_id="leuven", granted_at=NOON))
        session.add(Identity(person_id="an", issuer=demo_login.ISSUER, subject="an", last_login_at=NOON))
        session.exec(select(RoleGrant).where(RoleGrant.person_id == SOFIE.id)).one().ended_at = NOON


def owners():
    with db.reading() as session:
        return set(session.exec(select(Activity.owner_id)).all())


@pytest.mark.parametrize("who", ["an", "wim"])
def test_what_a_leaver_keeps_stands_out_and_passes_on_in_one_step(who):
    a_leaver()

    app = opened("activities.py", person=who)
    assert "geen eigenaar die hier nog werkt" in text_of(app)
    app = app.button(key="activities.pass-on.leuven").click().run()

    assert owners() == {"an"}
    assert "2 activiteiten zijn doorgegeven" in text_of(app)
    assert "geen eigenaar die hier nog werkt" not in text_of(app)


def test_another_organisation_sees_nothing_to_pass_on():
    a_leaver()

    assert not [button for button in opened("activities.py", person="tom").button if "pass-on" in button.key]


def test_sofie_adds_a_photo_and_is_asked_what_it_shows():
    with db.transaction() as session:
        activity_id = given_typed(session).id
    app = opened("activity_edit.py", person="sofie", id=activity_id)
    assert not [field for field in app.text_input if field.key.endswith(".seen")]

    app.file_uploader[0].set_value(("foto.jpg", a_picture(), "image/jpeg")).run()

    assert [field for field in app.text_input if field.key.endswith(".seen")]
    assert "/beeld/" in "".join(piece.body for piece in app.get("html"))
    with db.reading() as session:
        draft = session.get_one(ActivityDraft, activity_id)
        assert session.get(Upload, draft.values["image_id"])

    app.button(key=f"activity_edit.{activity_id}.photo.remove").click().run()

    with db.reading() as session:
        assert "image_id" not in session.get_one(ActivityDraft, activity_id).values


def test_a_file_that_is_no_photo_is_refused_in_words():
    with db.transaction() as session:
        activity_id = given_typed(session).id
    app = opened("activity_edit.py", person="sofie", id=activity_id)

    app.file_uploader[0].set_value(("foto.jpg", b"no picture", "image/jpeg")).run()

    assert "geen foto die we kennen" in text_of(app)


def test_an_outdated_translation_is_named_in_the_form_and_can_be_kept():
    french = Text(title="Table de conversation", description="Pratiquer le néerlandais autour d'un café.")
    newer = PRAATGROEP.model_copy(update={"description": f"{PRAATGROEP.description}\n\nBreng een foto mee."})
    with db.transaction() as session:
        activity = given_published(session, texts={"nl": PRAATGROEP, "fr": french})
        activity_id = change(session, activity, texts={"nl": newer, "fr": french}).id
    app = opened("activity_edit.py", person="sofie", id=activity_id)
    key = f"activity_edit.{activity_id}.fr"

    app = app.selectbox(key=f"activity_edit.{activity_id}.language").set_value("fr").run()
    assert any("Breng een foto mee." in caption.value for caption in app.caption)
    app.checkbox(key=f"{key}.fresh").check().run()

    with db.reading() as session:
        assert session.get_one(ActivityDraft, activity_id).values["texts"]["fr"]["fresh"] is True
