"""The first page, the plan and the pages of the trajectbegeleider, through the real app."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

import i18n
from portal import db
from portal.models.audit import AuditEntry
from portal.models.contracts import Duty, Inburgeringscontract, Occupation, Opschorting
from portal.models.people import Role
from portal.models.pips import (
    HoursEntry,
    HoursState,
    Pillar,
    TrajectForm,
    Vrijstelling,
    VrijstellingGround,
)
from portal.services import contracts, pip_acts, pips
from portal.services.permissions import Actor
from tests.pages.conftest import NOW
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("demo_world")

LOTTE = Actor("lotte", {Role.TRAJECTBEGELEIDER: frozenset({"agii-vlaams-brabant"})})


def contract_of(session: Session, person: str) -> Inburgeringscontract:
    return session.exec(select(Inburgeringscontract).where(Inburgeringscontract.person_id == person)).one()


def test_amina_sees_what_she_must_do_now_by_its_day():
    text = text_of(opened(person="amina"))

    assert "Wat moet je nu doen?" in text
    assert "Schrijf je in om werk te zoeken" in text
    assert "Nog 12 dagen, uiterlijk op 4 december 2026." in text
    assert "Hiervoor zijn er 2 maanden." in text
    assert text.count("Eerste les: Maatschappelijke oriëntatie (MO)") == 1
    assert "Je volgende afspraak" not in text  # it is one of the things to do already


def test_a_stranger_sees_what_the_portal_is_for_and_no_plan():
    app = opened()

    assert "Aanmelden" in text_of(app)
    assert "Schrijf je in om werk te zoeken" not in text_of(app)
    assert "Meld je eerst aan" in text_of(opened("plan.py"))


def test_who_has_no_contract_is_told_what_to_do():
    for page in ("", "plan.py"):
        assert "Je hebt nog geen inburgeringscontract." in text_of(opened(page, person="elena"))


def test_aminas_whole_plan_stands_on_one_page():
    text = text_of(opened("plan.py", person="amina"))

    for part in ("Maatschappelijke oriëntatie (MO)", "Nederlands (NT2)", "Werk", "Participatie en netwerk"):
        assert part in text
    assert "Lotte Peeters" in text
    assert "de dag van je contract" in text
    assert "7 van 40 uur" in text
    assert "Wacht op goedkeuring: 5 uren. Dit telt nog niet mee." in text
    assert "Afspreken welke onderdelen je volgt" in text
    assert "Op tijd gedaan" in text
    assert "Als alles gaat zoals gepland, ben je klaar rond" in text
    assert "Wachttijden en uren per week zijn aannames van het portaal." in text


def test_a_plan_that_stands_still_says_why_and_until_when():
    text = text_of(opened("plan.py", person="fatou"))

    assert "Opgeschort" in text
    assert "Reden: Bevalling." in text
    assert "Dit onderdeel mag je kiezen. Het moet niet." in text
    assert "Dit is niet zeker. Vraag het na bij je trajectbegeleider." in text


def test_a_contract_from_before_the_reform_says_what_is_not_asked():
    text = text_of(opened("plan.py", person="samir"))

    assert text.count("Niet in jouw traject") == 2
    assert "18 oktober 2021" in text


def test_a_track_that_is_over_can_still_be_read():
    assert "Klaar: inburgeringsattest gekregen" in text_of(opened(person="mei"))
    assert "Dit traject is voorbij sinds" in text_of(opened("plan.py", person="mei"))


def test_who_is_exempt_from_everything_hears_so():
    with db.transaction() as session:
        contract = contract_of(session, "amina")
        for pillar in Pillar:
            pip_acts.grant_vrijstelling(
                session, actor=LOTTE, contract_id=contract.id, pillar=pillar, ground=VrijstellingGround.ILLNESS_OR_HANDICAP,
                granted_on=NOW.date(), proof_seen_on=NOW.date(), now=NOW,
            )  # fmt: skip

    assert "Je bent vrijgesteld van alle onderdelen." in text_of(opened(person="amina"))


@pytest.mark.parametrize("page", ["", "plan.py"])
@pytest.mark.parametrize(
    ("person", "language"),
    [("amina", language) for language in i18n.OFFERED]
    + [(person, "ar") for person in ("oleksandr", "fatou", "samir", "mei", "elena")],
)
def test_the_pages_open_in_every_language_and_for_everybody(person, page, language):
    app = opened(page, person=person, language=language)

    assert not app.exception
    assert not app.error


def test_reading_the_plan_leaves_one_trace():
    for _ in range(2):
        opened("plan.py", person="amina")

    with db.reading() as session:
        viewed = [
            entry.actor_id for entry in session.exec(select(AuditEntry)) if entry.action == "pip.viewed"
        ]
    assert viewed == ["amina"]


# ── the trajectbegeleider ────────────────────────────────────────────────────────────────────────────────────────


def test_lotte_sees_her_clients_and_opens_one():
    listed = text_of(opened("clients.py", person="lotte"))
    plan = text_of(opened("client_plan.py", person="lotte", wie="amina"))

    assert all(name in listed for name in ("Amina Benali", "Oleksandr Kovalenko", "Fatou Diallo"))
    # who is late stands first, then whose hours wait
    assert listed.index("Yusuf Demir") < listed.index("Amina Benali") < listed.index("Fatou Diallo")
    assert "Amina Benali" in plan
    assert "Nederlands (NT2)" in plan


def test_lotte_begins_with_the_people_she_guides():
    text = text_of(opened(person="lotte"))

    first, last = "De inburgeraars die jij begeleidt", "Vragen die je aan een medewerker stelde"
    assert text.index(first) < text.index(last)


@pytest.mark.parametrize("person", ["amina", "jan", "sofie"])
@pytest.mark.parametrize("page", ["clients.py", "client_plan.py", "register_client.py"])
def test_these_pages_are_closed_to_others(page, person):
    text = text_of(opened(page, person=person, wie="oleksandr"))

    assert "Deze pagina is niet voor jou" in text
    assert "Oleksandr" not in text


def test_a_plan_that_lotte_does_not_guide_stays_closed():
    with db.transaction() as session:
        contract = contract_of(session, "amina")
        contract.trajectbegeleider_id = None
        session.add(contract)

    app = opened("client_plan.py", person="lotte", wie="amina")

    assert app.error[0].value == "Je mag dit niet doen of bekijken."
    assert "Benali" not in text_of(app)


def test_without_a_name_the_page_says_what_to_choose():
    assert "Kies eerst iemand." in text_of(opened("client_plan.py", person="lotte"))


def chosen(act: str, wie: str = "amina"):
    return (
        opened("client_plan.py", person="lotte", wie=wie)
        .selectbox(key="client_plan.act")
        .set_value(act)
        .run()
    )


def test_lotte_exempts_amina_from_dutch():
    app = chosen("Vrijstelling geven")

    app.selectbox(key="client_plan.exempt.pillar").set_value(Pillar.NT2)
    app.selectbox(key="client_plan.exempt.ground").set_value(VrijstellingGround.LANGUAGE_PROOF)
    app.button[0].click().run()

    assert "De vrijstelling is opgeslagen." in text_of(app)
    with db.reading() as session:
        assert [row.ground for row in session.exec(select(Vrijstelling))].count(
            VrijstellingGround.LANGUAGE_PROOF
        ) == 1


def test_a_ground_that_does_not_count_is_refused_in_words():
    app = chosen("Vrijstelling geven")

    app.selectbox(key="client_plan.exempt.ground").set_value(VrijstellingGround.MAY_NOT_WORK)
    app.button[0].click().run()

    assert app.error[0].value == "Deze reden telt hier niet volgens de regels."


def test_lotte_suspends_a_track():
    app = chosen("Opschorting toevoegen")

    app.date_input(key="client_plan.suspend.last").set_value(datetime(2027, 1, 20, tzinfo=UTC).date())
    app.button[0].click().run()

    assert "De opschorting is opgeslagen." in text_of(app)
    with db.reading() as session:
        contract = contract_of(session, "amina")
        assert len(session.exec(select(Opschorting).where(Opschorting.contract_id == contract.id)).all()) == 1


def test_lotte_approves_hours_and_the_bar_moves():
    app = chosen("Uren goedkeuren")

    app.button[0].click().run()

    assert "De uren zijn goedgekeurd." in text_of(app)
    assert "12 van 40 uur" in text_of(app)
    with db.reading() as session:
        contract = contract_of(session, "amina")
        states = {
            row.state for row in session.exec(select(HoursEntry).where(HoursEntry.contract_id == contract.id))
        }
    assert states == {HoursState.APPROVED, HoursState.REFUSED}  # what was refused stays refused


def test_lotte_signs_with_oleksandr():
    app = chosen("Contract tekenen", wie="oleksandr")

    app.button[0].click().run()

    assert "Het contract is getekend." in text_of(app)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("Onderdeel plannen", "Het onderdeel is gepland."),
        ("Resultaat van een test opslaan", "Het resultaat is opgeslagen."),
        ("Inschrijving of cursus als klaar opslaan", "Het onderdeel is klaar."),
    ],
)
def test_lotte_writes_down_what_happened(act, said):
    app = chosen(act)

    app.button[0].click().run()

    assert said in text_of(app)


# ── a new track ──────────────────────────────────────────────────────────────────────────────────────────────────


def named(beginning: str):
    app = opened("register_client.py", person="lotte")
    return app.text_input(key="register.name").set_value(beginning).run()


def test_lotte_registers_elena_and_comes_to_her_plan():
    app = named("pop")

    app.radio(key="register.duty").set_value(Duty.RECHTHEBBEND)
    app.selectbox(key="register.occupation").set_value(Occupation.WORK)
    app.button[0].click().run()

    text = text_of(app)
    assert "Het traject is begonnen. Leg nu de onderdelen vast." in text
    assert "Elena Popescu" in text
    with db.reading() as session:
        contract = contract_of(session, "elena")
    assert (contract.duty, contract.occupation, contract.trajectbegeleider_id) == (
        Duty.RECHTHEBBEND,
        Occupation.WORK,
        "lotte",
    )
    assert contract.registered_on == NOW.date()
    assert contract.duty_since_on is None
    assert "Elena Popescu" in text_of(opened("clients.py", person="lotte"))


@pytest.mark.parametrize("beginning", ["Benali", "Haddad", "nobody", "%%"])
def test_who_has_a_track_or_another_agency_is_not_found(beginning):
    app = named(beginning)

    assert "We vinden niemand met die naam." in text_of(app)
    assert not app.button


@pytest.mark.parametrize("beginning", ["", "p", " p "])
def test_one_letter_shows_nobody(beginning):
    app = named(beginning)

    assert "Popescu" not in text_of(app)
    assert not app.button


def test_somebody_who_was_registered_meanwhile_is_refused_in_words():
    app = named("pop")
    with db.transaction() as session:
        contracts.register_contract(
            session, actor=LOTTE, person_id="elena", trajectbegeleider_id="lotte", registered_on=date(2026, 11, 2),
            duty=Duty.VERPLICHT, now=NOW,
        )  # fmt: skip
    app.button[0].click().run()

    assert app.error or "We vinden niemand met die naam." in text_of(app)


def test_lotte_fixes_the_parts_before_the_signature():
    with db.transaction() as session:
        contracts.register_contract(
            session, actor=LOTTE, person_id="elena", trajectbegeleider_id="lotte", registered_on=date(2026, 11, 2),
            duty=Duty.RECHTHEBBEND, occupation=Occupation.WORK, now=NOW,
        )  # fmt: skip
    app = chosen("Onderdelen vastleggen", wie="elena")
    assert "Deze onderdelen zijn verplicht:" in text_of(app)

    app.checkbox(key="client_plan.fix.participatie").check()
    app.selectbox(key="client_plan.fix.form").set_value(TrajectForm.GECOMBINEERD)
    app.selectbox(key="client_plan.fix.advice").set_value("cvo-standaard")
    app.button[0].click().run()

    assert "De onderdelen zijn vastgelegd." in text_of(app)
    with db.reading() as session:
        plan = pips.reread_plan(session, actor=LOTTE, person_id="elena", now=NOW).plan
    assert Pillar.PARTICIPATIE in {part.pillar for part in plan.facts.parts}
    assert (plan.facts.contract.form, plan.facts.contract.nt2_advice) == (
        TrajectForm.GECOMBINEERD,
        "cvo-standaard",
    )
    assert plan.facts.contract.parts_fixed_on == NOW.date()


def test_after_the_signature_the_parts_are_no_longer_fixed_but_the_advice_can_change():
    app = opened("client_plan.py", person="lotte", wie="amina")
    acts = app.selectbox(key="client_plan.act").options
    assert "Onderdelen vastleggen" not in acts
    assert "Traject afsluiten" not in acts

    app = chosen("Advies voor Nederlands opslaan")
    app.selectbox(key="client_plan.advice.course").set_value("cvo-verkort")
    app.button[0].click().run()

    assert "Het advies is opgeslagen." in text_of(app)


def test_a_track_with_nothing_left_is_closed_with_the_attest():
    with db.transaction() as session:
        contract = contract_of(session, "amina")
        for pillar in Pillar:
            pip_acts.grant_vrijstelling(
                session, actor=LOTTE, contract_id=contract.id, pillar=pillar, ground=VrijstellingGround.ILLNESS_OR_HANDICAP,
                granted_on=NOW.date(), proof_seen_on=NOW.date(), now=NOW,
            )  # fmt: skip
    app = chosen("Traject afsluiten")

    app.button[0].click().run()

    assert "Het traject is afgesloten." in text_of(app)
    assert "Klaar: inburgeringsattest gekregen" in text_of(app)
