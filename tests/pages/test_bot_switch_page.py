"""The page of the switch through the real app: off with a reason and a tick, what a reader then sees, and on again."""

import pytest
from sqlmodel import Session, select

from portal.models.cases import Case
from portal.services import bot_switch, knowledge_index
from portal.settings import settings
from tests.cast import AMINA, BRAM, JAN, WIM
from tests.conftest import NOON
from tests.fakes import FakeKnowledge
from tests.pages.reader import opened, text_of

PAGE = "bot_switch.py"
KEY = "bot-switch.0.off"


@pytest.fixture(autouse=True)
def answers(world, monkeypatch: pytest.MonkeyPatch) -> None:
    class Live:
        def current(self):
            return FakeKnowledge()

    monkeypatch.setattr(knowledge_index, "live", Live)


def turned(app, *, reason="Fout antwoord over de kosten", sure=True, key=KEY):
    app.text_area(key=f"{key}.reason").set_value(reason)
    if sure:
        app.checkbox(key=f"{key}.sure").check()
    return app.button(key=f"{key}.turn").click().run()


@pytest.mark.parametrize("member", [BRAM, WIM], ids=lambda member: member.id)
def test_it_is_switched_off_and_on_again_and_the_page_says_by_whom(member):
    app = opened(PAGE, person=member.id)
    assert "Staan aan" in text_of(app)

    app = turned(app)
    text = " ".join(text_of(app).split())
    assert "De automatische antwoorden staan uit. Elke vraag gaat nu naar een mens." in text
    assert "Staan uit" in text
    assert f"{member.given_name} {member.family_name}" in text
    assert "Fout antwoord over de kosten" in text

    app = turned(app, reason="Hersteld", key="bot-switch.1.on")
    assert "De automatische antwoorden staan aan." in text_of(app)
    assert bot_switch.is_bot_on(now=NOON)


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"sure": False}, "Zet eerst een vinkje"), ({"reason": "  "}, "Geef een reden.")],
)
def test_without_a_tick_or_a_reason_nothing_happens(fields, said):
    app = turned(opened(PAGE, person="bram"), **fields)

    assert said in text_of(app)
    assert bot_switch.is_bot_on(now=NOON)


def test_who_presses_off_second_does_not_switch_it_on(sqlite_database):
    app = opened(PAGE, person="bram")
    with Session(sqlite_database) as session:
        bot_switch.turn(session, actor=WIM.actor, is_on=False, reason="Al gezien", now=NOON)
        session.commit()

    text = text_of(turned(app))

    assert "Al gezien" in text
    assert "Staan uit" in text
    assert not bot_switch.is_bot_on(now=NOON)


def test_a_reader_sees_that_a_person_answers_and_the_question_goes_there(sqlite_database):
    told = "Er zijn nu geen automatische antwoorden. Je vraag gaat naar een mens."
    assert told not in text_of(opened("chat.py", person="amina"))
    turned(opened(PAGE, person="bram"))

    app = opened("chat.py", person="amina")
    assert told in text_of(app)
    app.text_area(key="chat.question").set_value("hoeveel kost de cursus?").run()
    app.button(key="chat.send").click().run()

    assert "Bron:" not in text_of(app)
    with Session(sqlite_database) as session:
        assert session.exec(select(Case)).one().conversation_id


@pytest.mark.parametrize("member", [AMINA, JAN], ids=lambda member: member.id)
def test_others_do_not_see_the_switch(member):
    app = opened(PAGE, person=member.id)

    assert "Deze pagina is niet voor jou" in text_of(app)
    assert not app.text_area


def test_when_the_settings_keep_it_off_the_page_says_so(monkeypatch):
    monkeypatch.setenv("PORTAL_BOT_ENABLED", "0")
    settings.cache_clear()

    assert "De instellingen van het portaal zetten de automatische antwoorden uit." in text_of(
        opened(PAGE, person="wim")
    )
