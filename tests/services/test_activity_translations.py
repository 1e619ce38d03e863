"""A translation knows what it was made from: only the paragraphs that changed since are outdated, until somebody looks."""

import pytest

from portal.services import activity_views
from portal.services.activity_facts import Text
from tests.activities import PRAATGROEP, change, given_published
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")

FIRST = "Samen Nederlands oefenen met een kop koffie, elke week aan een grote tafel."
SECOND = "Breng iets mee om te vertellen. Iedereen is welkom, ook wie nog niet veel Nederlands spreekt."
DUTCH = PRAATGROEP.model_copy(update={"description": f"{FIRST}\n\n{SECOND}"})
FRENCH = Text(
    title="Table de conversation", description="Pratiquer le néerlandais.\n\nApportez quelque chose."
)
NEW = "Breng een foto mee om over te vertellen."


def changed(session, activity, language="fr"):
    return activity_views.by_slug(session, activity.slug, now=NOON).changed_since(language)


@pytest.fixture
def translated(session):
    return given_published(session, texts={"nl": DUTCH, "fr": FRENCH})


@pytest.fixture
def outdated(session, translated):
    texts = {"nl": DUTCH.model_copy(update={"description": f"{FIRST}\n\n{NEW}"}), "fr": FRENCH}
    return change(session, translated, texts=texts), texts


def test_a_new_translation_is_of_now(session, translated):
    assert changed(session, translated) == ()
    assert changed(session, translated, "nl") == ()


def test_only_the_paragraph_that_changed_is_outdated(session, outdated):
    assert changed(session, outdated[0]) == (NEW,)


def test_spaces_change_nothing(session, translated):
    spaced = DUTCH.model_copy(update={"description": f"{FIRST}  \n\n\n\n {SECOND}"})

    assert changed(session, change(session, translated, texts={"nl": spaced, "fr": FRENCH})) == ()


def test_translating_again_makes_it_of_now(session, outdated):
    activity, texts = outdated
    again = FRENCH.model_copy(update={"description": "Pratiquer le néerlandais.\n\nApportez une photo."})

    assert changed(session, change(session, activity, texts=texts | {"fr": again})) == ()


def test_who_says_that_it_still_fits_makes_it_of_now(session, outdated):
    activity, texts = outdated

    change(session, activity, texts=texts | {"fr": FRENCH.model_copy(update={"fresh": True})})

    assert changed(session, activity) == ()
    assert activity_views.by_slug(session, activity.slug, now=NOON).facts.texts["fr"].fresh is False
