"""The knowledge base of a running process follows what is published."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from knowledge import embeddings
from portal import clock, db
from portal.models.articles import EmbeddedText
from portal.services import article_import, articles, index_files
from portal.services.knowledge_index import DatabaseVectors, LiveKnowledge
from tests.articles import BUDDY, FEE, write_articles
from tests.cast import BRAM
from tests.conftest import NOON
from tests.fakes_knowledge import WordVectors

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def model(monkeypatch):
    model = WordVectors()
    monkeypatch.setattr(embeddings, "load", lambda _name="": model)
    return model


@pytest.fixture
def folder(session, tmp_path):
    folder = write_articles(tmp_path / "articles")
    article_import.import_folder(session, folder, now=NOON)
    session.commit()
    return folder


@pytest.fixture
def live(model, folder, tmp_path):
    live = LiveKnowledge(tmp_path / "index", every_s=0.05)
    yield live
    live.stop()


def slugs(live, question):
    return [found.passage.slug for found in live.current().search(question, language="nl")]


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_nothing_is_there_before_the_first_load(live):
    assert live.current() is None
    assert not live.ready


def test_a_started_knowledge_base_becomes_ready_behind_the_page(live):
    live.start()

    assert until(lambda: live.ready)
    assert "kosten" in slugs(live, "Hoeveel kost de cursus?")


def test_a_publish_is_found_in_a_running_process(live, session, folder):
    live.start()
    until(lambda: live.ready)
    write_articles(
        folder, {"sport/nl.md": BUDDY.replace("buddy", "sportclub").replace("Word buddy", "Sport")}
    )

    article_import.import_folder(session, folder, now=NOON)
    session.commit()

    assert until(lambda: "sport" in slugs(live, "Wat is een sportclub?"))


def test_a_withdrawn_article_is_no_longer_found(live, session):
    live.start()
    until(lambda: live.ready)

    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=NOON)
    session.commit()

    assert until(lambda: "kosten" not in slugs(live, "Hoeveel kost de cursus?"))


def test_who_began_with_the_old_knowledge_keeps_it(live, session):
    live.refresh()
    before = live.current()

    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=NOON)
    session.commit()
    live.refresh()

    assert before.search("Hoeveel kost de cursus?", language="nl")[0].passage.slug == "kosten"
    assert live.current() is not before


def test_nothing_is_done_while_nothing_is_published(live, model):
    assert live.refresh()
    embedded = len(model.embedded)

    assert not live.refresh()
    assert len(model.embedded) == embedded


def test_only_the_new_text_of_a_publish_is_embedded(live, model, session, folder):
    live.refresh()
    model.embedded.clear()
    write_articles(
        folder, {"kosten/nl.md": FEE.replace("Je betaalt bij je agentschap", "Je betaalt aan je agentschap")}
    )
    article_import.import_folder(session, folder, now=NOON)
    session.commit()

    live.refresh()

    assert model.embedded == [
        "Wat kost de cursus? Waar betaal je? Je betaalt aan je agentschap.",
        "Je betaalt aan je agentschap.",
    ]


def test_a_new_way_of_asking_is_found_and_only_it_is_embedded(live, model, session, folder):
    live.refresh()
    model.embedded.clear()
    write_articles(folder, {"kosten/questions.yaml": "fr: [combien coûte la formation]"})
    article_import.import_folder(session, folder, now=NOON)
    session.commit()

    live.refresh()

    assert model.embedded == ["combien coûte la formation"]
    assert slugs(live, "combien coûte la formation")[0] == "kosten"


def test_a_restart_embeds_nothing(live, tmp_path, model):
    live.refresh()
    model.embedded.clear()

    LiveKnowledge(tmp_path / "index").refresh()
    LiveKnowledge(tmp_path / "lost-index").refresh()

    assert model.embedded == []


def test_a_damaged_index_is_made_again(live, tmp_path):
    live.refresh()
    for manifest in (tmp_path / "index").glob("*/manifest.json"):
        manifest.write_text("damaged")

    again = LiveKnowledge(tmp_path / "index")
    again.refresh()

    assert "kosten" in slugs(again, "Hoeveel kost de cursus?")


def test_new_knowledge_serves_before_it_is_stored(live, session, monkeypatch):
    live.refresh()
    articles.withdraw(session, slug="kosten", actor=BRAM.actor, now=NOON)
    session.commit()
    searched = []
    monkeypatch.setattr(
        index_files, "keep", lambda _folder, _index: searched.append(slugs(live, "Hoeveel kost de cursus?"))
    )

    live.refresh()

    assert len(searched) == 1
    assert "kosten" not in searched[0]


def test_a_full_disk_does_not_keep_new_knowledge_from_serving(live, tmp_path):
    (tmp_path / "index").write_text("not a folder: nothing can be stored in it")

    assert live.refresh()

    assert "kosten" in slugs(live, "Hoeveel kost de cursus?")


def test_indexes_of_earlier_texts_are_removed(live, session, folder, tmp_path):
    for number in range(4):
        write_articles(
            folder, {"buddy/nl.md": BUDDY.replace("Je oefent samen", f"Je oefent {'heel ' * number}samen")}
        )
        article_import.import_folder(session, folder, now=NOON)
        session.commit()
        live.refresh()

    assert len(list((tmp_path / "index").iterdir())) == index_files.KEPT_INDEXES


def test_two_processes_that_embed_the_same_text_do_not_clash(session, model):
    cache = DatabaseVectors()
    barrier = threading.Barrier(2)

    def write():
        barrier.wait()
        cache.write("m", {"digest-1": b"\x00\x01"})

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert session.exec(select(EmbeddedText.vector)).all() == [b"\x00\x01"]
    assert cache.read("m", ["digest-1", "digest-2"]) == {"digest-1": b"\x00\x01"}


def test_a_rule_that_ended_is_not_quoted_and_one_that_begins_is(session, model, tmp_path):
    folder = write_articles(tmp_path / "articles")
    fee = folder / "kosten" / "nl.md"
    fee.write_text(
        FEE.replace("valid_from: 2023-09-01", "valid_from: 2026-03-11").replace("valid_to: null", "valid_to: 2026-03-12"),
        "utf-8",
    )  # fmt: skip
    article_import.import_folder(session, folder, now=NOON)
    session.commit()
    live = LiveKnowledge(tmp_path / "index")

    def is_quoted_on(day):
        with clock.stopped_at(NOON + timedelta(days=day)):
            live.refresh()
        return "kosten" in slugs(live, "Hoeveel kost de cursus?")

    assert [is_quoted_on(day) for day in range(4)] == [False, True, True, False]
    assert ("kosten", "nl") in {(text.slug, text.language) for text in articles.published(session)}


def test_a_database_that_is_away_leaves_the_old_knowledge_in_use(live, monkeypatch):
    live.refresh()
    known = live.current()

    @contextmanager
    def away():
        raise OperationalError("select", {}, Exception("away"))
        yield Session()

    monkeypatch.setattr(db, "reading", away)
    live.start()
    time.sleep(0.3)

    assert live.current() is known
