"""An existing site becomes drafts: polite to the site, only what changed, and nothing of it is published by itself."""

import gzip
import json
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from knowledge import loader
from knowledge.markup import read_document
from knowledge.site_pages import Unfit
from portal import db
from portal.cli import app
from portal.errors import BadArticle, BadInput
from portal.models.articles import ArticleVersion
from portal.providers.web_reading import WebReader
from portal.services import article_import, articles, site_import
from tests.conftest import NOON
from tests.servers import serving

TODAY = date(2026, 3, 11)
DUTCH = (
    "<p>De cursus maatschappelijke oriëntatie kost 90 euro. Je betaalt dat bedrag één keer aan het agentschap. "
    "Wie de cursus niet volgt, krijgt een brief van de gemeente.</p><h2>Wie betaalt niet</h2>"
    "<ul><li>Wie jonger is dan 18 jaar</li><li>Wie ernstig ziek is</li></ul>"
)
FRENCH = (
    "<p>Le cours d'orientation sociale coûte 90 euros. Vous payez ce montant une seule fois à l'agence. "
    "Les personnes gravement malades ne doivent pas suivre le cours et ne payent rien du tout.</p>"
)


def page(title, body=DUTCH, language="nl"):
    menu = "<nav><a href='/'>Home</a> <a href='/contact'>Contact</a></nav>"
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{title} | Stad</title></head>"
        f"<body>{menu}<main><h1>{title}</h1>{body}</main><footer>Cookies en privacy</footer></body></html>"
    ).encode()


