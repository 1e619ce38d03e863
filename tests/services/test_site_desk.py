"""An existing site becomes drafts at the desk: only what changed, never over somebody's work, and nothing is published."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from knowledge.site_pages import Unfit, UnfitPage
from portal import db
from portal.cli import app
from portal.errors import BadInput, NotAllowed
from portal.models.articles import Article, ArticleDraft, ArticleState, ArticleVersion, DraftState
from portal.models.audit import AuditEntry
from portal.providers.web_reading import Fetched
from portal.services import article_desk, article_drafts, article_list, audit, site_desk
from portal.services.permissions import OPERATOR
from portal.services.site_sources import Read
from tests.cast import AMINA, BRAM, JAN, WIM
from tests.conftest import NOON, add_cast
from tests.desk import GRIET, given_colleague, try_out

LATER = NOON + timedelta(days=1)
DUTCH = (
    "De cursus maatschappelijke oriëntatie kost 90 euro. Je betaalt dat bedrag één keer aan het agentschap.\n"
    "Wie de cursus niet volgt, krijgt een brief van de gemeente.\n\n## Wie betaalt niet\n\n- Wie jonger is dan 18 jaar\n"
)
FRENCH = (
    "Le cours d'orientation sociale coûte 90 euros. Vous payez ce montant une seule fois à l'agence. "
    "Les personnes gravement malades ne doivent pas suivre le cours et ne payent rien du tout.\n"
)
GERMAN = (
    "Der Kurs zur gesellschaftlichen Orientierung kostet 90 Euro. Sie bezahlen diesen Betrag nur einmal an die Behörde. "
    "Wer schwer krank ist, muss den Kurs nicht besuchen und bezahlt auch nichts dafür.\n"
)
PRICE = "https://stad.example/prijs"


class Desk:
    """A folder of old pages, and what the desk has of them."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def has(self, name, body=DUTCH, **front):
        lines = "".join(f"{field}: {value}\n" for field, value in front.items())
        (self.folder / name).write_text(f"---\n{lines}---\n{body}", encoding="utf-8")

    def take_in(self, source=None, **options):
        given = {"owner_id": BRAM.id, "actor": OPERATOR, "reader": None, "now": NOON, **options}
        return site_desk.take_in(str(source or self.folder), **given)


@pytest.fixture
def desk(database, tmp_path):
    with db.transaction() as session:
        add_cast(session)
        given_colleague(session)
    old = Desk(tmp_path / "oud")
    old.has("prijs.md", title="De prijs", url=PRICE)
    return old


def opened(slug="de-prijs", language="nl"):
    with db.reading() as session:
        return article_drafts.opened(session, actor=BRAM.actor, slug=slug, language=language)


def rows(table):
    with db.reading() as session:
        return session.exec(select(table)).all()


def type_in(slug="de-prijs", language="nl", **fields):
    with db.transaction() as session:
        seen = article_drafts.opened(session, actor=BRAM.actor, slug=slug, language=language).fields
        article_drafts.save(
            session, actor=BRAM.actor, slug=slug, language=language, seen=seen, typed=seen.model_copy(update=fields), now=NOON
        )  # fmt: skip


def test_a_page_becomes_a_draft_of_the_redacteur_with_its_address_and_the_day_of_reading(desk):
    done = desk.take_in()

    text = opened()
    (source,) = text.fields.sources
    assert done.new == ["de-prijs/nl"]
    assert (text.owner_id, text.state, text.writers) == (BRAM.id, DraftState.WRITING, ())
    assert (source.title, source.publisher, source.url, source.consulted_on) == (
        "De prijs", "stad.example", PRICE, date(2026, 3, 10)
    )  # fmt: skip
    assert "De cursus maatschappelijke oriëntatie kost 90 euro.[^1]" in text.fields.body
    assert text.fields.body.count("## ") == 2
    assert text.fields.others == ""


def test_nothing_is_published_and_a_draft_lacks_what_only_a_person_can_say(desk):
    desk.take_in()

    with db.reading() as session:
        text = article_drafts.opened(session, actor=BRAM.actor, slug="de-prijs", language="nl")
        wrong = {problem.field for problem in article_drafts.examined(session, text, text.fields).errors}
    assert rows(ArticleVersion) == []
    assert {article.state for article in rows(Article)} == {ArticleState.DRAFT}
    assert wrong == {"summary", "topic", "audience", "region", "checked_on", "next_check", "questions"}


def test_a_page_that_did_not_change_makes_nothing_the_second_time(desk):
    desk.take_in()
    before = rows(ArticleDraft), len(rows(AuditEntry))

    done = desk.take_in(now=LATER)

    assert (done.new, done.changed, done.unchanged) == ([], [], ["de-prijs/nl"])
    assert (rows(ArticleDraft), len(rows(AuditEntry))) == before


def test_a_changed_page_is_written_over_a_draft_that_nobody_touched(desk):
    desk.take_in()
    desk.has("prijs.md", DUTCH.replace("90", "95"), title="De prijs", url=PRICE)

    done, again = desk.take_in(now=LATER), desk.take_in(now=LATER)

    text = opened()
    assert (done.changed, done.new, again.unchanged) == (["de-prijs/nl"], [], ["de-prijs/nl"])
    assert "95 euro" in text.fields.body
    assert (text.revision, text.fields.sources[0].consulted_on) == (2, date(2026, 3, 11))


