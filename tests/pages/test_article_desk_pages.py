"""The desk of the redactie through the real app: find, write, hand in, approve, compare, bring back, withdraw."""

import io
import zipfile
from datetime import timedelta

import pytest

from portal import clock, db
from portal.models.articles import ArticleState, DraftState
from portal.services import article_desk, article_drafts
from portal.services.article_list import Standing
from portal.ui import article_download
from tests.cast import AMINA, BRAM, WIM
from tests.conftest import NOON
from tests.desk import (
    GRIET,
    approve,
    article_of,
    draft_of,
    given_articles,
    given_colleague,
    given_higher_price,
    make_dearer,
    shown_body,
    submit,
    try_out,
    type_in,
    versions,
)
from tests.pages.conftest import login_of
from tests.pages.reader import opened, text_of

LIST, EDIT, VERSIONS = "articles.py", "article_edit.py", "article_versions.py"
LATER = NOON + timedelta(days=1)
FORM = "article_edit.kosten.nl.0"


@pytest.fixture(autouse=True)
def desk(people, tmp_path) -> None:
    with db.transaction() as session:
        given_colleague(session)
        session.add(login_of(GRIET))
        given_articles(session, tmp_path / "articles")


def edit(person=BRAM, *, slug="kosten", language="nl", **more):
    return opened(EDIT, person=person.id, artikel=slug, taal=language, **more)


def read(act):
    with db.reading() as session:
        return act(session)


def do(act):
    with db.transaction() as session:
        return act(session)


def words(app):
    return " ".join(text_of(app).split())


def pressed(app, key):
    return app.button(key=f"article_edit.{key}").click().run()


def test_the_list_shows_how_each_article_stands_and_finds_by_words_and_state():
    do(lambda session: article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON))
    do(make_dearer)

    app = opened(LIST, person=BRAM.id)
    assert "2 artikels" in words(app)
    assert "Bram De Smet" in words(app)

    app.text_input(key="articles.words").set_value("buddy").run()
    assert "1 artikel" in words(app)
    app.text_input(key="articles.words").set_value("niets").run()
    assert "Er is geen artikel dat past." in words(app)


@pytest.mark.parametrize("owner", ["mine", "nobody"])
def test_the_list_finds_what_is_mine_and_what_is_nobodys(owner):
    do(lambda session: article_desk.take(session, actor=BRAM.actor, slug="buddy", now=NOON))

    app = opened(LIST, person=BRAM.id)
    app.selectbox(key="articles.owner").set_value(owner).run()

    assert ("Wat is een buddy?" in words(app)) == (owner == "mine")
    assert ("Wat kost de cursus?" in words(app)) == (owner == "nobody")


def test_the_list_stands_on_sheets_that_keep_what_one_looks_for():
    for number in range(21):
        do(
            lambda session, number=number: article_drafts.start(
                session, actor=BRAM.actor, title=f"Tolk {number:02}", now=NOON
            )
        )

    first = opened(LIST, person=BRAM.id, q="tolk")
    assert "21 artikels" in words(first)
    assert "Tolk 19" in words(first)
    assert "Tolk 20" not in words(first)
    assert any("/nl/artikels?q=tolk&amp;blad=2" in piece.body for piece in first.get("html"))

    second = opened(LIST, person=BRAM.id, q="tolk", blad="2")
    assert "Tolk 20" in words(second)
    assert "Tolk 19" not in words(second)

    second.selectbox(key="articles.standing").set_value(Standing.DRAFT).run()
    assert second.query_params == {"q": "tolk", "stand": "draft"}
    assert "Tolk 00" in words(second)


def test_what_one_looks_for_stands_in_the_address():
    app = opened(LIST, person=BRAM.id, stand="published", eigenaar="nobody", laat="1", verouderd="1")

    assert app.selectbox(key="articles.standing").value == Standing.PUBLISHED
    assert app.selectbox(key="articles.owner").value == "nobody"
    assert app.checkbox(key="articles.overdue").value
    assert app.checkbox(key="articles.stale").value


def test_an_address_that_looks_for_what_is_not_there_shows_all():
    app = opened(LIST, person=BRAM.id, stand="weg", eigenaar="wie", laat="ja")

    assert "2 artikels" in words(app)


def test_what_is_overdue_is_marked(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=600))

    assert "Te laat" in words(opened(LIST, person=BRAM.id))


def test_all_texts_can_be_taken_away_as_a_zip():
    do(make_dearer)
    do(submit)
    do(approve)

    assert [button.label for button in opened(LIST, person=BRAM.id).get("download_button")] == [
        "Haal alle teksten op (zip)"
    ]
    archive = zipfile.ZipFile(io.BytesIO(article_download.made(BRAM.actor)))

    assert archive.namelist() == ["buddy/nl.md", "kosten/en.md", "kosten/nl.md"]
    assert "95 euro" in archive.read("kosten/nl.md").decode()


