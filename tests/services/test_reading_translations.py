"""What a reader of a translation sees when the Dutch changed: on the page, and in the chat."""

from datetime import timedelta

import pytest

import i18n
from chatbot import pipeline
from chatbot.answer import Outcome
from knowledge import paragraphs
from knowledge.library import Library
from knowledge.parts import By
from portal.models.conversations import ChatTurn, Conversation
from portal.services import article_import, articles, published, quotes
from portal.web.article_html import article_body
from tests.articles import FEE, FEE_EN, write_articles
from tests.conftest import NOON
from tests.desk import given_newer
from tests.fakes_knowledge import WordVectors

pytestmark = pytest.mark.usefixtures("cast")

LATER = NOON + timedelta(hours=1)
OTHER_WORDS = FEE.replace("Je betaalt bij je", "Betalen doe je bij je")
OTHER_AMOUNT = FEE.replace("De test kost 90", "De test kost 95")
WITH_MORE = FEE.replace("## Waar betaal je?\n", "## Waar betaal je?\nVraag het aan je begeleider.\n\n")


@pytest.fixture(autouse=True)
def _articles(session, tmp_path):
    article_import.import_folder(session, write_articles(tmp_path / "articles"), now=NOON)


def publish(session, content, language="nl"):
    return given_newer(session, content, language=language, now=LATER)


def page(session, language="en"):
    text = published.published_text(session, "kosten", language)
    dutch = published.published_text(session, "kosten", "nl")
    with i18n.use_locale("nl"):
        return str(article_body(text, language=language, titles={}, today=NOON.date(), dutch=dutch))


def test_a_translation_that_is_as_the_dutch_says_nothing_of_it(session):
    assert "ouder dan het Nederlands" not in page(session)
    assert "Het Nederlands is gewijzigd" not in page(session)


def test_an_older_part_stands_with_the_dutch_of_now_beside_it(session):
    publish(session, OTHER_WORDS)

    text = page(session)

    assert text.count("Deze vertaling is ouder dan het Nederlands") == 1
    assert "You pay at your agency." in text
    assert text.index("You pay at your agency.") < text.index("Betalen doe je bij je agentschap.")
    assert "Het Nederlands is gewijzigd." in text


def test_a_part_with_another_amount_is_read_in_dutch_and_marked_as_dutch(session):
    publish(session, OTHER_AMOUNT)

    text = page(session)

    assert text.count("Dit stuk is nog niet vertaald.") == 1
    assert "95 euro" in text
    assert "The test costs 90 euros." not in text
    assert '<div lang="nl" dir="ltr"><p>' in text


def test_what_a_machine_wrote_is_told_at_the_top_and_at_the_part(session):
    dutch = published.published_text(session, "kosten", "nl")
    made = [one.written() for one in paragraphs.made_from(paragraphs.units_of(dutch), By.MACHINE)]
    publish(session, FEE_EN.replace("of: null", f"of: {made}"), "en")

    text = page(session)

    assert "Een computer vertaalde stukken van deze tekst." in text
    assert text.count("Vertaald door een computer.") == 2


def library(session):
    return Library.build(articles.published(session), embeddings=WordVectors())


def quoted(session, index, language="en"):
    """Return how the chat would quote one sentence."""
    knowledge = library(session)
    ranked = knowledge.rank("course", "kosten", language)
    hit = knowledge.search("course", language=language)[0]
    return knowledge._answers._quote(hit, ranked[index])


def test_the_chat_quotes_the_dutch_where_nothing_is_translated(session):
    version = publish(session, WITH_MORE)

    quote = quoted(session, 3)

    assert (quote.language, quote.version, quote.original) == ("nl", version.id, None)
    assert quote.sentence.text == "Vraag het aan je begeleider."
    assert quotes.are_verbatim(session, [quote])


def pinned(session, quote):
    conversation = Conversation(language="en", page_language="en", visitor="v", started_at=NOON, last_at=NOON)
    session.add(conversation)
    session.flush()
    turn = ChatTurn(
        conversation_id=conversation.id, number=1, request_key=conversation.id, question="q", language="en", outcome=Outcome.ANSWER.value,
        answer="", milliseconds=1, asked_at=NOON,
    )  # fmt: skip
    session.add(turn)
    session.flush()
    quotes.keep(session, turn_id=turn.id, quotes=[quote])
    session.flush()
    (found,) = quotes.of_turns(session, [turn.id])[turn.id]
    return found


def test_a_quote_of_an_older_part_says_so(session):
    publish(session, OTHER_WORDS)

    assert pinned(session, quoted(session, 3)).is_older
    assert not pinned_current(session).is_older


def pinned_current(session):
    return pinned(session, quoted(session, 0))


def test_a_quote_stays_as_it_was_when_the_dutch_changes_later(session):
    quote = quoted(session, 3)
    publish(session, OTHER_WORDS)

    assert not pinned(session, quote).is_older


def test_an_answer_in_another_language_is_verbatim_whatever_is_translated(session):
    publish(session, OTHER_AMOUNT)

    answer = pipeline.answer("How much is the course?", language="en", knowledge=library(session))

    assert quotes.are_verbatim(session, answer.quotes)