class Handler(BaseHTTPRequestHandler):
    """A site whose pages a test fills in: path to (status, content, headers). What has an ETag is sent once."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, content, headers = self.server.pages.get(self.path, (404, b"", {}))
        if headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
            status, content = 304, b""
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Site:
    """The site, how long its reader paused, and the folder of drafts."""

    def __init__(self, server, into):
        self.server, self.into, self.pauses = server, into, []
        self.address = f"http://localhost:{server.server_port}"

    def has(self, path, content=b"", status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.pages[path] = (status, content, named)

    def lists(self, *paths):
        places = "".join(f"<url><loc>{self.address}{path}</loc></url>" for path in paths)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        self.has("/sitemap.xml", f"<urlset xmlns='{space}'>{places}</urlset>".encode())

    def take_in(self, source=None, **options):
        reader = WebReader(
            "https://portaal.example",
            schemes=frozenset({"http"}),
            is_open=lambda address: address in {"127.0.0.1", "::1"},
            pause=self.pauses.append,
        )
        options.setdefault("reader", reader)
        return site_import.take_in(
            str(source or f"{self.address}/sitemap.xml"), self.into, today=TODAY, **options
        )

    def draft(self, name):
        return read_document((self.into / name).read_text("utf-8"), name)


@pytest.fixture
def site(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # closing it waits for every answer
    server.pages, server.asked = {}, []
    with serving(server):
        yield Site(server, tmp_path / "drafts")


@pytest.fixture
def two_pages(site):
    site.has("/nl/wat-kost-het.html", page("Wat kost het?"), ETag='"1"')
    site.has("/fr/prix-du-cours", page("Prix du cours", FRENCH, "fr"), ETag='"1"')
    site.lists("/nl/wat-kost-het.html", "/fr/prix-du-cours")
    return site


def test_a_sitemap_becomes_drafts_with_their_sentences_headings_and_lists(two_pages):
    done = two_pages.take_in()

    assert sorted(done.new) == ["prix-du-cours/fr", "wat-kost-het/nl"]
    draft = two_pages.draft("wat-kost-het/nl.md")
    assert [sentence.text for sentence in draft.sentences] == [
        "De cursus maatschappelijke oriëntatie kost 90 euro.",
        "Je betaalt dat bedrag één keer aan het agentschap.",
        "Wie de cursus niet volgt, krijgt een brief van de gemeente.",
        "Wie jonger is dan 18 jaar",
        "Wie ernstig ziek is",
    ]
    assert [sentence.list_mark for sentence in draft.sentences] == ["", "", "", "-", "-"]
    assert draft.headings == (("Wat kost het?", 3), ("Wie betaalt niet", 2))
    assert not draft.problems


def test_a_draft_names_its_source_language_and_day_and_that_nobody_checked_it(two_pages):
    two_pages.take_in()

    front = two_pages.draft("prix-du-cours/fr.md").front
    source = front["sources"][0]

    assert (front["status"], front["owner"], front["language"]) == ("draft", None, "fr")
    assert (front["title"], front["checked_on"]) == ("Prix du cours", None)
    assert (source["url"], source["consulted_on"]) == (f"{two_pages.address}/fr/prix-du-cours", TODAY)


def test_a_second_time_writes_only_what_changed(two_pages):
    two_pages.take_in()
    kept = (two_pages.into / "prix-du-cours" / "fr.md").stat().st_mtime_ns
    two_pages.has("/nl/wat-kost-het.html", page("Wat kost het?", DUTCH.replace("90", "95")), ETag='"2"')

    done = two_pages.take_in()

    assert (done.changed, done.unchanged, done.new) == (["wat-kost-het/nl"], ["prix-du-cours/fr"], [])
    assert "95 euro" in (two_pages.into / "wat-kost-het" / "nl.md").read_text("utf-8")
    assert (two_pages.into / "prix-du-cours" / "fr.md").stat().st_mtime_ns == kept


def test_a_page_that_says_the_same_in_another_frame_did_not_change(two_pages):
    two_pages.take_in()
    two_pages.has(
        "/nl/wat-kost-het.html", page("Wat kost het?").replace(b"Cookies", b"Nieuwe voet"), ETag='"2"'
    )

    assert two_pages.take_in().changed == []


def test_a_draft_that_somebody_worked_on_is_not_overwritten(two_pages):
    two_pages.take_in()
    draft = two_pages.into / "wat-kost-het" / "nl.md"
    draft.write_text("mijn werk", encoding="utf-8")
    two_pages.has("/nl/wat-kost-het.html", page("Wat kost het?", DUTCH.replace("90", "95")))

    done = two_pages.take_in()

    assert done.beside == ["wat-kost-het/nl"]
    assert draft.read_text("utf-8") == "mijn werk"
    assert "95 euro" in (draft.parent / "nl.md.new").read_text("utf-8")


def test_a_page_that_is_gone_is_told_and_its_draft_stays(two_pages):
    two_pages.take_in()
    two_pages.has("/fr/prix-du-cours", status=410)
    two_pages.lists("/fr/prix-du-cours")

    done = two_pages.take_in()

    assert sorted(done.withdrawn) == [
        f"{two_pages.address}/fr/prix-du-cours",
        f"{two_pages.address}/nl/wat-kost-het.html",
    ]
    assert (two_pages.into / "wat-kost-het" / "nl.md").exists()


def test_pages_that_are_no_articles_are_listed_with_the_reason(site):
    password = "<form><input type='password' name='p'></form><p>Meld je aan om je dossier te zien.</p>"
    long_page = {
        "/kort": page("Kort", "<p>Bel ons.</p>"),
        "/leeg": b"<html lang='nl'><body><img src='/foto'></body></html>",
        "/latijn": page(
            "Lorem", "<p>" + "Lorem ipsum dolor sit amet consectetur adipiscing elit sed. " * 9 + "</p>", "la"
        ),
        "/dossier": page("Mijn dossier", password + DUTCH),
        "/weg": page("Pagina niet gevonden"),
        "/groot": b"<p>" + b"woord " * 600_000,
        "/gesloten": page("Gesloten"),
    }
    for path, content in long_page.items():
        site.has(path, content)
    site.has("/foto", b"\x89PNG", Content_Type="image/png")
    site.has("/robots.txt", b"User-agent: *\nDisallow: /gesloten\n")
    site.has("/om", status=302, Location="/gesloten")
    site.has("/prive", status=401)
    site.has("/oud", status=302, Location="/")
    site.has("/", page("Welkom"))
    site.lists(*long_page, "/foto", "/om", "/prive", "/oud", "/nergens")

    done = site.take_in()

    assert {place.removeprefix(site.address): why for place, why in done.rejected.items()} == {
        "/kort": Unfit.TOO_SHORT,
        "/leeg": Unfit.NO_MAIN_TEXT,
        "/latijn": Unfit.UNKNOWN_LANGUAGE,
        "/dossier": Unfit.LOGIN_PAGE,
        "/weg": Unfit.NOT_FOUND,
        "/groot": Unfit.TOO_LARGE,
        "/gesloten": Unfit.ROBOTS,
        "/foto": Unfit.NOT_A_PAGE,
        "/om": Unfit.ROBOTS,
        "/prive": Unfit.LOGIN_PAGE,
        "/oud": Unfit.NOT_FOUND,
        "/nergens": Unfit.NOT_FOUND,
    }
    assert "/gesloten" not in site.server.asked
    assert done.new == []


def test_the_reader_waits_between_pages_as_long_as_the_site_asks(two_pages):
    two_pages.take_in()
    assert two_pages.pauses == [1.0, 1.0]

    two_pages.pauses.clear()
    two_pages.has("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    two_pages.take_in()

    assert two_pages.pauses == [7.0, 7.0]


def test_a_redirection_into_our_own_network_is_not_followed(site):
    site.has("/binnen", status=302, Location="http://10.0.0.7/geheim")
    site.has("/bestand", status=302, Location="file:///etc/passwd")
    site.lists("/binnen", "/bestand")

    assert set(site.take_in().rejected.values()) == {Unfit.NO_ADDRESS}


def test_a_real_reader_reads_no_page_at_localhost(two_pages):
    addresses = two_pages.into.parent / "lijst.txt"
    addresses.write_text(f"{two_pages.address}/nl/wat-kost-het.html\nhttps://localhost/\n", encoding="utf-8")

    done = two_pages.take_in(addresses, reader=WebReader("https://portaal.example", pause=lambda _s: None))

    assert set(done.rejected.values()) == {Unfit.NO_ADDRESS}
    assert two_pages.server.asked == []


def test_what_is_hostile_in_a_page_does_not_come_into_the_draft(site):
    body = DUTCH + (
        "<script>fetch('http://10.0.0.1')</script><p onclick='x()'>Klik <a href='javascript:alert(1)'>hier</a> voor meer uitleg.</p>"
        "<p>---</p><p>status: published</p><p>Tekst &lt;script&gt;alert(2)&lt;/script&gt; en \u202eomgekeerd\u202c.</p>"
    )
    site.has("/..%2f..%2fetc%2fpasswd", page('"]: {a: *b} \u202e# kop', body))
    site.lists("/..%2f..%2fetc%2fpasswd")

    (name,) = site.take_in().new

    draft = site.draft(f"{name}.md")
    text = (site.into / f"{name}.md").read_text("utf-8")
    assert draft.front["status"] == "draft"
    assert draft.front["title"] == '"]: {a: *b} # kop'
    assert not any(word in text for word in ("fetch(", "onclick", "javascript:", "\u202e"))
    assert [path.relative_to(site.into).parts[0] for path in site.into.rglob("*.md")] == [
        name.partition("/")[0]
    ]
    assert {path.name for path in site.into.parent.iterdir()} == {"drafts"}


@pytest.mark.parametrize("said", ["iso-8859-1", "no-such-charset", "utf-16"])
def test_a_wrong_charset_does_not_spoil_the_words(site, said):
    site.has("/pagina", page("Wat kost het?"), Content_Type=f"text/html; charset={said}")
    site.lists("/pagina")

    (name,) = site.take_in().new

    assert "oriëntatie" in (site.into / f"{name}.md").read_text("utf-8")


def test_an_old_charset_is_read_as_the_page_says(site):
    site.has(
        "/pagina",
        page("Wat kost het?").decode().replace("utf-8", "iso-8859-1").encode("latin-1"),
        Content_Type="text/html",
    )
    site.lists("/pagina")

    (name,) = site.take_in().new

    assert "oriëntatie" in (site.into / f"{name}.md").read_text("utf-8")


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'


@pytest.mark.parametrize("content", [BOMB, b"<urlset><url>", b"<html></html>", b"\x1f\x8b\x08broken", b""])
def test_a_sitemap_that_is_broken_or_a_bomb_is_refused(site, content):
    site.has("/sitemap.xml", content)

    with pytest.raises(BadInput):
        site.take_in()


def test_a_packed_bomb_is_refused(site):
    site.has("/sitemap.xml", gzip.compress(b"<urlset>" + b" " * 30_000_000))

    with pytest.raises(BadInput, match="too large"):
        site.take_in()


def test_a_sitemap_of_sitemaps_is_followed_and_lists_its_own_site_alone(two_pages):
    inner = f"<urlset><url><loc>{two_pages.address}/nl/wat-kost-het.html</loc></url><url><loc>http://elders.example/a</loc></url></urlset>"
    two_pages.has("/deel.xml.gz", gzip.compress(inner.encode()))
    index = f"<sitemapindex><sitemap><loc>{two_pages.address}/deel.xml.gz</loc></sitemap></sitemapindex>"
    two_pages.has("/sitemap.xml", index.encode())

    done = two_pages.take_in()

    assert done.new == ["wat-kost-het/nl"]
    assert done.rejected == {"http://elders.example/a": Unfit.OTHER_SITE}


def test_a_site_that_does_not_answer_is_soon_left_alone(site):
    paths = [f"/p{number}" for number in range(9)]
    for path in paths:
        site.has(path, status=503)
    site.lists(*paths)

    done = site.take_in()

    assert sum(path in site.server.asked for path in paths) == 5
    assert list(done.rejected.values()).count(Unfit.NOT_NOW) == 4


def test_no_more_pages_are_read_than_was_asked_and_the_others_the_next_time(two_pages):
    first, second = two_pages.take_in(most=1), two_pages.take_in(most=1)

    assert first.new == ["wat-kost-het/nl"]
    assert second.new == ["prix-du-cours/fr"]


def test_the_page_list_of_an_integreat_cms_becomes_drafts(site):
    body = f"<h2>KOSTEN</h2><h3>De cursus</h3>{DUTCH}"
    rows = [
        {"id": 1, "url": f"{site.address}/stad/nl/kosten/", "path": "/stad/nl/kosten/", "title": "Kosten", "content": body,
         "modified_gmt": "2026-03-01T10:00:00Z", "parent": {"id": 0, "url": None, "path": None}, "hash": None},
        {"id": 2, "url": f"{site.address}/stad/nl/leeg/", "title": "Leeg", "content": "", "hash": None},
    ]  # fmt: skip
    address = f"{site.address}/api/v3/stad/nl/pages/"
    site.has("/api/v3/stad/nl/pages/", json.dumps(rows).encode(), Content_Type="application/json")

    done, again = site.take_in(address), site.take_in(address)

    assert done.new == again.unchanged == ["kosten/nl"]
    assert done.rejected == {f"{site.address}/stad/nl/leeg/": Unfit.NO_MAIN_TEXT}
    assert [heading for heading, _count in site.draft("kosten/nl.md").headings] == [
        "De cursus",
        "Wie betaalt niet",
    ]
    assert "KOSTEN" not in (site.into / "kosten" / "nl.md").read_text("utf-8")
    assert site.draft("kosten/nl.md").front["sources"][0]["url"] == f"{site.address}/stad/nl/kosten/"


def test_a_folder_of_markdown_and_html_becomes_drafts(site, tmp_path):
    folder = tmp_path / "oud"
    (folder / "diep").mkdir(parents=True)
    (folder / "diep" / "prijs.md").write_text(
        "---\ntitle: De prijs\nurl: https://stad.example/prijs\n---\n# De prijs\n\nDe **cursus** kost [90 euro](https://x.example). "
        "Je betaalt\ndat bedrag één keer.\n\n1. Je krijgt een brief van het agentschap.\n2. Je betaalt met je bank of met een kaart.\n"
        "<script>alert(1)</script>\n",
        encoding="utf-8",
    )
    (folder / "oude-pagina.htm").write_bytes(page("Een oude pagina"))
    (folder / "diep" / "folder.PDF").write_bytes(b"%PDF-1.7")
    (folder / ".verborgen").write_bytes(b"x")
    (folder / "elders.md").symlink_to("/etc/hostname")

    done = site.take_in(folder)

    assert done.rejected == {"diep/folder.PDF": Unfit.NOT_A_PAGE, "elders.md": Unfit.NOT_A_PAGE}
    assert sorted(done.new) == ["oude-pagina/nl", "prijs/nl"]
    draft = site.draft("prijs/nl.md")
    assert draft.front["sources"][0]["url"] == "https://stad.example/prijs"
    assert [sentence.text for sentence in draft.sentences] == [
        "De cursus kost 90 euro.", "Je betaalt dat bedrag één keer.", "Je krijgt een brief van het agentschap.",
        "Je betaalt met je bank of met een kaart.",
    ]  # fmt: skip
    assert [sentence.list_mark for sentence in draft.sentences] == ["", "", "1.", "2."]


def test_a_page_without_a_title_is_called_by_its_place(site, tmp_path):
    (tmp_path / "oud").mkdir()
    (tmp_path / "oud" / "zonder-titel.md").write_text(
        "De cursus is gratis voor wie komt. " * 9, encoding="utf-8"
    )

    assert site.take_in(tmp_path / "oud").new == ["zonder-titel/nl"]

    draft = site.draft("zonder-titel/nl.md")
    assert draft.front["title"] == draft.sentences[0].heading == "zonder-titel.md"


def test_a_rehearsal_writes_nothing(two_pages):
    assert len(two_pages.take_in(dry_run=True).new) == 2
    assert not two_pages.into.exists()


def test_drafts_stand_neither_among_the_articles_nor_among_other_files(site, tmp_path):
    (tmp_path / "ander").mkdir()
    (tmp_path / "ander" / "werk.txt").write_text("x", encoding="utf-8")

    for into in (
        site_import.ARTICLES,
        site_import.ARTICLES / "nieuw",
        site_import.ARTICLES.parent,
        tmp_path / "ander",
    ):
        site.into = into
        with pytest.raises(BadInput):
            site.take_in()

    assert site.server.asked == []


@pytest.mark.parametrize("slug", ["../../weg", "/etc/x", "a/b", ""])
def test_a_memory_that_somebody_wrote_leads_to_no_other_folder(two_pages, slug):
    two_pages.take_in()
    memory = two_pages.into / site_import.MEMORY
    memory.write_text(
        memory.read_text("utf-8").replace('"slug": "wat-kost-het"', f'"slug": "{slug}"'), encoding="utf-8"
    )

    with pytest.raises(BadInput, match="no name of a draft"):
        two_pages.take_in()


@pytest.mark.parametrize("content", ["", "[]", '{"a": {"b": {"slug": 1}}}'])
def test_a_broken_memory_is_refused(two_pages, content):
    two_pages.take_in()
    (two_pages.into / site_import.MEMORY).write_text(content, encoding="utf-8")

    with pytest.raises(BadInput, match="begin anew"):
        two_pages.take_in()


def test_drafts_are_not_published_and_not_searched(two_pages, session):
    two_pages.take_in()

    with pytest.raises(BadArticle):
        article_import.import_folder(session, two_pages.into, now=NOON)

    assert session.exec(select(ArticleVersion)).all() == []
    assert articles.published(session) == ()
    found, problems = loader.examine_folder(two_pages.into)
    assert found == {}
    assert any("a draft: complete it" in problem.reason for problem in problems)


def test_the_command_says_what_became_of_each_page(tmp_path, sqlite_database):
    (tmp_path / "oud").mkdir()
    (tmp_path / "oud" / "prijs.html").write_bytes(page("De prijs"))
    (tmp_path / "oud" / "kort.md").write_text("Bel ons.", encoding="utf-8")
    words = ["knowledge", "import", str(tmp_path / "oud"), "--into", str(tmp_path / "drafts")]

    said = CliRunner().invoke(app, words)
    again = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)

    assert "new       prijs/nl" in said.output
    assert "rejected  kort.md: too short" in said.output
    assert (again["unchanged"], again["rejected"]) == (["prijs/nl"], {"kort.md": "too short"})
    with db.reading() as session:
        assert articles.published(session) == ()
