"""Why an answer is what it is can be read, by a person and by a program, and the numbers add up."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from chatbot import explain as explaining
from knowledge.content import ArticleText
from knowledge.library import Library
from knowledge.scope import Reader, Side
from portal.cli import app
from portal.commands import knowledge as commands
from tests.articles import sample
from tests.fakes_knowledge import WordVectors

TODAY = date(2026, 11, 23)


@pytest.fixture
def articles(tmp_path):
    return sample(tmp_path / "articles")


@pytest.fixture
def library(articles):
    return Library.build(articles, embeddings=WordVectors())


def test_every_candidate_has_each_part_of_its_score_and_the_parts_add_up(library):
    why = library.why("Hoeveel kost de cursus?", language="nl", reader=Reader(), on=TODAY)
    first = why.articles[0]

    assert first.slug == "kosten"
    assert set(first.parts) == {
        "passage", "whole", "sentence", "words", "question", "question_words", "here", "expected"
    }  # fmt: skip
    assert first.score == pytest.approx(sum(first.parts.values()), abs=0.01)
    assert {"held", "leaning", "constant"} <= set(first.confidence)
    assert 0 <= first.chance <= 1
    assert why.weighed == len(why.articles)


def test_what_is_for_others_is_named_with_the_side_on_which_they_part(library):
    brussels = Reader(regions=frozenset({"brussel"}))
    why = library.why("Hoeveel kost de cursus?", language="nl", reader=brussels, on=TODAY)

    assert why.articles[0].left_out == "for others: region"
    assert {sentence.left_out for sentence in why.articles[0].sentences} == {Side.REGION}
    assert "region: vlaanderen" in why.articles[0].sentences[0].scope


@pytest.mark.parametrize(
    ("change", "left_out", "warning"),
    [
        ({"valid_from": date(2027, 1, 1)}, "validity: from 2027-01-01", None),
        ({"valid_to": date(2025, 1, 1)}, "validity: until 2025-01-01", None),
        ({"next_check_on": date(2026, 1, 1)}, None, "overdue: to be checked by 2026-01-01"),
        ({"reviewed": False}, None, "translation not reviewed"),
    ],
)
def test_validity_and_an_overdue_check_are_said(articles, change, left_out, warning):
    changed: list[ArticleText] = [replace(one, **change) for one in articles]
    library = Library.build(changed, embeddings=WordVectors())

    first = library.why("Hoeveel kost de cursus?", language="nl", reader=Reader(), on=TODAY).articles[0]

    assert first.left_out == left_out
    assert warning is None or warning in first.warnings


def test_a_person_reads_steps_times_and_reasons(library):
    found = explaining.explain(
        "Ik woon in Brussel. Hoeveel kost de cursus?", language="nl", knowledge=library, on=TODAY
    )
    text = explaining.as_text(found)

    assert "ms  hear_reader" in text
    assert "who asks: regions brussel" in text
    assert "LEFT OUT: for others: region" in text
    assert "passage " in text


def test_personal_data_is_masked_in_the_reasons_too(library):
    found = explaining.explain(
        "Hoeveel kost de cursus? 85.07.30-033.28", language="nl", knowledge=library, on=TODAY
    )

    assert "033.28" not in explaining.as_text(found) + json.dumps(explaining.as_facts(found))
    assert found.masked


def test_a_question_that_ends_before_the_search_is_explained_too(library):
    found = explaining.explain("dag!", language="nl", knowledge=library, on=TODAY)

    assert found.why is None
    assert "nothing was searched" in explaining.as_text(found)


def test_the_command_keeps_its_format_and_adds_one_field(library, monkeypatch):
    monkeypatch.setattr(commands, "load_knowledge", lambda: library)
    plain = CliRunner().invoke(app, ["ask", "--json", "--language", "nl", "Hoeveel kost de cursus?"])
    explained = CliRunner().invoke(
        app, ["ask", "--json", "--explain", "--language", "nl", "Hoeveel kost de cursus?"]
    )
    read = CliRunner().invoke(app, ["ask", "--explain", "--language", "nl", "Hoeveel kost de cursus?"])

    before, after = json.loads(plain.stdout), json.loads(explained.stdout)
    assert set(after) - set(before) == {"explain"}
    assert before["answer"] == after["answer"]
    assert {"steps", "reader", "candidates", "limits", "confidence"} <= set(after["explain"])
    assert read.exit_code == 0
    assert "steps\n" in read.stdout


def test_a_file_of_questions_is_not_explained(tmp_path):
    refused = CliRunner().invoke(app, ["ask", "--explain", "--jsonl", str(tmp_path / "x.jsonl")])

    assert refused.exit_code == 2