def test_a_new_article_is_begun_from_the_list():
    app = opened(LIST, person=BRAM.id)
    app.text_input(key="articles.new.title").set_value("Een tolk")
    app.button(key="articles.new.begin").click().run()

    assert read(lambda session: draft_of(session, "een-tolk")).values["title"] == "Een tolk"


def test_an_own_article_that_nobody_reads_says_once_that_it_is_a_draft_and_offers_nothing_empty():
    do(lambda session: article_drafts.start(session, actor=BRAM.actor, title="Een tolk", now=NOON))

    own, theirs = words(edit(slug="een-tolk")), words(edit(WIM, slug="een-tolk"))

    assert own.count("Concept") == theirs.count("Concept") == 1
    assert "Dit artikel" not in own
    assert "Dit artikel" in theirs
    listed = words(opened(LIST, person=BRAM.id))
    assert listed.count("Concept") == 1


def test_a_new_article_needs_a_title():
    app = opened(LIST, person=BRAM.id)
    app.button(key="articles.new.begin").click().run()

    assert "Geef het artikel een titel." in words(app)


def test_what_is_typed_is_kept_and_still_there_in_another_browser():
    app = edit()
    body = app.text_area(key=f"{FORM}.body")
    body.set_value(body.value.replace("De test kost 90", "De test kost 95")).run()

    assert "Bewaard als concept" in words(app)
    assert "95 euro" in edit(GRIET).text_area(key=f"{FORM}.body").value
    assert "95 euro" not in read(shown_body)


def test_opening_a_text_keeps_nothing():
    edit()

    assert read(draft_of) is None


def test_errors_stand_in_words_beside_the_field_and_nothing_can_be_handed_in():
    app = edit()
    app.text_area(key=f"{FORM}.body").set_value("## Kop\nDe test kost 95 euro.").run()

    assert "Regel 2. Bij een zin met een cijfer hoort een bron, zoals [^1]." in words(app)
    assert app.button(key="article_edit.hand-in").disabled


def test_the_measures_of_plain_dutch_and_the_sentences_that_miss_them_are_shown():
    app = edit()
    long = "Wie in ons land woont en hier graag wil blijven, moet naar de gemeente gaan en daar een kaart vragen voor een jaar."
    app.text_area(key=f"{FORM}.body").set_value(f"## Kop\n{long}").run()

    assert "Deze tekst is nog te moeilijk voor B1:" in words(app)
    assert f"Kijk eerst naar deze zinnen: {long}" in words(app)


def test_all_fields_of_a_dutch_text_are_kept():
    app = edit()
    app.text_input(key=f"{FORM}.title").set_value("Wat kost het?")
    app.text_area(key=f"{FORM}.questions").set_value("Hoeveel?\n\n wat kost dat ")
    app.selectbox(key=f"{FORM}.topic").set_value("hulp")
    app.multiselect(key=f"{FORM}.audience").set_value(["everyone"])
    app.date_input(key=f"{FORM}.next_check").set_value(LATER.date())
    app.text_input(key=f"{FORM}.source.2.title").set_value("Een tweede bron")
    app.text_area(key=f"{FORM}.asked").set_value("nl:\n- wa kost da")
    app.run()

    kept = read(
        lambda session: article_drafts.opened(session, actor=BRAM.actor, slug="kosten", language="nl")
    ).fields
    assert (kept.title, kept.questions, kept.topic) == ("Wat kost het?", ("Hoeveel?", "wat kost dat"), "hulp")
    assert (kept.audience, kept.next_check) == (("everyone",), LATER.date())
    assert [source.title for source in kept.sources] == ["Betalend inburgeren", "Een tweede bron"]
    assert kept.asked == "nl:\n- wa kost da"
    assert app.text_input(key=f"{FORM}.source.3.title").value == ""
    assert "Bron 2. Vul dit in." in words(app)


def test_a_colleague_approves_what_was_handed_in():
    do(make_dearer)
    app = pressed(edit(), "hand-in")
    assert "Een collega kan het nu nakijken." in words(app)
    assert "Je schreef mee aan deze tekst." in words(edit())
    assert "Deze tekst is nog niet geprobeerd." in words(edit(GRIET))
    assert edit(GRIET).button(key="article_edit.approve").disabled
    do(try_out)

    reviewing = edit(GRIET)
    assert "weg: 90 einde." in words(reviewing)
    assert "nieuw: 95 einde." in words(reviewing)
    app = pressed(reviewing, "approve")

    assert "De tekst staat op het portaal." in words(app)
    assert "95 euro" in read(shown_body)


