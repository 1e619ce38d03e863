"""Articles in the database: imported whole or not at all, versioned, published by those who may."""

from datetime import timedelta

import pytest
from sqlmodel import select

from knowledge.content import Question
from portal.errors import BadArticle, NotAllowed, NotFound, WrongState
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import article_import, articles, published
from tests.articles import FEE, FEE_EN, write_articles
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.desk import article_of, given_newer, versions

pytestmark = pytest.mark.usefixtures("cast")

LATER = NOON + timedelta(hours=1)
DEARER = FEE.replace("De test kost 90 euro", "De test kost 95 euro").replace("1.180", "1.185")


@pytest.fixture
def folder(tmp_path):
    return write_articles(tmp_path / "articles")


def texts(session):
    return {(text.slug, text.language): text for text in articles.published(session)}


def test_a_folder_is_stored_and_published(session, folder):
    imported = article_import.import_folder(session, folder, now=NOON)

    assert imported.added == ("buddy/nl", "kosten/nl", "kosten/en")
    assert set(texts(session)) == {("buddy", "nl"), ("kosten", "nl"), ("kosten", "en")}
    assert articles.generation(session) == 1


def test_the_version_of_a_published_text_is_its_row(session, folder):
    article_import.import_folder(session, folder, now=NOON)

    english = texts(session)["kosten", "en"]

    assert english.version == versions(session, language="en")[0].id
    assert english.original_version == versions(session)[0].id


def test_the_same_folder_twice_changes_nothing(session, folder):
    article_import.import_folder(session, folder, now=NOON)

    again = article_import.import_folder(session, folder, now=LATER)

    assert (again.added, again.changed) == ((), ())
    assert len(again.unchanged) == 3
    assert articles.generation(session) == 1
    assert len(versions(session)) == 1


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    (folder / "kosten" / "en.md").unlink()
    write_articles(
        folder,
        {
            "kosten/nl.md": DEARER,
            "kosten/en.md": FEE_EN.replace("test costs 90", "test costs 95").replace("1,180", "1,185"),
        },
    )

    imported = article_import.import_folder(session, folder, now=LATER)

    assert imported.changed == ("kosten/nl", "kosten/en")
    first, second = versions(session)
    assert (first.number, first.published, second.number, second.published) == (1, False, 2, True)
    assert first.content == FEE
    assert articles.generation(session) == 2


def test_questions_are_kept_with_the_dutch_text(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    write_articles(folder, {"kosten/questions.yaml": "fr: [combien]"})

    imported = article_import.import_folder(session, folder, now=LATER)

    assert imported.changed == ("kosten/nl",)
    assert versions(session)[-1].questions == "fr: [combien]"
    assert texts(session)["kosten", "nl"].asked == (Question("fr", "combien"),)
    assert article_import.import_folder(session, folder, now=LATER).changed == ()


def test_broken_questions_refuse_the_whole_import(session, folder):
    write_articles(folder, {"kosten/questions.yaml": "fr: combien"})

    with pytest.raises(BadArticle) as refusal:
        article_import.import_folder(session, folder, now=NOON)

    assert refusal.value.place == "kosten/questions.yaml (fr)"
    assert session.exec(select(Article)).all() == []


def test_a_broken_file_refuses_the_whole_import(session, folder):
    write_articles(folder, {"buddy/nl.md": "---\ntitle: half\n"})

    with pytest.raises(BadArticle) as refusal:
        article_import.import_folder(session, folder, now=NOON)

    assert refusal.value.place == "buddy/nl.md"
    assert session.exec(select(Article)).all() == []
    assert session.exec(select(ArticleVersion)).all() == []
    assert articles.generation(session) == 0


def test_an_older_text_does_not_come_back_over_a_newer_one(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    write_articles(folder, {"kosten/nl.md": FEE.replace("Je betaalt bij", "Je betaalt aan")})
    article_import.import_folder(session, folder, now=LATER)
    write_articles(folder)

    imported = article_import.import_folder(session, folder, now=LATER + timedelta(hours=1))

    assert imported.older == ("kosten/nl",)
    assert "Je betaalt aan" in texts(session)["kosten", "nl"].sentences[-1].text


def test_an_older_version_cannot_be_published_over_a_newer_one(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    write_articles(folder, {"kosten/nl.md": FEE.replace("Je betaalt bij", "Je betaalt aan")})
    article_import.import_folder(session, folder, now=LATER)

    with pytest.raises(WrongState):
        articles.show(session, article_of(session), versions(session)[0], now=LATER)


def test_a_translation_gives_way_to_the_dutch_only_where_the_dutch_changed(session, folder):
    article_import.import_folder(session, folder, now=NOON)

    given_newer(session, DEARER, now=LATER)

    english = texts(session)["kosten", "en"]
    assert english.sentences[1].text == "De test kost 95 euro."
    assert english.sentences[3].text == "You pay at your agency."
    assert english == published.published_text(session, "kosten", "en")


def test_a_translation_of_which_nothing_fits_is_not_shown(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    other = FEE.split("## De cursus")[0] + "## Anders\nHier staat iets anders.\n"

    given_newer(session, other, now=LATER)

    assert set(texts(session)) == {("buddy", "nl"), ("kosten", "nl")}
    assert published.published_text(session, "kosten", "en") is None


def test_files_that_come_together_fit_together(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    write_articles(
        folder,
        {"kosten/nl.md": FEE.replace("Je betaalt bij je agentschap", "Betalen doe je bij je agentschap")},
    )

    article_import.import_folder(session, folder, now=LATER)

    assert not texts(session)["kosten", "en"].has_older_parts


def test_a_translation_that_does_not_fit_cannot_be_published(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    better = given_newer(session, FEE_EN.replace("You pay at", "Pay at"), language="en", shown=False)
    given_newer(session, DEARER, now=LATER)

    with pytest.raises(WrongState):
        articles.show(session, article_of(session), better, now=LATER)


def test_a_withdrawn_article_is_gone_until_it_is_restored(session, folder):
    article_import.import_folder(session, folder, now=NOON)

    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=LATER)
    assert set(texts(session)) == {("buddy", "nl")}
    article_import.import_folder(session, folder, now=LATER)
    assert set(texts(session)) == {("buddy", "nl")}

    articles.restore(session, slug="kosten", actor=WIM.actor, now=LATER)
    assert ("kosten", "en") in texts(session)
    assert articles.generation(session) == 3


def test_withdrawing_twice_is_one_act(session, folder):
    article_import.import_folder(session, folder, now=NOON)
    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=LATER)

    article = articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=LATER)

    assert article.state is ArticleState.WITHDRAWN
    assert articles.generation(session) == 2


def test_an_article_that_is_published_cannot_be_restored(session, folder):
    article_import.import_folder(session, folder, now=NOON)

    with pytest.raises(WrongState):
        articles.restore(session, slug="kosten", actor=BRAM.actor, now=LATER)


ACTS = {
    "import": lambda session, folder, actor: article_import.import_folder(session, folder, now=NOON, actor=actor),
    "withdraw": lambda session, _folder, actor: articles.withdraw(session, slug="x", actor=actor, now=NOON),
    "restore": lambda session, _folder, actor: articles.restore(session, slug="x", actor=actor, now=NOON),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_inburgeraar_may_do_none_of_it(session, folder, act):
    with pytest.raises(NotAllowed):
        act(session, folder, AMINA.actor)


@pytest.mark.parametrize("act", ["withdraw", "restore"])
def test_what_is_not_there_cannot_be_found(session, folder, act):
    with pytest.raises(NotFound):
        ACTS[act](session, folder, BRAM.actor)
