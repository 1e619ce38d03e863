"""Every code that a reader of the chat can meet has its words."""

import pytest

from chatbot import contacts, texts
from chatbot.answer import Outcome, Reason, UrgentKind
from i18n import OFFERED, SOURCE
from portal.models.cases import AskerKind, AskerSector
from portal.models.conversations import FeedbackReason
from portal.services import helpdesk
from portal.ui import labels_chat


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (labels_chat.OUTCOMES, Outcome),
        (labels_chat.URGENT_TITLES, UrgentKind),
        (labels_chat.FEEDBACK_REASONS, FeedbackReason),
        (labels_chat.ASKER_KINDS, AskerKind),
        (labels_chat.ASKER_SECTORS, AskerSector),
        (texts.URGENT_CONTACTS, UrgentKind),
    ],
)
def test_every_code_has_its_label(table, codes):
    assert set(table) == set(codes)


def test_every_service_of_the_referral_rules_has_its_words():
    assert set(labels_chat.REFERRALS) == {rule.id for rule in helpdesk.rules().referrals}


@pytest.mark.parametrize("language", OFFERED)
def test_every_fixed_text_can_be_said(language):
    for kind in UrgentKind:
        assert "%(" not in texts.urgent(kind, language)
        assert len(texts.urgent(kind, language).splitlines()) >= 3
    for reason in Reason:
        assert texts.plain(Outcome.ERROR, reason, language)
    for outcome in (Outcome.PARTIAL, Outcome.CLARIFY, Outcome.ABSTAIN):
        assert texts.plain(outcome, None, language)


def test_contacts_are_dated_and_cited():
    assert all(
        contact.source.startswith("https://") and contact.last_checked
        for contact in contacts.contacts().values()
    )
    named = {contact_id for ids in texts.URGENT_CONTACTS.values() for contact_id in ids}
    assert named <= set(contacts.contacts())
    assert named == set(labels_chat.CONTACTS)  # each says what it is for to who does not read its name


@pytest.mark.parametrize("language", OFFERED)
def test_who_does_not_read_dutch_reads_of_the_suicide_line_in_french_too(language):
    number = contacts.phone("suicide-line-fr")
    reads_dutch = language == SOURCE

    assert (number in texts.urgent(UrgentKind.DANGER, language)) is not reads_dutch
    assert ("suicide-line-fr" in texts.urgent_contacts(UrgentKind.DANGER, language)) is not reads_dutch
    assert contacts.phone("suicide-line") in texts.urgent(UrgentKind.DANGER, language)


@pytest.mark.parametrize(
    "entry",
    [
        "{id: a, name: A, phone: '1'}",
        "{id: a, name: A, phone: '1', source: x, last_checked: 2026-01-01}",
        "{id: a, name: A, phone: '1', source: 'https://x', last_checked: soon}",
    ],
)
def test_a_contact_without_source_or_day_is_refused(tmp_path, entry):
    broken = tmp_path / "contacts.yaml"
    broken.write_text(f"contacts:\n  - {entry}\n", encoding="utf-8")

    with pytest.raises(contacts.BadContacts, match=r"contacts\.yaml: entry 1"):
        contacts.load(broken)
