"""A release and an editor change the same article: the editor's text stays, and the release's is kept beside it."""

from datetime import timedelta

import pytest

from portal.services import article_drafts, article_import
from tests.articles import FEE, FEE_EN, write_articles
from tests.cast import BRAM
from tests.conftest import NOON
from tests.desk import (
    approve,
    bring_back,
    draft_of,
    given_articles,
    given_colleague,
    make_dearer,
    shown_body,
    submit,
    type_in,
    versions,
)

LATER, MUCH_LATER = NOON + timedelta(hours=1), NOON + timedelta(days=9)
RELEASED = FEE.replace("De test kost 90 euro", "De test kost 99 euro")
RELEASED_EN = FEE_EN.replace("The test costs 90", "The test costs 99")

EDITED_EN = FEE_EN.replace("The test costs 90", "The test costs 95")


@pytest.fixture
def folder(session, cast, tmp_path):
    given_colleague(session)
    given_articles(session, tmp_path / "articles")
    return tmp_path / "articles"


def released(session, folder, files, now=LATER):
    return article_import.import_folder(session, write_articles(folder, files), now=now)


def given_an_editors_text(session):
    make_dearer(session)
    submit(session)
    approve(session)


def test_a_release_does_not_replace_the_text_of_an_editor(session, folder):
    given_an_editors_text(session)

    outcome = released(session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN})

    assert outcome.kept == ("kosten/nl", "kosten/en")
    assert outcome.changed == ()
    assert "95 euro" in shown_body(session)
    assert "90 euros" in shown_body(session, language="en")


def test_the_text_of_the_release_can_be_compared_and_taken_over(session, folder):
    given_an_editors_text(session)
    released(session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN})

    bring_back(session, language="nl", number=3, shown=2, now=MUCH_LATER)

    assert "99 euro" in shown_body(session)


def test_the_same_release_again_stores_nothing_more(session, folder):
    given_an_editors_text(session)
    files = {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN}
    released(session, folder, files)

    again = released(session, folder, files, now=MUCH_LATER)

    assert again.kept == ("kosten/nl", "kosten/en")
    assert [version.number for version in versions(session)] == [1, 2, 3]


def test_the_release_that_the_editor_started_from_is_older(session, folder):
    given_an_editors_text(session)

    outcome = article_import.import_folder(session, folder, now=LATER)

    assert "kosten/nl" in outcome.older
    assert "kosten/en" in outcome.unchanged
    assert "95 euro" in shown_body(session)


def test_a_release_that_has_the_editors_text_may_replace_it_the_next_time(session, folder):
    given_an_editors_text(session)
    same = {"kosten/nl.md": versions(session)[-1].content, "kosten/en.md": EDITED_EN}
    caught_up = released(session, folder, same)
    assert "kosten/nl" in caught_up.unchanged
    assert caught_up.changed == ("kosten/en",)

    outcome = released(
        session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN}, now=MUCH_LATER
    )

    assert outcome.changed == ("kosten/nl", "kosten/en")
    assert "99 euro" in shown_body(session)


def test_a_translation_of_an_editor_stays_when_a_release_changes_the_dutch(session, folder):
    type_in(session, language="en", title="Costs of the course")
    submit(session, language="en")
    approve(session, language="en")

    outcome = released(session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN})

    assert (outcome.changed, outcome.kept) == (("kosten/nl",), ("kosten/en",))
    assert versions(session, language="en")[1].published


def test_a_text_that_was_restored_on_purpose_stays(session, folder):
    released(session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN})
    bring_back(session, language="nl", number=1, shown=2, now=LATER)

    outcome = article_import.import_folder(session, folder, now=MUCH_LATER)

    assert "kosten/nl" in outcome.older
    assert "99 euro" not in shown_body(session)


def test_a_release_under_a_draft_is_published_and_the_writer_is_told(session, folder):
    make_dearer(session)

    released(session, folder, {"kosten/nl.md": RELEASED, "kosten/en.md": RELEASED_EN})

    assert "99 euro" in shown_body(session)
    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    assert text.is_outdated
    assert "95 euro" in text.fields.body
    assert draft_of(session).based_on == 1
