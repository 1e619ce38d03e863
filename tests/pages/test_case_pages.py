"""A question on its way to a person and back: the asker's page, the jurists' desk and the case, through the real app."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from chatbot.answer import Outcome
from portal import clock, db
from portal.errors import WrongState
from portal.models.articles import ArticleDraft, ArticleVersion
from portal.models.cases import AskerKind, AskerSector, Case, CaseNote, CaseReply, CaseState
from portal.models.conversations import ChatTurn, Draft, TurnQuote
from portal.models.signals import ArticleFromCase
from portal.services import cases
from tests.cast import AMINA, JAN, KARIMA, LOTTE, OLEKSANDR
from tests.conftest import NOON
from tests.fakes import COSTS
from tests.pages.reader import opened, text_of
from tests.services.test_cases import VISITOR, as_person, given_case, given_turn
from tests.services.test_conversations import stored_article

pytestmark = pytest.mark.usefixtures("people")

PAGES = ("my_cases.py", "cases.py", "case.py")


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def asked(**facts) -> Case:
    with db.transaction() as session:
        return given_case(session, **facts)


def taken(by=JAN, **facts) -> Case:
    case = asked(**facts)
    with db.transaction() as session:
        return cases.take(session, actor=by.actor, case_id=case.id, now=NOON)


def answered(text="Ja, dat mag.", **facts) -> Case:
    case = taken(**facts)
    with db.transaction() as session:
        cases.answer(session, actor=JAN.actor, case_id=case.id, text=text, language="nl", now=NOON)
    return case


def the(kind):
    with db.transaction() as session:
        return session.exec(select(kind)).one()


def words_of(app) -> str:
    return " ".join(text_of(app).split())


# ── who asked ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_amina_reads_where_her_question_stands_and_where_to_go_in_leuven():
    case = asked(question="mag mijn nicht hier werken? [nummer]")

    text = words_of(opened("my_cases.py", person="amina"))

    assert case.number in text
    assert "mag mijn nicht hier werken? [nummer]" in text
    assert "Je vraag wacht op een medewerker." in text
    assert "We antwoorden ten laatste op 17 maart 2026 om 17:00." in text
    assert "Justitiehuis Leuven" in text
    assert "OCMW of Sociaal Huis Leuven" in text


def test_who_asks_for_work_is_not_sent_elsewhere():
    with db.transaction() as session:
        turn = given_turn(session, member=LOTTE)
        cases.open_case(
            session, asker=as_person(LOTTE), turn_id=turn.id, kind=AskerKind.PROFESSIONAL, sector=AskerSector.INTEGRATIE, now=NOON
        )  # fmt: skip

    text = words_of(opened("my_cases.py", person="lotte"))

    assert "Je vraag wacht op een medewerker." in text
    assert "Justitiehuis" not in text


def test_the_reply_is_new_once_and_amina_alone_reads_it():
    answered("Ja, dat mag.\nKijk op de kaart.")
    assert "Er is een antwoord op je vraag" in words_of(opened(person="amina"))

    assert "Ja, dat mag." not in words_of(opened("my_cases.py", person="oleksandr"))
    assert the(CaseReply).read_at is None
    first = words_of(opened("my_cases.py", person="amina"))
    again = words_of(opened("my_cases.py", person="amina"))

    assert "Antwoord van 10 maart 2026 Ja, dat mag. Kijk op de kaart." in first
    assert "Nieuw" in first
    assert "Nieuw" not in again
    assert the(CaseReply).read_at == NOON
    assert "Er is een antwoord op je vraag" not in words_of(opened(person="amina"))


def test_a_promise_that_was_broken_is_said(monkeypatch):
    asked()
    at(monkeypatch, NOON + timedelta(days=20))

    text = words_of(opened("my_cases.py", person="amina"))

    assert "Dit duurt langer dan we beloofden." in text
    assert "We antwoorden ten laatste" not in text


def test_in_arabic_the_page_says_in_which_language_the_reply_is():
    answered()

    app = opened("my_cases.py", person="amina", language="ar")
    body = "".join(element.body for element in app.get("html"))

    assert "Nederlands" in text_of(app)
    assert '<div lang="nl" class="p-written"><p dir="auto">Ja, dat mag.</p></div>' in body


def test_without_a_question_the_page_says_how_to_ask():
    assert "Je stelde nog geen vraag aan een medewerker." in words_of(opened("my_cases.py", person="amina"))


def test_a_visitor_sees_the_questions_of_this_browser_only(monkeypatch):
    with db.transaction() as session:
        turn = given_turn(session, member=None, asker=VISITOR)
        case = cases.open_case(session, asker=VISITOR, turn_id=turn.id, kind=AskerKind.SELF, now=NOON)
    assert "Meld je eerst aan" in words_of(opened("my_cases.py"))

    monkeypatch.setattr("portal.ui.session.visitor", lambda: VISITOR.visitor)
    text = words_of(opened("my_cases.py"))

    assert case.number in text
    assert "Je ziet alleen de vragen die je in deze browser stelde." in text


@pytest.mark.parametrize(
    ("page", "person"),
    [("my_cases.py", "nora"), ("my_cases.py", "jan"), ("cases.py", "amina"), ("cases.py", "lotte"), ("case.py", "amina"), ("case.py", "nora")],
)  # fmt: skip
def test_these_pages_are_closed_to_others(page, person):
    case = asked()

    text = words_of(opened(page, person=person, id=case.id))

    assert "Deze pagina is niet voor jou" in text
    assert "mag mijn nicht" not in text


@pytest.mark.parametrize("language", ["nl", "en", "fr", "ar"])
@pytest.mark.parametrize(
    ("page", "person"), [("my_cases.py", "amina"), ("cases.py", "jan"), ("case.py", "jan")]
)
def test_the_pages_open_in_every_language(page, person, language):
    case = answered()

    app = opened(page, person=person, language=language, id=case.id)

    assert not app.exception
    assert not app.error
    assert "".join(element.body for element in app.get("html")).count("<h1") == 1


# ── the desk ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_shows_unowned_and_urgent_first_with_how_long_they_wait(monkeypatch):
    old = asked()
    urgent = asked(member=OLEKSANDR, outcome=Outcome.URGENT_DETENTION, language="en")
    mine = taken()
    at(monkeypatch, NOON + timedelta(hours=3))

    text = words_of(opened("cases.py", person="jan"))

    assert text.index(urgent.number) < text.index(old.number) < text.index(mine.number)
    assert "2 vragen hebben nog geen jurist." in text
    assert "Wacht 3 uur" in text
    assert "Dringend" in text
    assert "Arabisch" in text
    assert "Leuven (Vlaams-Brabant)" in text
    assert "Jan Wouters" in text


def test_the_desk_can_be_filtered_by_state_language_queue_and_whose():
    arabic, english = asked(), taken(member=OLEKSANDR, language="en")
    app = opened("cases.py", person="jan")

    app.selectbox(key="cases.selection").set_value("mine").run()
    assert english.number in text_of(app)
    assert arabic.number not in text_of(app)
    app.selectbox(key="cases.selection").set_value("to-do").run()
    app.selectbox(key="cases.language").set_value("ar").run()
    assert arabic.number in text_of(app)
    assert english.number not in text_of(app)
    app.selectbox(key="cases.queue").set_value("helpdesk").run()
    assert "Hier is nu niets." in text_of(app)


def test_jan_takes_a_case_from_the_desk():
    case = asked()

    app = opened("cases.py", person="jan").button(key=f"cases.take.{case.id}").click().run()

    assert "Dit dossier is nu van jou." in text_of(app)
    assert the(Case).jurist_id == JAN.id
    assert app.text_area(key=f"case.reply.{case.id}").value == ""


def test_who_comes_second_is_told_so_and_sees_who_was_first():
    case = asked()
    app = opened("cases.py", person="jan")
    with db.transaction() as session:
        cases.take(session, actor=KARIMA.actor, case_id=case.id, now=NOON)

    app.button(key=f"cases.take.{case.id}").click().run()

    assert f"Een andere jurist nam dossier \u2066{case.number}\u2069 net voor jou." in text_of(app)
    assert "Karima El Idrissi" in text_of(app)
    assert [button.key for button in app.button] == []
    assert the(Case).jurist_id == KARIMA.id


# ── the case ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def quoted_case(sqlite_database) -> Case:
    with Session(sqlite_database) as session:
        for language in ("nl", "ar"):
            stored_article(session, language=language)
    with db.transaction() as session:
        turn = given_turn(session, outcome=Outcome.PARTIAL)
        turn.score = 0.62
        session.add(
            TurnQuote(
                turn_id=turn.id, position=0, article_version_id="costs-ar-1", original_version_id="costs-nl-1", sentence=COSTS["ar"][0],
                original=COSTS["nl"][0], score=0.62,
            )
        )  # fmt: skip
        earlier = ChatTurn(
            conversation_id=turn.conversation_id, number=2, request_key="k2", question="en mijn broer?", language="ar", outcome="abstain", answer="",
            milliseconds=1, asked_at=NOON,
        )  # fmt: skip
        session.add(earlier)
        return cases.open_case(
            session, asker=as_person(AMINA), turn_id=turn.id, kind=AskerKind.SELF, now=NOON
        )


def test_a_list_in_an_answer_has_the_marks_that_the_asker_saw(quoted_case):
    with db.transaction() as session:
        turn = session.exec(select(ChatTurn).where(ChatTurn.number == 1)).one()
        turn.answer = "Neem mee:\n- je kaart"

    assert "Neem mee: • je kaart" in words_of(opened("case.py", person="jan", id=quoted_case.id))


def test_a_case_shows_the_passage_as_it_was_with_the_dutch_beside_it(quoted_case):
    case = quoted_case
    with db.transaction() as session:
        digest = session.get_one(ArticleVersion, "costs-ar-1").digest

    text = words_of(opened("case.py", person="jan", id=case.id))

    assert COSTS["ar"][0] in text
    assert COSTS["nl"][0] in text
    assert digest[:12] in text
    assert "Versie 1, bewaard op" in text
    assert "Score: 62 van 100." in text
    assert "Nog altijd de geldende tekst" in text


def test_a_text_that_changed_since_is_still_shown_as_it_was(quoted_case):
    case = quoted_case
    with db.transaction() as session:
        version = session.get_one(ArticleVersion, "costs-ar-1")
        version.published = False
        session.add(version)

    text = words_of(opened("case.py", person="jan", id=case.id))

    assert COSTS["ar"][0] in text
    assert "Deze tekst is intussen gewijzigd" in text


def test_the_rest_of_the_conversation_opens_once_the_case_is_ones_own(quoted_case):
    case = quoted_case
    assert "en mijn broer?" not in words_of(opened("case.py", person="jan", id=case.id))

    with db.transaction() as session:
        cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)

    assert "en mijn broer?" in words_of(opened("case.py", person="jan", id=case.id))
    other = words_of(opened("case.py", person="karima", id=case.id))
    assert "en mijn broer?" not in other
    assert "Deze jurist behandelt het dossier: \u2066Jan Wouters\u2069." in other


def test_an_answer_is_kept_while_it_is_written_then_sent_and_closed():
    case = taken()
    form = f"case.reply.{case.id}"
    app = opened("case.py", person="jan", id=case.id)

    app.text_area(key=form).set_value("Ja, dat mag").run()
    assert the(Draft).fields["text"] == "Ja, dat mag"
    app = opened("case.py", person="jan", id=case.id)
    assert app.text_area(key=form).value == "Ja, dat mag"
    app.text_area(key=form).set_value("Ja, dat mag.").run()
    app.button(key="case.send").click().run()

    assert "Je antwoord is verstuurd." in text_of(app)
    assert the(CaseReply).text == "Ja, dat mag."
    with db.reading() as session:
        assert session.exec(select(Draft)).all() == []
    app.button(key="case.close").click().run()
    assert "Het dossier is afgesloten." in text_of(app)
    assert the(Case).state is CaseState.CLOSED
    assert "Antwoord verstuurd" in text_of(app)


@pytest.mark.parametrize(("asked_in", "begins_in"), [("ar", "ar"), ("nl", "nl"), ("ps", "nl")])
def test_a_reply_begins_in_the_language_of_the_question_where_the_portal_has_it(asked_in, begins_in):
    case = taken(language=asked_in)

    app = opened("case.py", person="jan", id=case.id)

    assert app.selectbox(key=f"case.reply.language.{case.id}").value == begins_in
    with db.reading() as session:
        assert session.exec(select(Draft)).all() == []  # nobody typed anything yet


def test_the_reply_keeps_the_language_that_the_jurist_chose():
    case = taken()
    app = opened("case.py", person="jan", id=case.id)

    app.selectbox(key=f"case.reply.language.{case.id}").set_value("en").run()
    app.text_area(key=f"case.reply.{case.id}").set_value("Yes.").run()
    app.button(key="case.send").click().run()

    assert the(CaseReply).language == "en"


def test_an_empty_answer_is_refused_in_words():
    case = taken()

    app = opened("case.py", person="jan", id=case.id).button(key="case.send").click().run()

    assert app.error[0].value == "Schrijf eerst een antwoord."
    assert the(Case).state is CaseState.ASSIGNED


def test_an_answer_to_a_case_that_went_to_another_is_not_sent_and_the_text_stays():
    case = taken()
    app = opened("case.py", person="jan", id=case.id)
    app.text_area(key=f"case.reply.{case.id}").set_value("Ja, dat mag.").run()
    with db.transaction() as session:
        cases.release(session, actor=JAN.actor, case_id=case.id, now=NOON)
        cases.take(session, actor=KARIMA.actor, case_id=case.id, now=NOON)

    app.button(key="case.send").click().run()

    assert "Deze jurist behandelt het dossier: \u2066Karima El Idrissi\u2069." in text_of(app)
    assert the(Draft).fields["text"] == "Ja, dat mag."
    with db.reading() as session:
        assert session.exec(select(CaseReply)).all() == []


def test_a_refusal_while_answering_is_explained(monkeypatch):
    case = taken()
    app = opened("case.py", person="jan", id=case.id)

    def refuse(*_args, **_facts):
        raise WrongState("case", "closed")

    monkeypatch.setattr(cases, "answer", refuse)
    app.text_area(key=f"case.reply.{case.id}").set_value("Ja, dat mag.").run()
    app.button(key="case.send").click().run()

    assert "Dit kan nu niet meer." in text_of(app)
    assert "Je antwoord is verstuurd." not in text_of(app)
    assert the(Draft).fields["text"] == "Ja, dat mag."


def test_a_note_stays_among_jurists():
    case = taken()
    app = opened("case.py", person="jan", id=case.id)

    app.text_area(key=f"case.note.{case.id}").set_value("eerst de kaart nakijken").run()
    app.button(key="case.note.save").click().run()

    assert "De notitie is bewaard." in text_of(app)
    assert app.text_area(key=f"case.note.{case.id}").value == ""
    assert the(CaseNote).text == "eerst de kaart nakijken"
    assert "kaart nakijken" not in text_of(opened("my_cases.py", person="amina"))


def test_an_empty_note_is_refused_in_words():
    case = taken()

    app = opened("case.py", person="jan", id=case.id).button(key="case.note.save").click().run()

    assert app.error[0].value == "Schrijf eerst een notitie."


def test_jan_gives_a_case_back():
    case = taken()

    app = opened("case.py", person="jan", id=case.id).button(key="case.release").click().run()

    assert "Het dossier staat weer in de wachtrij." in text_of(app)
    assert the(Case).jurist_id is None
    assert "Dossier teruggegeven" in text_of(app)


def test_an_answer_becomes_a_draft_article_in_one_tap():
    case = answered(text="Ja, dat mag. Groeten, Jan Wouters")
    app = opened("case.py", person="jan", id=case.id)

    app = app.button(key="case.article").click().run()

    assert "De redactie heeft het ontwerp." in words_of(app)
    assert "Van dit antwoord is een ontwerp van een artikel gemaakt." in words_of(app)
    assert the(ArticleFromCase).case_id == case.id
    assert "Wouters" not in str(the(ArticleDraft).values)


def test_another_jurist_is_not_asked_to_make_an_article():
    app = opened("case.py", person="karima", id=answered().id)

    assert not [button for button in app.button if button.key == "case.article"]


def test_a_private_persons_case_reminds_the_jurist_to_show_the_way():
    case = taken()

    text = words_of(opened("case.py", person="jan", id=case.id))

    assert "Dit is een vraag van een privépersoon." in text
    assert "Justitiehuis Leuven" in text


@pytest.mark.parametrize("query", [{}, {"id": "nothing"}])
def test_a_case_that_does_not_exist_is_said_to_be_missing(query):
    app = opened("case.py", person="jan", **query)

    assert "We vinden dit dossier niet." in text_of(app)
    assert not app.error


def test_what_people_wrote_is_never_read_as_markup():
    case = taken(question="<script>alert(1)</script> **x**")

    for app in (
        opened("case.py", person="jan", id=case.id),
        opened("cases.py", person="jan"),
        opened("my_cases.py", person="amina"),
    ):
        body = "".join(element.body for element in app.get("html"))
        assert "&lt;script&gt;" in body
        assert "<script>" not in body
