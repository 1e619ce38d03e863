"""Trying a text and keeping translations through the real app."""

import pytest

from knowledge.parts import By
from portal import db
from portal.services import gold_questions, knowledge_index, published
from portal.services.knowledge_index import LiveKnowledge
from tests.articles import FEE
from tests.cast import AMINA, BRAM
from tests.desk import given_articles, given_newer, make_dearer, type_in
from tests.pages.reader import opened, text_of

TRIAL, TRANSLATIONS = "article_trial.py", "article_translation.py"


@pytest.fixture(autouse=True)
def desk(people, monkeypatch, tmp_path) -> None:
    with db.transaction() as session:
        given_articles(session, tmp_path / "articles")
    monkeypatch.setattr(gold_questions, "_own", tuple)


@pytest.fixture
def live(monkeypatch, tmp_path):
    live = LiveKnowledge(tmp_path / "index")
    live.refresh()
    monkeypatch.setattr(knowledge_index, "live", lambda: live)
    return live


def words(app):
    return text_of(app)


def do(act):
    with db.transaction() as session:
        return act(session)


def in_dutch(*replaced):
    do(lambda session: given_newer(session, FEE.replace(*replaced)))


def translation(language="en"):
    return opened(TRANSLATIONS, person=BRAM.id, artikel="kosten", taal=language)


def shown(language="en"):
    with db.reading() as session:
        return published.published_text(session, "kosten", language)


def pressed(app, key):
    (button,) = [one for one in app.button if one.key and one.key.endswith(key)]
    return button.click().run()


def test_an_inburgeraar_opens_neither():
    for page in (TRIAL, TRANSLATIONS):
        assert "Deze pagina is niet voor jou" in words(opened(page, person=AMINA.id))


def test_the_list_tells_which_translations_are_behind():
    in_dutch("Je betaalt bij je", "Betalen doe je bij je")

    app = opened(TRANSLATIONS, person=BRAM.id)

    assert "Wat kost de cursus?" in words(app)
    assert "1 deel" in words(app)
    assert not app.exception


def test_the_list_begins_with_the_language_of_its_address_and_says_it_there():
    app = opened(TRANSLATIONS, person=BRAM.id, taal="ar")
    assert app.selectbox(key="article_translation.language").value == "ar"

    app.selectbox(key="article_translation.language").set_value("uk").run()
    assert app.query_params == {"taal": "uk"}


def test_from_a_translation_one_goes_back_to_the_list_of_its_language():
    assert any("/nl/vertalen?taal=en" in piece.body for piece in translation().get("html"))


def test_still_right_is_one_tap():
    in_dutch("Je betaalt bij je", "Betalen doe je bij je")
    app = translation()
    assert "Nederlands is gewijzigd" in words(app)

    app = pressed(app, ".5.0.right")

    assert "Dit deel is nagekeken." in words(app)
    assert not shown().has_older_parts
    assert shown().parts[5].by is By.REVIEWED


def test_a_part_is_written_tried_and_shown(live):
    in_dutch("De test kost 90", "De test kost 95")
    app = translation()
    (area,) = [one for one in app.text_area if one.key.endswith(".3.0.text")]
    area.set_value(
        "The social orientation course costs 90 euros.\nThe test costs 95 euros.\nTogether you pay 1,180 euros at most in 2023."
    )
    app = pressed(app, ".3.0.save")

    assert "De vertaling staat op het portaal." in words(app)
    assert shown().sentences[1].text == "The test costs 95 euros."


def test_a_part_with_another_amount_is_refused_with_the_reason(live):
    app = translation()
    (area,) = [one for one in app.text_area if one.key.endswith(".5.0.text")]
    area.set_value("You pay 7 euros at your agency.")

    app = pressed(app, ".5.0.save")

    assert "In de vertaling staat een ander bedrag" in app.error[0].value
    assert shown().sentences[3].text == "You pay at your agency."


def test_a_text_can_be_asked_a_question(live):
    do(lambda session: type_in(session, body=FEE.split("---\n")[2].replace("kost 90 euro", "kost 95 euro")))
    app = opened(TRIAL, person=BRAM.id, artikel="kosten", taal="nl")
    app.text_input(key="article_trial.question").set_value("Hoeveel kost de cursus?")

    app = pressed(app, "article_trial.ask-it")

    assert "kost 90 euro" in words(app)
    assert "kost 95 euro" in words(app)


def test_the_agreed_questions_are_tried_and_kept(live):
    do(make_dearer)
    app = opened(TRIAL, person=BRAM.id, artikel="kosten", taal="nl")
    (question,) = [one for one in app.text_input if one.key.endswith("agree.0.question")]
    question.set_value("Hoeveel kost de cursus?")
    app = pressed(app, "agree.0.save")
    assert "De vraag is afgesproken." in words(app)

    app = pressed(app, "article_trial.run")
    assert "Gaat fout" in words(app)

    again = opened(TRIAL, person=BRAM.id, artikel="kosten", taal="nl")
    assert "Geen enkel goed antwoord gaat fout." in words(again)


def test_while_articles_are_being_loaded_it_says_so(monkeypatch, tmp_path):
    empty = LiveKnowledge(tmp_path / "index")
    monkeypatch.setattr(knowledge_index, "live", lambda: empty)
    do(make_dearer)
    app = opened(TRIAL, person=BRAM.id, artikel="kosten", taal="nl")

    app = pressed(app, "article_trial.run")

    assert app.error
    assert not app.exception


def test_a_draft_with_an_error_cannot_be_tried():
    do(lambda session: type_in(session, topic="geld"))

    assert "Verbeter dat eerst." in words(opened(TRIAL, person=BRAM.id, artikel="kosten", taal="nl"))


def test_an_unknown_article_is_said_to_be_unknown():
    for page in (TRIAL, TRANSLATIONS):
        assert "We vinden dit artikel niet." in words(
            opened(page, person=BRAM.id, artikel="niets", taal="en")
        )
