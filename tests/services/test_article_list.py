"""The list of the desk, and the versions of a text with what changed between them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from portal.errors import NotAllowed, NotFound
from portal.models.articles import ArticleState, DraftState
from portal.services import (
    article_desk,
    article_drafts,
    article_feedback,
    article_list,
    article_versions,
    article_views,
    articles,
)
from portal.services.article_feedback import Browser
from portal.services.article_list import Standing, Wish
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.desk import (
    GRIET,
    approve,
    bring_back,
    make_dearer,
    submit,
    try_out,
    type_in,
)

pytestmark = pytest.mark.usefixtures("desk")

OVERDUE = NOON + timedelta(days=600)  # the sample articles must be checked before
LATER = NOON + timedelta(hours=1)


def listed(session, *, now=NOON):
    return {line.slug: line for line in article_list.lines(session, actor=BRAM.actor, now=now)}


def found(session, now=NOON, **wish):
    lines = article_list.lines(session, actor=BRAM.actor, now=now)
    return [line.slug for line in article_list.chosen(lines, Wish(**wish))]


def test_the_list_says_how_each_article_stands(session):
    article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON)
    make_dearer(session)
    submit(session)

    lines = listed(session)

    assert (lines["buddy"].owner, lines["buddy"].standings) == ("Bram De Smet", {Standing.PUBLISHED})
    assert lines["kosten"].work == {"nl": DraftState.REVIEW}
    assert lines["kosten"].standings == {Standing.PUBLISHED, Standing.REVIEW}
    assert (lines["kosten"].title, lines["kosten"].languages) == ("Wat kost de cursus?", ("nl", "en"))
    assert lines["kosten"].next_check_on.isoformat() == "2027-05-22"


def test_a_new_article_is_a_draft_and_one_whose_draft_went_is_gone(session):
    article_drafts.start(session, actor=BRAM.actor, title="Een tolk", now=NOON)

    line = listed(session)["een-tolk"]
    assert (line.title, line.standings, line.languages) == ("Een tolk", {Standing.DRAFT}, ())

    article_drafts.forget(session, actor=BRAM.actor, slug="een-tolk", language="nl", now=NOON)
    assert "een-tolk" not in listed(session)


def test_what_is_overdue_stands_first_and_only_what_readers_see_is_overdue(session):
    assert [line.slug for line in article_list.lines(session, actor=BRAM.actor, now=NOON)] == [
        "buddy",
        "kosten",
    ]
    articles.withdraw(session, slug="kosten", actor=WIM.actor, now=NOON)

    lines = article_list.lines(session, actor=BRAM.actor, now=OVERDUE)

    assert [(line.slug, line.is_overdue) for line in lines] == [("buddy", True), ("kosten", False)]
    assert lines[1].state is ArticleState.WITHDRAWN


def test_a_new_day_of_checking_outdates_no_translation(session):
    type_in(session, checked_on=date(2026, 12, 1))
    submit(session)
    approve(session, now=LATER)

    assert not listed(session)["kosten"].stale


def test_an_older_translation_that_comes_back_is_of_the_dutch_of_then(session):
    type_in(session, summary="Korter gezegd.")
    submit(session)
    approve(session, now=LATER)
    type_in(session, language="en", summary="Said shorter.")
    submit(session, language="en")
    try_out(session, language="en")
    approve(session, language="en", now=LATER)
    assert not listed(session)["kosten"].stale

    bring_back(session, language="en", number=1, shown=2, now=LATER)

    assert listed(session)["kosten"].stale == {"en"}


def test_a_translation_of_which_the_dutch_changed_is_stale(session):
    assert not listed(session)["kosten"].stale
    make_dearer(session)
    submit(session)
    approve(session, now=LATER)

    assert listed(session)["kosten"].stale == {"en"}


def test_views_and_feedback_of_the_last_thirty_days_are_shown(session):
    long_ago = NOON - timedelta(days=31)
    for moment in (NOON, long_ago):
        article_views.count(session, slug="kosten", language="nl", now=moment)
    for number, (helped, moment) in enumerate([(True, NOON), (True, NOON), (False, NOON), (False, long_ago)]):
        browser = Browser(key=f"b{number}", address="192.0.2.1", secret="s")
        article_feedback.give(
            session, slug="kosten", language="nl", browser=browser, helped=helped, now=moment
        )

    line = listed(session)["kosten"]

    assert (line.views, line.helped, line.not_helped) == (1, 2, 1)


def test_one_looks_for_words_state_owner_overdue_and_stale(session):
    article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON)
    make_dearer(session)

    assert found(session, words="KOST") == ["kosten"]
    assert found(session, words="kost buddy") == []
    assert found(session, standing=Standing.DRAFT) == ["kosten"]
    assert found(session, standing=Standing.PUBLISHED) == ["buddy", "kosten"]
    assert found(session, owner_id=BRAM.id) == ["buddy"]
    assert found(session, nobody=True) == ["kosten"]
    assert found(session, overdue=True) == []
    assert len(found(session, overdue=True, now=OVERDUE)) == 2
    assert found(session, stale=True) == []


def test_the_list_asks_the_same_few_queries_however_many_articles(session, database):
    asked = []
    event.listen(database, "before_cursor_execute", lambda *args: asked.append(args[2]))

    listed(session)
    few = len(asked)
    for number in range(5):
        article_drafts.start(session, actor=BRAM.actor, title=f"Artikel {number}", now=NOON)
    asked.clear()
    listed(session)

    assert len(asked) == few


def test_versions_say_who_wrote_and_approved_them_and_why(session):
    make_dearer(session)
    submit(session)
    approve(session, reason="Het bedrag is juist.", now=LATER)
    bring_back(session, language="nl", number=1, shown=2, now=LATER)

    third, second, first = article_versions.history(session, actor=GRIET.actor, slug="kosten", language="nl")

    assert (first.author, first.is_released, first.is_shown) == ("", True, False)
    assert (second.author, second.approver, second.reason) == (
        "Bram De Smet",
        "Griet Aerts",
        "Het bedrag is juist.",
    )
    assert (third.restored_from, third.is_shown) == (1, True)


def test_the_difference_of_two_versions_names_the_words(session):
    make_dearer(session)
    type_in(session, title="Wat kost de test?", audience=("everyone",))
    submit(session)
    approve(session)

    changed = article_versions.difference(
        session, actor=BRAM.actor, slug="kosten", language="nl", older=1, newer=2
    )

    words = {
        one.field: [run.text for line in one.lines for run in line if run.change != "kept"] for one in changed
    }
    assert words == {
        "title": ["cursus", "test"],
        "audience": ["everyone", "verplichte-inburgeraar"],
        "body": ["90", "95"],
    }


def test_the_draft_is_compared_with_what_readers_see(session):
    type_in(session, sources=(), valid_to=date(2027, 1, 1), reviewed=True)

    changed = article_versions.difference(
        session, actor=BRAM.actor, slug="kosten", language="nl", older=1, newer=article_versions.DRAFT
    )

    assert {one.field for one in changed} == {"sources", "valid_to", "reviewed"}


def test_versions_are_for_the_redactie_and_must_exist(session):
    with pytest.raises(NotAllowed):
        article_list.lines(session, actor=AMINA.actor, now=NOON)
    with pytest.raises(NotAllowed):
        article_versions.history(session, actor=AMINA.actor, slug="kosten", language="nl")
    with pytest.raises(NotAllowed):
        article_versions.difference(
            session, actor=AMINA.actor, slug="kosten", language="nl", older=1, newer=1
        )
    with pytest.raises(NotFound):
        article_versions.history(session, actor=BRAM.actor, slug="niets", language="nl")
    with pytest.raises(NotFound):
        article_versions.difference(session, actor=BRAM.actor, slug="kosten", language="nl", older=1, newer=9)
