"""A text is tried before it is published: what would be answered, which agreed answers change, and who may publish it then."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chatbot import gold
from chatbot.answer import Outcome
from knowledge import embeddings
from portal.errors import NotAllowed, OutsideRules, WrongState
from portal.models.articles import ArticleVersion, EmbeddedText
from portal.models.gold import GoldCheck, GoldOrigin
from portal.services import article_trial, articles, gold_gate, gold_questions, knowledge_index
from portal.services.knowledge_index import LiveKnowledge
from tests.articles import FEE
from tests.cast import AMINA, BRAM
from tests.conftest import NOON
from tests.desk import given_articles, make_dearer, type_in

pytestmark = pytest.mark.usefixtures("cast")

COST = "Hoeveel kost de cursus?"
LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def _embedded():
    """What the model made of the sample articles, the first time that a test asked it."""
    return []


@pytest.fixture(autouse=True)
def live(session, tmp_path, monkeypatch, _embedded):
    given_articles(session, tmp_path / "articles")
    session.add_all(EmbeddedText(**vector) for vector in _embedded)
    session.commit()
    live = LiveKnowledge(tmp_path / "index")
    live.refresh()
    if not _embedded:
        _embedded += [vector.model_dump() for vector in session.exec(select(EmbeddedText))]
        session.commit()
    monkeypatch.setattr(knowledge_index, "live", lambda: live)
    monkeypatch.setattr(gold_questions, "_own", tuple)
    article_trial._workbench.cache_clear()
    return live


def agree(session, question=COST, expected="kosten"):
    kept = gold_questions.add(
        session, question=question, language="nl", expected=expected, origin=GoldOrigin.EDITOR, actor=BRAM.actor, now=NOON
    )  # fmt: skip
    session.commit()
    return kept


def prepared(session, **changed):
    """Type into the Dutch text of the article about the cost, and get it ready to be tried."""
    type_in(session, **changed)
    file = gold_gate.of_draft(session, slug="kosten", language="nl", actor=BRAM.actor)
    return built(session, file)


def built(session, file):
    wanted = article_trial.gather(session, file=file, actor=BRAM.actor, now=LATER)
    session.commit()
    return article_trial.build(wanted)


ABOUT_BIKES = {
    "title": "Waar stal je je fiets?",
    "summary": "Een plaats voor je fiets.",
    "questions": ("Waar zet ik mijn fiets?",),
    "body": "## De stalling\nJe zet je fiets in de stalling.[^1]\n",
}


def test_a_question_is_answered_as_if_the_text_were_published(session):
    tryout = prepared(session, body=FEE.split("---\n")[2].replace("kost 90 euro", "kost 95 euro"))

    before, after = article_trial.ask(tryout, question=COST, language="nl")

    assert "90 euro" in before.text
    assert "95 euro" in after.text
    assert "90 euro" in article_trial.ask(tryout, question=COST, language="nl")[0].text


def test_trying_publishes_nothing_and_stores_no_version(session, live):
    before = live.current()

    article_trial.run(prepared(session, **ABOUT_BIKES))

    assert live.current() is before
    assert articles.generation(session) == 1
    assert len(session.exec(select(ArticleVersion)).all()) == 3


def test_only_the_new_words_of_a_trial_are_embedded(session, monkeypatch):
    embedded = []
    model = embeddings.load()
    make = model.passages
    monkeypatch.setattr(
        model, "passages", lambda texts, language: embedded.extend(texts) or make(texts, language)
    )

    prepared(session, body=FEE.split("---\n")[2].replace("bij je agentschap", "aan je agentschap"))

    assert embedded == [
        "Wat kost de cursus? Waar betaal je? Je betaalt aan je agentschap.",
        "Je betaalt aan je agentschap.",
    ]


def test_the_same_text_is_not_built_twice(session):
    first = prepared(session, **ABOUT_BIKES)

    again = built(session, first.file)

    assert again.trial is first.trial


def test_an_answer_that_would_go_wrong_is_broken(session):
    kept = agree(session)

    outcome = article_trial.run(prepared(session, **ABOUT_BIKES))

    (changed,) = outcome.broken
    assert changed.id == kept.id
    assert changed.before.quotes[0].slug == "kosten"
    assert changed.after.outcome is not Outcome.ANSWER
    assert outcome.mended == ()


def test_an_answer_that_would_go_right_is_mended(session):
    agree(session, "Waar zet ik mijn fiets?")

    outcome = article_trial.run(prepared(session, **ABOUT_BIKES))

    assert [changed.question for changed in outcome.mended] == ["Waar zet ik mijn fiets?"]
    assert outcome.broken == ()


def test_a_question_about_another_article_is_answered_as_before(session):
    agree(session, "Hoe vind ik een buddy?", "buddy")

    outcome = article_trial.run(prepared(session, **ABOUT_BIKES))

    assert (outcome.asked, outcome.broken, outcome.mended) == (1, (), ())


def test_progress_is_told_for_every_question(session):
    agree(session)
    agree(session, "Hoe vind ik een buddy?", "buddy")
    told = []

    article_trial.run(prepared(session, **ABOUT_BIKES), lambda done, of: told.append((done, of)))

    assert told == [(1, 2), (2, 2)]


def test_a_rule_that_does_not_hold_today_would_not_be_quoted(session):
    tryout = prepared(session, valid_to=(NOON - timedelta(days=1)).date(), valid_from=None)

    _before, after = article_trial.ask(tryout, question=COST, language="nl")

    assert after.quotes == ()


def test_a_withdrawn_article_comes_back_with_the_text_that_is_tried(session, live):
    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=NOON)
    session.commit()
    live.refresh()

    asked_often = ("Hoeveel kost de cursus?", "Wat kost de cursus?", "Hoeveel betaal ik voor de cursus?")
    tryout = prepared(session, title="Wat kost het?", questions=asked_often)

    before, after = article_trial.ask(tryout, question=COST, language="nl")

    assert before.quotes == ()
    assert after.quotes[0].slug == "kosten"


def test_a_draft_that_breaks_the_format_cannot_be_tried(session):
    type_in(session, topic="geld")

    assert gold_gate.of_draft(session, slug="kosten", language="nl", actor=BRAM.actor) is None


def test_while_the_articles_are_being_loaded_nothing_can_be_tried(session, monkeypatch, tmp_path):
    empty = LiveKnowledge(tmp_path / "other")
    monkeypatch.setattr(knowledge_index, "live", lambda: empty)

    with pytest.raises(WrongState, match="not-ready"):
        prepared(session, **ABOUT_BIKES)


def test_an_inburgeraar_tries_nothing(session):
    file = prepared(session, **ABOUT_BIKES).file

    with pytest.raises(NotAllowed):
        article_trial.gather(session, file=file, actor=AMINA.actor, now=LATER)


@pytest.mark.parametrize(("question", "reason"), [("  ", OutsideRules)])
def test_a_question_is_needed(session, question, reason):
    with pytest.raises(reason):
        article_trial.ask(prepared(session, **ABOUT_BIKES), question=question, language="nl")


def tried(session, **changed):
    tryout = prepared(session, **changed)
    article_trial.keep(session, outcome=article_trial.run(tryout), actor=BRAM.actor, now=LATER)
    return tryout.file


def test_a_text_that_breaks_an_agreed_answer_needs_a_reason(session):
    kept = agree(session)
    file = tried(session, **ABOUT_BIKES)

    with pytest.raises(OutsideRules, match="gold-broken"):
        gold_gate.require_reason(session, file=file, reason=" ")

    assert gold_gate.require_reason(session, file=file, reason="Het artikel is nu iets anders.").broken == [
        kept.id
    ]


def test_a_text_that_breaks_nothing_needs_none(session):
    agree(session, "Hoe vind ik een buddy?", "buddy")

    gold_gate.require_reason(session, file=tried(session, **ABOUT_BIKES), reason=None)


def test_a_text_that_was_changed_after_its_trial_was_not_tried(session):
    tried(session, **ABOUT_BIKES)
    make_dearer(session, words=("de stalling", "een stalling"))
    file = gold_gate.of_draft(session, slug="kosten", language="nl", actor=BRAM.actor)

    with pytest.raises(WrongState, match="not-tried"):
        gold_gate.require_reason(session, file=file, reason="Het moet.")


def test_the_newest_trial_of_a_text_counts(session):
    file = tried(session, **ABOUT_BIKES)
    agree(session)
    tryout = built(session, file)
    article_trial.keep(
        session, outcome=article_trial.run(tryout), actor=BRAM.actor, now=LATER + timedelta(minutes=1)
    )

    assert len(session.exec(select(GoldCheck)).all()) == 2
    with pytest.raises(OutsideRules):
        gold_gate.require_reason(session, file=file, reason=None)


def test_urgent_questions_are_not_asked_again(session, monkeypatch):
    urgent = gold.GoldQuestion("x", "nl", "hij slaat mij", gold.Kind.URGENT, (), "violence")
    monkeypatch.setattr(gold_questions, "_own", lambda: (urgent,))

    assert prepared(session, **ABOUT_BIKES).questions == ()
