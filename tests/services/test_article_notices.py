"""The redactie hears what waits for them: one mail a step and person, and a place in the list of tasks."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal import mail_texts
from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Person
from portal.services import article_desk, article_drafts, editor_tasks
from portal.services.editor_tasks import EditorTask
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.desk import (
    GRIET,
    approve,
    draft_of,
    given_higher_price,
    make_dearer,
    submit,
    try_out,
    type_in,
)

pytestmark = pytest.mark.usefixtures("desk")

LATER, TOMORROW = NOON + timedelta(hours=1), NOON + timedelta(days=1)


def mails(session, template=None, *, state=MailState.WAITING):
    rows = session.exec(select(OutboxMail).where(OutboxMail.state == state))
    return sorted((row.template, row.person_id) for row in rows if template in (None, row.template))


def sent_back(session, note="Waar staat dat?"):
    return article_desk.send_back(
        session, actor=GRIET.actor, draft_id=draft_of(session).id, note=note, now=LATER
    )


def test_who_may_decide_hears_that_a_text_waits_and_who_wrote_it_does_not(session):
    make_dearer(session)
    submit(session)

    assert mails(session) == [("article.review-asked", GRIET.id)]
    assert [one.title for one in editor_tasks.reviews(session, actor=GRIET.actor)] == ["Wat kost de cursus?"]


def test_did_every_redacteur_write_in_it_then_a_beheerder_hears_it(session):
    make_dearer(session)
    type_in(session, actor=GRIET.actor, title="Wat kost het?")
    submit(session)

    assert mails(session) == [("article.review-asked", WIM.id)]


def test_a_text_that_is_taken_back_before_the_mail_left_is_not_told(session):
    make_dearer(session)
    submit(session)
    article_desk.take_back(session, actor=BRAM.actor, draft_id=draft_of(session).id, now=NOON)
    assert mails(session) == []

    submit(session)

    assert mails(session) == [("article.review-asked", GRIET.id)]


def test_what_came_back_is_told_once_and_stands_among_the_tasks_until_it_is_handed_in_again(session):
    make_dearer(session)
    submit(session)
    sent_back(session)

    assert mails(session) == [("article.sent-back", BRAM.id)]
    (back,) = editor_tasks.returned(session, actor=BRAM.actor)
    assert (back.slug, back.language, back.note) == ("kosten", "nl", "Waar staat dat?")
    assert editor_tasks.tasks(session, actor=BRAM.actor, now=LATER)[EditorTask.RETURNED] == 1
    assert editor_tasks.returned(session, actor=GRIET.actor) == ()

    type_in(session, title="Wat kost het?")
    submit(session)
    assert editor_tasks.returned(session, actor=BRAM.actor) == ()


def test_sent_back_twice_is_two_mails(session):
    make_dearer(session)
    for _ in range(2):
        submit(session)
        sent_back(session)

    assert mails(session, "article.sent-back") == [("article.sent-back", BRAM.id)] * 2


def test_whose_article_it_is_hears_it_too(session):
    article_desk.take(session, actor=WIM.actor, slug="kosten", now=NOON)
    make_dearer(session)
    submit(session)
    sent_back(session)

    assert mails(session) == [("article.sent-back", BRAM.id), ("article.sent-back", WIM.id)]
    assert len(editor_tasks.returned(session, actor=WIM.actor)) == 1


def test_who_wrote_it_hears_that_it_is_approved_and_nobody_has_to_look_any_more(session):
    make_dearer(session)
    submit(session)
    approve(session, now=LATER)

    assert mails(session) == [("article.approved", BRAM.id)]
    assert mails(session, state=MailState.SKIPPED) == [("article.review-asked", GRIET.id)]


def test_a_text_that_could_not_appear_on_its_day_is_told_and_stands_among_the_tasks(session):
    make_dearer(session)
    submit(session)
    approve(session, publish_at=TOMORROW)
    given_higher_price(session, now=LATER)
    session.commit()
    article_desk.publish_due(TOMORROW)

    assert ("article.not-published", BRAM.id) in mails(session)
    assert len(editor_tasks.returned(session, actor=BRAM.actor)) == 1


def test_an_older_version_that_is_asked_back_waits_for_a_colleague_who_hears_it(session):
    make_dearer(session)
    submit(session)
    approve(session)
    article_desk.restore_version(
        session, actor=BRAM.actor, slug="kosten", language="nl", number=1, shown=2, now=LATER
    )

    assert ("article.review-asked", GRIET.id) in mails(session)
    try_out(session)
    approve(session, now=LATER)
    assert mails(session, "article.approved") == [("article.approved", BRAM.id)] * 2


def test_a_text_that_nobody_of_the_redactie_wrote_comes_back_to_everybody(session):
    article_drafts.begin(session, title="Van een jurist", now=NOON)
    draft = draft_of(session, "van-een-jurist")
    draft.state = "returned"
    session.add(draft)

    assert len(editor_tasks.returned(session, actor=BRAM.actor)) == 1
    assert len(editor_tasks.returned(session, actor=GRIET.actor)) == 1


def test_who_left_the_redactie_hears_nothing(session):
    make_dearer(session)
    submit(session)
    session.get_one(Person, BRAM.id).active = False
    session.flush()

    sent_back(session)

    assert mails(session) == []


def test_the_mail_leads_to_the_text_and_says_nothing_of_it(session):
    make_dearer(session)
    submit(session)
    sent_back(session, note="Amina Benali zei 97 euro.")
    (mail,) = session.exec(select(OutboxMail).where(OutboxMail.template == "article.sent-back"))

    subject, text = mail_texts.render(mail.template, mail.facts, language="nl", base_url="https://x.be")

    assert "https://x.be/nl/artikel-bewerken?artikel=kosten&taal=nl" in text
    assert not any(
        word in subject + text
        for word in (AMINA.given_name, "97", "Wat kost", BRAM.given_name, GRIET.given_name)
    )
