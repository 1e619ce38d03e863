"""The way of a text to its readers: written by one, approved by another, shown at once or on its day, taken back."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from knowledge.parts import Standing
from portal import db
from portal.errors import BadArticle, NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.articles import ArticleState, DraftState
from portal.models.audit import AuditEntry
from portal.services import article_desk, article_drafts, article_translations, articles, jobs
from portal.services.article_fields import ArticleFields
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.desk import (
    GRIET,
    approve,
    article_of,
    bring_back,
    draft_of,
    given_higher_price,
    make_dearer,
    shown_body,
    submit,
    try_out,
    type_in,
    versions,
)

pytestmark = pytest.mark.usefixtures("desk")

LATER, TOMORROW = NOON + timedelta(hours=1), NOON + timedelta(days=1)


def acts(session):
    return [entry.action for entry in session.exec(select(AuditEntry).order_by(col(AuditEntry.number)))]


def test_what_is_typed_is_kept_and_readers_see_nothing_of_it(session):
    make_dearer(session)

    assert (
        "95 euro"
        in article_drafts.opened(session, actor=GRIET.actor, slug="kosten", language="nl").fields.body
    )
    assert "95 euro" not in shown_body(session)


def test_opening_and_saving_without_a_change_makes_no_draft(session):
    type_in(session)

    assert draft_of(session) is None


def test_what_is_typed_and_taken_back_leaves_no_draft(session):
    make_dearer(session)

    make_dearer(session, words=("95 euro", "90 euro"))

    assert draft_of(session) is None


def test_two_colleagues_write_in_other_fields_of_one_draft(session):
    seen = article_drafts.opened(session, actor=GRIET.actor, slug="kosten", language="nl").fields
    type_in(session, title="Wat kost het?")

    article_drafts.save(
        session, actor=GRIET.actor, slug="kosten", language="nl", seen=seen, typed=seen.model_copy(update={"summary": "Kort."}), now=LATER
    )  # fmt: skip

    kept = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    assert (kept.fields.title, kept.fields.summary) == ("Wat kost het?", "Kort.")
    assert set(kept.writers) == {BRAM.id, GRIET.id}


def test_a_field_that_a_colleague_changed_meanwhile_is_not_overwritten(session):
    seen = article_drafts.opened(session, actor=GRIET.actor, slug="kosten", language="nl").fields
    type_in(session, title="Wat kost het?")

    with pytest.raises(OutsideRules, match="changed-meanwhile"):
        article_drafts.save(
            session, actor=GRIET.actor, slug="kosten", language="nl", seen=seen, typed=seen.model_copy(update={"title": "Hoeveel?"}), now=LATER
        )  # fmt: skip


def test_a_colleague_approves_and_readers_see_it_at_once(session):
    make_dearer(session)
    submit(session)

    version = approve(session, reason="De toets faalt, maar het bedrag is juist.", now=LATER)

    assert "95 euro" in shown_body(session)
    assert (version.author_id, version.approved_by) == (BRAM.id, GRIET.id)
    assert version.reason == "De toets faalt, maar het bedrag is juist."
    assert not version.released
    assert draft_of(session) is None
    assert articles.generation(session) == 2
    assert acts(session)[-3:] == ["article.submitted", "article.approved", "article.published"]


def test_a_text_that_was_never_tried_is_not_approved(session):
    make_dearer(session)
    submit(session)
    article_desk.take_back(session, actor=BRAM.actor, draft_id=draft_of(session).id, now=NOON)
    draft = make_dearer(session, words=("95 euro", "96 euro"))
    article_desk.submit(session, actor=BRAM.actor, draft_id=draft.id, revision=draft.revision, now=NOON)

    with pytest.raises(WrongState, match="not-tried"):
        approve(session)


def test_a_text_that_breaks_an_agreed_answer_is_approved_with_a_reason_only(session):
    make_dearer(session)
    submit(session)
    try_out(session, broken=["nl-002"], now=LATER)

    with pytest.raises(OutsideRules, match="gold-broken"):
        approve(session)
    version = approve(session, reason="Het bedrag is sinds vandaag hoger.")

    assert version.reason == "Het bedrag is sinds vandaag hoger."
    approved = session.exec(select(AuditEntry).where(AuditEntry.action == "article.approved")).one()
    assert approved.facts == {"language": "nl", "number": 2, "broken": ["nl-002"]}


def test_nobody_approves_a_text_in_which_they_wrote(session):
    make_dearer(session)
    type_in(session, actor=GRIET.actor, title="Wat kost het?")
    submit(session)

    for actor in (BRAM.actor, GRIET.actor):
        with pytest.raises(OutsideRules, match="own-text"):
            approve(session, actor=actor)
    approve(session, actor=WIM.actor)

    assert "95 euro" in shown_body(session)


def test_who_handed_it_in_does_not_approve_it_either(session):
    make_dearer(session)
    submit(session, actor=GRIET.actor)

    with pytest.raises(OutsideRules, match="own-text"):
        approve(session, actor=GRIET.actor)


def test_what_was_not_handed_in_is_not_approved(session):
    make_dearer(session)

    with pytest.raises(WrongState):
        approve(session)


def test_a_text_in_review_is_not_changed(session):
    make_dearer(session)
    submit(session)

    with pytest.raises(WrongState):
        type_in(session, title="Anders")


def test_what_was_changed_after_it_was_read_is_not_approved(session):
    make_dearer(session)
    read = submit(session).revision
    draft = draft_of(session)
    article_desk.take_back(session, actor=BRAM.actor, draft_id=draft.id, now=NOON)
    type_in(session, title="Anders")
    submit(session)

    with pytest.raises(WrongState):
        article_desk.approve(
            session,
            draft_id=draft.id,
            publish_at=None,
            reason=None,
            actor=GRIET.actor,
            now=NOON,
            revision=read,
        )


def test_a_text_without_a_change_is_not_handed_in(session):
    make_dearer(session)
    draft = draft_of(session)
    draft.values = article_drafts.opened(
        session, actor=BRAM.actor, slug="kosten", language="nl"
    ).before.values()
    session.add(draft)

    with pytest.raises(OutsideRules, match="unchanged"):
        submit(session)


def test_a_text_with_an_error_is_not_handed_in(session):
    type_in(session, body="## Kop\nDe test kost 95 euro.")

    with pytest.raises(BadArticle, match="figure"):
        submit(session)


def test_a_colleague_sends_a_text_back_with_a_reason(session):
    make_dearer(session)
    draft = submit(session)
    with pytest.raises(OutsideRules, match="reason-missing"):
        article_desk.send_back(session, actor=GRIET.actor, draft_id=draft.id, note="  ", now=NOON)

    article_desk.send_back(session, actor=GRIET.actor, draft_id=draft.id, note="Waar staat dat?", now=NOON)

    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    assert (text.state, text.note) == (DraftState.RETURNED, "Waar staat dat?")
    type_in(session, title="Wat kost het?")
    submit(session)
    assert draft_of(session).note == ""


def test_a_text_is_shown_on_its_day_and_not_before(session):
    make_dearer(session)
    submit(session)
    approve(session, publish_at=TOMORROW)
    session.commit()

    assert article_desk.publish_due(LATER) == 0
    assert "95 euro" not in shown_body(session)
    session.commit()
    assert [article_desk.publish_due(TOMORROW), article_desk.publish_due(TOMORROW)] == [1, 0]

    assert "95 euro" in shown_body(session)
    assert draft_of(session) is None
    assert acts(session).count("article.published") == 1


def test_the_background_work_publishes_what_is_due():
    assert jobs.JOBS["publish_articles"] is article_desk.publish_due


def test_a_moment_that_is_past_is_now(session):
    make_dearer(session)
    submit(session)

    approve(session, publish_at=NOON - timedelta(hours=1))

    assert "95 euro" in shown_body(session)


def test_a_day_more_than_a_year_away_is_a_slip(session):
    make_dearer(session)
    submit(session)

    with pytest.raises(OutsideRules, match="too-far-ahead"):
        approve(session, publish_at=NOON + timedelta(days=400))


def test_what_waits_for_its_day_can_be_taken_back(session):
    make_dearer(session)
    submit(session)
    approve(session, publish_at=TOMORROW)
    article_desk.take_back(session, actor=BRAM.actor, draft_id=draft_of(session).id, now=LATER)
    session.commit()

    assert article_desk.publish_due(TOMORROW) == 0

    assert "95 euro" not in shown_body(session)
    assert draft_of(session).state is DraftState.WRITING


def test_a_text_that_waits_does_not_replace_one_that_came_meanwhile(session):
    make_dearer(session)
    submit(session)
    approve(session, publish_at=TOMORROW)
    given_higher_price(session, now=LATER)
    session.commit()

    assert article_desk.publish_due(TOMORROW) == 0

    assert "99 euro" in shown_body(session)
    assert draft_of(session).state is DraftState.RETURNED
    assert acts(session)[-1] == "article.not-published"


def test_a_draft_of_an_older_text_is_not_handed_in_before_its_writer_looked(session):
    make_dearer(session)
    given_higher_price(session, now=LATER)
    assert article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl").is_outdated
    with pytest.raises(WrongState, match="superseded"):
        submit(session)

    article_drafts.go_on_from_newest(
        session, actor=BRAM.actor, slug="kosten", language="nl", shown=2, now=LATER
    )
    submit(session)
    approve(session)

    assert "95 euro" in shown_body(session)


def test_going_on_from_a_version_that_is_not_the_newest_is_refused(session):
    make_dearer(session)

    with pytest.raises(WrongState):
        article_drafts.go_on_from_newest(
            session, actor=BRAM.actor, slug="kosten", language="nl", shown=7, now=LATER
        )


def ask_back(session, *, actor=BRAM.actor, number=1, shown=2, reason=None, language="nl", now=LATER):
    return article_desk.restore_version(
        session,
        actor=actor,
        slug="kosten",
        language=language,
        number=number,
        shown=shown,
        reason=reason,
        now=now,
    )


@pytest.fixture
def dearer(session):
    """Readers see the second version, with the higher price."""
    make_dearer(session)
    submit(session)
    approve(session)


def test_an_older_version_waits_for_a_colleague_before_it_comes_back_as_a_new_one(session, dearer):
    draft = ask_back(session, reason="Het nieuwe bedrag was fout.")

    assert (draft.state, draft.submitted_by, draft.restored_from) == (DraftState.REVIEW, BRAM.id, 1)
    assert "95 euro" in shown_body(session)
    try_out(session)
    approve(session, now=LATER)

    first, second, third = versions(session)
    assert (first.published, second.published, third.published) == (False, False, True)
    assert (third.digest, third.content) == (first.digest, first.content)
    assert (third.restored_from, third.author_id, third.approved_by) == (1, BRAM.id, GRIET.id)
    assert third.reason == "Het nieuwe bedrag was fout."
    assert "95 euro" not in shown_body(session)
    assert acts(session)[-3:] == ["article.submitted", "article.approved", "article.version-restored"]


def test_who_asks_for_an_older_version_does_not_approve_it(session, dearer):
    ask_back(session)
    try_out(session)

    with pytest.raises(OutsideRules, match="own-text"):
        approve(session, actor=BRAM.actor)


def test_an_older_version_is_tried_like_any_text(session, dearer):
    ask_back(session)

    with pytest.raises(WrongState, match="not-tried"):
        approve(session)
    try_out(session, broken=["nl-002"])
    with pytest.raises(OutsideRules, match="gold-broken"):
        approve(session)
    version = approve(session, reason="Het antwoord was al fout.")

    assert (version.restored_from, version.reason) == (1, "Het antwoord was al fout.")


def test_why_it_must_come_back_is_no_reason_for_what_it_breaks(session, dearer):
    ask_back(session, reason="Het nieuwe bedrag was fout.")
    try_out(session, broken=["nl-002"])

    with pytest.raises(OutsideRules, match="gold-broken"):
        approve(session)


def test_an_older_version_that_is_changed_first_is_a_text_like_any_other(session, dearer):
    draft = ask_back(session)
    article_desk.take_back(session, actor=BRAM.actor, draft_id=draft.id, now=LATER)
    type_in(session, title="Wat kost het?")
    submit(session)

    version = approve(session)

    assert (version.restored_from, version.title) == (None, "Wat kost het?")
    assert acts(session)[-1] == "article.published"


def test_an_older_version_is_sent_back_like_any_text(session, dearer):
    draft = ask_back(session)

    article_desk.send_back(
        session, actor=GRIET.actor, draft_id=draft.id, note="Het bedrag is juist.", now=LATER
    )

    assert draft_of(session).state is DraftState.RETURNED
    assert "95 euro" in shown_body(session)


def test_a_version_is_not_asked_back_over_one_that_was_not_seen(session, dearer):
    with pytest.raises(WrongState, match="superseded"):
        ask_back(session, shown=1)
    with pytest.raises(OutsideRules, match="unchanged"):
        ask_back(session, number=2)
    with pytest.raises(NotFound):
        ask_back(session, number=9)
    assert draft_of(session) is None


def test_a_version_is_not_asked_back_over_what_a_colleague_is_writing(session, dearer):
    make_dearer(session, words=("95 euro", "97 euro"))

    with pytest.raises(WrongState, match="article_draft"):
        ask_back(session, actor=GRIET.actor)

    assert (
        "97 euro"
        in article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl").fields.body
    )


def test_an_older_version_does_not_overwrite_one_that_came_while_it_waited(session, dearer):
    ask_back(session)
    try_out(session)
    given_higher_price(session, now=LATER)

    with pytest.raises(WrongState, match="superseded"):
        approve(session)

    assert "99 euro" in shown_body(session)


def test_an_older_version_can_come_back_on_a_day(session, dearer):
    ask_back(session)
    try_out(session)
    approve(session, publish_at=TOMORROW)
    session.commit()

    assert article_desk.publish_due(TOMORROW) == 1

    assert "95 euro" not in shown_body(session)
    assert acts(session)[-1] == "article.version-restored"


def test_an_older_translation_comes_back_with_what_it_was_made_from(session):
    type_in(session, language="en", title="Price of the course")
    submit(session, language="en")
    approve(session, language="en")
    make_dearer(session)
    submit(session)
    approve(session)

    version = bring_back(session, number=1, shown=2, language="en")

    beside = article_translations.opened(session, slug="kosten", language="en", actor=BRAM.actor)
    assert version.restored_from == 1
    assert [line.standing for line in beside.lines].count(Standing.CURRENT) == len(beside.lines) - 1
    (changed,) = [line for line in beside.lines if line.standing is not Standing.CURRENT]
    assert "De test kost 95 euro." in changed.dutch


def test_a_translation_of_the_dutch_of_now_comes_back_to_the_letter(session):
    type_in(session, language="en", title="Price of the course")
    submit(session, language="en")
    approve(session, language="en")

    bring_back(session, number=1, shown=2, language="en")

    first, _second, third = versions(session, language="en")
    assert third.content == first.content


def test_what_was_withdrawn_stays_away_when_its_day_comes(session):
    make_dearer(session)
    submit(session)
    approve(session, publish_at=TOMORROW)
    articles.withdraw(session, slug="kosten", actor=WIM.actor, now=LATER)
    session.commit()

    article_desk.publish_due(TOMORROW)

    assert article_of(session).state is ArticleState.WITHDRAWN
    assert {text.slug for text in articles.published(session)} == {"buddy"}
    articles.restore(session, slug="kosten", actor=WIM.actor, now=TOMORROW)
    assert "95 euro" in shown_body(session)


def test_a_new_article_is_begun_written_approved_and_read(session):
    article_drafts.start(session, actor=BRAM.actor, title="  Wat is  een tolk? ", now=NOON)
    like = article_drafts.opened(session, actor=BRAM.actor, slug="buddy", language="nl").fields
    written = {name: value for name, value in dict(like).items() if name != "title"}
    type_in(session, slug="wat-is-een-tolk", **written)
    submit(session, slug="wat-is-een-tolk")
    approve(session, slug="wat-is-een-tolk")

    assert article_of(session, "wat-is-een-tolk").owner_id == BRAM.id
    assert "wat-is-een-tolk" in {text.slug for text in articles.published(session)}


def test_two_articles_of_one_name_get_addresses_of_their_own(session):
    first = article_drafts.start(session, actor=BRAM.actor, title="Een tolk", now=NOON)
    second = article_drafts.start(session, actor=BRAM.actor, title="Een tolk!", now=NOON)

    assert (first.slug, second.slug) == ("een-tolk", "een-tolk-2")
    with pytest.raises(OutsideRules, match="title-missing"):
        article_drafts.start(session, actor=BRAM.actor, title=" ", now=NOON)


def test_a_draft_can_begin_with_what_is_known(session):
    known = ArticleFields(body="## Vraag\nEen antwoord.", questions=("Hoe?",))

    made = article_drafts.begin(session, title="Van een jurist", fields=known, now=NOON)

    text = article_drafts.opened(session, actor=BRAM.actor, slug=made.slug, language="nl")
    assert (text.fields.questions, text.writers, text.owner_id) == (("Hoe?",), (), None)


def test_a_translation_is_held_against_the_dutch_that_readers_see(session):
    type_in(session, language="en", title="What is the price of the course?")
    submit(session, language="en")
    approve(session, language="en")

    assert versions(session, language="en")[-1].title == "What is the price of the course?"
    type_in(session, language="en", body="## One\nOnly this.")
    with pytest.raises(BadArticle):
        submit(session, language="en")


def test_what_is_being_written_can_be_thrown_away(session):
    make_dearer(session)

    article_drafts.forget(session, actor=GRIET.actor, slug="kosten", language="nl", now=NOON)

    assert draft_of(session) is None
    with pytest.raises(NotFound):
        article_drafts.forget(session, actor=GRIET.actor, slug="kosten", language="nl", now=NOON)


def test_a_text_that_was_compared_with_its_sources_gets_new_days_in_a_draft(session):
    later = NOON.replace(year=2027)
    article_drafts.write_checked(session, actor=BRAM.actor, slug="kosten", now=later)

    text = article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    assert (text.fields.checked_on, text.before.checked_on) == (later.date(), date(2026, 11, 22))
    assert text.fields.next_check - later.date() == text.before.next_check - text.before.checked_on
    assert text.fields.body == text.before.body


def test_a_redacteur_takes_an_article_under_their_care(session):
    article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON)
    article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON)

    assert article_of(session, "buddy").owner_id == BRAM.id
    assert acts(session).count("article.taken") == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda session: article_drafts.opened(session, actor=AMINA.actor, slug="kosten", language="nl"),
        lambda session: article_drafts.start(session, actor=AMINA.actor, title="X", now=NOON),
        lambda session: article_drafts.forget(session, actor=AMINA.actor, slug="kosten", language="nl", now=NOON),
        lambda session: article_desk.submit(session, actor=AMINA.actor, draft_id="x", revision=1, now=NOON),
        lambda session: article_desk.take_back(session, actor=AMINA.actor, draft_id="x", now=NOON),
        lambda session: article_desk.approve(session, draft_id="x", publish_at=None, reason=None, actor=AMINA.actor, now=NOON),
        lambda session: article_desk.send_back(session, actor=AMINA.actor, draft_id="x", note="x", now=NOON),
        lambda session: article_desk.take(session, actor=AMINA.actor, slug="kosten", now=NOON),
        lambda session: article_desk.restore_version(session, actor=AMINA.actor, slug="kosten", language="nl", number=1, shown=1, now=NOON),
    ],
)  # fmt: skip
def test_the_desk_is_for_the_redactie(session, act):
    with pytest.raises(NotAllowed):
        act(session)


def test_what_does_not_exist_is_said_to_be_missing(session):
    for act in (
        lambda: article_drafts.opened(session, actor=BRAM.actor, slug="niets", language="nl"),
        lambda: article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="xx"),
        lambda: article_desk.take_back(session, actor=BRAM.actor, draft_id="x", now=NOON),
        lambda: article_desk.take(session, actor=BRAM.actor, slug="niets", now=NOON),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_unit_of_work_sees_a_published_text_in_another_session(session):
    make_dearer(session)
    submit(session)
    approve(session)
    session.commit()

    with db.reading() as other:
        assert any(
            "95 euro" in sentence.text for text in articles.published(other) for sentence in text.sentences
        )
