"""A rule for another group is never quoted as the reader's: fifty questions that say who asks, over the packaged articles."""

import pytest

from chatbot import traps
from chatbot.steps import STEPS, hear_reader
from chatbot.traps import Caught
from knowledge.base import load_folder

pytestmark = pytest.mark.xdist_group("traps")  # which share what takes seconds to load


@pytest.fixture(scope="module")
def knowledge():
    return load_folder()


@pytest.fixture(scope="module")
def caught(knowledge):
    return list(traps.asked(traps.read(), knowledge))


def test_no_rule_for_others_is_quoted(caught):
    assert [(one.trap.id, quote.sentence.text) for one in caught for quote in one.quoted] == []


def test_who_asks_still_gets_an_answer(caught):
    """Refusing everything would also quote nothing for others."""
    offered = [one for one in caught if one.trap.language in {"nl", "en", "fr", "ar"}]

    assert sum(one.answered for one in offered) >= 0.9 * len(offered)


def test_without_hearing_who_asks_the_traps_catch(knowledge):
    """The control: were nothing heard, rules for others would be quoted."""
    deaf = tuple(step for step in STEPS if step is not hear_reader)
    some = [trap for trap in traps.read() if trap.language == "nl"][:12]

    found = list(traps.asked(some, knowledge, steps=deaf))

    assert sum(bool(one.quoted) for one in found) >= 4


def test_there_are_fifty_in_two_halves_and_in_eight_languages():
    found = traps.read()
    halves = [trap.half for trap in found]

    assert (halves.count("built"), halves.count("after")) == (25, 25)
    assert len({trap.id for trap in found}) == len({trap.question for trap in found}) == 50
    assert {"nl", "en", "fr", "ar", "tr", "es", "uk", "ru"} == {trap.language for trap in found}


def test_what_a_trap_may_never_quote_stands_in_an_article(packaged_articles):
    for trap in traps.read():
        for never in trap.never:
            texts = [
                text
                for (slug, _), one in packaged_articles.items()
                if slug == never.article
                for text in one.sentences
            ]
            assert texts, (trap.id, never.article)
    built = [trap for trap in traps.read() if trap.language == "nl"]
    dutch = {(slug): one for (slug, language), one in packaged_articles.items() if language == "nl"}
    missing = [
        (trap.id, never.article, part)
        for trap in built
        for never in trap.never
        for part in never.says
        if not any(part in sentence.text for sentence in dutch[never.article].sentences)
    ]

    assert missing == []


def test_figures_count_each_half_and_all():
    trap = traps.read()[0]

    rows = traps.figures([Caught(trap, answered=True, quoted=())])

    assert (rows["built"].questions, rows["all"].answered, rows["all"].trapped) == (1, 1, 0)
    assert "| built | 1 | 1 | 0 |" in traps.table(rows)
