"""Sources of articles that are no longer there: found on a local server with every fault, told, and no longer offered."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlmodel import Session, select

from portal import db
from portal.errors import NotAllowed, NotFound
from portal.models.articles import Article, ArticleVersion
from portal.models.outbox import OutboxMail
from portal.models.signals import LinkCheck, LinkFault
from portal.providers.web_reading import WebReader
from portal.services import dead_links, jobs, link_checks, outbox
from portal.settings import settings
from tests.cast import BRAM, CAST, WIM
from tests.conftest import NOON
from tests.servers import serving
from tests.services.test_conversations import stored_article

DAY, WEEK = timedelta(days=1), timedelta(days=7)
GOOD = b"<html><head><title>Betalend inburgeren</title></head><body><h1>Kosten</h1><p>De cursus kost 90 euro.</p></body></html>"
SOFT = b"<html><head><title>Pagina niet gevonden - Site</title></head><body><h1>Oeps</h1></body></html>"
PAGES = {
    "/goed": (200, GOOD, {"ETag": '"v1"'}),
    "/weg": (404, b"", {}),
    "/voorgoed-weg": (410, b"", {}),
    "/zacht-weg": (200, SOFT, {}),
    "/verhuisd": (301, b"", {"Location": "http://127.0.0.1:{port}/goed"}),
    "/naar-begin": (302, b"", {"Location": "/nl/home"}),
    "/nl/home": (200, GOOD, {}),
    "/anders": (301, b"", {"Location": "/goed"}),
    "/gesloten": (403, b"", {}),
    "/stuk": (500, b"", {}),
    "/robots-dicht": (200, GOOD, {}),
    "/rondje": (302, b"", {"Location": "/rondje"}),
    "/groot": (200, b"%PDF-1.7 " + b"x" * 600_000, {"Content-Type": "application/pdf"}),
    "/netwerk": (302, b"", {"Location": "http://10.0.0.1/geheim"}),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        if self.path == "/robots.txt":
            return self._answer(200, b"User-agent: *\nDisallow: /robots-dicht\n", {})
        status, content, headers = self.server.pages.get(self.path, (404, b"", {}))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            return self._answer(304, b"", {})
        return self._answer(status, content, headers)

    def _answer(self, status, content, headers):
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value.format(port=self.server.server_port))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except ConnectionError:  # whoever looks leaves after the beginning
            self.close_connection = True

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site(_world):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = False
    server.asked, server.pages, server.address = [], dict(PAGES), f"http://localhost:{server.server_port}"
    with serving(server):
        yield server


@pytest.fixture
def _world(session, cast):
    stored_article(session)


def reader():
    return WebReader(
        "https://portaal.example", schemes=link_checks.SCHEMES, is_open=lambda one: one != "10.0.0.1"
    )


def named(session, *addresses):
    """Let the article name these addresses as its sources."""
    version = session.exec(select(ArticleVersion)).one()
    first = next(line for line in version.content.splitlines() if line.startswith("  - {number: 1"))
    more = [
        f'  - {{number: {number}, title: Bron {number}, publisher: p, url: "{address}", date: null, consulted_on: 2026-03-01}}'
        for number, address in enumerate(addresses, start=1)
    ]
    version.content = version.content.replace(first, "\n".join(more))
    session.add(version)
    session.commit()
    with db.transaction() as other:
        link_checks.follow(other, now=NOON)


def look(session, now=NOON):
    session.commit()
    while link_checks.check_due(now, reader()):
        pass
    session.expire_all()


def row(session, address):
    return session.exec(
        select(LinkCheck).where(LinkCheck.address == address).execution_options(populate_existing=True)
    ).one()


def seen(session, site, path, *, times=1):
    named(session, site.address + path)
    for number in range(times):
        look(session, NOON + number * DAY)
    return row(session, site.address + path)


@pytest.mark.parametrize("path", ["/goed", "/anders", "/groot"])
def test_a_page_that_is_there_is_looked_at_again_within_a_week(session, site, path):
    found = seen(session, site, path)

    assert (found.fault, found.dead_since) == (None, None)
    assert NOON + timedelta(days=5) <= found.due_at <= NOON + WEEK


@pytest.mark.parametrize(
    ("path", "fault", "needed"),
    [
        ("/voorgoed-weg", LinkFault.GONE, 1), ("/weg", LinkFault.MISSING, 2), ("/zacht-weg", LinkFault.SAYS_MISSING, 2),
        ("/verhuisd", LinkFault.OTHER_SITE, 2), ("/naar-begin", LinkFault.HOME_PAGE, 2),
    ],
)  # fmt: skip
def test_what_is_gone_counts_after_as_many_times_as_is_sure(session, site, path, fault, needed):
    if needed > 1:
        once = seen(session, site, path, times=needed - 1)
        assert (once.fault, once.dead_since) == (fault, None)
        look(session, NOON + (needed - 1) * DAY)
    else:
        seen(session, site, path)

    found = row(session, site.address + path)
    assert found.fault is fault
    assert found.dead_since == NOON + (needed - 1) * DAY
    assert dead_links.dead(session) == {site.address + path}


@pytest.mark.parametrize("path", ["/gesloten", "/robots-dicht", "/rondje", "/netwerk"])
def test_what_programs_may_not_read_is_not_called_dead(session, site, path):
    found = seen(session, site, path, times=3)

    assert (found.fault, found.dead_since) == (LinkFault.NOT_FOR_US, None)
    assert ("/robots-dicht" in [asked for asked, _headers in site.asked]) is False


def test_an_address_inside_our_own_network_is_not_asked_for(session, site):
    named(session, site.address + "/goed")
    link_checks.check_due(NOON, WebReader("https://portaal.example", schemes=link_checks.SCHEMES))

    assert site.asked == []
    assert row(session, site.address + "/goed").fault is LinkFault.NOT_FOR_US


def test_a_server_that_does_not_answer_gets_a_week(session, site):
    named(session, site.address + "/stuk", site.address.replace("localhost", "127.0.0.1") + "/goed")
    for number in range(6):
        look(session, NOON + number * DAY)
    assert row(session, site.address + "/stuk").dead_since is None

    site.pages["/stuk"] = (200, GOOD, {})
    look(session, NOON + 6 * DAY)
    assert row(session, site.address + "/stuk").in_a_row == 0


def test_a_server_that_does_not_answer_for_a_week_is_gone(session, site):
    named(session, site.address + "/stuk", site.address.replace("localhost", "127.0.0.1") + "/gesloten")
    # somebody answers every day: it is not our own line that is down
    for number in range(7):
        session.commit()
        with db.transaction() as other:
            other.get(LinkCheck, site.address.replace("localhost", "127.0.0.1") + "/gesloten").due_at = NOON
        look(session, NOON + number * DAY)

    assert row(session, site.address + "/stuk").dead_since == NOON + 6 * DAY


def test_when_nobody_answers_it_may_be_our_own_line(session, site):
    found = seen(session, site, "/stuk", times=20)

    assert (found.in_a_row, found.dead_since) == (0, None)


def test_what_comes_back_is_offered_again(session, site):
    seen(session, site, "/weg", times=2)
    site.pages["/weg"] = (200, GOOD, {})

    look(session, NOON + 2 * DAY)

    assert dead_links.dead(session) == frozenset()
    assert row(session, site.address + "/weg").fault is None


def test_a_page_that_did_not_change_is_asked_for_with_its_mark(session, site):
    seen(session, site, "/goed")
    look(session, NOON + WEEK)

    asked = [headers for path, headers in site.asked if path == "/goed"]
    assert [headers.get("If-None-Match") for headers in asked] == [None, '"v1"']
    assert asked[0]["User-Agent"] == "inburgering-portal (+https://portaal.example)"
    assert row(session, site.address + "/goed").fault is None


def test_one_site_is_asked_for_one_page_a_round(session, site):
    named(session, *(f"{site.address}/goed?{number}" for number in range(5)))

    assert link_checks.check_due(NOON, reader()) == 1


def test_an_address_that_no_article_names_any_more_is_forgotten(session, site):
    seen(session, site, "/weg", times=2)
    session.exec(select(Article)).one().state = "withdrawn"
    session.commit()

    with db.transaction() as other:
        assert link_checks.follow(other, now=NOON) == 1
        assert link_checks.follow(other, now=NOON) == 0

    assert session.exec(select(LinkCheck)).all() == []


# ── who hears of it ──────────────────────────────────────────────────────────────────────────────────────────────


def told(session, now=NOON):
    session.commit()
    with db.transaction() as other:
        return dead_links.tell(other, now=now)


def test_the_owner_sees_it_and_has_one_mail_a_week(session, site):
    session.exec(select(Article)).one().owner_id = "bram"
    seen(session, site, "/voorgoed-weg")
    told(session)
    told(session)

    (link,) = dead_links.listed(session, actor=BRAM.actor)
    assert [one.source for one in link.articles] == ["Bron 1"]
    assert dead_links.open_count(session, actor=BRAM.actor) == 1
    assert dead_links.open_count(session, actor=WIM.actor) == 0
    mails = session.exec(select(OutboxMail)).all()
    assert [(mail.person_id, mail.template, mail.facts) for mail in mails] == [("bram", "links.dead", {})]
    assert told(session, NOON + 8 * DAY) == 0  # known since last week


def test_a_link_of_nobodys_article_is_told_to_the_whole_redactie(session, site):
    seen(session, site, "/voorgoed-weg")
    assert told(session) == 1
    assert outbox.count_of(session, key_start="links.dead:2026-11:bram") == 1


def test_an_editor_who_looked_can_say_that_it_works(session, site):
    seen(session, site, "/verhuisd", times=2)
    address = site.address + "/verhuisd"
    dead_links.works(session, actor=BRAM.actor, address=address, now=NOON)
    session.commit()
    assert dead_links.dead(session) == frozenset()
    session.commit()

    look(session, NOON + 3 * DAY)
    assert row(session, address).fault is None
    session.commit()

    site.pages["/verhuisd"] = (410, b"", {})
    look(session, NOON + 14 * DAY)
    assert dead_links.dead(session) == {address}


@pytest.mark.parametrize("member", [one for one in CAST if one not in {BRAM, WIM}], ids=lambda one: one.id)
def test_only_the_redactie_reads_and_decides(session, cast, member):
    for act, facts in (
        (dead_links.listed, {}),
        (dead_links.open_count, {}),
        (dead_links.works, {"address": "x", "now": NOON}),
    ):
        with pytest.raises(NotAllowed):
            act(session, actor=member.actor, **facts)


def test_an_address_that_nobody_names_cannot_be_said_to_work(session, cast):
    with pytest.raises(NotFound):
        dead_links.works(session, actor=BRAM.actor, address="https://example.org/x", now=NOON)


def test_looking_is_a_job_that_runs_where_it_is_asked_for(session, monkeypatch, site):
    named(session, site.address + "/goed")
    monkeypatch.setattr(link_checks, "WebReader", lambda *_args, **_facts: reader())

    assert jobs.JOBS["check_links"](NOON) == 0
    assert site.asked == []

    monkeypatch.setenv("PORTAL_CHECK_LINKS", "1")
    settings.cache_clear()
    assert jobs.JOBS["check_links"](NOON) == 1
    assert jobs.JOBS["check_links"](NOON) == 0


def test_the_page_names_a_dead_source_without_a_link_and_says_so(client, sqlite_database):
    with Session(sqlite_database) as session:
        stored_article(session)
        session.add(LinkCheck(address="https://www.vreemdelingenrecht.be/x", due_at=NOON))
        session.commit()
    page = "/nl/kennis/wat-kost-inburgering"
    assert 'href="https://www.vreemdelingenrecht.be/x"' in client.get(page).text

    with Session(sqlite_database) as session:
        session.get(LinkCheck, "https://www.vreemdelingenrecht.be/x").dead_since = NOON
        session.commit()

    shown = client.get(page).text
    assert 'href="https://www.vreemdelingenrecht.be/x"' not in shown
    assert "Betalend inburgeren" in shown
    assert "De link naar deze bron werkt niet meer." in shown
