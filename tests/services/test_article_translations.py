"""The desk of the translations: which parts are behind, what is written and confirmed, and what is refused."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from knowledge.parts import By, PartKind, Standing
from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.gold import GoldCheck
from portal.services import article_import, article_translations, published
from portal.services.article_translations import Written
from tests.articles import FEE, write_articles
from tests.cast import AMINA, BRAM
from tests.conftest import NOON
from tests.desk import given_newer

pytestmark = pytest.mark.usefixtures("cast")

LATER = NOON + timedelta(hours=1)
PAY = "You pay at your agency."


@pytest.fixture(autouse=True)
def _articles(session, tmp_path):
    article_import.import_folder(session, write_articles(tmp_path / "articles"), now=NOON)


def beside(session, language="en", slug="kosten"):
    return article_translations.opened(session, slug=slug, language=language, actor=BRAM.actor)


def in_dutch(session, *words):
    """Change words of the Dutch text and publish it."""
    given_newer(session, FEE.replace(*words), now=LATER)


def line_of(read, words):
    return next(line for line in read.lines if any(words in said for said in (*line.dutch, *line.lines)))


def put(session, read, changes, *, tried=True, broken=(), **facts):
    if tried:
        file = article_translations.as_file(
            session, beside=read, changes=changes, actor=BRAM.actor, now=LATER
        )
        session.add(
            GoldCheck(
                slug=file.slug, language=file.language, digest=file.digest, generation=1, asked=1, broken=list(broken), checked_at=LATER
            )
        )  # fmt: skip
        session.flush()
    return article_translations.put(
        session, beside=read, changes=changes, actor=BRAM.actor, now=LATER, **facts
    )


def test_a_translation_that_came_with_its_dutch_is_current(session):
    read = beside(session)

    assert read.count(Standing.CURRENT) == len(read.lines) == 6
    assert [line.kind for line in read.lines][:4] == [
        PartKind.TITLE, PartKind.SUMMARY, PartKind.HEADING, PartKind.PARAGRAPH,
    ]  # fmt: skip


def test_one_changed_dutch_sentence_is_one_changed_part(session):
    in_dutch(session, "Je betaalt bij je", "Betalen doe je bij je")

    (changed,) = [line for line in beside(session).lines if line.standing is not Standing.CURRENT]

    assert (changed.standing, changed.lines) == (Standing.CHANGED, (PAY,))
    assert article_translations.stand(session, actor=BRAM.actor)["kosten", "en"].changed == 1


def test_still_right_is_one_act_and_needs_no_trial(session):
    in_dutch(session, "Je betaalt bij je", "Betalen doe je bij je")
    read = beside(session)
    line = line_of(read, PAY)

    put(session, read, {line.number: article_translations.confirmed(line)}, tried=False)

    after = line_of(beside(session), PAY)
    assert (after.standing, after.by) == (Standing.CURRENT, By.REVIEWED)
    assert not published.published_text(session, "kosten", "en").has_older_parts


def test_what_is_written_anew_is_shown_to_readers_at_once(session):
    in_dutch(session, "De test kost 90", "De test kost 95")
    read = beside(session)
    line = line_of(read, "95 euro")
    assert line.shown is Standing.MISSING

    put(session, read, {line.number: Written((line.lines[0], "The test costs 95 euros.", line.lines[2]))})

    text = published.published_text(session, "kosten", "en")
    assert text.sentences[1].text == "The test costs 95 euros."
    assert not text.has_older_parts
    entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    assert (entry.action, entry.facts["parts"], entry.facts["by"]) == (
        "article.translated", [line.number], ["person"],
    )  # fmt: skip


def test_a_new_language_begins_with_one_part(session):
    read = beside(session, "fr")
    line = line_of(read, "Je betaalt bij")

    put(session, read, {line.number: Written(("Tu paies auprès de ton agence.",))})

    text = published.published_text(session, "kosten", "fr")
    assert text.sentences[3].text == "Tu paies auprès de ton agence."
    assert text.sentences[0].text == "De cursus maatschappelijke oriëntatie kost 90 euro."
    assert beside(session, "fr").count(Standing.MISSING) == 5


def test_an_old_part_stays_while_another_is_written(session):
    in_dutch(session, "Je betaalt bij je", "Betalen doe je bij je")
    read = beside(session)
    title = read.lines[0]

    put(session, read, {title.number: Written(("What is the price?",))})

    assert line_of(beside(session), PAY).standing is Standing.CHANGED


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("You pay.", "At your agency."), "translation-sentences"),
        (("",), "translation-sentences"),
        (("You pay 5 euros at your agency.",), "translation-facts"),
        (("You pay at your agency: pay.example.com",), "translation-facts"),
    ],
)
def test_what_does_not_fit_the_dutch_is_refused(session, lines, reason):
    read = beside(session)

    with pytest.raises(OutsideRules, match=reason):
        put(session, read, {line_of(read, PAY).number: Written(lines)})


def test_another_day_is_refused(session):
    in_dutch(session, "in 2023 hoogstens", "in maart 2023 hoogstens")
    read = beside(session)
    line = line_of(read, "maart 2023")
    wrong = (*line.lines[:2], "Together you pay 1,180 euros at most in May 2023.")

    with pytest.raises(OutsideRules, match="translation-facts"):
        put(session, read, {line.number: Written(wrong)})


def test_nothing_written_is_refused(session):
    with pytest.raises(OutsideRules, match="unchanged"):
        put(session, beside(session), {})


def test_other_words_are_tried_first(session):
    read = beside(session)

    with pytest.raises(WrongState, match="not-tried"):
        put(session, read, {0: Written(("What is the price?",))}, tried=False)


def test_words_that_break_an_agreed_answer_need_a_reason(session):
    read, changes = beside(session), {0: Written(("What is the price?",))}
    with pytest.raises(OutsideRules, match="gold-broken"):
        put(session, read, changes, broken=["q1"])

    version = put(session, read, changes, broken=["q1"], reason="Zo staat het op de brief.")

    assert version.reason == "Zo staat het op de brief."


def test_a_dutch_text_that_changed_meanwhile_is_not_overlooked(session):
    read = beside(session)
    in_dutch(session, "Je betaalt bij je", "Betalen doe je bij je")

    with pytest.raises(WrongState, match="superseded"):
        put(session, read, {5: article_translations.confirmed(read.lines[5])})


def test_two_who_translate_at_once_do_not_overwrite_each_other(session):
    first, second = beside(session), beside(session)
    put(session, first, {0: Written(("What is the price?",))})

    with pytest.raises(WrongState, match="superseded"):
        put(session, second, {1: Written(("The price.",))})


def test_terms_of_the_glossary_that_are_not_there_are_told(session):
    in_dutch(session, "Je betaalt bij je agentschap", "Je betaalt voor je inburgeringscontract")

    assert line_of(beside(session), PAY).missing_terms == ("inburgeringscontract",)


@pytest.mark.parametrize(("slug", "language"), [("niets", "en"), ("kosten", "nl"), ("kosten", "xx")])
def test_what_cannot_be_translated_is_not_found(session, slug, language):
    with pytest.raises(NotFound):
        beside(session, language, slug)


def test_an_inburgeraar_translates_nothing(session):
    read = beside(session)

    with pytest.raises(NotAllowed):
        article_translations.opened(session, slug="kosten", language="en", actor=AMINA.actor)
    with pytest.raises(NotAllowed):
        article_translations.put(session, beside=read, changes={}, actor=AMINA.actor, now=LATER)
