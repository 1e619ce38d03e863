"""The part of the page about the roll-out through the real app, and the chat where it did not come yet."""

from datetime import timedelta

from sqlmodel import Session, select

from chatbot import texts
from portal.models.cases import Case
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback
from portal.models.switches import Side
from portal.services import bot_switch, rollout, rollout_figures
from portal.services.rollout_figures import Measure
from portal.ui import rollout_pieces
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.pages.reader import opened, text_of
from tests.pages.test_bot_switch_page import PAGE, answers

__all__ = ["answers"]

LEUVEN = "24062"
FORM = "rollout.0"


def set_to(app, percent, *, form=f"{FORM}.all", reason="We beginnen klein"):
    app.number_input(key=f"{form}.percent").set_value(percent)
    app.text_area(key=f"{form}.reason").set_value(reason)
    return app.button(key=f"{form}.set").click().run()


def plain(app):
    return " ".join(text_of(app).split())


def share_now(engine, nis_code=None):
    with Session(engine) as session:
        held = rollout.read(session).share_of(nis_code)
        return held.percent if held else None


def test_the_beheerder_sets_a_share_and_the_page_says_who_did(sqlite_database):
    app = opened(PAGE, person="wim")
    assert "Iedereen 100%" in plain(app)

    app = set_to(app, 20)

    assert "Het deel is gewijzigd. Binnen 10 seconden geldt het overal." in plain(app)
    assert "Iedereen 20%" in plain(app)
    assert f"We beginnen klein {WIM.given_name} {WIM.family_name}" in plain(app)
    assert share_now(sqlite_database) == 20


def test_a_municipality_has_a_share_of_its_own_and_follows_again(sqlite_database):
    app = opened(PAGE, person="wim")
    app.selectbox(key="rollout.nis_code").set_value(LEUVEN).run()

    app = set_to(app, 50, form=f"{FORM}.{LEUVEN}")

    assert "Leuven 50%" in plain(app)
    assert (share_now(sqlite_database), share_now(sqlite_database, LEUVEN)) == (None, 50)
    app.checkbox(key=f"rollout.1.{LEUVEN}.follows").check()
    app = set_to(app, 50, form=f"rollout.1.{LEUVEN}", reason="Leuven doet mee")
    assert "Leuven Zoals iedereen" in plain(app)
    assert share_now(sqlite_database, LEUVEN) is None


def test_without_a_reason_nothing_happens(sqlite_database):
    app = set_to(opened(PAGE, person="wim"), 20, reason=" ")

    assert "Geef een reden." in text_of(app)
    assert share_now(sqlite_database) is None


def test_who_presses_second_does_not_undo_what_a_colleague_set(sqlite_database):
    app = opened(PAGE, person="wim")
    with Session(sqlite_database) as session:
        rollout.set_share(
            session, actor=WIM.actor, nis_code=None, percent=20, seen=None, reason="Eerst", now=NOON
        )
        session.commit()

    app = set_to(app, 80)

    assert "Iemand anders wijzigde dit net voor jou." in text_of(app)
    assert "Iedereen 20%" in plain(app)
    assert share_now(sqlite_database) == 20


def test_the_redactie_reads_the_shares_and_changes_none():
    app = opened(PAGE, person=BRAM.id)

    assert "Alleen de beheerder kan dit deel wijzigen." in text_of(app)
    assert not app.number_input


def given_questions(engine, *, people):
    with Session(engine) as session:
        rollout.set_share(
            session, actor=WIM.actor, nis_code=None, percent=50, seen=None, reason="Eerst", now=NOON
        )
        for number in range(people * 2):
            conversation = Conversation(
                visitor=f"v{number}", language="nl", page_language="nl", started_at=NOON, last_at=NOON
            )
            session.add(conversation)
            session.flush()
            session.add(
                ChatTurn(
                    conversation_id=conversation.id, number=1, request_key="k", question="?", language="nl", answer="", milliseconds=1,
                    outcome="answer" if number % 2 else "articles", side=Side.ANSWERS if number % 2 else Side.ARTICLES, rollout_step=1,
                    asked_at=NOON - timedelta(days=9),
                )
            )  # fmt: skip
        session.commit()


