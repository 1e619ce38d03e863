"""Where the open data is, for the head of a page: links for whoever looks for them, and the event itself as data."""

import json
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from portal.providers import calendar_files
from portal.services import open_data
from portal.settings import settings
from portal.ui import activity_pieces, html
from portal.ui.activity_pieces import FOLDER
from portal.web import schema_org

ROOT = "/open-data"
MEDIA_TYPES: Mapping[str, str] = {
    "jsonld": "application/ld+json",
    "uitdatabank.json": "application/json",
    "ics": calendar_files.CONTENT_TYPE,
}
_DAYS = 20  # in a page: search engines look at the next ones


def alternates(slug: str | None = None) -> list[tuple[str, str]]:
    """Return media type and address of the offer, or of one activity, in every format."""
    stem = f"{settings().base_url}{ROOT}/" + (f"{FOLDER}/{slug}" if slug else "activiteiten")
    return [(media_type.split(";")[0], f"{stem}.{ending}") for ending, media_type in MEDIA_TYPES.items()]


def links(slug: str | None = None, *, calendar: str | None = None) -> Markup:
    """Build the links of a page's head; `calendar` is the path of the calendar file in the reader's language."""
    found = alternates(slug)
    if calendar is not None:
        found[-1] = (found[-1][0], f"{settings().base_url}{calendar}")
    return html.join(
        *[html.tag("link", rel="alternate", type=media_type, href=href) for media_type, href in found],
        html.tag("link", rel="license", href=settings().open_data_licence),
    )


def head_of(session: Session, slug: str, *, language: str, now: datetime) -> Markup | None:
    """Build what the page of an activity says to programs: where its data is, and the event as JSON-LD."""
    offered = open_data.one(session, slug, now=now)
    if offered is None:
        return None
    event = schema_org.event(offered, base_url=settings().base_url, language=language, most_days=_DAYS)
    return html.join(
        links(slug, calendar=activity_pieces.calendar_file(slug)),
        _data({"@context": schema_org.CONTEXT, **event}),
    )


def _data(facts: Mapping[str, object]) -> Markup:
    # A block of data is no script: browsers never run it, and the content policy has nothing to say about it.
    written = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{written}</script>')  # noqa: S704 no tag can begin in it
