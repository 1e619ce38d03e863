"""One page is put at the desk twice at the same moment, and becomes one article. The control shows the race without the lock."""

import pytest
from sqlmodel import Session, select

from knowledge.site_pages import Block, Kind, PageText
from portal.models.articles import Article
from portal.services import article_drafts, site_desk
from portal.services.permissions import OPERATOR
from portal.services.site_sources import Read
from tests.cast import BRAM
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 8
SITE = "https://stad.example/sitemap.xml"
WORDS = "Je betaalt het bedrag voor de cursus één keer aan het agentschap, met je bank of met een kaart. "


def given_people(engine):
    with Session(engine) as session, session.begin():
        add_cast(session)


def putting(engine, place):
    def act(_barrier):
        page = PageText("De prijs", (Block(Kind.TEXT, WORDS),), "nl")
        with Session(engine) as session, session.begin():
            outcome, _name = site_desk.put(
                session, actor=OPERATOR, owner_id=BRAM.id, site=SITE, place=place, read=Read(page, place), now=NOON
            )  # fmt: skip
        return outcome.value

    return act


def putting_without_care(engine, title):
    """Look whether the page was read before, then begin its article: what the service would do without its lock."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            is_new = not session.exec(select(Article)).all()
            barrier.wait()
            if is_new:
                article_drafts.begin(session, title=title, now=NOON, owner_id=BRAM.id)
        return is_new

    return act


def articles(engine):
    with Session(engine) as session:
        return session.exec(select(Article)).all()


def test_two_imports_make_one_article_of_a_page(postgres_database):
    given_people(postgres_database)

    for number in range(ROUNDS):
        act = putting(postgres_database, f"https://stad.example/{number}")
        assert sorted(at_once(act, act)) == ["new", "unchanged"]

    assert len(articles(postgres_database)) == ROUNDS


def test_without_the_lock_there_would_be_two(postgres_database):
    given_people(postgres_database)

    outcomes = at_once(
        putting_without_care(postgres_database, "De prijs"),
        putting_without_care(postgres_database, "Nog eens de prijs"),
    )

    assert outcomes == [True, True]
    assert len(articles(postgres_database)) == 2
