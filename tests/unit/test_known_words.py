"""What may be read of somebody's question: words, no names."""

import pytest

from knowledge.known_words import ANY, is_ordinary, known_words, without_names, without_proper_names

KNOWN = known_words(
    [("nl", "De cursus kost 90 euro bij Fedasil."), ("ar", "الدورة تكلف"), (ANY, "mag het gratis")], ()
)


@pytest.mark.parametrize("word", ["hond", "zwembad", "auto", "spelen", "voiture", "машина"])
def test_a_common_word_is_ordinary(word):
    assert is_ordinary(word)


@pytest.mark.parametrize(
    "word", ["Mohammed", "mohammed", "fatima", "zouheir", "oleksandr", "ayse", "jan", "ali", "HOND", "محمد", "كلب", "2026", "molenstraat"]
)  # fmt: skip
def test_a_name_a_short_word_and_a_script_without_capitals_are_not(word):
    assert not is_ordinary(word)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Fatima Zouheir Aalst cursus", None),
        ("kost de cursus 90 euro voor Fatima Zouheir", "kost de cursus 90 euro voor […]"),
        ("de cursussen bij fedasil, gratis", "de cursussen bij fedasil, gratis"),
        ("de cursus kost 12345", "de cursus kost […]"),
        ("de cursus bij [naam] kost", "de cursus bij [naam] kost"),
        ("", None),
        ("[telefoonnummer]", None),
    ],
)
def test_a_word_that_nobody_wrote_down_is_hidden(text, left):
    assert without_names(text, "nl", KNOWN) == left


def test_in_a_script_without_capitals_only_what_the_knowledge_base_says_is_shown():
    assert without_names("الدورة تكلف محمد", "ar", KNOWN) == "الدورة تكلف […]"


def test_a_word_that_is_shared_stays():
    assert without_names("de cursus kost Fatima", "nl", KNOWN, also={"fatima"}) == "de cursus kost Fatima"


def test_words_with_a_capital_that_nobody_wrote_down_are_taken_for_names():
    said = without_proper_names(
        "Beste Anna-Maria, Fedasil betaalt de cursus van Jansen. Groeten", "nl", KNOWN
    )

    assert said == "[naam], Fedasil betaalt de cursus van [naam]. [naam]"