def test_what_an_editor_changed_is_left_and_told_each_time(desk):
    desk.take_in()
    type_in(summary="Wat de cursus kost.")
    desk.has("prijs.md", DUTCH.replace("90", "95"), title="De prijs", url=PRICE)

    done, again = desk.take_in(), desk.take_in()

    assert done.kept == again.kept == ["de-prijs/nl"]
    assert done.changed == []
    assert "90 euro" in opened().fields.body


def test_what_an_editor_changed_is_not_told_while_its_page_stays_as_it_was(desk):
    desk.take_in()
    type_in(summary="Wat de cursus kost.")

    assert desk.take_in().kept == []


def test_a_draft_that_was_thrown_away_does_not_come_back(desk):
    desk.take_in()
    with db.transaction() as session:
        article_drafts.forget(session, actor=BRAM.actor, slug="de-prijs", language="nl", now=NOON)
    desk.has("prijs.md", DUTCH.replace("90", "95"), title="De prijs", url=PRICE)

    assert desk.take_in().kept == ["de-prijs/nl"]
    assert rows(ArticleDraft) == []


def test_a_page_that_was_published_meanwhile_stays_as_its_readers_see_it(desk):
    desk.take_in()
    type_in(
        summary="Wat de cursus kost.", topic="retributie", audience=("everyone",), region=("vlaanderen",),
        checked_on=date(2026, 3, 11), next_check=date(2026, 9, 11), questions=("Wat kost de cursus?",),
    )  # fmt: skip
    with db.transaction() as session:
        try_out(session, slug="de-prijs")
        draft = session.exec(select(ArticleDraft)).one()
        article_desk.submit(session, actor=BRAM.actor, draft_id=draft.id, revision=draft.revision, now=NOON)
        article_desk.approve(
            session, draft_id=draft.id, publish_at=None, reason=None, actor=GRIET.actor, now=NOON
        )
    desk.has("prijs.md", DUTCH.replace("90", "95"), title="De prijs", url=PRICE)

    assert desk.take_in().kept == ["de-prijs/nl"]
    (version,) = rows(ArticleVersion)
    assert "90 euro" in version.content
    assert rows(ArticleDraft) == []


def test_a_page_in_another_language_waits_in_that_language_beside_a_dutch_draft_with_its_source(desk):
    desk.has("prix.md", FRENCH, title="Le prix du cours", url="https://stad.example/fr/prix")

    done = desk.take_in()

    dutch, french = opened("le-prix-du-cours"), opened("le-prix-du-cours", "fr")
    assert sorted(done.new) == ["de-prijs/nl", "le-prix-du-cours/fr"]
    assert (dutch.fields.title, dutch.fields.body) == ("Le prix du cours", "")
    assert dutch.fields.sources[0].url == "https://stad.example/fr/prix"
    assert "coûte 90 euros.\n" in french.fields.body
    assert "[^" not in french.fields.body


def test_who_begins_to_translate_such_a_page_keeps_both_texts(desk):
    desk.has("prix.md", FRENCH, title="Le prix du cours")
    desk.take_in()
    type_in("le-prix-du-cours", title="De prijs van de cursus")
    desk.has("prix.md", FRENCH.replace("90", "95"), title="Le prix du cours")

    assert desk.take_in().kept == ["le-prix-du-cours/fr"]
    assert "90 euros" in opened("le-prix-du-cours", "fr").fields.body


def test_pages_that_the_desk_refuses_are_listed_with_the_reason(desk):
    desk.has("preis.md", GERMAN, title="Der Preis")
    desk.has("lang.md", DUTCH * 300, title="Lang")
    desk.has("kort.md", "Bel ons.", title="Kort")
    (desk.folder / "folder.pdf").write_bytes(b"%PDF-1.7")

    done = desk.take_in()

    assert done.rejected == {
        "preis.md": Unfit.NOT_OFFERED, "lang.md": Unfit.TOO_LONG, "kort.md": Unfit.TOO_SHORT, "folder.pdf": Unfit.NOT_A_PAGE,
    }  # fmt: skip
    assert [article.slug for article in rows(Article)] == ["de-prijs"]


def test_a_page_that_fails_half_way_leaves_nothing_and_the_others_stay(desk, monkeypatch):
    desk.take_in()
    desk.has("prix.md", FRENCH, title="Le prix du cours")

    def broken(*_, **__):
        raise UnfitPage(Unfit.NOT_A_PAGE)

    monkeypatch.setattr(audit, "record", broken)

    assert desk.take_in().rejected == {"prix.md": Unfit.NOT_A_PAGE}
    assert [article.slug for article in rows(Article)] == ["de-prijs"]
    assert len(rows(ArticleDraft)) == 1


def test_a_file_without_an_address_is_named_as_the_source(desk):
    desk.has("diep.md", title="Diep", url="nergens")

    desk.take_in()

    (source,) = opened("diep").fields.sources
    assert (source.title, source.url, source.publisher) == ("diep.md", "", "")


