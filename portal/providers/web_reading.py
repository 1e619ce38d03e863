"""Reading a file from somebody else's web server, on an address that a user of the portal typed.

Such an address may point inside our own network, and its name may point elsewhere a moment later. So the name is looked up
once, every address that it has must be a public one, and the connection goes to the address that was checked; each
redirection is checked the same way. robots.txt is kept to, and an answer has a size and a time after which it is left.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from portal.errors import BadInput, ProviderDown

NAME = "inburgering-portal"
PATIENCE_S, DEADLINE_S, MOST_REDIRECTS = 10.0, 60.0, 3
LONGEST_ADDRESS = 500
_CHUNK = 64 * 1024
_MOST_ROBOTS = 512 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429})
_OK, _UNCHANGED, _BAD, _BROKEN = 200, 304, 400, 500
_BY_DATE = "date:"


class Why(StrEnum):
    """Why an address is not read."""

    ADDRESS = "address"
    PRIVATE = "private"
    ROBOTS = "robots"
    TOO_LARGE = "too-large"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"


@dataclass
class NotReadable(BadInput):
    """An address that the portal does not read, now or ever."""

    why: Why = Why.ADDRESS
    status: int = 0


@dataclass(frozen=True)
class Fetched:
    """What came back. `content` None: it did not change since; `validator`: to be given the next time.

    `address` is where it was found after redirections; `media` is what the server calls it, with its charset.
    """

    content: bytes | None
    validator: str | None
    address: str = ""
    media: str = ""


@dataclass(frozen=True)
class Glance:
    """How an address answered, whatever it was; `content` is the beginning of it. `address` is where it was found."""

    status: int
    content: bytes
    validator: str | None
    address: str
    media: str = ""


def is_public(address: str) -> bool:
    """Say whether an address of the internet is one that everybody can reach."""
    found = ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def checked(address: str, *, schemes: frozenset[str] = frozenset({"https"})) -> SplitResult:
    """Take an address apart.

    Raises:
        NotReadable: it is no whole address of a web server, has a name and password in it, or is not encrypted.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotReadable("address", "it cannot be read") from error
    is_one = (
        parts.scheme in schemes
        and parts.hostname
        and address.isascii()
        and address.isprintable()
        and " " not in address
    )
    if not is_one or parts.username or parts.password or len(address) > LONGEST_ADDRESS or port == 0:
        raise NotReadable("address", "not a plain https address")
    return parts


