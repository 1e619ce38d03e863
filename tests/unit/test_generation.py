"""A language model may say the quoted sentences in other words; whatever else it does, the reader sees the sentences."""

import time

import pytest

from chatbot.answer import Outcome
from chatbot.generation import ChatModelRephraser, make_rephraser, objection
from chatbot.pipeline import answer
from tests.fakes import COSTS, FakeKnowledge, model_service, quote

GOOD = "Voor de cursus maatschappelijke oriëntatie betaal je 90 euro. De test kost ook 90 euro."
PATIENCE_S = 0.6


@pytest.fixture(scope="module")
def service():
    with model_service() as running:
        # The first request imports and builds the client, which takes seconds on a slow machine.
        running.text = GOOD
        ChatModelRephraser(url=running.url, name="m", key="k", timeout_s=60).rephrase(
            (quote(),), question="x", language="nl"
        )
        yield running


@pytest.fixture(scope="module")
def warm_model(service):
    service.behaviour, service.text = "answer", GOOD
    model = ChatModelRephraser(url=service.url, name="m", key="k", timeout_s=60)
    assert model.rephrase((quote("nl", 0), quote("nl", 1)), question="x", language="nl") == GOOD
    model._timeout_s = PATIENCE_S
    return model


def ask(model):
    return answer(
        "hoeveel kost de cursus? mijn nummer is 85.07.30-033.28",
        language="nl",
        knowledge=FakeKnowledge(),
        model=model,
    )


def test_a_faithful_text_is_shown_and_the_quotes_stay_beside_it(service, warm_model):
    service.behaviour, service.text = "answer", GOOD

    got = ask(warm_model)

    assert (got.outcome, got.text, got.rephrased) == (Outcome.ANSWER, GOOD, True)
    assert [q.sentence.text for q in got.quotes] == list(COSTS["nl"][:2])
    assert "033" not in str(service.bodies)


@pytest.mark.parametrize("behaviour", ["slow", "down", "malformed", "nothing", "other-shape", "drip"])
def test_a_service_that_fails_ends_in_the_quoted_sentences_in_bounded_time(service, behaviour):
    service.behaviour, service.text = behaviour, GOOD
    model = ChatModelRephraser(url=service.url, name="m", key="k", timeout_s=PATIENCE_S)
    started = time.perf_counter()

    got = ask(model)

    assert time.perf_counter() - started < 5 * PATIENCE_S
    assert (got.outcome, got.rephrased) == (Outcome.ANSWER, False)
    assert got.text == "\n".join(COSTS["nl"][:2])


def test_a_service_that_is_not_there_ends_in_the_quoted_sentences(service):
    got = ask(ChatModelRephraser(url="http://127.0.0.1:9/v1", name="m", key="k", timeout_s=5))

    assert got.text == "\n".join(COSTS["nl"][:2])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("De cursus kost 95 euro en de test kost 90 euro.", "figure"),
        ("De cursus kost negentig euro, de test vijftig euro.", "figure"),
        ("De cursus maatschappelijke oriëntatie kost 90 euro sinds 1 maart.", "figure"),
        ("Payoke betaalt de cursus van 90 euro.", "name"),
        ("De cursus kost 90 euro, zegt het OCMW.", "name"),
        ("De cursus kost 90 euro, kijk op https://example.org.", "link"),
        ("De cursus kost 90 euro. [klik](hier)", "link"),
        ("De cursus kost geen 90 euro en de test ook niet.", "negation"),
        ("the course on social orientation costs 90 euros, and so does the test you take.", "language"),
        (GOOD + " " + "Dit is een lange uitleg over de cursus. " * 8, "too-long"),
    ],
)
def test_a_text_that_says_more_than_the_sentences_is_refused(service, warm_model, text, reason):
    service.behaviour, service.text = "answer", text

    assert objection(text, (quote("nl", 0), quote("nl", 1)), language="nl") == reason
    assert not ask(warm_model).rephrased


def test_figures_are_compared_in_any_digits_and_any_way_of_writing():
    assert objection("دورة التوجيه المجتمعي تكلف ٩٠ يورو.", (quote("ar", 0),), language="ar") is None
    assert objection("دورة التوجيه المجتمعي تكلف ٩٥ يورو.", (quote("ar", 0),), language="ar") == "figure"
    assert objection("دورة MO تكلف 90 يورو.", (quote("ar", 0),), language="ar") == "name"


def test_a_busy_model_is_not_waited_for(service):
    service.behaviour, service.text = "answer", GOOD
    model = ChatModelRephraser(url=service.url, name="m", key="k", timeout_s=20)
    for _ in range(4):
        model._free.acquire()

    assert model.rephrase((quote(),), question="x", language="nl") is None


def test_without_an_address_there_is_no_model():
    assert make_rephraser(url="", name="m", key="", timeout_s=1) is None
    assert isinstance(make_rephraser(url="http://x/v1", name="m", key="", timeout_s=1), ChatModelRephraser)
