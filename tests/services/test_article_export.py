"""What readers see goes back into files: read by another portal it is the same, and a folder is written whole or not at all."""

import errno
import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlmodel import Session, select

from chatbot import gold
from knowledge import loader
from portal import db
from portal.errors import BadInput, NotAllowed
from portal.models.articles import ArticleVersion
from portal.models.gold import GoldOrigin
from portal.services import article_export, article_import, articles, gold_questions
from tests.articles import FEE_EN, write_articles
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON, add_cast
from tests.desk import approve, given_articles, given_colleague, make_dearer, submit, type_in

ASKED = "nl:\n- wa kost da\nar:\n- كم سعر الدورة\n"
AGREED = gold_questions.FILE


@pytest.fixture(autouse=True)
def desk(session, cast, tmp_path):
    given_colleague(session)
    given_articles(session, write_articles(tmp_path / "release", {"kosten/questions.yaml": ASKED}))


@pytest.fixture
def edited(session):
    """Let an editor have changed the Dutch, a translation, and have agreed on questions."""
    make_dearer(session)
    submit(session)
    approve(session)
    type_in(session, language="en", title="Price of the course")
    submit(session, language="en")
    approve(session, language="en")
    for question, expected in (("hoe duur is da", "kosten"), ("waar is het zwembad", None)):
        gold_questions.add(
            session, question=question, language="nl", expected=expected, origin=GoldOrigin.SIGNAL, actor=BRAM.actor, now=NOON
        )  # fmt: skip
    session.commit()


@pytest.fixture
def elsewhere(sqlite_template, tmp_path):
    """Another portal without any article."""
    path = tmp_path / "elsewhere.sqlite3"
    path.write_bytes(Path(sqlite_template).read_bytes())
    engine = db.make_engine(f"sqlite:///{path}")
    with Session(engine, expire_on_commit=False) as other:
        add_cast(other)
        yield other
    engine.dispose()


def files(session):
    return article_export.gather(session).files


def written(session, folder, **how):
    return article_export.write(files(session), folder, **how)


def read_by(other, folder):
    article_import.import_folder(other, folder, now=NOON)
    gold_questions.take_in(other, folder, now=NOON)
    other.commit()
    return other


def published(session):
    """Return the texts that readers see by slug and language, without what names a stored version."""
    return {
        (text.slug, text.language): (
            text.title, text.summary, text.questions, text.asked, text.parts, text.reviewed,
            [(one.heading, one.text, one.sources, one.list_mark) for one in text.sentences],
        )
        for text in articles.published(session)
    }  # fmt: skip


def digests(session):
    rows = session.exec(select(ArticleVersion).where(ArticleVersion.published))
    return {(row.title, row.language): row.digest for row in rows}


def agreed(session):
    return [
        (one.question, one.language, one.expected, one.origin)
        for one in gold_questions.listed(session, actor=WIM.actor)
    ]