def test_a_text_that_breaks_agreed_answers_is_approved_with_a_reason():
    do(make_dearer)
    do(submit)
    do(lambda session: try_out(session, broken=["nl-002"], now=LATER))
    app = edit(GRIET)
    assert "1 antwoord dat nu goed is, gaat fout." in words(app)
    app = pressed(app, "approve")
    assert "Schrijf waarom je hem toch publiceert." in words(app)
    app.text_area(key="article_edit.reason").set_value("Het bedrag is nieuw.").run()
    app = pressed(app, "approve")

    assert "95 euro" in read(shown_body)
    assert read(versions)[-1].reason == "Het bedrag is nieuw."


def test_a_text_can_be_approved_for_a_later_moment():
    do(make_dearer)
    do(submit)
    app = edit(GRIET)
    app.checkbox(key="article_edit.later").check().run()
    app = pressed(app, "approve")

    assert "De tekst verschijnt op" in words(app)
    assert read(draft_of).state is DraftState.SCHEDULED
    assert "De lezers zien deze tekst vanaf" in words(edit())
    told = words(opened(VERSIONS, person=BRAM.id, artikel="kosten", taal="nl"))
    assert "Gepland: " in told
    assert "Nooit gepubliceerd." not in told


def test_a_text_is_sent_back_with_a_reason_and_written_again():
    do(make_dearer)
    do(submit)
    app = pressed(edit(GRIET), "send-back")
    assert "Schrijf wat er nog moet veranderen." in words(app)

    app.text_area(key="article_edit.note").set_value("Waar staat dat?").run()
    pressed(app, "send-back")

    assert "Waar staat dat?" in words(edit())


def test_what_waits_can_be_taken_back():
    do(make_dearer)
    do(submit)

    pressed(edit(), "take-back")

    assert read(draft_of).state is DraftState.WRITING


def test_a_draft_is_thrown_away_after_a_tick():
    do(make_dearer)
    app = edit()
    assert app.button(key="article_edit.forget").disabled
    app.checkbox(key="article_edit.forget.sure").check().run()
    pressed(app, "forget")

    assert read(draft_of) is None


def test_a_writer_looks_before_replacing_a_text_that_came_meanwhile():
    do(make_dearer)
    do(given_higher_price)
    app = edit()
    assert "De lezers zien intussen een nieuwere tekst" in words(app)

    pressed(app, "go-on")

    assert read(draft_of).based_on == 2


def test_two_who_write_in_one_field_see_both_texts_and_choose():
    app = edit()
    do(lambda session: type_in(session, actor=GRIET.actor, title="Titel van Griet"))
    app.text_input(key=f"{FORM}.title").set_value("Titel van Bram").run()
    assert "veranderde net hetzelfde" in words(app)

    app.button(key=f"{FORM}.mine").click().run()

    assert read(draft_of).values["title"] == "Titel van Bram"


def test_the_text_of_a_colleague_can_be_taken():
    app = edit()
    do(lambda session: type_in(session, actor=GRIET.actor, title="Titel van Griet"))
    app.text_input(key=f"{FORM}.title").set_value("Titel van Bram").run()

    app.button(key=f"{FORM}.theirs").click().run()

    assert app.text_input(key="article_edit.kosten.nl.1.title").value == "Titel van Griet"


def test_what_a_colleague_typed_in_another_field_comes_along():
    app = edit()
    do(lambda session: type_in(session, actor=GRIET.actor, summary="Van Griet."))
    app.text_input(key=f"{FORM}.title").set_value("Titel van Bram").run()

    assert read(draft_of).values["summary"] == "Van Griet."
    assert app.text_area(key="article_edit.kosten.nl.1.summary").value == "Van Griet."


def test_a_translation_is_written_beside_the_rules_of_the_dutch():
    form = "article_edit.kosten.en.0"
    app = edit(language="en")
    app.text_input(key=f"{form}.title").set_value("The price").run()
    app.checkbox(key=f"{form}.reviewed").check().run()

    kept = read(lambda session: draft_of(session, language="en")).values
    assert (kept["title"], kept["reviewed"]) == ("The price", True)
    assert "Checked on" in words(app)  # readers of the English get the portal's own words in English too


def test_a_text_that_still_holds_gets_new_days():
    app = pressed(edit(), "checked")

    assert "De datums staan in het concept." in words(app)
    assert read(draft_of).values["checked_on"] == NOON.date().isoformat()


