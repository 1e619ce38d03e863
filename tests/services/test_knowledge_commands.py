"""`portal knowledge`, `portal ask` and `portal evaluate`: what they print, and how they refuse."""

import json

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from knowledge import embeddings
from portal.cli import app
from portal.models.articles import ArticleVersion
from tests.articles import FEE, write_articles
from tests.fakes_knowledge import WordVectors

PAGES = [
    {
        "id": "p1",
        "language": "de",
        "title": "Der Kurs",
        "sentences": ["Der Kurs kostet Geld.", "Der Test ist am Montag."],
    },
    {
        "id": "p2",
        "language": "de",
        "title": "Buddy",
        "sentences": ["Ein Buddy hilft dir.", "Ein Buddy bekommt keinen Lohn."],
    },
]
QUESTIONS = [
    {"id": "q1", "language": "de", "question": "Was kostet der Kurs?", "page": "p1", "answers": [0]},
    {"id": "q2", "language": "de", "question": "Wer hilft mir? Ein Buddy?", "page": "p2", "answers": []},
    {"id": "q3", "language": "de", "question": "Wo ist das Rathaus?", "page": "unknown", "answers": [0]},
]


@pytest.fixture(autouse=True)
def _quick_model(monkeypatch):
    model = WordVectors()
    monkeypatch.setattr(embeddings, "load", lambda _name="": model)


@pytest.fixture
def folder(tmp_path):
    return write_articles(tmp_path / "articles")


def write_lines(path, lines):
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return str(path)


def portal(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def stored(database):
    with Session(database) as session:
        return len(session.exec(select(ArticleVersion)).all())


def test_an_import_says_what_it_did(database, folder):
    result = portal("knowledge", "import", folder, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "dry_run": False,
        "added": ["buddy/nl", "kosten/nl", "kosten/en"],
        "changed": [],
        "unchanged": [],
        "older": [],
        "kept": [],
        "agreed_questions": 0,
        "warnings": [],
    }
    assert stored(database) == 3


def test_a_dry_run_stores_nothing(database, folder):
    result = portal("knowledge", "import", folder, "--dry-run")

    assert "would import: 3 added" in result.stdout
    assert stored(database) == 0


def test_a_broken_file_stops_the_import_and_is_named(database, folder):
    write_articles(folder, {"kosten/nl.md": FEE.replace("topic: retributie", "topic: geld")})

    result = portal("knowledge", "import", folder)

    assert result.exit_code == 1
    assert "kosten/nl.md (topic): unknown topic 'geld'" in result.stderr
    assert stored(database) == 0


def test_a_check_lists_every_problem(folder):
    write_articles(
        folder,
        {"kosten/nl.md": FEE.replace("topic: retributie", "topic: geld").replace("[vlaanderen]", "[maan]")},
    )

    result = portal("knowledge", "check", folder, "--json")

    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["errors"] == 2
    assert {problem["place"] for problem in report["problems"]} == {
        "kosten/nl.md (topic)",
        "kosten/nl.md (region)",
    }


def test_a_check_of_good_articles_is_content(folder):
    result = portal("knowledge", "check", folder)

    assert result.exit_code == 0
    assert "3 texts, 0 errors" in result.stdout


def test_an_index_is_built_once_and_then_read(database, folder):
    portal("knowledge", "import", folder)

    first, second = (json.loads(portal("knowledge", "index", "--json").stdout) for _ in range(2))

    assert first["texts"] == second["texts"] == 3
    assert first["model"] == "words-1"


def test_retrieval_is_measured(database, tmp_path):
    pages, questions = (
        write_lines(tmp_path / "pages.jsonl", PAGES),
        write_lines(tmp_path / "questions.jsonl", QUESTIONS),
    )

    result = portal("evaluate", "retrieval", "--pages", pages, "--questions", questions, "--json")

    figures = json.loads(result.stdout)
    assert (figures["questions"], figures["left_out"]) == (2, 1)
    assert figures["mrr"] == figures["recall_1"] == 1.0
    assert figures["ms"] > 0


def test_answers_are_measured_and_written(database, tmp_path):
    pages, questions = (
        write_lines(tmp_path / "pages.jsonl", PAGES),
        write_lines(tmp_path / "questions.jsonl", QUESTIONS),
    )
    out = tmp_path / "out.json"

    result = portal(
        "evaluate", "answers", "--pages", pages, "--questions", questions, "--json", "--predictions", out
    )

    figures = json.loads(result.stdout)
    assert set(figures) >= {"precision", "recall", "f1", "no_answer_precision", "no_answer_recall", "ms"}
    assert set(json.loads(out.read_text(encoding="utf-8"))) == {"q1", "q2"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [("not json", "not JSON"), ("[1]", "expected an object"), ('{"id": "x"}', "language must be a text")],
)
def test_a_file_that_cannot_be_measured_is_refused_with_its_line(database, tmp_path, line, reason):
    pages = tmp_path / "pages.jsonl"
    pages.write_text(line, encoding="utf-8")

    result = portal(
        "evaluate", "retrieval", "--pages", pages, "--questions", write_lines(tmp_path / "q.jsonl", QUESTIONS)
    )

    assert result.exit_code == 1
    assert "pages.jsonl:1" in result.stderr
    assert reason in result.stderr


def test_a_question_is_answered_with_its_sources(database, folder):
    portal("knowledge", "import", folder)

    line = json.loads(portal("ask", "--language", "nl", "--json", "Hoeveel kost de cursus?").stdout)

    assert set(line) == {"id", "outcome", "language", "answer", "sources", "ms"}
    assert line["language"] == "nl"
    for source in line["sources"]:
        assert set(source) == {"article", "title", "language", "url", "score", "quote"}


def test_many_questions_give_one_line_each(database, folder, tmp_path):
    portal("knowledge", "import", folder)
    lines = [
        {"id": "a", "lang": "nl", "q": "Hoeveel kost de cursus?"},
        {"id": "b", "lang": None, "q": "What is a buddy?"},
    ]

    result = portal("ask", "--jsonl", write_lines(tmp_path / "q.jsonl", lines))

    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]


