"""The quality of answers through the real app: one answer judged, what follows on it, figures, alerts."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal import db
from portal.models.articles import ArticleDraft
from portal.models.gold import GoldQuestion
from portal.models.scores import (
    AlertClosing,
    AnswerAlert,
    AnswerFault,
    AnswerJudgement,
    AnswerSample,
    AnswerVerdict,
    AnswerWeek,
)
from portal.services import answer_drift, answer_judging
from tests.answers import given_sample
from tests.cast import WIM
from tests.conftest import NOON
from tests.pages.reader import opened, text_of

PAGE = "answer_scores.py"
SLUG = "wat-kost-inburgering"

pytestmark = pytest.mark.usefixtures("world")


def words_of(app) -> str:
    return " ".join(text_of(app).split())


def page(person="bram", **more):
    return opened(PAGE, person=person, **more)


def sampled(question="wat kost de cursus", **facts):
    with db.transaction() as session:
        return given_sample(session, question, **facts).id


def the(kind):
    with db.reading() as session:
        return session.exec(select(kind)).one()


def press(app, ending):
    key = next(button.key for button in app.button if button.key and button.key.endswith(ending))
    return app.button(key=key).click().run()


def test_without_anything_the_page_says_so():
    text = words_of(page())

    assert "Er wachten geen antwoorden." in text
    assert "Er zijn nog geen cijfers." in text
    assert "Wat veranderde" not in text


@pytest.mark.parametrize("person", ["amina", "jan"])
def test_others_are_refused(person):
    sampled()

    assert "wat kost de cursus" not in words_of(page(person))


def test_an_answer_is_shown_without_a_name_and_judged_in_two_taps():
    turn_id = sampled("wat kost de cursus voor Zouheir")
    app = page()
    text = words_of(app)
    assert "wat kost de cursus voor […]" in text
    assert "Zouheir" not in text
    assert "kost 90 euro" in text
    assert "mrt 2026" in text

    app.radio(key=f"answer_scores.{turn_id}.verdict").set_value(AnswerVerdict.GOOD).run()
    done = press(app, ".save")

    assert "Bewaard." in words_of(done)
    assert the(AnswerJudgement).judged_by_id == "bram"
    assert "Er wachten geen antwoorden." in words_of(done)


def test_without_a_choice_nothing_is_kept():
    sampled()

    assert "Kies eerst hoe goed het antwoord is." in words_of(press(page(), ".save"))


def test_a_refusal_is_judged_with_the_article_that_was_found_and_agreed_on_in_one_go():
    turn_id = sampled(outcome=Outcome.ABSTAIN)
    with db.transaction() as session:
        sample = session.get_one(AnswerSample, turn_id)
        sample.faults, sample.answered_by = [AnswerFault.ANSWERED_NOW.value], SLUG
        session.add(sample)
    app = page()
    assert "Vandaag vindt de chat wel een artikel." in words_of(app)

    app.radio(key=f"answer_scores.{turn_id}.verdict").set_value(AnswerVerdict.ANSWER_EXISTS).run()
    assert app.selectbox(key=f"answer_scores.{turn_id}.article").value == SLUG
    done = press(app, ".save")

    assert "Dit beoordeelde je net" in words_of(done)
    assert any("artikel-bewerken" in str(piece.proto) for piece in done.get("html"))
    agreed = press(done, ".agree")
    assert "De vraag is afgesproken." in words_of(agreed)
    assert the(GoldQuestion).expected_slug == SLUG
    assert the(ArticleDraft).language == "nl"


def test_hidden_words_must_be_replaced_before_a_question_is_agreed_on():
    turn_id = sampled("wat kost de cursus voor Zouheir")
    app = page()
    app.radio(key=f"answer_scores.{turn_id}.verdict").set_value(AnswerVerdict.WRONG).run()

    refused = press(press(app, ".save"), ".agree")

    assert "Vervang eerst" in words_of(refused)


def test_a_judgement_is_taken_back():
    turn_id = sampled()
    app = page()
    app.radio(key=f"answer_scores.{turn_id}.verdict").set_value(AnswerVerdict.HALF).run()

    back = press(press(app, ".save"), ".back")

    assert "Je oordeel is weg." in words_of(back)
    assert "Beoordeel een antwoord" in words_of(back)
    assert back.radio(key=f"answer_scores.{turn_id}.verdict").value is None


def test_what_a_colleague_judged_meanwhile_is_said():
    turn_id = sampled()
    app = page()
    app.radio(key=f"answer_scores.{turn_id}.verdict").set_value(AnswerVerdict.GOOD).run()
    with db.transaction() as session:
        answer_judging.judge(session, actor=WIM.actor, turn_id=turn_id, verdict=AnswerVerdict.WRONG, now=NOON)

    text = words_of(press(app, ".save"))

    assert the(AnswerJudgement).verdict is AnswerVerdict.WRONG
    assert "Bewaard." not in text


def given_figures():
    with db.transaction() as session:
        for back in range(12):
            session.add(
                AnswerWeek(
                    week_on=date(2026, 3, 2) - timedelta(weeks=back), language="nl", counted_at=NOON, answered=100, reached=100,
                    refused=45 if back == 0 else 10, sampled=20, good=12, wrong=2, right_refusals=2,
                )
            )  # fmt: skip
        session.add(
            AnswerWeek(week_on=date(2026, 3, 2), language="ar", counted_at=NOON, answered=3, refused=3)
        )


def test_figures_stand_as_bars_and_a_table_and_few_questions_are_hidden():
    given_figures()

    text = words_of(page())

    assert "88% (56 van 64)" in text
    assert "45% 45 van 100" in text
    assert "88% 14 van 16 tussen 64% en 97%" in text
    assert "Arabisch te weinig te weinig" in text


def test_figures_can_be_taken_along():
    given_figures()

    assert {"answer_scores.csv", "answer_scores.xlsx"} <= {one.key for one in page().get("download_button")}


def test_an_alert_is_a_task_on_the_first_page_and_closed_with_what_it_was():
    given_figures()
    with db.transaction() as session:
        answer_drift.look(session, now=NOON)
    assert "Antwoorden die veranderden" in words_of(opened(person="bram"))
    app = page()
    text = words_of(app)
    assert "45% van 100 vragen" in text
    assert "10% van 800 vragen" in text

    refused = press(app, ".close")
    assert "Kies eerst wat het was." in words_of(refused)
    key = next(box.key for box in refused.selectbox if box.key and box.key.endswith(".closing"))
    refused.selectbox(key=key).set_value(AlertClosing.EXPLAINED)
    done = press(refused, ".close")

    assert "Afgesloten." in words_of(done)
    assert the(AnswerAlert).closing is AlertClosing.EXPLAINED


@pytest.mark.parametrize("part", ["drift", "answers"])
def test_the_page_with_signals_has_no_part_of_that_name(part):
    assert "Alle signalen" not in words_of(opened("signals.py", person="bram", deel=part))