def test_both_sides_are_compared_with_the_room_that_chance_leaves(sqlite_database):
    assert "Er is nog niets te vergelijken." in text_of(opened(PAGE, person="wim"))
    given_questions(sqlite_database, people=20)

    text = plain(opened(PAGE, person="wim"))

    assert "Mensen 20 20" in text
    assert "Vroeg een mens 0% 0 van 20, echt cijfer tussen 0% en 16%" in text
    assert "Zei dat het niet hielp te weinig te weinig te weinig" in text
    assert "tussen \u2066−16\u2069 en \u2066+16\u2069" in text


def test_of_few_people_nothing_is_shown(sqlite_database):
    given_questions(sqlite_database, people=4)

    assert "Mensen te weinig te weinig" in plain(opened(PAGE, person="bram"))


def test_the_file_holds_the_same_numbers(sqlite_database):
    given_questions(sqlite_database, people=20)
    with Session(sqlite_database) as session:
        found = rollout_figures.compare(session, actor=WIM.actor, now=NOON)

    table = rollout_pieces.for_file(found)

    assert {len(row) for row in table.rows} == {len(table.head)}
    assert table.rows[0][:6] == ("Mensen", 20, "", "", "", 20)
    assert table.rows[2][:5] == ("Vroeg een mens", 0, 20, 0, 16)
    assert table.rows[3][1:] == ("te weinig",) * 11


def test_questions_are_compared_anew_only_when_something_changed(sqlite_database, monkeypatch):
    given_questions(sqlite_database, people=20)
    readings = []
    read = rollout_figures._questions
    monkeypatch.setattr(
        rollout_figures, "_questions", lambda session: readings.append(session) or read(session)
    )
    with Session(sqlite_database) as session:
        first, again = (rollout_figures.compare(session, actor=WIM.actor, now=NOON) for _ in range(2))
        assert (first, len(readings)) == (again, 1)
        for turn in session.exec(select(ChatTurn)).all():
            session.add(TurnFeedback(turn_id=turn.id, helped=False, given_at=NOON))

        told = rollout_figures.compare(session, actor=WIM.actor, now=NOON)

    unhelped = next(line for line in told.lines if line.measure is Measure.UNHELPED)
    assert {side: found.count for side, found in unhelped.sides.items()} == {
        Side.ANSWERS: 20,
        Side.ARTICLES: 20,
    }
    assert len(readings) == 2


def test_without_answers_the_chat_names_articles_and_the_way_to_a_person(sqlite_database):
    with Session(sqlite_database) as session:
        rollout.set_share(
            session, actor=WIM.actor, nis_code=None, percent=0, seen=None, reason="Nog niet", now=NOON
        )
        session.commit()

    app = opened("chat.py", person="amina")
    assert texts.not_yet("nl") in text_of(app)
    assert app.button(key="chat.send").label == "Zoek in de artikels"
    app.text_area(key="chat.question").set_value("hoeveel kost de cursus?").run()
    app.button(key="chat.send").click().run()

    assert texts.articles(found=True, language="nl") in text_of(app)
    assert "Wat kost inburgering?" in text_of(app)
    assert "Bron:" not in text_of(app)
    app.button(key="chat.ask_person").click().run()
    assert app.radio(key="handover.kind")
    with Session(sqlite_database) as session:
        assert session.exec(select(Case)).all() == []
        assert session.exec(select(ChatTurn)).one().side is Side.ARTICLES


def test_when_the_bot_is_off_the_chat_says_that_and_nothing_of_the_roll_out(sqlite_database):
    with Session(sqlite_database) as session:
        rollout.set_share(
            session, actor=WIM.actor, nis_code=None, percent=0, seen=None, reason="Nog niet", now=NOON
        )
        bot_switch.turn(session, actor=WIM.actor, is_on=False, reason="Fout", now=NOON)
        session.commit()

    text = text_of(opened("chat.py", person=AMINA.id))

    assert "Er zijn nu geen automatische antwoorden." in text
    assert texts.not_yet("nl") not in text