@pytest.mark.parametrize("arguments", [[], ["vraag", "--jsonl", "file"]])
def test_ask_wants_a_question_or_a_file(arguments):
    assert portal("ask", *arguments).exit_code == 2


def test_our_own_questions_are_judged(database, folder, tmp_path):
    portal("knowledge", "import", folder)
    rows = [
        {"id": "n1", "language": "nl", "question": "Hoeveel kost de cursus?", "kind": "answerable", "articles": ["kosten"], "urgent": None, "half": "test"},
        {"id": "n2", "language": "nl", "question": "Welk weer wordt het?", "kind": "unanswerable", "articles": [], "urgent": None, "half": "test"},
        {"id": "n3", "language": "nl", "question": "niet gevraagd", "kind": "unanswerable", "articles": [], "urgent": None, "half": "tune"},
    ]  # fmt: skip

    figures = json.loads(
        portal("evaluate", "gold", write_lines(tmp_path / "gold.jsonl", rows), "--json").stdout
    )

    assert figures["nl"]["questions"] == 2
    assert figures["nl"]["within_three"] == 1.0
    assert figures["all"]["verbatim"] == 1.0


def test_a_half_without_questions_is_refused(tmp_path):
    rows = [
        {
            "id": "n1",
            "language": "nl",
            "question": "x",
            "kind": "urgent",
            "articles": [],
            "urgent": None,
            "half": "tune",
        }
    ]

    result = portal("evaluate", "gold", write_lines(tmp_path / "gold.jsonl", rows), "--half", "test")

    assert result.exit_code == 1
    assert "no question of the half" in result.stderr


def test_what_readers_see_is_exported_and_read_again(sqlite_database, folder, tmp_path):
    portal("knowledge", "import", folder)
    out = tmp_path / "out"

    first = portal("knowledge", "export", out)
    assert first.output == "exported: 2 articles, 3 texts, 0 agreed questions\n"
    assert (out / "kosten" / "nl.md").read_bytes() == (folder / "kosten" / "nl.md").read_bytes()
    assert portal("knowledge", "export", out).output.startswith("nothing changed: ")
    assert (
        portal("knowledge", "import", out).output
        == "imported: 0 added, 0 changed, 3 unchanged, 0 older, 0 kept\n"
    )

    (out / "kosten" / "en.md").unlink()
    refused = portal("knowledge", "export", out)
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    told = json.loads(portal("knowledge", "export", out, "--replace", "--json").output)
    assert told == {"articles": 2, "texts": 3, "agreed_questions": 0, "changed": True, "problems": []}


def test_what_cannot_be_exported_is_said_and_agreed_questions_come_in(sqlite_database, folder, tmp_path):
    portal("knowledge", "import", write_articles(folder, {"kosten/nl.md": FEE.replace("[buddy]", "[]")}))
    (folder / "_agreed").mkdir()
    line = {"question": "hoe duur is da", "language": "nl", "articles": ["kosten"], "note": "case"}
    write_lines(folder / "_agreed" / "questions.jsonl", [line])
    assert portal("knowledge", "import", folder).output.endswith("; 1 agreed questions\n")
    with Session(sqlite_database) as session:
        version = session.exec(select(ArticleVersion).where(ArticleVersion.language == "en")).one()
        version.content = "no front matter"
        session.add(version)
        session.commit()

    outcome = portal("knowledge", "export", tmp_path / "out")

    assert "kosten/en.md: left out: " in outcome.output
    assert "2 articles, 2 texts, 1 agreed questions" in outcome.output
