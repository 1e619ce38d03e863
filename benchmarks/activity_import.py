"""How long it takes to import thousands of events, on both databases: writes docs/measured/activity-import.md.

    python -m benchmarks.activity_import [--events 5000]

A file as UiTdatabank's search gives it: half of the events take place once, a quarter on some days, a quarter every week for
a season; all of them complete, each with two languages. It is read and imported, then again as it is, then with a tenth
changed and a tenth gone; of the first import, what the redactie would do (publishing) is done at once in between.
"""

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from benchmarks.activities import databases
from portal import db
from portal.models.activities import Activity, ActivityState, Occurrence
from portal.models.people import Organisation, OrganisationKind
from portal.providers import activity_files
from portal.seed_activity_texts import OFFERS
from portal.services import activity_imports, geography, places
from portal.services.activity_import_plan import Fate, Into, Outcome
from portal.services.permissions import OPERATOR

RESULTS = Path("docs/measured/activity-import.md")
SEED = 20261122
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
INTO = Into("bench", complete=True)
WANTED_S = 60
T = TypeVar("T")


def events(count: int) -> list[dict[str, Any]]:
    """Make events, the same each time."""
    dice = random.Random(SEED)
    where = sorted(geography.points())
    return [_event(number, dice, dice.choice(where)) for number in range(count)]


def _event(number: int, dice: random.Random, nis_code: str) -> dict[str, Any]:
    offer, place = OFFERS[number % len(OFFERS)], places.municipality(nis_code)
    address = {
        "addressCountry": "BE",
        "addressLocality": place.name,
        "postalCode": next(code for code in place.postcodes if code[0] != "0"),
        "streetAddress": f"Kerkstraat {number}",
    }
    words = f"<p>{offer.description}</p><p>Iedereen is welkom. Nummer {number}.</p>"
    return {
        "@id": f"https://io.uitdatabank.be/event/{number:08d}-0000-4000-8000-000000000000", "mainLanguage": "nl",
        "name": {"nl": f"{offer.title} {number}", "fr": f"{offer.title} (fr)"}, "description": {"nl": words, "fr": words},
        "location": {"name": {"nl": offer.venue or "Gemeentehuis"}, "address": {"nl": address}}, "workflowStatus": "APPROVED",
        "terms": [{"id": "0.3.1.0.1", "domain": "eventtype"}], "labels": ["twee taaliconen", "samen"],
        "hiddenLabels": ["inburgering:uren=meets-in-dutch"], "typicalAgeRange": "18-",
        "priceInfo": [{"category": "base", "name": {"nl": "Basistarief"}, "price": dice.choice([0, 2.5, 5]), "priceCurrency": "EUR"}],
        "contactPoint": {"email": ["onthaal@example.org"], "phone": [], "url": []},
    } | _calendar(number, dice)  # fmt: skip


def _calendar(number: int, dice: random.Random) -> dict[str, Any]:
    first = NOW.replace(hour=13, minute=0) + timedelta(days=dice.randint(2, 60))
    kind = ("single", "single", "multiple", "periodic")[number % 4]
    if kind == "periodic":
        hours = [{"dayOfWeek": [first.strftime("%A").lower()], "opens": "14:00", "closes": "16:00"}]
        last = (first + timedelta(days=120)).isoformat()
        return {"calendarType": kind, "startDate": first.isoformat(), "endDate": last, "openingHours": hours}
    if kind == "single":
        return {"calendarType": kind, **_span(first)}
    return {"calendarType": kind, "subEvent": [_span(first + timedelta(days=14 * one)) for one in range(6)]}


def _span(starts: datetime) -> dict[str, str]:
    return {"startDate": starts.isoformat(), "endDate": (starts + timedelta(hours=2)).isoformat()}


def changed(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Change a tenth and leave a tenth out."""
    kept = [one for number, one in enumerate(told) if number % 10 != 1]
    return [
        {**one, "labels": ["drie taaliconen"]} if number % 9 == 0 else one for number, one in enumerate(kept)
    ]


def imported(engine: Engine, content: bytes, now: datetime) -> Outcome:
    """Read a file and import it, as a page or a command does."""
    file = activity_files.read(content, today=now.date())
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return activity_imports.take_in(session, actor=OPERATOR, file=file, into=INTO, now=now)


def previewed(engine: Engine, content: bytes, now: datetime) -> Outcome:
    """Read a file and say what it would do."""
    file = activity_files.read(content, today=now.date())
    with Session(db.read_only(engine)) as session:
        return activity_imports.preview(session, actor=OPERATOR, file=file, into=INTO, now=now)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how long something took, and what it gave."""
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def measure(engine: Engine, count: int) -> list[tuple[str, float, Outcome]]:
    """Import, import again, import what changed."""
    told = events(count)
    whole, other = json.dumps({"member": told}).encode(), json.dumps({"member": changed(told)}).encode()
    with Session(engine) as session, session.begin():
        session.add(Organisation(id="bench", kind=OrganisationKind.PARTNER, name="Meting"))
    found = [
        ("preview of new events", *timed(lambda: previewed(engine, whole, NOW))),
        ("import of new events", *timed(lambda: imported(engine, whole, NOW))),
    ]
    with engine.begin() as connection:
        connection.execute(update(Activity).values(state=ActivityState.PUBLISHED))
    later = NOW + timedelta(hours=1)
    found.append(("the same file again", *timed(lambda: imported(engine, whole, later))))
    found.append(("a tenth changed, a tenth gone", *timed(lambda: imported(engine, other, later))))
    if not found[2][2].changes_nothing:
        raise SystemExit("the same file changed something")
    with Session(engine) as session:
        print(session.exec(select(func.count(col(Occurrence.id)))).one(), "gatherings")
    return found


def page(results: dict[str, list[tuple[str, float, Outcome]]], count: int, size: int) -> str:
    """Write the figures as a page."""
    rows = "\n".join(
        f"| {database} | {what} | {seconds:.1f} | {outcome.count(Fate.NEW)} | {outcome.count(Fate.CHANGED)} | {outcome.count(Fate.UNCHANGED)} | {outcome.count(Fate.WITHDRAWN)} |"
        for database, found in results.items()
        for what, seconds, outcome in found
    )
    machine = f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} when it ended"
    return f"""# Time to import activities

Written by `python -m benchmarks.activity_import` on {datetime.now(UTC).date()}: a file of {count:,} events as UiTdatabank gives them
({size / 1024**2:.1f} MB), read and imported in one transaction. {machine}.

| database | what | seconds | new | changed | unchanged | withdrawn |
|---|---|---|---|---|---|---|
{rows}

Reading the file is in every figure. Wanted: at most {WANTED_S} seconds for {count:,} events. Half of the events take place once, a quarter
on six days, a quarter weekly for four months.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=5000)
    chosen = parser.parse_args()
    with databases() as engines:
        results = {name: measure(engine, chosen.events) for name, engine in engines.items()}
    written = page(results, chosen.events, len(json.dumps({"member": events(chosen.events)})))
    RESULTS.write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
