"""Finding, writing and reviewing activities, through the real app."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

import i18n
from portal import db
from portal.models.activities import Activity, ActivityKind, ActivityState, Occurrence, OccurrenceState
from portal.models.offer import ActivityDraft
from portal.models.outbox import OutboxMail
from portal.models.people import RoleGrant
from portal.services import activities, activity_access, activity_rows
from portal.ui import labels_activities
from tests.activities import (
    COOKING,
    THURSDAY_2PM,
    facts_of,
    given_published,
    given_sign_up,
    given_typed,
    once,
    weekly,
)
from tests.cast import AMINA, MECHELEN, SOFIE
from tests.conftest import NOON
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("people")

EDIT = "activity_edit.py"
HERENT = "24038"  # next to Leuven


def published(**facts) -> Activity:
    with db.transaction() as session:
        return given_published(session, **facts)


def typed(**facts) -> Activity:
    with db.transaction() as session:
        return given_typed(session, **facts)


def handed_in(**facts) -> Activity:
    with db.transaction() as session:
        activity = given_typed(session, **facts)
        return activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)


def the(kind):
    with db.transaction() as session:
        return session.exec(select(kind)).one()


def words_of(app) -> str:
    return " ".join(text_of(app).split())


def press(app, label: str):
    (button,) = [button for button in app.button if re.sub("[\u2066-\u2069]", "", button.label) == label]
    return button.click().run()


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_finds_what_there_is_without_logging_in():
    published()

    words = words_of(opened("find.py"))

    assert "1 activiteit gevonden" in words
    assert "Praatgroep in de bibliotheek" in words
    assert "donderdag 12 maart 2026, 14:00 tot 16:00" in words
    assert "Telt voor de 40 uur" in words
    assert "Gratis" in words


def test_amina_begins_with_what_is_near_her_home():
    published()
    published(texts={"nl": COOKING}, nis_code=MECHELEN)

    app = opened("find.py", person="amina")

    assert app.selectbox(key="find.place").value == AMINA.nis_code
    assert "Koken met de buurt" not in words_of(app)
    assert "Iets voor jou" not in words_of(app)  # the list begins with the same


def test_amina_is_told_what_is_nearest_while_she_asks_for_nothing():
    for _number in range(3):
        published(texts={"nl": COOKING}, nis_code=HERENT)
    published(calendar=once(THURSDAY_2PM + timedelta(days=1)))

    app = opened("find.py", person="amina")

    first, second, *_rest = re.findall("Praatgroep|Koken|Iets voor jou|gevonden", words_of(app))
    assert (first, second) == ("Iets voor jou", "Praatgroep")
    app.selectbox(key="find.level").set_value(2).run()
    assert "Iets voor jou" not in words_of(app)
    assert "4 activiteiten gevonden" in words_of(app)


def test_the_address_fills_the_filters_and_follows_them():
    published()
    app = opened("find.py", plaats="3000", km="5", gratis="1", q="praat", niveau="3")
    assert "Praatgroep" in words_of(app)
    assert app.checkbox(key="find.free").value

    app.selectbox(key="find.level").set_value(1).run()

    assert app.query_params["niveau"] == "1"
    assert "We vinden niets dat past." in words_of(app)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"km": "ver"},
        {"van": "gisteren"},
        {"soort": "x"},
        {"plaats": "Parijs"},
        {"niveau": "9"},
        {"blad": "-1"},
    ],
)
def test_nonsense_in_the_address_is_left_out(nonsense):
    published()

    assert "1 activiteit gevonden" in words_of(opened("find.py", **nonsense))


def test_an_arabic_reader_finds_sport_by_the_arabic_word_on_the_page():
    published(texts={"nl": COOKING}, kind=ActivityKind.SPORT)
    with i18n.use_locale("ar"):
        label = str(labels_activities.KINDS[ActivityKind.SPORT])

    words = words_of(opened("find.py", language="ar", q=label))

    assert "Koken met de buurt" in words


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sofie_begins_an_activity_and_what_she_types_is_kept():
    app = press(opened("activities.py", person="sofie"), "Nieuwe activiteit voor Leuven")
    one = the(Activity).id
    app = opened(EDIT, person="sofie", id=one)
    app.text_input(key=f"activity_edit.{one}.nl.title").set_value("Samen fietsen").run()

    assert the(ActivityDraft).values["texts"]["nl"]["title"] == "Samen fietsen"
    assert "Samen fietsen" in words_of(opened(EDIT, person="sofie", id=one))


def test_the_page_names_what_helps_most():
    one = typed(taalicoon=None, prices=()).id

    words = words_of(opened(EDIT, person="sofie", id=one))

    assert "hoeveel Nederlands je nodig hebt" in words
    assert "de prijs, ook als het gratis is" in words


def test_a_level_and_a_price_are_chosen_in_the_third_step():
    one = typed(taalicoon=None, prices=()).id
    app = opened(EDIT, person="sofie", id=one)
    app.radio(key="activity_edit.step").set_value("who").run()
    app.radio(key=f"activity_edit.{one}.level").set_value(2).run()
    app.checkbox(key=f"activity_edit.{one}.free").set_value(True).run()

    assert the(ActivityDraft).values == facts_of().values()


@pytest.mark.parametrize("step", ["text", "when", "who", "sign-up"])
def test_looking_at_a_step_changes_nothing(step):
    one = typed(calendar=weekly(1, 3)).id
    before = the(ActivityDraft).values
    app = opened(EDIT, person="sofie", id=one)

    app.radio(key="activity_edit.step").set_value(step).run()

    assert the(ActivityDraft).values == before
    assert not app.error


def test_an_address_without_https_is_not_kept_and_said():
    one = typed().id
    app = opened(EDIT, person="sofie", id=one)
    app.radio(key="activity_edit.step").set_value("sign-up").run()
    app.text_input(key=f"activity_edit.{one}.contact_url").set_value("javascript:alert(1)").run()

    assert "Dit kunnen we zo niet bewaren" in app.error[0].value
    assert "contact_url" not in the(ActivityDraft).values


def test_sofie_hands_in_and_bram_publishes():
    one = typed().id
    app = press(opened(EDIT, person="sofie", id=one), "Indienen bij de redactie")
    assert "Je activiteit is ingediend." in words_of(app)
    assert "Praatgroep in de bibliotheek" in words_of(opened("activities.py", person="bram"))

    app = press(opened(EDIT, person="bram", id=one), "Publiceer deze activiteit")

    assert "De activiteit staat op het portaal." in words_of(app)
    assert the(Activity).state is ActivityState.PUBLISHED


def test_handing_in_too_early_says_what_to_do():
    one = typed(taalicoon=None).id

    app = press(opened(EDIT, person="sofie", id=one), "Indienen bij de redactie")

    assert "Er ontbreekt nog iets." in words_of(app)
    assert the(Activity).state is ActivityState.DRAFT


def test_bram_refuses_with_words_and_sofie_reads_them():
    one = handed_in().id
    app = opened(EDIT, person="bram", id=one)
    app.text_area(key="activity_edit.note").set_value("Voor wie is dit?")
    press(app, "Publiceer niet")

    assert "Voor wie is dit?" in words_of(opened(EDIT, person="sofie", id=one))
    assert "Niet gepubliceerd" in words_of(opened("activities.py", person="sofie"))


def test_sofies_list_begins_with_what_she_must_still_do():
    published(texts={"nl": COOKING}, calendar=once(THURSDAY_2PM + timedelta(days=1)))
    published()
    typed(texts={"nl": COOKING.model_copy(update={"title": "Samen zingen"})})

    words = words_of(opened("activities.py", person="sofie"))

    assert re.findall("Samen zingen|Praatgroep|Koken", words) == ["Samen zingen", "Praatgroep", "Koken"]


def test_a_day_is_cancelled_and_who_signed_up_is_told():
    activity = published(calendar=weekly())
    with db.transaction() as session:
        given_sign_up(session, activity_rows.occurrences_of(session, activity.id)[0], AMINA)

    app = press(opened(EDIT, person="sofie", id=activity.id), "Zeg deze dag af")

    assert "1 persoon krijgt een mail." in words_of(app)
    with db.transaction() as session:
        states = session.exec(select(Occurrence.state).order_by(Occurrence.starts_at)).all()
        mails = session.exec(
            select(OutboxMail.person_id).where(OutboxMail.template == "activity.cancelled")
        ).all()
    assert states[:2] == [OccurrenceState.CANCELLED, OccurrenceState.PLANNED]
    assert mails == ["amina"]


def test_everything_is_cancelled_only_after_a_tick():
    one = published().id
    app = opened(EDIT, person="sofie", id=one)
    (button,) = [button for button in app.button if button.label == "Zeg de hele activiteit af"]
    assert button.disabled

    app.checkbox(key="activity_edit.sure").set_value(True).run()
    press(app, "Zeg de hele activiteit af")

    assert the(Activity).state is ActivityState.CANCELLED


def throws_away(app):
    (sure,) = [box for box in app.checkbox if box.label == "Ja, gooi dit weg."]
    (button,) = [button for button in app.button if button.label == "Gooi het concept weg"]
    assert button.disabled
    sure.set_value(True).run()
    return press(app, "Gooi het concept weg")


def test_sofie_throws_away_what_she_typed_into_a_published_activity():
    one = published().id
    app = opened(EDIT, person="sofie", id=one)
    assert "Gooi het concept weg" not in [button.label for button in app.button]
    title = app.text_input(key=f"activity_edit.{one}.nl.title")
    app = title.set_value("Samen fietsen").run()

    app = throws_away(app)

    assert "Het concept is weg." in words_of(app)
    assert "Samen fietsen" not in [field.value for field in app.text_input]
    assert "Praatgroep in de bibliotheek" in [field.value for field in app.text_input]
    with db.transaction() as session:
        assert session.exec(select(ActivityDraft)).all() == []


def test_sofie_throws_away_an_activity_that_she_only_began():
    one = typed().id

    app = throws_away(opened(EDIT, person="sofie", id=one))

    assert "Onze activiteiten" in words_of(app)
    assert "Het concept is weg." in words_of(app)
    with db.transaction() as session:
        assert session.exec(select(Activity)).all() == []


def test_everything_passes_on_to_a_colleague():
    one = published().id
    with db.transaction() as session:
        session.add(RoleGrant(person_id="tom", role=SOFIE.role, organisation_id="leuven", granted_at=NOON))

    app = press(opened(EDIT, person="sofie", id=one), "Geef alles door")

    assert "1 activiteit is doorgegeven." in words_of(app)
    assert the(Activity).owner_id == "tom"


@pytest.mark.parametrize("stranger", ["tom", "bram"])
def test_what_was_never_handed_in_is_nobody_elses(stranger):
    one = typed().id

    words = words_of(opened(EDIT, person=stranger, id=one))

    assert "We vinden deze activiteit niet." in words
    assert "Praatgroep" not in words


def test_an_inburgeraar_stays_out():
    one = published().id

    for page in ("activities.py", EDIT):
        assert re.search("hoort bij een andere rol", words_of(opened(page, person="amina", id=one)))
    with db.transaction() as session:
        assert activity_access.of_organisations(session, actor=AMINA.actor) == []