@dataclass
class WebReader:
    """Reads addresses, a few at a time. `schemes` and `is_open` are other ones in tests alone."""

    base_url: str
    schemes: frozenset[str] = frozenset({"https"})
    is_open: Callable[[str], bool] = is_public
    pause: Callable[[float], None] = time.sleep
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def fetch(self, address: str, *, most_bytes: int, validator: str | None = None) -> Fetched:
        """Read an address, if it changed since `validator`.

        Raises:
            NotReadable: it is not ours to read: no public address, kept off by robots.txt, gone, too large.
            ProviderDown: nothing, or nothing useful, came back in time.
        """
        parts = checked(address, schemes=self.schemes)
        self._keep_to_rules(parts)
        answer = self._ask(address, _conditions(validator), most_bytes, keep_to_rules=True)
        if answer.status == _UNCHANGED:
            return Fetched(None, validator, answer.address)
        _refuse(answer.status)
        return Fetched(
            answer.content, _validator(answer), answer.address, answer.headers.get("content-type", "")
        )

    def glance(self, address: str, *, most_bytes: int, validator: str | None = None) -> Glance:
        """Look whether an address is still there: read no more than its beginning, and say how it answered.

        Raises:
            NotReadable: it is not ours to read: no public address, kept off by robots.txt, redirected without end.
            ProviderDown: nothing came back in time.
        """
        parts = checked(address, schemes=self.schemes)
        self._keep_to_rules(parts)
        answer = self._ask(address, _conditions(validator), most_bytes, keep_to_rules=True, whole=False)
        kept = validator if answer.status == _UNCHANGED else _validator(answer)
        return Glance(
            answer.status, answer.content, kept, answer.address, answer.headers.get("content-type", "")
        )

    def wished_pause_s(self, address: str) -> float:
        """Return how long a site asks to be left alone between two questions: its robots.txt, as far as it was read."""
        parts = checked(address, schemes=self.schemes)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        return float((rules and rules.crawl_delay(NAME)) or 0.0)

    def _keep_to_rules(self, parts: SplitResult) -> None:
        if not self._rules(parts).can_fetch(NAME, parts.geturl()):
            raise NotReadable("robots.txt", "it asks not to be read", Why.ROBOTS)

    def _rules(self, parts: SplitResult) -> RobotFileParser:
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            rules = RobotFileParser()
            answer = self._ask(f"{site}/robots.txt", {}, _MOST_ROBOTS)
            if answer.status >= _BROKEN or answer.status in _LATER:
                raise ProviderDown(parts.hostname or "")
            told = answer.content.decode("utf-8", errors="replace") if answer.status == _OK else ""
            rules.parse(told.splitlines())
            self._robots[site] = rules
        return self._robots[site]

    def _ask(
        self,
        address: str,
        headers: Mapping[str, str],
        most_bytes: int,
        *,
        keep_to_rules: bool = False,
        whole: bool = True,
    ) -> "_Answer":
        until = time.monotonic() + DEADLINE_S
        for turn in range(MOST_REDIRECTS + 1):
            parts = checked(address, schemes=self.schemes)
            if keep_to_rules and turn:  # it may point to what robots.txt closes
                self._keep_to_rules(parts)
            try:
                answer = self._once(parts, headers, most_bytes, until, whole=whole)
            except (OSError, http.client.HTTPException) as error:  # also of the encryption, and of time-outs
                raise ProviderDown(parts.hostname or "") from error
            if answer.status not in _MOVED:
                return replace(answer, address=address)
            address = urljoin(address, answer.headers.get("location", ""))
        raise NotReadable("address", "too many redirections", Why.ELSEWHERE)

    def _once(
        self, parts: SplitResult, headers: Mapping[str, str], most_bytes: int, until: float, *, whole: bool
    ) -> "_Answer":
        connection = self._connected(parts)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            said = {
                "User-Agent": f"{NAME} (+{self.base_url})",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                **headers,
            }
            connection.request("GET", path, headers=said)
            with connection.getresponse() as answer:
                told = {name.lower(): value for name, value in answer.getheaders()}
                content = (_whole if whole else _beginning)(answer, most_bytes, until)
                return _Answer(answer.status, told, content)
        finally:
            connection.close()

    def _connected(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, is_secret = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_secret else 80)
        found = list(
            dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        )
        if not found or not all(self.is_open(one.partition("%")[0]) for one in found):
            raise NotReadable("address", "not a public address", Why.PRIVATE)
        # to the address that was checked: asked again, the name might give another one
        plain = socket.create_connection((found[0], port), timeout=PATIENCE_S)
        if not is_secret:
            connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
            connection.sock = plain
            return connection
        context = ssl.create_default_context()
        secret = http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
        try:
            secret.sock = context.wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise
        return secret


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes
    address: str = ""


def _whole(answer: http.client.HTTPResponse, most_bytes: int, until: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_CHUNK):
        size += len(piece)
        if size > most_bytes:
            raise NotReadable("address", "the file is too large", Why.TOO_LARGE)
        if time.monotonic() > until:
            raise TimeoutError
        pieces.append(piece)
    return b"".join(pieces)


def _beginning(answer: http.client.HTTPResponse, most_bytes: int, until: float) -> bytes:
    content = b""
    while len(content) < most_bytes and (piece := answer.read1(_CHUNK)):
        content += piece
        if time.monotonic() > until:
            raise TimeoutError
    return content[:most_bytes]


def _validator(answer: _Answer) -> str | None:
    tag, changed = answer.headers.get("etag"), answer.headers.get("last-modified")
    kept = tag or (f"{_BY_DATE}{changed}" if changed else None)
    return kept if kept and len(kept) <= 200 else None  # noqa: PLR2004 as the column


def _conditions(validator: str | None) -> dict[str, str]:
    if not validator:
        return {}
    if validator.startswith(_BY_DATE):
        return {"If-Modified-Since": validator.removeprefix(_BY_DATE)}
    return {"If-None-Match": validator}


def _refuse(status: int) -> None:
    if status >= _BROKEN or status in _LATER:
        raise ProviderDown("feed")
    if status != _OK:
        raise NotReadable("address", f"status {status}", Why.MISSING, status)
