"""Mail: written once for one event, sent once, tried again, and seen when it fails."""

import re
from datetime import timedelta

import pytest
import structlog
from sqlmodel import select

from i18n import OFFERED
from portal import mail_texts
from portal.errors import ProviderDown
from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Person
from portal.providers.mail import MailRefused
from portal.services import jobs, outbox
from portal.services.jobs import Background
from portal.settings import settings
from tests.cast import AMINA
from tests.conftest import NOON

FACTS = {"number": "Z-2026-000123"}


class Postman:
    """Keeps what it is given; `fails` are the errors it raises first."""

    def __init__(self, *fails):
        self.fails = list(fails)
        self.letters = []

    def send(self, letter):
        if self.fails:
            raise self.fails.pop(0)
        self.letters.append(letter)


@pytest.fixture
def mail(session, cast):
    queued = queue(session)
    session.commit()
    return queued


def queue(session, **changed):
    facts = {
        "key": "case.answered:1",
        "template": "case.answered",
        "language": "ar",
        "facts": FACTS,
    } | changed
    return outbox.queue_mail(session, person_id=AMINA.id, now=NOON, **facts)


def state_of(session, mail):
    session.expire_all()
    found = session.get(OutboxMail, mail.id)
    session.commit()
    return found.state, found.attempts, found.failure


def test_the_same_event_twice_is_one_mail(session, cast):
    assert queue(session).id == queue(session).id
    assert len(session.exec(select(OutboxMail)).all()) == 1


def test_a_mail_is_sent_once_however_often_the_job_runs(session, mail):
    postman = Postman()

    counts = [jobs.send_mail(NOON, postman) for _ in range(3)]

    assert counts == [1, 0, 0]
    assert [letter.to for letter in postman.letters] == ["amina@example.org"]
    assert state_of(session, mail)[0] is MailState.SENT


def test_two_processes_that_see_the_same_mail_claim_it_once(session, mail):
    seen_by_both = session.get(OutboxMail, mail.id)
    first = outbox._claim_one(session, seen_by_both, NOON)
    second = outbox._claim_one(session, seen_by_both, NOON)  # what it read is old by now

    assert (first, second) == (True, False)


def test_a_mail_of_a_process_that_died_is_sent_when_its_claim_ends(session, mail):
    outbox.claim(session, now=NOON)
    session.commit()
    postman = Postman()

    assert jobs.send_mail(NOON + timedelta(minutes=9), postman) == 0
    assert jobs.send_mail(NOON + timedelta(minutes=10), postman) == 1


def test_a_server_that_is_down_is_tried_again_later(session, mail):
    postman = Postman(ProviderDown("smtp"))

    assert jobs.send_mail(NOON, postman) == 0
    assert state_of(session, mail) == (MailState.WAITING, 1, "server-down")
    assert jobs.send_mail(NOON + timedelta(seconds=59), postman) == 0
    assert jobs.send_mail(NOON + timedelta(seconds=60), postman) == 1


def test_a_mail_that_keeps_failing_is_given_up_and_seen(session, mail):
    postman, moment = Postman(*[ProviderDown("smtp")] * 6), NOON
    for wait in [*outbox.BACK_OFF, timedelta()]:
        jobs.send_mail(moment, postman)
        moment += wait

    assert state_of(session, mail) == (MailState.FAILED, 6, "server-down")
    assert outbox.queue_of(session, now=moment).failed == 1


def test_a_failed_mail_can_be_let_go_again(session, mail):
    jobs.send_mail(NOON, Postman(MailRefused("smtp")))
    assert state_of(session, mail) == (MailState.FAILED, 1, "refused")

    assert outbox.retry_failed(session, now=NOON) == 1
    session.commit()
    assert jobs.send_mail(NOON, Postman()) == 1


def test_one_mail_that_cannot_be_made_does_not_hold_up_the_others(session, cast):
    broken = queue(session, key="a", template="no.such")
    lacking = queue(session, key="b", facts={})
    queue(session, key="c")
    session.commit()

    assert jobs.send_mail(NOON, Postman()) == 1
    assert state_of(session, broken)[::2] == (MailState.FAILED, "unknown-template")
    assert state_of(session, lacking)[::2] == (MailState.FAILED, "unknown-template")


@pytest.mark.parametrize("change", [{"mail": None}, {"active": False}])
def test_somebody_without_an_address_or_without_access_gets_no_mail(session, mail, change):
    for name, value in change.items():
        setattr(session.get(Person, AMINA.id), name, value)
    session.commit()
    postman = Postman()

    assert jobs.send_mail(NOON, postman) == 0
    assert postman.letters == []
    assert state_of(session, mail)[0] is MailState.SKIPPED


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("name", mail_texts.TEMPLATES)
def test_a_mail_leads_to_a_page_in_the_readers_language(name, language):
    facts = dict.fromkeys(mail_texts.TEMPLATES[name].facts, "Z-2026-000123")
    subject, text = mail_texts.render(name, facts, language=language, base_url="https://portaal.example")

    assert f"https://portaal.example/{language}/" in text
    assert "Z-2026" not in subject
    assert "%(" not in subject + text


@pytest.mark.parametrize("name", mail_texts.TEMPLATES)
def test_figures_in_an_arabic_mail_are_held_from_left_to_right(name):
    """A mail is plain text: between Arabic words the groups of a phone number would show in turned order."""
    facts = dict.fromkeys(mail_texts.TEMPLATES[name].facts, "016 30 14 50")
    _subject, text = mail_texts.render(name, facts, language="ar", base_url="https://portaal.example")
    words = [line for line in text.splitlines() if "https://" not in line]

    assert not re.search(r"\d", re.sub(r"\u2066[^\u2069]*\u2069", "", "".join(words)))


def test_what_the_redactie_writes_in_a_mail_reads_in_its_own_order():
    note = "Bel 016 30 14 50 voor je dit verandert."

    _subject, text = mail_texts.render("activity.refused", {"note": note}, language="ar", base_url="")

    assert f"\u2066{note}\u2069" in text


def test_a_language_that_is_no_longer_offered_is_written_in_dutch():
    facts = dict.fromkeys(mail_texts.TEMPLATES["case.answered"].facts, "1")

    assert "/nl/" in mail_texts.render("case.answered", facts, language="xx", base_url="")[1]


def test_a_failed_mail_logs_no_address(session, mail):
    with structlog.testing.capture_logs() as lines:
        jobs.send_mail(NOON, Postman(ProviderDown("smtp")))

    assert lines[0]["event"] == "mail_failed"
    assert "example.org" not in str(lines)


def test_one_of_two_processes_does_the_background_work(session, cast):
    def turn(holder, minute):
        moment = NOON + timedelta(minutes=minute)
        mine = jobs.take_turn(session, holder=holder, now=moment, lasts=timedelta(minutes=3))
        session.commit()
        return mine

    assert turn("one", 0)
    assert not turn("two", 1)
    assert turn("one", 2)
    assert not turn("two", 4)
    assert turn("two", 5)  # the first let its turn end
    assert not turn("one", 6)
    assert jobs.last_round_at(session) == NOON + timedelta(minutes=5)


def test_a_round_sends_the_mail_to_the_folder(session, mail, stopped_clock):
    done = Background(every_s=1).round()

    assert done.done["send_mail"] == 1
    [letter] = (settings().data_dir / "mail").glob("*.eml")
    assert "Amina" not in letter.read_text()


def test_the_rounds_stop_when_the_portal_stops(session, cast):
    background = Background(every_s=3600)
    background.start()
    background.stop()

    assert not background._thread.is_alive()
