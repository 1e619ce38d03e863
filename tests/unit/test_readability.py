"""The measures of plain Dutch: what they count, and that they can say no."""

import pytest

from knowledge import readability
from portal.commands import texts

HARD = (
    "Onverminderd de toepasselijkheid van bovengenoemde verordeningsbepalingen dient de verzoekende partij, teneinde "
    "ontvankelijkheid te bewerkstelligen, binnen de vervaltermijn een gemotiveerd verzoekschrift neer te leggen ter griffie."
)
EASY = ("Je belt vandaag naar de gemeente.", "De gemeente helpt je.", "Breng je kaart mee.")
# Measured on 22 November 2026 and wanted to be 0.90: it may rise, it must not fall.
PLAIN = 0.60


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("huis", 1),
        ("gemeente", 3),
        ("bureau", 2),
        ("ruïne", 3),
        ("coördinatie", 5),
        ("leeftijd", 2),
        ("hmm", 1),
    ],
)
def test_syllables_are_groups_of_vowels(word: str, count: int):
    assert readability.syllables(word) == count


def test_a_plain_text_keeps_every_limit_and_an_official_one_none_of_the_four():
    easy, hard = readability.measure(EASY), readability.measure([HARD])

    assert easy.plain
    assert easy.ease > 80
    assert {"ease", "words_a_sentence", "longest_sentence", "known"} <= set(hard.misses)
    assert "griffie" in hard.unknown


def test_clauses_without_an_end_are_seen():
    chained = "De man loopt met de hond en de kat door de straat naar het huis van de vrouw"

    assert "words_a_clause" in readability.measure([chained]).misses
    assert readability.measure(["Je belt als je ziek bent, omdat de les dan wacht."]).words_a_clause < 5


def test_a_term_of_the_glossary_counts_as_a_word_that_is_explained():
    explained = readability.measure(["Je hebt een attest van immatriculatie."])

    assert (explained.words, explained.unknown) == (4, ())


def test_what_is_made_of_frequent_words_is_known_and_the_rest_is_named():
    assert readability.measure(["Dat is een schoolboek met kinderwoorden."]).unknown == ()
    assert readability.measure(["Dat is een xqzvterm."]).unknown == ("xqzvterm",)


def test_nothing_to_read_is_plain():
    assert readability.measure([]).plain
    assert readability.share_plain([]) == 1.0


def test_the_share_of_plain_articles_does_not_fall(packaged_articles):
    found = [
        readability.of_article(text) for (_, language), text in packaged_articles.items() if language == "nl"
    ]

    assert readability.share_plain(found) >= PLAIN


def test_the_report_names_each_measure_and_each_article_beyond_a_limit():
    page = texts.report({"hard": readability.measure([HARD]), "makkelijk": readability.measure(EASY)})

    assert "**50.0%** of 2 articles" in page
    assert all(label in page for label in texts.MEASURES.values())
    assert "| hard |" in page
    assert "| makkelijk |" not in page


def test_the_sentences_to_look_at_first_are_those_that_miss_what_the_text_misses():
    long = "Wie in ons land woont en hier graag wil blijven, moet naar de gemeente gaan en daar een kaart vragen voor een jaar."
    short = "Je krijgt een kaart."

    found = readability.hardest([short, long, short])

    assert [(one.index, one.text) for one in found] == [(1, long)]
    assert "longest_sentence" in found[0].misses
    assert readability.hardest([short, short]) == ()
