"""Beside a quote stands for whom it holds, in words; nothing where it holds for all."""

from datetime import UTC, date, datetime

import pytest

import i18n
from chatbot.answer import Outcome
from knowledge.scope import Scope
from knowledge.vocabulary import AUDIENCES
from portal.services.conversations import TurnView
from portal.services.quotes import PinnedQuote
from portal.ui import chat_pieces, scope_words

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_group_that_a_mark_can_name_has_its_words():
    assert set(scope_words.GROUPS) == set(AUDIENCES) - {"everyone", "professional"}


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (Scope(), ""),
        (Scope(("verplichte-inburgeraar", "rechthebbende-inburgeraar")), ""),
        (Scope(("eu-burger",)), "Geldt voor: EU-burgers."),
        (Scope(without=("student", "werknemer")), "Geldt niet voor: studenten, wie werkt."),
        (Scope(regions=("brussel",)), "Dit geldt in Brussel."),
        (Scope(signed_from=date(2022, 3, 1)), "Geldt voor een contract vanaf 1 maart 2022."),
        (Scope(signed_before=date(2022, 3, 1)), "Geldt voor een contract van vóór 1 maart 2022."),
        (Scope(youngest=65), "Geldt vanaf 65 jaar."),
        (Scope(oldest=17), "Geldt tot en met 17 jaar."),
        (Scope(youngest=18, oldest=64), "Geldt van 18 tot en met 64 jaar."),
    ],
)
def test_a_scope_is_said_in_plain_words(scope, said):
    with i18n.use_locale("nl"):
        assert scope_words.holds_for(scope) == said


def shown(*scopes, region=("vlaanderen",), language="nl", original=None):
    quotes = tuple(
        PinnedQuote(
            "wat-kost", "nl", "Wat kost het?", "De cursus kost 90 euro.", original, 1, NOW, "d", True, 0.9, "", (), None, region, scope
        )
        for scope in scopes
    )  # fmt: skip
    view = TurnView(
        "1",
        1,
        "wat kost het",
        "nl",
        Outcome.ANSWER,
        "x",
        None,
        False,
        quotes,
        (),
        0.9,
        NOW,
        None,
        None,
        None,
    )
    with i18n.use_locale(language):
        return str(chat_pieces.turn(view))


def test_the_label_stands_beside_the_sentence_it_is_about():
    page = shown(Scope(("eu-burger",), regions=("vlaanderen",)))

    assert page.index("90 euro") < page.index("Geldt voor: EU-burgers.") < page.index("Bron:")
    assert page.count("Dit geldt in Vlaanderen.") == 1  # said once, beside the source


def test_a_sentence_of_another_region_than_its_article_says_so_itself():
    assert "Dit geldt in Brussel." in shown(Scope(regions=("brussel",)), region=("vlaanderen", "brussel"))


def test_what_is_the_same_for_all_sentences_is_said_once():
    european, student = Scope(("eu-burger",)), Scope(("student",))

    alike, apart = shown(european, european, european), shown(european, student, european)

    assert alike.count("Geldt voor: EU-burgers.") == 1
    assert alike.rindex("90 euro") < alike.index("Geldt voor: EU-burgers.")
    assert apart.count("Geldt voor: EU-burgers.") == 2


def test_the_portals_own_words_run_in_the_readers_direction_around_a_dutch_answer():
    page = shown(Scope(("eu-burger",)), language="ar")

    assert page.count('lang="ar" dir="rtl"') == 2  # for whom it holds, and the source
    assert '<div lang="nl" dir="ltr">' in page
    assert (
        '<span dir="rtl" class="p-hidden">' in page
    )  # else it, and not the question, would say how the question runs


def test_the_line_above_the_dutch_sentences_runs_in_the_readers_direction():
    page = shown(Scope(), language="ar", original="De cursus kost 90 euro.")

    assert '<summary lang="ar" dir="rtl">' in page
    assert '<div lang="nl" dir="ltr"><p>De cursus kost 90 euro.</p></div>' in page