def test_an_article_is_taken_withdrawn_and_given_back():
    app = pressed(edit(), "take")
    assert "Jij zorgt nu voor dit artikel." in words(app)
    app.checkbox(key="article_edit.withdraw.sure").check().run()
    app = pressed(app, "withdraw")
    assert read(article_of).state is ArticleState.WITHDRAWN

    pressed(app, "give-back")

    assert read(article_of).state is ArticleState.PUBLISHED
    assert read(article_of).owner_id == BRAM.id


def test_versions_are_listed_compared_and_brought_back():
    do(make_dearer)
    do(submit)
    do(lambda session: approve(session, reason="Juist bedrag."))

    app = opened(VERSIONS, person=BRAM.id, artikel="kosten", taal="nl")
    text = words(app)
    for said in (
        "Bram De Smet",
        "Griet Aerts",
        "Juist bedrag.",
        "Een nieuwe uitgave van het portaal",
        "weg: 90 einde.",
    ):
        assert said in text

    app.selectbox(key="article_versions.which").set_value(1)
    app.text_input(key="article_versions.reason").set_value("Het bedrag was fout.")
    app = app.button(key="article_versions.restore").click().run()
    assert "Een collega kan deze versie nu nakijken." in words(app)
    assert "Publiceer of verwijder dat eerst." in words(app)
    assert "95 euro" in read(shown_body)

    app = edit(GRIET)
    assert "Een collega wil versie 1 van deze tekst terugzetten." in words(app)
    assert "Het bedrag was fout." in words(app)
    assert "Deze tekst is nog niet geprobeerd." in words(app)
    do(try_out)
    app = pressed(edit(GRIET), "approve")
    assert "De tekst staat op het portaal." in words(app)
    assert "95 euro" not in read(shown_body)
    text = words(opened(VERSIONS, person=BRAM.id, artikel="kosten"))
    assert "Tekst van versie 1." in text
    assert "Het bedrag was fout." in text


def test_who_asks_for_an_older_version_waits_for_a_colleague():
    do(make_dearer)
    do(submit)
    do(approve)
    app = opened(VERSIONS, person=BRAM.id, artikel="kosten", taal="nl")
    app.selectbox(key="article_versions.which").set_value(1)
    app.button(key="article_versions.restore").click().run()

    app = edit(BRAM)

    assert "Je schreef mee aan deze tekst. Een collega kijkt ze na." in words(app)
    assert not [button for button in app.button if button.key == "article_edit.approve"]


def test_who_translates_hears_that_the_dutch_changed_and_says_when_they_read_it():
    form = "article_edit.kosten.en"
    app = edit(language="en")
    do(make_dearer)
    do(submit)
    do(approve)

    app = app.text_input(key=f"{form}.0.title").set_value("Price of the course").run()
    assert "Het Nederlands veranderde sinds je deze vertaling opende." in words(app)

    app = app.button(key=f"{form}.dutch").click().run()
    assert "Het Nederlands veranderde" not in words(app)


def test_a_part_too_many_in_a_translation_is_told_in_words():
    app = edit(language="en")
    body = app.text_area(key="article_edit.kosten.en.0.body")

    app = body.set_value(body.value.replace("## Where", "\nAn extra paragraph.\n\n## Where")).run()

    assert "Bij 1 deel van je tekst hoort geen Nederlands." in words(app)
    assert app.button(key="article_edit.hand-in").disabled


def test_the_draft_is_compared_with_what_readers_see():
    do(make_dearer)

    app = opened(VERSIONS, person=BRAM.id, artikel="kosten", taal="nl")

    assert "nieuw: 95 einde." in words(app)
    app.selectbox(key="article_versions.newer").set_value(1).run()
    assert "Er is geen verschil." in words(app)


def test_a_text_without_versions_says_so():
    do(lambda session: article_drafts.start(session, actor=BRAM.actor, title="Een tolk", now=NOON))

    assert "Er is nog geen versie." in words(opened(VERSIONS, person=BRAM.id, artikel="een-tolk"))
    assert "Nog" in words(edit(slug="een-tolk"))


@pytest.mark.parametrize("page", [EDIT, VERSIONS])
def test_an_article_that_is_not_there_is_said_calmly(page):
    assert "We vinden dit artikel niet." in words(opened(page, person=BRAM.id, artikel="niets"))


@pytest.mark.parametrize("page", [LIST, EDIT, VERSIONS])
def test_the_desk_is_closed_to_others(page):
    assert "Deze pagina is niet voor jou" in words(opened(page, person=AMINA.id, artikel="kosten"))


@pytest.mark.parametrize("page", [LIST, EDIT, VERSIONS])
def test_the_desk_works_from_right_to_left(page):
    app = opened(page, person=BRAM.id, language="ar", artikel="kosten", taal="ar")
    assert not app.exception
    assert not [error.value for error in app.error]
