"""The glossary: whole, sourced, in every language; found in texts; kept by translations."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from knowledge import exact, glossary, terms_in_text, translation_checks
from knowledge.base import ARTICLES
from knowledge.content import ArticleText, Sentence
from knowledge.errors import BadGlossary

SLUGS = frozenset(folder.name for folder in ARTICLES.iterdir())
# Measured on 22 November 2026; words were added to the glossary while these very translations were read.
KEPT = {"en": 0.99, "fr": 0.99, "ar": 0.98, "tr": 0.98, "es": 0.98, "uk": 0.9}


def _term(name: str) -> glossary.Term:
    return next(term for term in glossary.load() if term.term == name)


def _fields(**changed) -> dict:
    return {**_term("bijlage 15").model_dump(mode="json"), **changed}


def _examined(folder: Path, *entries: dict) -> str:
    (folder / "b.yaml").write_text(yaml.safe_dump(list(entries)), encoding="utf-8")
    _, problems = glossary.examine(folder, SLUGS)
    return "\n".join(str(problem) for problem in problems)


def test_the_packaged_glossary_is_whole():
    terms, problems = glossary.examine(glossary.FOLDER, SLUGS)

    assert problems == []
    assert len(terms) >= 150


def test_every_explanation_rests_on_a_source_of_an_article_it_leads_to(packaged_articles):
    sources = {
        (source.title, source.url)
        for (_, language), text in packaged_articles.items()
        if language == "nl"
        for source in text.sources
    }
    unknown = [term.id for term in glossary.load() if (term.source.title, term.source.url) not in sources]

    assert unknown == []


def test_no_translation_of_a_term_is_called_reviewed_before_somebody_did():
    assert {
        wording.reviewed
        for term in glossary.load()
        for language, wording in term.languages.items()
        if language != "nl"
    } == {False}


def test_what_is_wrong_with_a_term_is_said_with_its_name(tmp_path):
    missing = _fields()
    del missing["languages"]["es"]
    missing["articles"] = ["geen-artikel"]
    long = _fields(id="bijlage-16")
    long["languages"]["en"]["explanation"] = "15 " + "x" * glossary.LONGEST
    said = _examined(tmp_path, missing, long, _fields(id="a-kaart"), _fields(id="bijlage-17", source=None))

    assert "no article 'geen-artikel'" in said
    assert "es: missing" in said
    assert "en: the explanation has" in said
    assert "en: other figures than in Dutch" in said
    assert "belongs in a.yaml" in said
    assert "b.yaml (bijlage-17): source" in said
    assert "'bijlage 15' leads to a-kaart, bijlage-15, bijlage-16" in said


def test_a_broken_file_is_refused_by_name(tmp_path, monkeypatch):
    (tmp_path / "b.yaml").write_text("- id: [", encoding="utf-8")
    monkeypatch.setattr(glossary, "FOLDER", tmp_path)

    with pytest.raises(BadGlossary, match=r"b\.yaml"):
        glossary.load.__wrapped__()


@pytest.mark.parametrize(
    ("language", "word", "term"),
    [
        ("nl", "inburgeringkontract", "inburgeringscontract"),
        ("nl", "OCWM", "OCMW"),
        ("en", "Orange card", "oranje kaart"),
        ("fr", "regroupement familial", "gezinshereniging"),
        ("ar", "لم الشمل", "gezinshereniging"),
        ("tr", "turuncu kart", "oranje kaart"),
        ("uk", "тимчасовий захист", "tijdelijke bescherming"),
        ("es", "tarjeta F+", "F+-kaart"),
        ("es", "tarjeta F", "F-kaart"),
    ],
)
def test_what_people_type_leads_to_the_term(language: str, word: str, term: str):
    found = glossary.find(word)[0]

    assert found.term == term
    assert glossary.folded(word) in map(glossary.folded, found.called(language))


def test_a_term_is_found_in_its_forms_and_the_longest_wins():
    text = "Met een EU+-kaart of twee A-kaarten leg je de test MO af, zegt de inburgeraar."
    found = [(text[use.start : use.end], use.term.id) for use in terms_in_text.uses(text, "nl")]

    assert found == [
        ("EU+-kaart", "eu-plus-kaart"),
        ("A-kaarten", "a-kaart"),
        ("test MO", "test-mo"),
        ("inburgeraar", "inburgeraar"),
    ]


def test_a_word_that_only_looks_like_a_term_is_none():
    assert terms_in_text.uses("Je mag die beroepen kiezen. Bewaar de bon.", "nl") == ()
    assert terms_in_text.uses("We call you about the mo.", "en") == ()


def test_arabic_is_found_with_what_is_written_onto_the_word():
    assert terms_in_text.has("اختبارات وVDAB ولبطاقتك البرتقالية", "ar", _term("oranje kaart"))
    assert terms_in_text.has("اختبارات وVDAB", "ar", _term("VDAB"))


def _text(language: str, *sentences: str) -> ArticleText:
    rows = tuple(Sentence(number, text, "Kop", 0) for number, text in enumerate(sentences))
    return ArticleText("stuk", language, "v1", "Titel", "Kort.", rows)


def test_only_the_first_use_is_marked_and_a_translation_only_where_the_dutch_has_the_term():
    dutch = _text("nl", "Bel 112.", "De RvV beslist.", "De RvV schrijft je.")
    english = _text("en", "CALL 112.", "The CALL decides.", "The CALL writes to you.")
    found = terms_in_text.first_uses(english, dutch)

    assert {index: [use.term.term for use in here] for index, here in found.items()} == {
        1: ["Raad voor Vreemdelingenbetwistingen"]
    }
    assert list(terms_in_text.first_uses(dutch, dutch)) == [1]


@pytest.mark.parametrize(
    ("language", "wrong"),
    [
        ("en", "Since 29 June 2025 it is 1,000 euros (article 40ter, level A2)."),
        ("en", "Since 29 July 2025 it is 100 euros (article 40ter, level A2)."),
        ("en", "Since 29 July 2025 it is 1,000 euros (article 40bis, level A2)."),
        ("en", "Since 29 July 2025 it is 1,000 euros (article 40ter, level B2)."),
        ("fr", "Depuis le 29 juin 2025 : 1.000 euros (article 40ter, niveau A2)."),
        ("ar", "منذ 29 يونيو 2025 هو 1000 يورو (المادة 40ter، مستوى A2)."),
        ("tr", "29 Haziran 2025'ten beri 1.000 euro (madde 40ter, seviye A2)."),
        ("es", "Desde el 29 de junio de 2025 son 1.000 euros (artículo 40ter, nivel A2)."),
        ("uk", "З 29 червня 2025 року це 1000 євро (стаття 40ter, рівень A2)."),
    ],
)
def test_another_day_amount_article_or_level_is_another_fact(language: str, wrong: str):
    dutch = "Sinds 29 juli 2025 is het 1.000 euro (artikel 40ter, niveau A2)."
    right = {
        "en": "Since 29 July 2025 it is 1,000 euros (article 40ter, level A2).",
        "fr": "Depuis le 29 juillet 2025 : 1 000 euros (article 40ter, niveau A2).",
        "ar": "منذ 29 يوليو 2025 هو 1000 يورو (المادة 40ter، مستوى A2).",
        "tr": "29 Temmuz 2025'ten beri 1.000 euro (madde 40ter, seviye A2).",
        "es": "Desde el 29 de julio de 2025 son 1.000 euros (artículo 40ter, nivel A2).",
        "uk": "З 29 липня 2025 року це 1000 євро (стаття 40ter, рівень A2).",
    }

    assert exact.facts(right[language], language) == exact.facts(dutch, "nl")
    assert exact.facts(wrong, language) != exact.facts(dutch, "nl")


def test_no_translation_has_another_fact_than_the_dutch(packaged_articles):
    assert translation_checks.other_facts(packaged_articles) == []


def test_a_translation_with_another_day_is_named(packaged_articles):
    text = packaged_articles["bijlage-15", "nl"]
    wrong = replace(text, language="en", title="Annex 16")

    said = translation_checks.other_facts({("bijlage-15", "nl"): text, ("bijlage-15", "en"): wrong})

    assert "bijlage-15/en.md (title): the Dutch has 15, the translation 16" in [
        str(problem) for problem in said
    ]


def test_translations_use_the_words_of_the_glossary(packaged_articles):
    found = translation_checks.terms(packaged_articles)

    assert set(found.used) == set(KEPT)
    assert min(found.used.values()) > 1000
    assert {language: found.share(language) >= share for language, share in KEPT.items()} == dict.fromkeys(
        KEPT, True
    )
    assert len(found.missing) == sum(found.used.values()) - sum(found.kept.values())
