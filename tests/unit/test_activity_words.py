"""Words as the search compares them."""

import pytest

from portal.services.activity_words import Vocabulary, asked_words, fold, search_text

VOCABULARY = Vocabulary.of(
    [search_text("Praatgroep in de bibliotheek"), search_text("Koken met de buurt"), search_text("رياضة")]
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Café", "cafe"),
        ("ÉCOLE", "ecole"),
        ("Straße", "strasse"),
        ("أهلا", "اهلا"),
        ("مَدْرَسَة", "مدرسه"),
        ("İzmir", "izmir"),
    ],
)
def test_accents_capitals_and_vowel_marks_do_not_matter(written, compared):
    assert fold(written) == compared


def test_a_text_is_searched_by_its_words_each_once():
    assert search_text("Koken, koken!", "Met de BUURT.") == " koken met de buurt "


@pytest.mark.parametrize(
    ("typed", "read"), [("praatgrop", "praatgroep"), ("bibliotek", "bibliotheek"), ("kooken", "koken")]
)
def test_a_wrong_letter_is_forgiven(typed, read):
    assert VOCABULARY.nearest(typed) == read


@pytest.mark.parametrize("word", ["zwemmen", "xyzzy", "kat"])
def test_a_word_that_looks_like_nothing_stays_itself(word):
    assert VOCABULARY.nearest(word) is None


def test_part_of_a_long_word_is_known():
    assert VOCABULARY.knows("praat")
    assert VOCABULARY.knows(fold("رياضة"))


def test_a_question_is_a_few_words():
    assert asked_words("Ik wil koken, koken & eten a b c") == ("ik", "wil", "koken", "eten")
    assert len(asked_words(" ".join(f"woord{n}" for n in range(40)))) == 6
