"""Every code a reader can meet has words."""

from datetime import UTC, datetime

import pytest

import i18n
from knowledge.vocabulary import TOPICS
from portal import errors
from portal.models.people import Agency, Role
from portal.ui import labels, labels_articles, labels_desk


def _every_error(kind: type[errors.PortalError] = errors.PortalError) -> list[type[errors.PortalError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _every_error(child))]


OF_THE_TREE = [kind for kind in _every_error() if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", OF_THE_TREE, ids=lambda kind: kind.__name__)
def test_every_error_has_words_of_its_own(kind):
    assert kind in {*labels._WORDS, errors.CaseTaken, errors.TooLong, errors.TooManyRequests}


def test_an_error_from_elsewhere_is_explained_as_what_it_is_a_kind_of():
    class LineBusy(errors.ProviderDown):
        pass

    assert labels.explain(LineBusy("mail")) == labels.explain(errors.ProviderDown("mail"))


def test_an_error_with_facts_tells_them():
    assert "1000" in labels.explain(errors.TooLong(limit=1000))
    assert "14:30" in labels.explain(
        errors.TooManyRequests(retry_at=datetime(2026, 3, 10, 13, 30, tzinfo=UTC))
    )


def test_every_role_and_agency_has_a_name():
    assert set(labels.ROLES) == set(Role)
    assert set(labels.AGENCIES) == set(Agency)


def test_every_topic_of_an_article_has_a_heading():
    assert set(labels_articles.TOPICS) == set(TOPICS)


@pytest.mark.parametrize("state", labels_articles.STATES)
def test_why_a_text_cannot_go_on_is_said_by_its_state(state):
    said = labels.explain(errors.WrongState("article_version", state))

    assert said == str(labels_articles.STATES[state])
    assert said != labels.explain(errors.WrongState("article_version", "another"))


def test_a_draft_that_an_import_wrote_is_the_portals_own():
    with i18n.use_locale("nl"):
        assert labels_desk.writer("") == "Het portaal zelf"
        assert "Bram Desmet" in labels_desk.writer("Bram Desmet")
