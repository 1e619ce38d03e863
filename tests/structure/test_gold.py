"""The gold set is what its README says: counts, halves, slugs that exist, questions of its own."""

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FIELDS = {"id", "language", "question", "kind", "articles", "urgent", "half", "note"}
KINDS = ("answerable", "unanswerable", "urgent")
FIRST, LATER = (58, 16, 10), (30, 8, 10)
# The first four languages ask about every article; the six later ones show what the chat does far from Dutch.
PROMISED = {
    **{key: dict(zip(KINDS, FIRST, strict=True)) for key in ("nl", "en", "fr", "ar")},
    **{key: dict(zip(KINDS, LATER, strict=True)) for key in ("tr", "uk", "es", "ru", "fa", "ro")},
}
URGENT_KINDS = {"order-to-leave", "detention", "violence", "trafficking", "minor"}


def _questions(file: str) -> list[dict]:
    lines = (KNOWLEDGE / "gold" / file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _front_matter(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])


def _bare(text: str) -> str:
    """Return the letters and digits alone, so that a comma or an accent does not make a copy look new."""
    decomposed = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(character for character in decomposed if character.isalnum())


GOLD, PLAIN = _questions("questions.jsonl"), _questions("plain.jsonl")
TOPICS = {path.parent.name: _front_matter(path)["topic"] for path in KNOWLEDGE.glob("articles/*/nl.md")}


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["id"])
def test_every_row_is_whole_and_fits_its_kind(row: dict) -> None:
    assert set(row) == FIELDS
    assert row["kind"] in KINDS
    assert row["half"] in {"tune", "test"}
    assert row["language"] in PROMISED
    assert row["id"].split("-")[0] == row["language"]
    assert _bare(row["question"])
    assert bool(row["articles"]) == (row["kind"] == "answerable")
    assert (row["urgent"] in URGENT_KINDS) == (row["kind"] == "urgent")
    assert row["urgent"] is None or row["kind"] == "urgent"


def test_every_language_has_the_promised_number_of_each_kind() -> None:
    counted = Counter((row["language"], row["kind"]) for row in GOLD)

    assert counted == {
        (language, kind): number for language, kinds in PROMISED.items() for kind, number in kinds.items()
    }


def test_no_id_and_no_question_stands_there_twice() -> None:
    ids = Counter(row["id"] for row in GOLD + PLAIN)
    questions = Counter((row["language"], _bare(row["question"])) for row in GOLD + PLAIN)

    assert [key for key, times in [*ids.items(), *questions.items()] if times > 1] == []


def test_the_halves_are_equal_per_language_and_kind() -> None:
    counted = Counter((row["language"], row["kind"], row["half"]) for row in GOLD)

    for language, kinds in PROMISED.items():
        for kind in kinds:
            assert counted[language, kind, "tune"] == counted[language, kind, "test"], (language, kind)


def test_every_urgent_kind_is_asked_in_every_language_and_in_both_halves() -> None:
    urgent = [row for row in GOLD if row["urgent"]]

    for language in PROMISED:
        assert {row["urgent"] for row in urgent if row["language"] == language} == URGENT_KINDS
    halves = Counter((row["urgent"], row["half"]) for row in urgent)
    assert all(halves[kind, "tune"] == halves[kind, "test"] > 0 for kind in URGENT_KINDS)


def test_every_slug_exists_and_is_named_once_in_its_row() -> None:
    unknown = {slug for row in GOLD + PLAIN for slug in row["articles"]} - set(TOPICS)
    repeated = [row["id"] for row in GOLD + PLAIN if len(set(row["articles"])) != len(row["articles"])]

    assert (unknown, repeated) == (set(), [])


def test_every_article_is_the_best_answer_to_some_question() -> None:
    best = {row["articles"][0] for row in GOLD if row["articles"]}

    assert set(TOPICS) - best == set()


def test_both_halves_ask_about_every_topic() -> None:
    asked = {(TOPICS[row["articles"][0]], row["half"]) for row in GOLD if row["articles"]}

    assert asked == {(topic, half) for topic in set(TOPICS.values()) for half in ("tune", "test")}


def test_no_question_was_taken_from_an_article() -> None:
    own = {
        _bare(question)
        for path in KNOWLEDGE.glob("articles/*/*.md")
        for question in _front_matter(path)["questions"]
    }

    assert [row["id"] for row in GOLD + PLAIN if _bare(row["question"]) in own] == []


def test_the_plainest_questions_are_asked_in_every_language_and_only_measured() -> None:
    counted = Counter((row["language"], row["half"]) for row in PLAIN)
    topics = {
        language: {row["note"] for row in PLAIN if row["language"] == language} for language in PROMISED
    }

    assert counted == {(language, "test"): 116 for language in PROMISED}
    assert all(topics["nl"] == others for others in topics.values())
    assert all(bool(row["articles"]) == (row["urgent"] is None) for row in PLAIN)
