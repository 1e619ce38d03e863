"""The chat page through the real app: ask, read quotes, say whether it helped, ask a person; in Dutch and in Arabic."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from chatbot.answer import Outcome
from portal import clock
from portal.models.articles import ArticleVersion
from portal.models.cases import Case, CaseQueue
from portal.models.conversations import ChatTurn, Draft, FeedbackReason, TurnFeedback
from portal.models.signals import LinkCheck
from portal.services import cases, knowledge_index
from portal.services.conversations import TurnView
from portal.settings import settings
from portal.ui import chat_pieces
from tests.cast import JAN
from tests.conftest import NOON
from tests.fakes import COSTS, FakeKnowledge
from tests.pages.reader import opened, text_of
from tests.services.test_conversations import stored_article


@pytest.fixture
def knowledge() -> FakeKnowledge:
    return FakeKnowledge()


@pytest.fixture(autouse=True)
def answers(world, sqlite_database, monkeypatch, knowledge) -> None:
    with Session(sqlite_database) as session:
        stored_article(session, language="ar")

    class Live:
        def current(self):
            return knowledge

    monkeypatch.setattr(knowledge_index, "live", Live)


def asked(question, **reader):
    app = opened("chat.py", **reader)
    app.text_area(key="chat.question").set_value(question).run()
    return app.button(key="chat.send").click().run()


def rows(engine, kind):
    with Session(engine) as session:
        return session.exec(select(kind)).all()


def test_a_question_is_answered_with_quotes_source_and_date(sqlite_database):
    app = asked("hoeveel kost de cursus?", person="amina")

    text = text_of(app)
    assert COSTS["nl"][0] in text
    assert "Bron: Wat kost inburgering? · vreemdelingenrecht.be · Nagekeken op 1 maart 2026." in " ".join(
        text.split()
    )
    assert app.text_area(key="chat.question").value == ""
    assert rows(sqlite_database, Draft) == []


def test_a_quote_of_a_page_that_was_not_checked_in_time_warns(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 2, 11, 0, tzinfo=UTC))

    text = " ".join(text_of(asked("hoeveel kost de cursus?")).split())

    assert "Deze pagina had op 1 september 2026 nagekeken moeten zijn. Vraag na of dit nog klopt." in text


def test_a_quote_of_a_page_whose_source_is_gone_says_so(sqlite_database):
    with Session(sqlite_database) as session:
        session.add(LinkCheck(address="https://www.vreemdelingenrecht.be/x", due_at=NOON, dead_since=NOON))
        session.commit()

    text = " ".join(text_of(asked("hoeveel kost de cursus?")).split())

    assert "De link naar deze bron werkt niet meer." in text
    assert "nagekeken moeten zijn" not in text


def test_a_quote_of_two_publishers_says_whose_source_is_gone(sqlite_database):
    with Session(sqlite_database) as session:
        text = session.exec(select(ArticleVersion).where(ArticleVersion.language == "nl")).one()
        first, second = "publisher: vreemdelingenrecht.be, url:", "publisher: VDAB, url:"
        (source,) = [line for line in text.content.splitlines() if first in line]
        other = source.replace("number: 1", "number: 2").replace(first, second).replace("/x", "/weg")
        text.content = text.content.replace(source, f"{source}\n{other}").replace("[^1]", "[^1][^2]")
        session.add(LinkCheck(address="https://www.vreemdelingenrecht.be/weg", due_at=NOON, dead_since=NOON))
        session.commit()

    text = " ".join(text_of(asked("hoeveel kost de cursus?")).split())

    assert "vreemdelingenrecht.be, VDAB · " in text
    assert "De link naar de bron van VDAB werkt niet meer." in text


def test_in_arabic_the_dutch_sentence_stands_behind_the_translation():
    app = asked("كم تكلفة الدورة؟", person="amina", language="ar")

    page = " ".join(element.body for element in app.get("html"))
    assert COSTS["ar"][0] in page
    assert "<details" in page
    assert COSTS["nl"][0] in page
    assert 'dir="rtl"' in page


def test_an_urgent_matter_shows_what_to_do_with_numbers_to_dial():
    app = asked("mijn man slaat mij")

    page = " ".join(element.body for element in app.get("html"))
    assert 'href="tel:1712"' in page
    assert 'role="alert"' in page


def test_who_reads_no_dutch_sees_for_what_each_number_is():
    page = " ".join(element.body for element in asked("زوجي يضربني", language="ar").get("html"))

    assert re.search(
        r'href="tel:101".*?الشرطة.*?<small lang="nl" dir="ltr">Politie \(dringend\)</small>', page
    )
    assert "الشرطة" not in " ".join(element.body for element in asked("mijn man slaat mij").get("html"))


def test_articles_below_a_refusal_come_with_a_word_of_what_they_are():
    refused = TurnView(
        "1", 1, "mag mijn hond mee", "nl", Outcome.ABSTAIN, "Dat weet ik niet.", None, False, (), (("wat-kost", "Wat kost het?"),),
        0.1, NOON, None, None, None,
    )  # fmt: skip

    shown = str(chat_pieces.turn(refused))

    assert shown.index("Misschien helpt een van deze artikels:") < shown.index("Wat kost het?")
    assert "Misschien helpt" not in str(chat_pieces.turn(replace(refused, outcome=Outcome.CLARIFY)))


def test_a_question_that_cannot_be_taken_stays_in_the_field():
    app = asked("x" * 4000)

    assert "te lang" in text_of(app)
    assert app.text_area(key="chat.question").value == "x" * 4000


def test_pressing_with_an_empty_field_stores_nothing_and_keeps_the_answer(sqlite_database):
    app = asked("hoeveel kost de cursus?", person="amina")

    app.button(key="chat.send").click().run()

    assert "Schrijf eerst je vraag." in text_of(app)
    assert COSTS["nl"][0] in text_of(app)
    assert len(rows(sqlite_database, ChatTurn)) == 1


def test_what_was_typed_is_there_again_in_another_session(sqlite_database):
    app = opened("chat.py", person="amina")
    app.text_area(key="chat.question").set_value("hoeveel kost").run()

    again = opened("chat.py", person="amina", language="ar")

    assert again.text_area(key="chat.question").value == "hoeveel kost"


def test_a_draft_holds_no_personal_number(sqlite_database):
    app = opened("chat.py", person="amina")
    app.text_area(key="chat.question").set_value("mijn nummer is 85.07.30-033.28").run()

    assert rows(sqlite_database, Draft)[0].fields == {"question": "mijn nummer is [rijksregisternummer]"}


def test_the_conversation_goes_on_in_another_session():
    asked("hoeveel kost de cursus?", person="amina")

    assert COSTS["nl"][0] in text_of(opened("chat.py", person="amina"))
    assert COSTS["nl"][0] not in text_of(opened("chat.py", person="lotte"))


def test_feedback_takes_one_tap_for_yes_and_two_for_no(sqlite_database):
    app = asked("hoeveel kost de cursus?", person="amina")
    app.button(key="chat.helped.no").click().run()
    app.radio[0].set_value(FeedbackReason.NOT_CLEAR).run()

    kept = rows(sqlite_database, TurnFeedback)[0]
    assert (kept.helped, kept.reason) == (False, FeedbackReason.NOT_CLEAR)
    assert "Bedankt" in text_of(app)


def test_a_private_person_gets_a_case_number_a_day_and_help_nearby(sqlite_database):
    app = asked("wat eet een giraf?", person="amina")
    app.button(key="chat.ask_person").click().run()
    app.radio(key="handover.kind").set_value("self").run()
    app.text_input(key="handover.postcode").set_value("3000").run()
    app.button(key="handover.send").click().run()

    case = rows(sqlite_database, Case)[0]
    assert (case.queue, case.number) == (CaseQueue.REFERRAL, "Z-2026-000001")
    text = text_of(app)
    assert "Z-2026-000001" in text
    assert "Justitiehuis Leuven" in text

    app.button(key="chat.ask_person").click().run()
    assert "Deze vraag is al bij een mens." in text_of(app)
    assert not app.radio


def test_a_professional_must_say_the_sector_and_comes_to_the_helpdesk(sqlite_database):
    app = asked("wat eet een giraf?", person="lotte")
    app.button(key="chat.ask_person").click().run()
    app.radio(key="handover.kind").set_value("professional").run()
    app.button(key="handover.send").click().run()
    assert rows(sqlite_database, Case) == []
    app.selectbox(key="handover.sector").set_value("integratie").run()
    app.button(key="handover.send").click().run()

    assert rows(sqlite_database, Case)[0].queue is CaseQueue.HELPDESK
    assert "Hier vind je nu al hulp" not in text_of(app)


def test_a_question_can_go_straight_to_a_person(sqlite_database):
    app = opened("chat.py", person="amina")
    app.text_area(key="chat.question").set_value("kunnen jullie mij bellen over mijn plan").run()
    app.button(key="chat.ask_person").click().run()
    app.radio(key="handover.kind").set_value("self").run()
    app.button(key="handover.send").click().run()

    assert rows(sqlite_database, ChatTurn)[0].question == "kunnen jullie mij bellen over mijn plan"
    assert "Z-2026-000001" in text_of(app)
    assert app.text_area(key="chat.question").value == ""


def test_a_wrong_postcode_is_said_and_nothing_is_made(sqlite_database):
    app = asked("wat eet een giraf?", person="amina")
    app.button(key="chat.ask_person").click().run()
    app.radio(key="handover.kind").set_value("self").run()
    app.text_input(key="handover.postcode").set_value("9999").run()
    app.button(key="handover.send").click().run()

    assert "Deze postcode bestaat niet" in text_of(app)
    assert rows(sqlite_database, Case) == []


def test_a_broken_search_keeps_the_question_and_asks_who_it_is_for(sqlite_database, knowledge):
    knowledge.broken = True

    app = asked("hoeveel kost de cursus?", person="amina")

    assert rows(sqlite_database, Case)[0].asker is None
    app.radio(key="handover.kind").set_value("self").run()
    app.button(key="handover.send").click().run()
    assert rows(sqlite_database, Case)[0].asker == "self"


def test_the_reply_of_a_person_stands_under_the_question(sqlite_database):
    app = asked("wat eet een giraf?")
    app.button(key="chat.ask_person").click().run()
    app.radio(key="handover.kind").set_value("self").run()
    app.button(key="handover.send").click().run()
    with Session(sqlite_database) as session:
        case = session.exec(select(Case)).one()
        cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
        cases.answer(
            session,
            actor=JAN.actor,
            case_id=case.id,
            text="Blaadjes van hoge bomen.",
            language="nl",
            now=NOON,
        )
        session.commit()

    assert "Blaadjes van hoge bomen." in text_of(app.run())


def test_who_may_not_ask_the_helpdesk_sees_no_button_for_it():
    app = asked("hoeveel kost de cursus?", person="nora")

    assert [button.key for button in app.button if button.key == "chat.ask_person"] == []


def test_asking_too_often_says_when_to_come_back(monkeypatch):
    monkeypatch.setenv("PORTAL_QUESTIONS_PER_HOUR", "1")
    settings.cache_clear()
    app = asked("hoeveel kost de cursus?", person="amina")
    app.text_area(key="chat.question").set_value("en de test, hoeveel kost die?").run()
    app.button(key="chat.send").click().run()

    assert "Probeer het opnieuw na" in text_of(app)
    assert app.text_area(key="chat.question").value == "en de test, hoeveel kost die?"