def present(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_release_that_nobody_changed_comes_back_to_the_letter(session, tmp_path):
    written(session, tmp_path / "out")

    assert present(tmp_path / "out") == present(tmp_path / "release")


@pytest.mark.usefixtures("edited")
def test_what_editors_wrote_is_the_same_in_another_portal(session, elsewhere, tmp_path):
    written(session, tmp_path / "out")

    read_by(elsewhere, tmp_path / "out")

    assert published(elsewhere) == published(session)
    assert digests(elsewhere) == digests(session)
    assert sorted(agreed(elsewhere)) == sorted(agreed(session))
    assert files(elsewhere) == files(session)


def test_a_translation_that_is_behind_is_behind_there_too(session, elsewhere, tmp_path):
    make_dearer(session)
    submit(session)
    approve(session)
    type_in(session, summary="Wat je betaalt.")
    submit(session)
    approve(session)
    assert {part.standing.value for part in article_of(session, "en").parts} == {
        "current",
        "changed",
        "missing",
    }

    written(session, tmp_path / "out")
    read_by(elsewhere, tmp_path / "out")

    assert published(elsewhere) == published(session)
    assert b"of: null" not in files(session)["kosten/en.md"]
    assert files(elsewhere) == files(session)


def article_of(session, language):
    (found,) = [
        text for text in articles.published(session) if (text.slug, text.language) == ("kosten", language)
    ]
    return found


@pytest.mark.usefixtures("edited")
def test_the_same_texts_give_the_same_bytes(session, tmp_path):
    first, second = files(session), files(session)

    assert article_export.zipped(first) == article_export.zipped(second)
    assert written(session, tmp_path / "a") is True
    assert written(session, tmp_path / "b") is True
    assert present(tmp_path / "a") == present(tmp_path / "b")
    assert written(session, tmp_path / "a") is False


@pytest.mark.usefixtures("edited")
def test_the_portal_that_wrote_a_folder_finds_nothing_new_in_it(session, tmp_path):
    written(session, tmp_path / "out")

    outcome = article_import.import_folder(session, tmp_path / "out", now=NOON)

    assert (outcome.added, outcome.changed, outcome.kept, outcome.older) == ((), (), (), ())
    assert gold_questions.take_in(session, tmp_path / "out", now=NOON) == 0


@pytest.mark.usefixtures("edited")
def test_the_folder_passes_the_check_and_its_questions_are_gold(session, tmp_path):
    written(session, tmp_path / "out")

    found, problems = loader.examine_folder(tmp_path / "out")
    assert {slug for slug, _ in found} == {"kosten", "buddy"}
    assert not [problem for problem in problems if not problem.warning]
    questions = gold.read(tmp_path / "out" / AGREED, gold.Half.TUNE)
    assert {(one.question, one.articles) for one in questions} == {
        ("hoe duur is da", ("kosten",)),
        ("waar is het zwembad", ()),
    }


def test_a_withdrawn_article_stays_here_and_others_do_not_name_it(session, elsewhere, tmp_path):
    articles.withdraw(session, slug="buddy", actor=WIM.actor, now=NOON)

    exported = article_export.gather(session)

    assert not [path for path in exported.files if path.startswith("buddy/")]
    assert [str(problem) for problem in exported.problems] == [
        "kosten/nl.md (related): warning: written without buddy"
    ]
    article_export.write(exported.files, tmp_path / "out")
    assert {slug for slug, _ in published(read_by(elsewhere, tmp_path / "out"))} == {"kosten"}


def test_a_translation_that_nobody_can_read_any_more_is_left_out_and_said(session):
    row = session.exec(select(ArticleVersion).where(ArticleVersion.language == "en")).one()
    row.content = FEE_EN.replace("90 euros", "91 euros")
    session.add(row)
    session.flush()

    exported = article_export.gather(session)

    assert "kosten/en.md" not in exported.files
    assert exported.problems[0].place == "kosten/en.md"
    assert "left out" in exported.problems[0].reason


def test_what_is_being_written_is_no_text_of_readers(session):
    before = files(session)
    make_dearer(session)

    assert files(session) == before


def test_the_zip_holds_the_folder(session):
    archive = zipfile.ZipFile(io.BytesIO(article_export.zipped(files(session))))

    assert {name: archive.read(name) for name in archive.namelist()} == files(session)


def test_texts_that_stand_there_are_replaced_only_when_that_is_asked(session, tmp_path):
    folder = write_articles(tmp_path / "out", {"oud/nl.md": "oud"})
    with pytest.raises(BadInput, match="--replace"):
        written(session, folder)
    assert (folder / "oud" / "nl.md").exists()

    written(session, folder, replace=True)

    assert present(folder) == files(session)


@pytest.mark.parametrize("strange", ["notes.txt", "kosten/photo.png", ".git/HEAD"])
def test_a_folder_with_other_files_is_never_replaced(session, tmp_path, strange):
    folder = tmp_path / "out"
    (folder / strange).parent.mkdir(parents=True)
    (folder / strange).write_text("mine")

    with pytest.raises(BadInput, match="choose another folder"):
        written(session, folder, replace=True)

    assert (folder / strange).read_text() == "mine"


def test_a_file_is_no_folder(session, tmp_path):
    (tmp_path / "out").write_text("mine")

    with pytest.raises(BadInput, match="is no folder"):
        written(session, tmp_path / "out", replace=True)

    assert (tmp_path / "out").read_text() == "mine"


def test_an_empty_portal_empties_no_folder(elsewhere, tmp_path):
    folder = write_articles(tmp_path / "out")

    with pytest.raises(BadInput, match="nothing to write"):
        written(elsewhere, folder, replace=True)

    assert len(present(folder)) == 3


@pytest.mark.parametrize("after", [0, 1, 3])
def test_on_a_full_disk_everything_stays_as_it_was(session, tmp_path, monkeypatch, after):
    folder = write_articles(tmp_path / "out", {"oud/nl.md": "oud"})
    before, parent = present(folder), sorted(tmp_path.iterdir())
    write, done = article_export._write, []

    def until_it_is_full(path, content):
        if len(done) == after:
            raise OSError(errno.ENOSPC, "No space left on device")
        done.append(path)
        write(path, content)

    monkeypatch.setattr(article_export, "_write", until_it_is_full)
    with pytest.raises(BadInput, match="No space left"):
        written(session, folder, replace=True)
    with pytest.raises(BadInput, match="No space left"):
        written(session, tmp_path / "new")

    assert present(folder) == before
    assert sorted(tmp_path.iterdir()) == parent


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(session, tmp_path, monkeypatch):
    folder = write_articles(tmp_path / "out", {"oud/nl.md": "oud"})
    before, rename = present(folder), Path.rename

    def refuse(self, target):
        if ".new-" in self.name:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BadInput, match="busy"):
        written(session, folder, replace=True)

    assert present(folder) == before


def test_only_who_publishes_takes_everything_away(session):
    article_export.gather(session, actor=BRAM.actor)

    with pytest.raises(NotAllowed):
        article_export.gather(session, actor=AMINA.actor)


@pytest.mark.parametrize(
    "line",
    [
        "geen json",
        json.dumps({"question": "x"}),
        json.dumps({"question": "", "language": "nl", "articles": []}),
    ],
)
def test_agreed_questions_that_cannot_be_used_are_refused(session, tmp_path, line):
    (tmp_path / "out" / AGREED).parent.mkdir(parents=True)
    (tmp_path / "out" / AGREED).write_text(line)

    with pytest.raises(BadInput, match=r"questions\.jsonl"):
        gold_questions.take_in(session, tmp_path / "out", now=NOON)


def test_an_agreed_question_about_an_article_that_is_not_there_is_passed_over(session, tmp_path):
    line = {"question": "wat is dit", "language": "nl", "articles": ["niets"], "note": "editor"}
    (tmp_path / "out" / AGREED).parent.mkdir(parents=True)
    (tmp_path / "out" / AGREED).write_text(json.dumps(line))

    assert gold_questions.take_in(session, tmp_path / "out", now=NOON) == 0
