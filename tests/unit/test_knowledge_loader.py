"""An article that breaks the format is refused with the place and the reason."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.base import ARTICLES
from knowledge.errors import BadArticle
from knowledge.loader import examine_folder, load_folder
from tests.articles import BUDDY, FEE, FEE_EN, write_articles


def test_a_dutch_article_is_read_sentence_by_sentence(tmp_path):
    article = load_folder(write_articles(tmp_path))["kosten", "nl"]

    assert [sentence.text for sentence in article.sentences] == [
        "De cursus maatschappelijke oriëntatie kost 90 euro.",
        "De test kost 90 euro.",
        "Samen betaal je in 2023 hoogstens 1.180 euro.",
        "Je betaalt bij je agentschap.",
    ]
    assert [sentence.index for sentence in article.sentences] == [0, 1, 2, 3]
    assert [sentence.list_mark for sentence in article.sentences] == ["", "", "-", ""]
    assert {sentence.sources for sentence in article.sentences} == {(1,)}
    assert article.sentences[3].heading == "Waar betaal je?"
    assert article.valid_from == date(2023, 9, 1)
    assert article.sources[0].publisher == "vreemdelingenrecht.be"


def test_a_translation_shares_rules_and_sources_with_the_dutch(tmp_path):
    articles = load_folder(write_articles(tmp_path))

    dutch, english = articles["kosten", "nl"], articles["kosten", "en"]

    assert english.title == "What does the course cost?"
    assert english.questions == ("How much is the course?",)
    assert (english.topic, english.sources, english.checked_on) == (
        dutch.topic,
        dutch.sources,
        dutch.checked_on,
    )
    assert english.original_version == dutch.version != english.version
    assert [one.sources for one in english.sentences] == [one.sources for one in dutch.sentences]
    assert not english.reviewed


DUTCH_MISTAKES = {
    "topic": ("topic: retributie", "topic: geld", "unknown topic 'geld'"),
    "audience": ("[verplichte-inburgeraar]", "[iedereen]", "unknown value 'iedereen'"),
    "region": ("[vlaanderen]", "[wallonie]", "unknown value 'wallonie'"),
    "no source": ("sources:\n  - number: 1", "sources_:\n  - number: 1", "unknown field"),
    "day": ("checked_on: 2026-11-22", "checked_on: yesterday", "must be a day"),
    "order of days": ("next_check: 2027-05-22", "next_check: 2026-05-22", "lies before checked_on"),
    "end before start": ("valid_to: null", "valid_to: 2020-01-01", "lies before valid_from"),
    "related": ("related: [buddy]", "related: [buddies]", "no article 'buddies'"),
    "figure without source": ("De test kost 90 euro.[^1]", "De test kost 90 euro.", "no source mark"),
    "mark without source": ("De test kost 90 euro.[^1]", "De test kost 90 euro.[^2]", "mark [^2] has no source"),
    "mark inside": ("De test kost 90 euro.[^1]", "De test[^1] kost 90 euro.[^1]", "at the end of the sentence"),
    "link": ("De test kost 90 euro.[^1]", "De [test](https://x.be) is er.", "no link"),
    "image": ("De test kost 90 euro.[^1]", "![test](x.png)", "no link"),
    "before heading": ("---\n## De cursus en de test", "---\nEerst.\n## De cursus en de test", "before the first heading"),
    "heading twice": ("## Waar betaal je?", "## De cursus en de test", "same heading"),
    "unknown field": ("topic: retributie", "topic: retributie\nowner: Bram", "unknown field"),
    "long summary": ("Hoeveel je betaalt voor de cursus en de test.", "x" * 201, "longer than 200"),
    "no questions": ("questions:\n  - Hoeveel kost de cursus?\n  - moet ik betalen", "questions: []", "at least one question"),
    "address": ("url: https://www.vreemdelingenrecht.be/betalend", "url: javascript:alert(1)", "must start with https"),
    "source number": ("- number: 1", "- number: 7", "number must be 1"),
    "source without day": ("consulted_on: 2026-11-22", "consulted_on: null", "neither date nor consulted_on"),
    "not yaml": ("title: Wat kost de cursus?", "title: [Wat", "not YAML"),
    "title with colon": ("title: Wat kost de cursus?", "title: {kost: cursus}", "must be a text"),
    "no front matter": ("---\ntitle", "title", "no front matter"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "reason"), DUTCH_MISTAKES.values(), ids=DUTCH_MISTAKES)
def test_a_broken_dutch_text_is_refused_with_place_and_reason(tmp_path, before, after, reason):
    assert before in FEE
    write_articles(tmp_path, {"kosten/nl.md": FEE.replace(before, after, 1)})

    with pytest.raises(BadArticle) as refusal:
        load_folder(tmp_path)

    assert refusal.value.place.startswith("kosten/")
    assert any(reason in str(problem) for problem in examine_folder(tmp_path)[1])


TRANSLATION_MISTAKES = {
    "amount": ("costs 90 euros.\nThe test", "costs 95 euros.\nThe test", "figures 95 differ from the Dutch 90"),
    "year": ("in 2023", "in 2024", "figures"),
    "missing amount": ("The test costs 90 euros.", "The test costs money.", "figures none differ from the Dutch 90"),
    "sentence missing": ("The test costs 90 euros.\n", "", "2 sentences under 'The course and the test', the Dutch has 3"),
    "heading missing": ("\n## Where do you pay?\n", "", "1 headings, the Dutch has 2"),
    "list mark": ("- Together", "Together", "list mark ''"),
    "reviewed": ("reviewed: false", "reviewed: maybe", "true or false"),
    "own source": ("of: null", "of: null\nsources: []", "unknown field"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "reason"), TRANSLATION_MISTAKES.values(), ids=TRANSLATION_MISTAKES
)
def test_a_translation_that_says_something_else_is_refused(tmp_path, before, after, reason):
    assert before in FEE_EN
    write_articles(tmp_path, {"kosten/en.md": FEE_EN.replace(before, after, 1)})

    with pytest.raises(BadArticle) as refusal:
        load_folder(tmp_path)

    assert refusal.value.place.startswith("kosten/en.md")
    assert reason in refusal.value.reason


def test_an_unknown_language_is_refused(tmp_path):
    write_articles(tmp_path, {"kosten/xx.md": FEE_EN})

    with pytest.raises(BadArticle, match=r"kosten/xx\.md: unknown language 'xx'"):
        load_folder(tmp_path)


def test_a_translation_without_a_dutch_text_is_refused(tmp_path):
    write_articles(tmp_path, {"alleen/en.md": FEE_EN})

    with pytest.raises(BadArticle, match=r"alleen/nl\.md: the Dutch text is missing"):
        load_folder(tmp_path)


@pytest.mark.parametrize("written", ["1,180", "1 180", "1\u202f180", "1180"])
def test_thousands_may_be_written_as_the_language_does(tmp_path, written):
    write_articles(tmp_path, {"kosten/en.md": FEE_EN.replace("1,180", written)})

    assert load_folder(tmp_path)["kosten", "en"]


def test_arabic_digits_count_as_the_same_figures(tmp_path):
    write_articles(tmp_path, {"kosten/ar.md": FEE_EN.replace("The test costs 90", "The test costs ٩٠")})

    assert load_folder(tmp_path)["kosten", "ar"].language == "ar"


def test_every_problem_of_a_folder_is_listed_at_once(tmp_path):
    write_articles(
        tmp_path,
        {
            "kosten/nl.md": FEE.replace("topic: retributie", "topic: geld").replace("[vlaanderen]", "[maan]"),
            "buddy/nl.md": BUDDY.replace("date: 2025-10", "date: onlangs"),
            "buddy/en.md": "no front matter",
        },
    )

    problems = examine_folder(tmp_path)[1]

    assert [problem.place for problem in problems] == [
        "buddy/nl.md (sources, 1)",
        "kosten/nl.md (topic)",
        "kosten/nl.md (region)",
    ]


def test_a_long_sentence_is_a_warning_and_does_not_stop_a_load(tmp_path):
    long = " ".join(["woord"] * 21) + "."
    write_articles(tmp_path, {"buddy/nl.md": BUDDY.replace("Je oefent samen Nederlands.", long)})

    articles, problems = examine_folder(tmp_path)

    assert ("buddy", "nl") in articles
    assert [(problem.warning, problem.reason) for problem in problems] == [(True, "21 words in one sentence")]
    assert load_folder(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(BadArticle, match="no such folder"):
        load_folder(tmp_path / "nowhere")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    write_articles(tmp_path)
    (tmp_path / "buddy" / "nl.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadArticle, match=r"buddy/nl\.md: cannot be read"):
        load_folder(tmp_path)


def test_the_articles_of_the_portal_keep_every_rule():
    articles, problems = examine_folder(Path(ARTICLES))

    assert [str(problem) for problem in problems if not problem.warning] == []
    assert len([language for _, language in articles if language == "nl"]) >= 45
