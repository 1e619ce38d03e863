"""A translation is changed as a whole text: who wrote each part, and of which Dutch words it is, stays right."""

from datetime import timedelta

import pytest

from knowledge.parts import By, Standing
from portal.errors import BadArticle
from portal.services import article_drafts, article_translations, articles
from portal.services.article_translations import Written
from tests.cast import BRAM
from tests.conftest import NOON
from tests.desk import (
    approve,
    draft_of,
    make_dearer,
    submit,
    try_out,
    type_in,
    versions,
)

pytestmark = pytest.mark.usefixtures("desk")

LATER = NOON + timedelta(hours=1)
WHERE, WHERE_ELSE = "You pay at your agency.", "You pay to your agency."


def beside(session):
    return article_translations.opened(session, slug="kosten", language="en", actor=BRAM.actor)


def stands(session):
    """Return by whom each translated part is and how it stands, by its first words."""
    return {line.lines[0]: (line.by, line.standing) for line in beside(session).lines if line.lines}


def given_a_machines_words(session):
    """Let a machine have translated the text; nobody read it."""
    read = beside(session)
    changes = {
        line.number: Written((*line.lines[:-1], f"{line.lines[-1]} "), By.MACHINE) for line in read.lines
    }
    article_translations.put(session, beside=read, changes=changes, actor=BRAM.actor, now=NOON)
    assert {by for by, _ in stands(session).values()} == {By.MACHINE}


def english(session, before, after, **more):
    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="en")
    assert before in text.fields.body
    type_in(session, language="en", body=text.fields.body.replace(before, after), **more)


def published(session, language="en"):
    submit(session, language=language)
    return approve(session, language=language, now=LATER)


def dutch_changed(session, words=("90 euro", "90 euro")):
    """Let readers see other Dutch in the part about where to pay, or whatever `words` change."""
    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    type_in(session, body=text.fields.body.replace(*words))
    submit(session)
    return approve(session, now=LATER)


OTHER_AGENCY = ("Je betaalt bij je agentschap", "Je betaalt aan het agentschap")


def test_a_machines_part_that_a_person_changed_is_the_persons_and_the_others_stay_the_machines(session):
    given_a_machines_words(session)

    english(session, WHERE, WHERE_ELSE)
    published(session)

    found = stands(session)
    assert found.pop(WHERE_ELSE) == (By.PERSON, Standing.CURRENT)
    assert set(found.values()) == {(By.MACHINE, Standing.CURRENT)}


def test_a_part_written_before_its_dutch_changed_is_not_current_when_it_is_published(session):
    given_a_machines_words(session)
    english(session, WHERE, WHERE_ELSE)
    dutch_changed(session, OTHER_AGENCY)
    published(session)

    assert stands(session)[WHERE_ELSE] == (By.PERSON, Standing.CHANGED)


def test_a_part_written_after_its_dutch_changed_is_current(session):
    given_a_machines_words(session)
    dutch_changed(session, OTHER_AGENCY)
    assert stands(session)[WHERE] == (By.MACHINE, Standing.CHANGED)

    english(session, WHERE, WHERE_ELSE)
    published(session)

    assert stands(session)[WHERE_ELSE] == (By.PERSON, Standing.CURRENT)


def test_a_part_written_with_the_older_dutch_beside_it_is_of_that_dutch(session):
    older = articles.shown_version(session, draft_article(session), "nl").id
    dutch_changed(session, OTHER_AGENCY)
    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="en")
    typed = text.fields.model_copy(update={"body": text.fields.body.replace(WHERE, WHERE_ELSE)})

    article_drafts.save(
        session, actor=BRAM.actor, slug="kosten", language="en", seen=text.fields, typed=typed, now=NOON, dutch_seen=older
    )  # fmt: skip
    published(session)

    assert stands(session)[WHERE_ELSE] == (By.PERSON, Standing.CHANGED)


def draft_article(session):
    return versions(session)[0].article_id


def test_a_part_that_nobody_touched_stays_behind_when_another_is_changed(session):
    dutch_changed(session, OTHER_AGENCY)
    type_in(session, language="en", title="Price of the course")
    published(session)

    found = stands(session)
    assert found["Price of the course"] == (By.PERSON, Standing.CURRENT)
    assert found[WHERE] == (By.PERSON, Standing.CHANGED)


