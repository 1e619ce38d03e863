"""Signing up from the page of an activity, my activities, leaving, and what was kept: through the real app and its addresses."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

import i18n
from portal import asgi, clock, db
from portal.models.activities import Activity, Audience, Booking, Occurrence
from portal.models.signups import Attendance, SavedActivity, SignUp, SignUpState
from portal.services import activities, activity_rows, demo_login, presence, signups
from portal.settings import settings
from tests.activities import COOKING, THURSDAY_2PM, given_published, once, weekly
from tests.cast import AMINA, OLEKSANDR, SOFIE
from tests.conftest import NOON
from tests.hours import given_track
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("people")

PAGE = "my_activities.py"


@pytest.fixture
def client() -> TestClient:
    return TestClient(asgi.app, base_url=settings().base_url, follow_redirects=False)


def logged_in(client: TestClient, persona: str) -> TestClient:
    client.cookies.set(demo_login.COOKIE, demo_login.make_cookie(settings(), persona=persona))
    return client


def given(**facts) -> tuple[Activity, Occurrence]:
    with db.transaction() as session:
        activity = given_published(session, **facts)
        return activity, activity_rows.occurrences_of(session, activity.id)[0]


def signed_up(day: Occurrence, *members) -> None:
    for one in members:
        with db.transaction() as session:
            signups.sign_up(session, actor=one.actor, occurrence_id=day.id, belongs=True, now=NOON)


def row_of(member=AMINA) -> SignUp:
    with db.reading() as session:
        return session.exec(select(SignUp).where(SignUp.person_id == member.id)).one()


def words_of(app) -> str:
    return " ".join(text_of(app).split())


def buttons(app) -> list[str]:
    mine = [
        button
        for button in app.button
        if str(button.key).startswith(("my_activities.sign-up", "my_activities.leave"))
    ]
    return [re.sub("[\u2066-\u2069]", "", button.label) for button in mine]


# ── signing up, from the page of an activity ─────────────────────────────────────────────────────────────────────


def test_the_page_of_an_activity_leads_to_signing_up_for_a_day(client):
    activity, day = given()

    page = client.get(f"/nl/activiteit/{activity.slug}").text

    assert f'href="/nl/mijn-activiteiten?dag={day.id}"' in page
    assert "Inschrijven" in page


def test_two_taps_and_amina_has_a_seat():
    _activity, day = given()
    app = opened(PAGE, person="amina", dag=day.id)
    assert "Praatgroep in de bibliotheek" in words_of(app)

    app.button(key="my_activities.sign-up").click().run()

    assert "Je bent ingeschreven." in words_of(app)
    assert row_of().state is SignUpState.SEATED
    assert "dag" not in app.query_params
    assert "my_activities.sign-up" not in [button.key for button in app.button]


def test_a_stranger_is_asked_to_log_in_and_comes_back_to_the_day():
    _activity, day = given()
    app = opened(PAGE, dag=day.id)

    assert "Meld je eerst aan" in words_of(app)
    links = " ".join(piece.body for piece in app.get("html"))
    assert f"mijn-activiteiten%3Fdag%3D{day.id}" in links or f"mijn-activiteiten%3fdag%3d{day.id}" in links


@pytest.mark.parametrize("person", ["sofie"])
def test_staff_have_no_such_page_and_are_not_offered_it(client, person):
    activity, day = given()

    assert "Deze pagina is niet voor jou" in words_of(opened(PAGE, person=person, dag=day.id))
    page = logged_in(client, person).get(f"/nl/activiteit/{activity.slug}").text
    assert "mijn-activiteiten" not in page
    assert "/bewaren" not in page


def test_a_full_day_says_which_number_one_gets_before_and_after():
    activity, day = given(capacity=1)
    signed_up(day, OLEKSANDR)
    app = opened(PAGE, person="amina", dag=day.id)
    assert "Alle plaatsen zijn bezet." in words_of(app)
    assert "als nummer 1 in de rij" in words_of(app)
    assert buttons(app) == ["Zet mij op de wachtlijst"]

    app.button(key="my_activities.sign-up").click().run()

    assert "Je bent de eerste in de rij." in words_of(app)
    assert row_of().state is SignUpState.WAITING
    assert activity.slug


def test_what_falls_at_the_same_hour_is_said_and_not_refused():
    _one, first = given()
    _other, second = given(texts={"nl": COOKING}, calendar=once(THURSDAY_2PM.replace(hour=15)))
    signed_up(first, AMINA)

    app = opened(PAGE, person="amina", dag=second.id)

    assert "Op hetzelfde moment heb je ook" in words_of(app)
    app.button(key="my_activities.sign-up").click().run()
    assert words_of(app).count("Op hetzelfde moment heb je ook") == 2


def test_for_some_people_only_the_button_says_so():
    _activity, day = given(age_from=18, audience=Audience.MEMBERS)
    app = opened(PAGE, person="amina", dag=day.id)

    assert "Vanaf 18 jaar" in words_of(app)
    assert buttons(app) == ["Ja, dat ben ik. Schrijf mij in"]
    app.button(key="my_activities.sign-up").click().run()
    assert row_of().state is SignUpState.SEATED


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"booking": Booking.NOT_NEEDED}, "Je mag gewoon komen."),
        ({"booking": Booking.ELSEWHERE, "booking_mail": "bib@example.org"}, "Inschrijven doe je bij de organisatie."),
        ({"booking_from": NOON + timedelta(hours=2)}, "Inschrijven kan vanaf"),
        ({"booking_to": NOON - timedelta(hours=2)}, "De laatste dag om in te schrijven is voorbij."),
        ({"audience": Audience.EDUCATION}, "alleen voor scholen en groepen"),
    ],
)  # fmt: skip
def test_who_cannot_sign_up_reads_why(client, facts, words):
    activity, day = given(**facts)
    app = opened(PAGE, person="amina", dag=day.id)

    assert words in words_of(app)
    assert buttons(app) == []
    assert "?dag=" not in client.get(f"/nl/activiteit/{activity.slug}").text


def test_the_last_seat_that_went_meanwhile_is_a_place_in_line():
    _activity, day = given(capacity=1)
    app = opened(PAGE, person="amina", dag=day.id)
    signed_up(day, OLEKSANDR)

    app.button(key="my_activities.sign-up").click().run()

    assert "Je staat op de wachtlijst" in words_of(app)


@pytest.mark.parametrize("nonsense", ["x", "0" * 32, "é" * 400])
def test_a_day_that_is_none_is_explained(nonsense):
    app = opened(PAGE, person="amina", dag=nonsense)

    assert "We vinden dit niet." in words_of(app)
    assert "Je bent nog nergens ingeschreven." in words_of(app)


def test_days_further_away_can_be_chosen_too(client):
    activity, _day = given(calendar=weekly(3))

    page = client.get(f"/nl/activiteit/{activity.slug}").text

    with db.reading() as session:
        days = activity_rows.occurrences_of(session, activity.id)
    assert page.count("?dag=") == len(days) > 8


def test_amina_sees_on_the_page_where_she_has_a_seat_and_nobody_else_gets_that_page(client):
    activity, day = given()
    signed_up(day, AMINA)

    hers = logged_in(client, "amina").get(f"/nl/activiteit/{activity.slug}")

    assert "Je bent ingeschreven" in hers.text
    assert hers.headers["cache-control"] == "private, no-cache"


# ── my activities ────────────────────────────────────────────────────────────────────────────────────────────────


def test_amina_leaves_and_the_next_one_moves_up():
    _activity, day = given(capacity=1)
    signed_up(day, AMINA, OLEKSANDR)
    app = opened(PAGE, person="amina")

    app.button(key=f"my_activities.leave.{day.id}").click().run()

    assert "Je bent uitgeschreven." in words_of(app)
    assert "Je bent nog nergens ingeschreven." in words_of(app)
    assert row_of(OLEKSANDR).state is SignUpState.SEATED


def test_a_day_that_moved_says_from_when_and_can_be_left():
    _activity, day = given()
    signed_up(day, AMINA)
    later = THURSDAY_2PM + timedelta(days=1)
    with db.transaction() as session:
        activities.move_occurrence(
            session, actor=SOFIE.actor, occurrence_id=day.id, starts=later, ends=later + timedelta(hours=2),
            now=NOON + timedelta(minutes=5),
        )  # fmt: skip

    app = opened(PAGE, person="amina")

    assert "Verplaatst van donderdag 12 maart 2026 om 14:00" in words_of(app)
    assert "vrijdag 13 maart 2026, 14:00 tot 16:00" in words_of(app)
    assert f"my_activities.leave.{day.id}" in [button.key for button in app.button]


def test_what_is_off_stays_in_the_list_until_its_day_and_cannot_be_left():
    _activity, day = given()
    signed_up(day, AMINA)
    with db.transaction() as session:
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=day.id, now=NOON)

    app = opened(PAGE, person="amina")

    assert "Gaat niet door" in words_of(app)
    assert "De organisatie zei dit af." in words_of(app)
    assert buttons(app) == []


def test_an_activity_that_was_withdrawn_has_no_link_any_more():
    activity, day = given()
    signed_up(day, AMINA)
    with db.transaction() as session:
        activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    app = opened(PAGE, person="amina")

    assert "Praatgroep in de bibliotheek" in words_of(app)
    assert activity.slug not in " ".join(piece.body for piece in app.get("html"))


def test_who_left_by_themselves_reads_nothing_of_it():
    _activity, day = given()
    signed_up(day, AMINA)
    with db.transaction() as session:
        signups.leave(session, actor=AMINA.actor, occurrence_id=day.id, now=NOON)

    assert "Praatgroep" not in words_of(opened(PAGE, person="amina"))


def test_what_is_over_says_whether_one_was_there_and_which_hours_came_of_it(monkeypatch):
    with db.transaction() as session:
        given_track(session)
    _activity, day = given()
    signed_up(day, AMINA, OLEKSANDR)
    with db.transaction() as session:
        presence.tick(
            session, actor=SOFIE.actor, sign_up_id=row_of().id, attendance=Attendance.PRESENT, now=day.ends_at
        )
    monkeypatch.setattr(clock, "now", lambda: day.ends_at + timedelta(days=1))

    hers, his = (words_of(opened(PAGE, person=one)) for one in ("amina", "oleksandr"))

    assert "Je was er" in hers
    assert re.sub("[\u2066-\u2069]", "", hers).count("Uren in je lijst: 2 uren. Bevestigd, wacht op goedkeuring.") == 1  # fmt: skip
    assert "Nog niet ingevuld" in his


def test_who_waited_in_vain_reads_that(monkeypatch):
    _activity, day = given(capacity=1)
    signed_up(day, OLEKSANDR, AMINA)
    monkeypatch.setattr(clock, "now", lambda: day.ends_at + timedelta(minutes=1))

    assert "Er kwam geen plaats vrij." in words_of(opened(PAGE, person="amina"))


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_page_opens_in_every_language(language):
    _activity, day = given(capacity=1)
    signed_up(day, OLEKSANDR, AMINA)

    assert not opened(PAGE, person="amina", language=language, dag=day.id).exception


# ── on the first page ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_page_tells_of_a_gathering_within_three_days_and_of_no_other(monkeypatch):
    _activity, day = given()
    signed_up(day, AMINA)
    assert "Praatgroep in de bibliotheek" in words_of(opened(person="amina"))

    monkeypatch.setattr(clock, "now", lambda: NOON - timedelta(days=2))

    assert "Praatgroep" not in words_of(opened(person="amina"))


def test_the_first_page_tells_for_three_days_that_something_is_off(monkeypatch):
    _activity, day = given(calendar=once(THURSDAY_2PM + timedelta(days=20)))
    signed_up(day, AMINA)
    assert "Praatgroep" not in words_of(opened(person="amina"))
    with db.transaction() as session:
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=day.id, now=NOON)

    assert "Een activiteit gaat niet door" in words_of(opened(person="amina"))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=3, minutes=1))
    assert "Een activiteit gaat niet door" not in words_of(opened(person="amina"))


# ── kept in mind ─────────────────────────────────────────────────────────────────────────────────────────────────


def kept() -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(SavedActivity.person_id)).all())


def test_amina_keeps_an_activity_from_its_page_and_lets_go_of_it(client):
    activity, _day = given()
    page = f"/nl/activiteit/{activity.slug}"
    logged_in(client, "amina")
    assert "Bewaar voor later" in client.get(page).text

    answer = client.post(f"{page}/bewaren", data={"aan": "1"})

    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert kept() == ["amina"]
    assert "Niet meer bewaren" in client.get(page).text
    client.post(f"{page}/bewaren", data={"aan": "0"})
    assert kept() == []


def test_what_was_kept_stands_with_my_activities_and_can_be_let_go():
    activity, _day = given()
    with db.transaction() as session:
        signups.keep(session, actor=AMINA.actor, activity_id=activity.id, now=NOON)
    app = opened(PAGE, person="amina")
    assert "Bewaard voor later" in words_of(app)

    app.button(key=f"my_activities.let-go.{activity.id}").click().run()

    assert kept() == []


def test_the_search_keeps_too_and_comes_back_to_itself(client):
    activity, _day = given()
    app = opened("find.py", person="amina", plaats="3000")
    assert f"/nl/activiteit/{activity.slug}/bewaren" in " ".join(piece.body for piece in app.get("html"))

    answer = logged_in(client, "amina").post(
        f"/nl/activiteit/{activity.slug}/bewaren", data={"aan": "1", "terug": "/nl/zoeken?plaats=3000"}
    )

    assert answer.headers["location"] == "/nl/zoeken?plaats=3000"
    assert "Niet meer bewaren" in words_of(opened("find.py", person="amina", plaats="3000"))


def test_a_stranger_who_searches_is_offered_nothing_to_keep():
    given()

    assert "/bewaren" not in " ".join(piece.body for piece in opened("find.py").get("html"))


def test_a_stranger_who_keeps_logs_in_first(client):
    activity, _day = given()

    answer = client.post(f"/nl/activiteit/{activity.slug}/bewaren", data={"aan": "1"})

    assert answer.headers["location"] == f"/nl/aanmelden?next=/nl/activiteit/{activity.slug}"
    assert kept() == []


@pytest.mark.parametrize("terug", ["https://elders.example/", "//elders.example", "/nl/\\elders", "x" * 3000])
def test_nobody_is_sent_to_another_site(client, terug):
    activity, _day = given()

    answer = logged_in(client, "amina").post(
        f"/nl/activiteit/{activity.slug}/bewaren", data={"aan": "1", "terug": terug}
    )

    assert answer.headers["location"] == f"/nl/activiteit/{activity.slug}"


def test_another_site_keeps_nothing_in_somebodys_name(client):
    activity, _day = given()

    answer = logged_in(client, "amina").post(
        f"/nl/activiteit/{activity.slug}/bewaren", data={"aan": "1"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403
    assert kept() == []


def test_staff_and_unknown_addresses_keep_nothing(client):
    activity, _day = given()

    assert logged_in(client, "amina").post("/nl/activiteit/nergens/bewaren", data={"aan": "1"}).status_code == 404  # fmt: skip
    assert logged_in(client, "sofie").post(f"/nl/activiteit/{activity.slug}/bewaren", data={"aan": "1"}).status_code == 404  # fmt: skip
    assert kept() == []
