"""The signals of an editor through the real app: what is to do now, and each kind of it done."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal import clock, db
from portal.models.articles import Article, ArticleDraft, ArticleVersion, DraftState
from portal.models.conversations import ChatTurn, Conversation, FeedbackReason
from portal.models.signals import (
    ArticleFeedback,
    FeedbackClosing,
    GroupState,
    LinkCheck,
    LinkFault,
    QuestionGroup,
)
from portal.services import article_drafts, article_feedback, question_groups
from portal.services.article_feedback import Browser
from tests.cast import BRAM, WIM
from tests.conftest import NOON
from tests.fakes_knowledge import WordVectors
from tests.pages.reader import opened, text_of

PAGE = "signals.py"
SLUG = "wat-kost-inburgering"
ADDRESS = "https://www.vreemdelingenrecht.be/x"


@pytest.fixture(autouse=True)
def overdue_in_september(world) -> None:
    """Let the article have to be checked before a day that some tests leave behind them."""
    with db.transaction() as session:
        session.exec(select(ArticleVersion)).one().next_check_on = date(2026, 9, 1)


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


def words_of(app) -> str:
    return " ".join(text_of(app).split())


def shown(part, person="bram", **more):
    return opened(PAGE, person=person, deel=part, **more)


def said(reason=FeedbackReason.NOT_CLEAR, key="a"):
    with db.transaction() as session:
        article_feedback.give(
            session, slug=SLUG, language="nl", browser=Browser(key, "", "s"), helped=False, reason=reason, now=NOON
        )  # fmt: skip


def asked(question="mag mijn hond mee naar de cursus", language="nl", who="v1"):
    with db.transaction() as session:
        conversation = Conversation(
            visitor=who, language=language, page_language=language, started_at=NOON, last_at=NOON
        )
        session.add(conversation)
        session.flush()
        session.add(
            ChatTurn(
                conversation_id=conversation.id, number=1, request_key="k", question=question, language=language,
                outcome="abstain", answer="", milliseconds=1, asked_at=NOON,
            )
        )  # fmt: skip
    question_groups.group_new(NOON, WordVectors())


def died():
    with db.transaction() as session:
        session.add(
            LinkCheck(address=ADDRESS, due_at=NOON, dead_since=NOON, checked_at=NOON, fault=LinkFault.MISSING, in_a_row=2)
        )  # fmt: skip


def the(kind):
    with db.reading() as session:
        return session.exec(select(kind)).one()


def decided(what):
    """Ask a question that nobody answered, and choose what is done with it; returns the page and how its keys begin."""
    asked()
    key = f"signals.group.{the(QuestionGroup).id}.open"
    return shown("questions").radio(key=f"{key}.what").set_value(what).run(), key


def test_the_first_page_says_what_to_do_now(monkeypatch):
    assert "Hier is niets te doen." in words_of(opened(person="bram"))
    said()
    died()
    asked()
    at(monkeypatch, NOON + timedelta(days=200))  # the day of the next check has passed

    text = words_of(opened(person="bram"))

    for words in ("Wat moet je nu doen?", "Artikels die je moet nakijken", "Links die niet meer werken",
                  "Artikels die niet hielpen", "Vragen zonder antwoord"):  # fmt: skip
        assert words in text
    assert "Teksten van collega's" not in text


def test_the_page_counts_each_kind_and_leads_to_it():
    said()

    app = opened(PAGE, person="wim")

    assert "Artikels die niet hielpen 1" in words_of(app).replace("! ", "")
    assert any("/nl/signalen?deel=feedback" in str(piece.proto) for piece in app.get("html"))


def test_feedback_is_read_and_closed_with_a_reason():
    said()
    said(FeedbackReason.INCOMPLETE, key="b")
    app = shown("feedback")
    text = words_of(app)
    assert "Wat kost inburgering?" in text
    assert "Ik begrijp het niet" in text
    assert "Er ontbreekt iets" in text
    assert "De tien artikels die het minst hielpen: mrt 2026" in text
    key = next(button.key for button in app.button if button.key and button.key.endswith(".close"))

    refused = app.button(key=key).click().run()
    assert "Kies eerst wat je ermee deed." in words_of(refused)

    refused.selectbox(key=key.replace(".close", ".closing")).set_value(FeedbackClosing.MENDED)
    done = refused.button(key=key).click().run()

    assert "Afgesloten." in words_of(done)
    assert "Hier is niets te doen." in words_of(done)
    with db.reading() as session:
        assert {row.closing for row in session.exec(select(ArticleFeedback))} == {FeedbackClosing.MENDED}


def test_questions_become_a_task():
    app, key = decided("plan")
    assert "1 keer gevraagd" in words_of(app)

    app = app.text_input(key=f"{key}.title").set_value("Honden in de les").run()
    app = app.button(key=f"{key}.plan").click().run()

    assert "De taak is bewaard." in words_of(app)
    group = the(QuestionGroup)
    assert (group.state, group.title, group.owner_id) == (GroupState.PLANNED, "Honden in de les", "bram")
    planned = shown("planned")
    assert "Honden in de les" in words_of(planned)

    back = planned.button(key=f"signals.group.{group.id}.planned.reopen").click().run()
    assert "De vraag staat weer bij de vragen." in words_of(back)


def test_a_task_without_a_title_is_refused_in_words():
    app, key = decided("plan")

    app = app.button(key=f"{key}.plan").click().run()

    assert "Geef het artikel een titel." in words_of(app)


def test_questions_that_an_article_answers_go_to_its_draft():
    app, key = decided("answered")
    nothing_chosen = app.button(key=f"{key}.answered").click().run()
    assert "Kies eerst een artikel." in words_of(nothing_chosen)

    app = nothing_chosen.selectbox(key=f"{key}.article").set_value(SLUG).run()
    app = app.button(key=f"{key}.answered").click().run()

    assert "De vraag staat in het ontwerp van het artikel." in words_of(app)
    assert "hond" in str(the(ArticleDraft).values)


def test_questions_that_are_not_for_us_go_away_and_can_be_found():
    app, key = decided("not-ours")
    app = app.button(key=f"{key}.not-ours").click().run()
    assert "Deze vragen blijven nu weg." in words_of(app)

    app = app.selectbox(key="signals.state.open").set_value(GroupState.NOT_OURS).run()
    assert "1 keer gevraagd" in words_of(app)


def test_questions_of_one_language_can_be_chosen():
    asked()
    asked("where is the swimming pool", language="en", who="v2")

    app = shown("questions").selectbox(key="signals.language").set_value("en").run()

    assert "swimming" in words_of(app)
    assert "hond" not in words_of(app)


def test_a_dead_link_is_shown_with_its_articles_and_can_be_said_to_work():
    died()
    app = shown("links")
    text = words_of(app)
    assert ADDRESS in text
    assert "De pagina bestaat niet meer." in text
    assert "Wat kost inburgering? : Betalend inburgeren" in text
    key = next(button.key for button in app.button if button.key and button.key.startswith("signals.link."))

    app = app.button(key=key).click().run()

    assert "De link staat weer bij de artikels." in words_of(app)
    assert the(LinkCheck).dead_since is None


def test_lists_of_articles_to_open(monkeypatch):
    with db.transaction() as session:
        article_drafts.start(session, actor=WIM.actor, title="Een nieuwe tekst", now=NOON)
        draft = session.exec(select(ArticleDraft)).one()
        draft.state, draft.submitted_by, draft.submitted_at = DraftState.REVIEW, "wim", NOON
        session.exec(select(Article).where(Article.slug == SLUG)).one().owner_id = "bram"
    at(monkeypatch, NOON + timedelta(days=200))

    assert "Een nieuwe tekst" in words_of(shown("reviews"))
    assert "Hier is niets te doen." in words_of(shown("reviews", person="wim"))
    assert "1 september 2026 Ik" in words_of(shown("overdue"))
    assert "1 september 2026 Een collega" in words_of(shown("overdue", person="wim"))
    assert "Hier is niets te doen." in words_of(shown("from-cases"))
    assert "Hier is niets te doen." in words_of(shown("returned"))


def test_a_text_that_waits_stands_on_the_first_page_of_a_beheerder_too():
    with db.transaction() as session:
        article_drafts.start(session, actor=BRAM.actor, title="Een nieuwe tekst", now=NOON)
        draft = session.exec(select(ArticleDraft)).one()
        draft.state, draft.submitted_by, draft.submitted_at = DraftState.REVIEW, "bram", NOON

    assert "Teksten van collega's om na te lezen" in words_of(opened(person="wim"))


def test_a_text_that_came_back_stands_there_with_what_must_change():
    with db.transaction() as session:
        article_drafts.start(session, actor=BRAM.actor, title="Een nieuwe tekst", now=NOON)
        draft = session.exec(select(ArticleDraft)).one()
        draft.state, draft.note = DraftState.RETURNED, "Waar staat dat?"

    assert "Teksten die terugkwamen 1" in words_of(opened(PAGE, person="bram")).replace("! ", "")
    app = shown("returned")

    assert "Een nieuwe tekst" in words_of(app)
    assert "Waar staat dat?" in words_of(app)
    assert any("artikel-bewerken?artikel=een-nieuwe-tekst" in str(piece.proto) for piece in app.get("html"))
    assert "Hier is niets te doen." in words_of(shown("returned", person="wim"))


@pytest.mark.parametrize("part", ["", "onzin"])
def test_an_unknown_part_is_the_list_of_all(part):
    assert "Vragen zonder antwoord" in words_of(shown(part))


@pytest.mark.parametrize("person", ["amina", "jan", None])
def test_others_do_not_come_in(person):
    app = opened(PAGE, person=person)

    assert "Vragen zonder antwoord" not in words_of(app)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_opens_in_every_language(language):
    said()
    asked()
    died()

    for part in ("", "feedback", "questions", "links"):
        assert not shown(part, language=language).exception
