"""What is urgent is heard in words that no list holds; what is calm stays calm; without the model the words still speak."""

import pytest

from chatbot import alarm, phrases, pipeline
from chatbot.answer import Outcome, UrgentKind
from knowledge import embeddings
from tests.fakes import FakeKnowledge

# None of these is caught by a word list, and none was fitted on.
URGENT = [
    ("nl", "mijn partner wordt zo kwaad dat ik mij in de badkamer verstop tot hij slaapt", UrgentKind.VIOLENCE),
    ("nl", "hij komt dronken thuis en dan moeten de kinderen en ik ons verstoppen", UrgentKind.VIOLENCE),
    ("fr", "ils ont emmené mon cousin ce matin avec les menottes parce qu'il n'a pas la carte", UrgentKind.DETENTION),
    ("ar", "جاؤوا عند الفجر وأخذوا أخي ولا نعرف أين هو الآن", UrgentKind.DETENTION),
]  # fmt: skip
CALM = [
    ("nl", "hoeveel kost de cursus maatschappelijke oriëntatie"),
    ("en", "when does the dutch course start in ghent"),
    ("fr", "où puis-je trouver un cours de néerlandais le soir"),
    ("ar", "كم ساعة يجب أن أشارك في المجتمع"),
]


@pytest.mark.parametrize(("language", "text", "kind"), URGENT)
def test_an_urgent_matter_is_heard_in_other_words(language, text, kind):
    assert not [found for found in phrases.intents(text, [language]) if found.startswith("urgent.")]

    got = pipeline.answer(text, language=language, knowledge=FakeKnowledge())

    assert got.outcome is Outcome.urgent(kind)


@pytest.mark.parametrize(("language", "text"), CALM)
def test_an_everyday_question_is_calm(language, text):
    assert alarm.hear(text, language) is None


def test_without_the_model_the_words_still_speak_and_a_question_goes_on(monkeypatch):
    def broken():
        raise OSError("no model")

    monkeypatch.setattr(embeddings, "load", broken)

    urgent = pipeline.answer("mijn man slaat mij", language="nl", knowledge=None)
    calm = pipeline.answer("hoeveel kost de cursus?", language="nl", knowledge=FakeKnowledge())

    assert urgent.outcome is Outcome.URGENT_VIOLENCE
    assert calm.outcome is Outcome.ANSWER


def test_the_numbers_fit_the_packaged_model():
    numbers = alarm.alarm()

    assert numbers.vectors.shape == (len(numbers.weights), embeddings.load().dimension)
    assert numbers.matters.shape == (len(UrgentKind), embeddings.load().dimension)
    assert numbers.offsets.shape == (len(UrgentKind),)