def test_a_page_that_is_gone_is_told_and_its_draft_stays(desk):
    desk.has("weg.md", title="Straks weg")
    desk.take_in()
    (desk.folder / "weg.md").unlink()

    done = desk.take_in()

    assert (done.withdrawn, done.unchanged) == (["straks-weg/nl"], ["de-prijs/nl"])
    assert opened("straks-weg").draft_id is not None


def test_a_rehearsal_puts_nothing_at_the_desk(desk):
    assert desk.take_in(dry_run=True).new == ["de-prijs/nl"]
    assert rows(Article) == rows(AuditEntry) == []


class OneAddress:
    """A web site of one page that remembers how it was asked."""

    def __init__(self, body):
        self.body, self.asked = body, []

    def wished_pause_s(self, _address):
        return 0

    def pause(self, _seconds):
        pass

    def fetch(self, address, *, validator=None, **_):
        self.asked.append(validator)
        if validator == '"1"':
            return Fetched(None, validator, address)
        html = f"<html lang='nl'><body><main><h1>De prijs</h1><p>{self.body}</p></main></body></html>"
        return Fetched(html.encode(), '"1"', address, "text/html; charset=utf-8")


def test_an_address_is_asked_whether_it_changed_and_is_one_page_whichever_list_names_it(desk, tmp_path):
    site = OneAddress(DUTCH.partition("\n\n")[0])
    first, second = tmp_path / "lijst.txt", tmp_path / "andere.txt"
    for path in (first, second):
        path.write_text(f"{PRICE}\n", encoding="utf-8")

    done, again = desk.take_in(first, reader=site), desk.take_in(second, reader=site)

    assert (done.new, again.new, again.unchanged) == (["de-prijs/nl"], [], ["de-prijs/nl"])
    assert site.asked == [None, '"1"']


def test_new_pages_come_first_and_each_known_one_has_its_turn(desk):
    desk.has("prijs-2.md", DUTCH, title="De prijs nu")
    desk.take_in()
    desk.has("zz-nieuw.md", DUTCH, title="Nieuw")

    done = desk.take_in(most=1)
    turns = {
        place.partition("/")[0]
        for day in range(12)
        for place in desk.take_in(most=1, now=NOON + timedelta(days=day)).unchanged
    }

    assert done.new == ["nieuw/nl"]
    assert turns == {"de-prijs", "de-prijs-nu", "nieuw"}


def test_only_who_writes_articles_may_and_only_for_a_redacteur(desk):
    with pytest.raises(NotAllowed):
        desk.take_in(actor=AMINA.actor)
    with db.transaction() as session, pytest.raises(NotAllowed):
        site_desk.put(
            session, actor=JAN.actor, owner_id=BRAM.id, site="x", place=PRICE, read=Read(None), now=NOON
        )
    for owner_id in (AMINA.id, WIM.id, "niemand"):
        with pytest.raises(BadInput, match="nobody of the redactie"):
            desk.take_in(owner_id=owner_id)
    assert rows(Article) == []


def test_the_list_of_the_desk_shows_whose_the_drafts_are(desk):
    desk.take_in()

    with db.reading() as session:
        (line,) = article_list.lines(session, actor=GRIET.actor, now=NOON)

    assert (line.title, line.owner_id, dict(line.work)) == ("De prijs", BRAM.id, {"nl": DraftState.WRITING})


def test_the_trail_holds_neither_address_nor_text(desk):
    desk.take_in()

    (entry,) = [one for one in rows(AuditEntry) if one.action == site_desk.IMPORTED]
    said = json.dumps([entry.subject, entry.facts])
    assert not any(word in said for word in ("stad.example", "prijs", "cursus"))


def test_the_command_says_what_became_of_each_page(tmp_path, sqlite_database):
    with db.transaction() as session:
        add_cast(session)
    old = Desk(tmp_path / "oud")
    old.has("prijs.md", title="De prijs", url=PRICE)
    old.has("kort.md", "Bel ons.", title="Kort")
    words = ["knowledge", "import", str(old.folder), "--desk", BRAM.id]

    said = CliRunner().invoke(app, words)
    type_in(summary="Wat de cursus kost.")
    old.has("prijs.md", DUTCH.replace("90", "95"), title="De prijs", url=PRICE)
    again = CliRunner().invoke(app, words)
    as_json = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)

    assert "new       de-prijs/nl" in said.output
    assert "rejected  kort.md: too short" in said.output
    assert "kept      de-prijs/nl: changed by an editor" in again.output
    assert (as_json["kept"], as_json["rejected"]) == (["de-prijs/nl"], {"kort.md": "too short"})


def test_the_command_takes_a_folder_or_the_desk_and_a_person_of_the_redactie(tmp_path, sqlite_database):
    words = ["knowledge", "import", str(tmp_path), "--desk", "niemand"]

    both, nobody = CliRunner().invoke(app, [*words, "--into", "x"]), CliRunner().invoke(app, words)

    assert (both.exit_code, nobody.exit_code) == (2, 1)
    assert "nobody of the redactie has this id" in nobody.output
