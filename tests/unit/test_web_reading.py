"""Reading an address that somebody typed: never inside our own network, never past robots.txt, never without end."""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.errors import ProviderDown
from portal.providers import web_reading
from portal.providers.web_reading import NotReadable, WebReader, Why
from tests.servers import serving

PAGE = b"BEGIN:VCALENDAR"


class Site(BaseHTTPRequestHandler):
    """A small site: a calendar with an ETag, a page that robots.txt closes, and pages that go wrong."""

    asked: list[str]

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/robots.txt":
            return self._answer(200, b"User-agent: *\nDisallow: /closed\n")
        if self.path == "/agenda.ics" and self.headers.get("If-None-Match") == '"v1"':
            return self._answer(304)
        answers = {
            "/agenda.ics": (200, PAGE, {"ETag": '"v1"'}),
            "/dated.ics": (200, PAGE, {"Last-Modified": "Tue, 10 Mar 2026 11:00:00 GMT"}),
            "/moved": (302, b"", {"Location": "/agenda.ics"}),
            "/loop": (302, b"", {"Location": "/loop"}),
            "/to-file": (302, b"", {"Location": "file:///etc/passwd"}),
            "/large": (200, b"x" * 5000, {}),
            "/broken": (500, b"", {}),
            "/busy": (429, b"", {}),
        }
        return self._answer(*answers.get(self.path, (404,)))

    def _answer(self, status, content=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = False  # closing it waits for every answer
    server.asked, server.address = [], f"http://localhost:{server.server_port}"
    with serving(server):
        yield server


@pytest.fixture
def reader():
    return WebReader("https://portaal.example", schemes=frozenset({"http"}), is_open=lambda _address: True)


def why(reader, address) -> Why:
    with pytest.raises(NotReadable) as caught:
        reader.fetch(address, most_bytes=1000)
    return caught.value.why


def test_what_did_not_change_is_not_sent_again(site, reader):
    first = reader.fetch(f"{site.address}/agenda.ics", most_bytes=1000)

    again = reader.fetch(f"{site.address}/agenda.ics", most_bytes=1000, validator=first.validator)

    assert (first.content, first.validator) == (PAGE, '"v1"')
    assert (again.content, again.validator) == (None, '"v1"')
    assert (
        reader.fetch(f"{site.address}/dated.ics", most_bytes=1000).validator
        == "date:Tue, 10 Mar 2026 11:00:00 GMT"
    )


def test_a_redirection_is_followed_but_not_for_ever_and_not_to_a_file(site, reader):
    assert reader.fetch(f"{site.address}/moved", most_bytes=1000).content == PAGE
    assert why(reader, f"{site.address}/loop") is Why.ELSEWHERE
    assert why(reader, f"{site.address}/to-file") is Why.ADDRESS


def test_what_robots_txt_closes_is_not_asked_for(site, reader):
    assert why(reader, f"{site.address}/closed/agenda.ics") is Why.ROBOTS
    assert site.asked == ["/robots.txt"]


def test_what_is_too_large_or_not_there_is_refused(site, reader):
    assert why(reader, f"{site.address}/large") is Why.TOO_LARGE
    assert why(reader, f"{site.address}/nothing") is Why.MISSING


@pytest.mark.parametrize("path", ["/broken", "/busy"])
def test_a_site_that_is_down_or_busy_is_asked_later(site, reader, path):
    with pytest.raises(ProviderDown):
        reader.fetch(f"{site.address}{path}", most_bytes=1000)


def test_nobody_answering_is_a_site_that_is_down(reader):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ProviderDown):
            reader.fetch(f"http://localhost:{taken.getsockname()[1]}/", most_bytes=1000)


def test_an_address_inside_our_own_network_is_not_even_connected_to(site):
    reader = WebReader("https://portaal.example", schemes=frozenset({"http"}))

    assert why(reader, f"{site.address}/agenda.ics") is Why.PRIVATE
    assert site.asked == []


def test_a_redirection_into_our_own_network_is_refused(site):
    seen = iter([True, True, False])  # robots.txt, the page, what it points to
    reader = WebReader(
        "https://portaal.example", schemes=frozenset({"http"}), is_open=lambda _address: next(seen)
    )

    assert why(reader, f"{site.address}/moved") is Why.PRIVATE


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 an address that must not be read
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_addresses_that_not_everybody_can_reach_are_closed(address):
    assert not web_reading.is_public(address)


@pytest.mark.parametrize("address", ["193.191.0.1", "2a02:2c8::1"])
def test_public_addresses_are_open(address):
    assert web_reading.is_public(address)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/a.ics", "ftp://example.org/", "https://", "https://user:pass@example.org/", "https://example.org:0/",
     "https://example.org:99999/", "//example.org", "javascript:alert(1)", "https://exa mple.org/", "https://example.org/" + "x" * 500,
     "https://[::1", "file:///etc/passwd"],
)  # fmt: skip
def test_only_plain_https_addresses_are_read(address):
    with pytest.raises(NotReadable):
        web_reading.checked(address)