def test_only_other_questions_bring_no_part_up_to_date(session):
    dutch_changed(session, OTHER_AGENCY)
    type_in(session, language="en", questions=("What will it cost me?",))
    published(session)

    assert stands(session)[WHERE] == (By.PERSON, Standing.CHANGED)


def test_what_is_typed_and_taken_back_leaves_the_machines_words_and_no_draft(session):
    given_a_machines_words(session)
    english(session, WHERE, WHERE_ELSE)

    english(session, WHERE_ELSE, WHERE)

    assert draft_of(session, language="en") is None


def test_a_colleague_who_typed_meanwhile_is_not_in_the_way_of_the_marks(session):
    given_a_machines_words(session)
    seen = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="en").fields
    english(session, WHERE, WHERE_ELSE)

    article_drafts.save(
        session, actor=BRAM.actor, slug="kosten", language="en", seen=seen, now=NOON,
        typed=seen.model_copy(update={"summary": "How much the course and the test are."}),
    )  # fmt: skip
    published(session)

    found = stands(session)
    assert found[WHERE_ELSE][0] is found["How much the course and the test are."][0] is By.PERSON
    assert found["What does the course cost?"][0] is By.MACHINE


def test_who_ticks_that_a_person_read_it_says_so_of_what_fits_the_dutch(session):
    given_a_machines_words(session)
    dutch_changed(session, OTHER_AGENCY)
    type_in(session, language="en", reviewed=True)
    published(session)

    found = stands(session)
    assert found.pop(WHERE) == (By.MACHINE, Standing.CHANGED)
    assert set(found.values()) == {(By.REVIEWED, Standing.CURRENT)}


def test_the_tick_is_taken_out(session):
    type_in(session, language="en", reviewed=True)
    published(session)
    type_in(session, language="en", reviewed=False)
    published(session)

    assert {by for by, _ in stands(session).values()} == {By.PERSON}


def test_a_reviewed_text_of_which_a_part_changed_is_not_reviewed_as_a_whole(session):
    type_in(session, language="en", reviewed=True)
    published(session)
    english(session, WHERE, WHERE_ELSE)
    version = published(session)

    assert stands(session)[WHERE_ELSE] == (By.PERSON, Standing.CURRENT)
    assert "reviewed: false" in version.content


def test_a_part_that_no_dutch_has_is_refused_until_it_is_gone(session):
    english(session, "## Where do you pay?", "An extra paragraph.\n\n## Where do you pay?")
    english(session, "An extra", "\nAn extra")
    with pytest.raises(BadArticle, match="in the place of no Dutch part"):
        submit(session, language="en")

    english(session, "\nAn extra paragraph.\n\n", "")
    english(session, WHERE, WHERE_ELSE)
    published(session)

    assert stands(session)[WHERE_ELSE] == (By.PERSON, Standing.CURRENT)


def test_figures_that_the_dutch_has_no_more_are_refused(session):
    make_dearer(session)
    submit(session)
    approve(session, now=LATER)
    english(session, "The test costs 90 euros.", "The test costs 91 euros.")

    with pytest.raises(BadArticle, match=r"other (facts|figures)"):
        submit(session, language="en")

    english(session, "The test costs 91 euros.", "The test costs 95 euros.")
    try_out(session, language="en")
    published(session)
    assert stands(session)["The social orientation course costs 90 euros."] == (By.PERSON, Standing.CURRENT)


def test_a_new_translation_is_a_persons_and_of_the_dutch_it_was_written_beside(session):
    kept = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="en").fields
    top, bottom = kept.body.split("## Where")
    words = {
        "title": "Coût",
        "summary": "Combien tu paies.",
        "questions": ("Combien ?",),
        "translated_on": NOON.date(),
    }
    type_in(session, language="fr", body=top.replace("1,180", "1 180"), **words)
    dutch_changed(session, OTHER_AGENCY)

    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="fr")
    type_in(session, language="fr", body=f"{text.fields.body}\n## Où{bottom}")
    published(session, language="fr")

    read = article_translations.opened(session, slug="kosten", language="fr", actor=BRAM.actor)
    assert {(line.by, line.standing) for line in read.lines} == {(By.PERSON, Standing.CURRENT)}
