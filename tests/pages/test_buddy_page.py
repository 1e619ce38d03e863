"""The page of buddies, through the real app: wish, see who fits, say yes, meet, stop, and tell."""

import pytest
from sqlmodel import select

from portal import db
from portal.models.buddies import BuddyMoment, BuddyPair, BuddyProfile, BuddySide, PairState
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.outbox import OutboxMail
from portal.ui import labels_buddies
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("demo_world")


def profile_of(person: str) -> str:
    with db.reading() as session:
        return session.exec(select(BuddyProfile.id).where(BuddyProfile.person_id == person)).one()


def pairs() -> list[BuddyPair]:
    with db.reading() as session:
        return list(session.exec(select(BuddyPair)).all())


def press(person: str, button: str):
    return opened("buddy.py", person=person).button(key=button).click().run()


def become_buddies() -> str:
    press("amina", f"buddy.yes.{profile_of('tom')}")
    press("tom", f"buddy.yes.{profile_of('amina')}")
    (pair,) = pairs()
    return pair.id


def test_amina_reads_why_two_people_fit_and_no_name():
    text = text_of(opened("buddy.py", person="amina"))

    assert "Iemand die bij je past (2)" in text
    assert "Spreekt ook" in text
    assert "Koken en eten" in text
    assert "In het weekend" in text
    assert not [name for name in ("Sofie", "Tom", "example.org") if name in text]


def test_both_say_yes_and_see_each_other():
    app = press("amina", f"buddy.yes.{profile_of('tom')}")
    assert "We vragen het" in text_of(app)
    assert "Je wacht op een antwoord" in text_of(app)

    app = opened("buddy.py", person="tom")
    assert "Wil graag je buddy zijn" in text_of(app)
    text = text_of(app.button(key=f"buddy.yes.{profile_of('amina')}").click().run())

    assert "Jullie zijn buddy's" in text
    assert "Amina Benali" in text
    mine = text_of(opened("buddy.py", person="amina"))
    assert "Tom Jacobs" in mine
    assert "tom@example.org" in mine
    assert "<a" not in mine
    assert "Schrijf je uren op" in mine


def test_tom_says_rather_not_and_amina_reads_nothing_of_it():
    press("amina", f"buddy.yes.{profile_of('tom')}")
    before = text_of(opened("buddy.py", person="amina"))

    app = press("tom", f"buddy.no.{profile_of('amina')}")

    assert "De ander ziet niet dat je nee zei" in text_of(app)
    assert text_of(opened("buddy.py", person="amina")) == before


def test_amina_takes_her_yes_back():
    press("amina", f"buddy.yes.{profile_of('tom')}")

    text = text_of(press("amina", f"buddy.back.{pairs()[0].id}"))

    assert "We tellen je ja niet meer mee" in text
    assert "Je wacht op een antwoord" not in text


def test_stopping_takes_the_name_away_for_both():
    pair = become_buddies()

    text = text_of(press("amina", f"buddy.stop.{pair}"))

    assert "geen buddy's meer" in text
    assert "Tom Jacobs" not in text
    assert "Amina" not in text_of(opened("buddy.py", person="tom"))


def test_what_was_not_all_right_reaches_lotte():
    pair = become_buddies()

    text = text_of(press("amina", f"buddy.report.{pair}"))

    assert "Dank je om dit te melden" in text
    with db.reading() as session:
        mail = session.exec(select(OutboxMail).where(OutboxMail.template == "buddy.reported")).one()
    assert mail.person_id == "lotte"
    assert pairs()[0].state is PairState.STOPPED


def test_oleksandr_wishes_a_buddy_in_four_fields():
    app = opened("buddy.py", person="oleksandr")
    app.multiselect(key="buddy.wish.languages").set_value(["en", "nl"])
    app.multiselect(key="buddy.wish.moments").set_value([BuddyMoment.WEEKEND])
    app.selectbox(key="buddy.wish.km").set_value(50)
    assert len(app.multiselect) + len(app.selectbox) == 4

    text = text_of(app.button(key="buddy.wish.send").click().run())

    assert "Bewaard" in text
    assert "Iemand die bij je past (1)" in text


def test_who_is_done_with_the_track_may_offer():
    with db.transaction() as session:
        contract = session.exec(
            select(Inburgeringscontract).where(Inburgeringscontract.person_id == "oleksandr")
        ).one()
        contract.state = ContractState.COMPLETED

    app = opened("buddy.py", person="oleksandr")
    app.selectbox(key="buddy.offer.places").set_value(2)
    app.button(key="buddy.offer.send").click().run()

    assert not app.exception
    with db.reading() as session:
        row = session.get_one(BuddyProfile, profile_of("oleksandr"))
    assert (row.side, row.places) == (BuddySide.OFFER, 2)


def test_amina_stops_looking():
    text = text_of(press("amina", "buddy.wish.end"))

    assert "Je bent gestopt" in text
    assert "Zoek een buddy" in text


def test_every_moment_has_words():
    assert set(labels_buddies.MOMENTS) == set(BuddyMoment)
