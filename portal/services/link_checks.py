"""Whether the pages that articles name as their sources are still there: every address once a week, politely.

What is gone twice in a row is no longer offered to readers; what comes back is. Reading opens its own units of work.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from sqlalchemy import delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from knowledge import site_pages
from knowledge.site_pages import UnfitPage
from portal import db, logs
from portal.errors import ProviderDown
from portal.models.signals import LinkCheck, LinkFault
from portal.providers.web_reading import Glance, NotReadable, WebReader
from portal.services import dead_links
from portal.settings import settings

WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
MOST_BYTES = 256 * 1024
SCHEMES = frozenset({"https", "http"})
_A_ROUND = 3  # a round of jobs is short; each address of another site
_SPREAD_H = 48
# How often in a row before readers are kept away. A server that does not answer may be mended in some days.
NEEDED: Mapping[LinkFault, int] = {
    LinkFault.GONE: 1, LinkFault.MISSING: 2, LinkFault.SAYS_MISSING: 2, LinkFault.OTHER_SITE: 2, LinkFault.HOME_PAGE: 2,
    LinkFault.NO_ANSWER: 7,
}  # fmt: skip
_UNCHANGED, _BAD, _BROKEN = 304, 400, 500
_STATUS = {404: LinkFault.MISSING, 410: LinkFault.GONE, 408: LinkFault.NO_ANSWER}
_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})
# The first page of a site, also of one language: `/`, `/nl`, `/nl/home`, `/index.html`.
_HOMES = frozenset(
    {"home", "index.html", "index.php", "index.htm", "start", "startpagina", "accueil", "welcome"}
)
_LANGUAGES = frozenset({"nl", "en", "fr", "de", "ar", "nl-be", "fr-be"})

log = logs.get_logger()


def follow(session: Session, *, now: datetime) -> int:
    """Look from now on at what articles name, and no more at what none does; returns how many addresses are new or gone."""
    wanted, known = set(dead_links.named(session)), set(session.exec(select(LinkCheck.address)).all())
    new, old = sorted(wanted - known), sorted(known - wanted)
    if new:
        make: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        rows = [{"address": address, "due_at": now, "in_a_row": 0} for address in new]
        session.execute(make(LinkCheck).values(rows).on_conflict_do_nothing())
    if old:
        session.execute(delete(LinkCheck).where(col(LinkCheck.address).in_(old)))
    return len(new) + len(old)


def check_due(now: datetime, reader: WebReader | None = None) -> int:
    """Look at the addresses that are due, a few each time and one of a site; returns how many."""
    through = reader or WebReader(settings().base_url, schemes=SCHEMES)
    due = _claim(now)
    seen = {row.address: _look(row, through) for row in due}
    with db.transaction() as session:
        # Without any answer from anywhere the fault may be our own.
        online = any(fault is not LinkFault.NO_ANSWER for fault, _validator in seen.values()) or _was_online(
            session, now
        )
        for address, (fault, validator) in seen.items():
            row = session.get(LinkCheck, address, with_for_update=True)
            if row is None:
                continue
            if fault is LinkFault.NO_ANSWER and not online:
                row.due_at = now + HOUR
            else:
                _record(row, fault, validator, now)
            session.add(row)
    return len(due)


def _claim(now: datetime) -> list[LinkCheck]:
    """Take the addresses that wait longest, one of a site, so that no other process looks at them now."""
    with db.transaction() as session:
        waiting = session.exec(
            select(LinkCheck)
            .where(col(LinkCheck.due_at) <= now)
            .order_by(col(LinkCheck.due_at), col(LinkCheck.address))
            .limit(_A_ROUND * 20)
            .with_for_update(skip_locked=True)
        ).all()
        sites: dict[str, LinkCheck] = {}
        for row in waiting:
            sites.setdefault(_site(row.address), row)
        taken = list(sites.values())[:_A_ROUND]
        for row in taken:
            row.due_at = now + HOUR
            session.add(row)
    return taken


def _look(row: LinkCheck, reader: WebReader) -> tuple[LinkFault | None, str | None]:
    # a page that was not there the last time is read whole: "not changed" would say nothing
    validator = row.validator if row.fault is None else None
    try:
        glance = reader.glance(row.address, most_bytes=MOST_BYTES, validator=validator)
    except ProviderDown:
        return LinkFault.NO_ANSWER, row.validator
    except NotReadable:
        return LinkFault.NOT_FOR_US, None
    return fault_of(row.address, glance), glance.validator


def fault_of(address: str, glance: Glance) -> LinkFault | None:
    """Say what is wrong with what an address answered; None: nothing."""
    if glance.status >= _BROKEN:
        return LinkFault.NO_ANSWER
    if glance.status >= _BAD:  # most are closed to programs; a person may still read them
        return _STATUS.get(glance.status, LinkFault.NOT_FOR_US)
    if _site(glance.address) != _site(address):
        return LinkFault.OTHER_SITE
    if _is_home(glance.address) and not _is_home(address):
        return LinkFault.HOME_PAGE
    return LinkFault.SAYS_MISSING if glance.status != _UNCHANGED and _says_missing(glance) else None


def _says_missing(glance: Glance) -> bool:
    media, _, rest = glance.media.partition(";")
    if media.strip().lower() not in _PAGES:
        return False
    try:
        text = site_pages.decoded(glance.content, rest.partition("charset=")[2].strip().strip("\"'"))
    except UnfitPage:
        return False
    return site_pages.says_missing(text)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    steps = [step for step in parts.path.casefold().split("/") if step]
    if steps and steps[0] in _LANGUAGES:
        steps = steps[1:]
    return not parts.query and (not steps or (len(steps) == 1 and steps[0] in _HOMES))


def _record(row: LinkCheck, fault: LinkFault | None, validator: str | None, now: datetime) -> None:
    before = row.fault
    row.checked_at, row.validator = now, validator
    if fault is LinkFault.NOT_FOR_US:  # neither there nor gone: what was known of it stays
        row.due_at = _in_a_week(row.address, now)
        if row.dead_since is None:
            row.fault, row.in_a_row = fault, 0
        return
    if fault is None or fault is row.accepted:
        row.fault, row.in_a_row, row.dead_since = None, 0, None
        row.due_at = _in_a_week(row.address, now)
        return
    silent = LinkFault.NO_ANSWER
    goes_on = before is not None and row.in_a_row > 0 and (before is silent) == (fault is silent)
    row.fault, row.in_a_row = fault, row.in_a_row + 1 if goes_on else 1
    row.due_at = now + DAY
    if row.dead_since is None and row.in_a_row >= NEEDED[fault]:
        row.dead_since = now
        log.info("link_dead", fault=fault.value)


def _in_a_week(address: str, now: datetime) -> datetime:
    # spread, so that there is something to look at on most days
    return now + WEEK - timedelta(hours=crc32(address.encode()) % _SPREAD_H)


def _was_online(session: Session, now: datetime) -> bool:
    answered = col(LinkCheck.fault).is_(None) | (LinkCheck.fault != LinkFault.NO_ANSWER)
    count = select(func.count()).select_from(LinkCheck)
    return session.exec(count.where(col(LinkCheck.checked_at) > now - DAY, answered)).one() > 0
