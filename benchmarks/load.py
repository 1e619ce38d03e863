"""How many people a portal carries: `python -m benchmarks.load` starts one, visits it, and writes docs/measured/load.md.

Everything runs on this machine, the client included: the figures are lower bounds for a machine that only serves.
"""

import argparse
import asyncio
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from benchmarks.streamlit_client import Rerun, Session, visit
from portal.services import demo_login
from portal.settings import Settings
from tests.browser import world

REPORT = Path("docs/measured/load.md")
PEOPLE = ("amina", "oleksandr", "fatou", "samir", "mei", "elena")
LANGUAGES = ("ar", "en", "fr", "nl", "en", "nl")
ROUNDS, RERUNS_A_ROUND = 6, 25
START_S = 60
READY_S = 600
IDLE_S, IDLE = 25.0, 0.05  # longer than from one round of jobs to the next; of a core


@dataclass(frozen=True)
class Single:
    """One browser that reruns a page without pause."""

    page: str
    elements: int
    pieces: int
    kilobytes: float
    p50_ms: float
    cpu_ms: float


Compared = tuple[Single, Single, Single]


@dataclass(frozen=True)
class Load:
    """Many browsers at once."""

    people: int
    processes: int
    reruns: int
    failures: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_percent: float
    megabytes: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(application: str, environment: dict[str, str], port: int) -> Iterator[psutil.Process]:
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        application,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 our own command
    try:
        _wait_for(port)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            httpx.get(f"http://localhost:{port}/_stcore/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def _wait_until_ready(port: int) -> None:
    """Wait until the knowledge base is loaded: what a start costs is not what a rerun costs."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if httpx.get(f"http://localhost:{port}/healthz").json()["knowledge"]["ready"]:
            return
        time.sleep(0.5)
    raise TimeoutError(f"the portal on port {port} does not get ready")


def _wait_until_idle(processes: Sequence[psutil.Process]) -> None:
    """Wait until the first round of jobs is over as well: what it costs would be counted with the reruns."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        before = _cpu(processes)
        time.sleep(IDLE_S)
        if _cpu(processes) - before < IDLE * IDLE_S:
            return
    raise TimeoutError("the portal does not come to rest")


def environment(folder: Path, port: int, database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return kept | {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DEMO": "1",
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": f"http://localhost:{port}",
    }


def person(number: int, port: int, page: str) -> Session:
    name, language = PEOPLE[number % len(PEOPLE)], LANGUAGES[number % len(LANGUAGES)]
    cookie = demo_login.make_cookie(Settings(demo=True), persona=name)
    return Session(f"http://localhost:{port}", language, page, cookie=f"{demo_login.COOKIE}={cookie}")


# ---- one browser ------------------------------------------------------------------------------------------------


Served = tuple[psutil.Process, Session]


async def measure_singles(served: Sequence[Served]) -> list[Single]:
    """Rerun each page in turns: a machine that is slower for a while is slower for all of them."""
    for _process, session in served:
        await session.open()
        for _ in range(RERUNS_A_ROUND):
            await session.rerun()
    used = [0.0] * len(served)
    for _ in range(ROUNDS):
        for number, (process, session) in enumerate(served):
            before = _cpu([process])
            session.reruns += [await session.rerun() for _ in range(RERUNS_A_ROUND)]
            used[number] += _cpu([process]) - before
    for _process, session in served:
        await session.close()
    return [_single(session, cpu_s) for (_process, session), cpu_s in zip(served, used, strict=True)]


def _single(session: Session, cpu_s: float) -> Single:
    last = session.reruns[-1]
    return Single(
        page=session.page or "bare",
        elements=len(last.elements),
        pieces=last.pieces,
        kilobytes=last.content / 1024,
        p50_ms=statistics.median(rerun.seconds for rerun in session.reruns) * 1000,
        cpu_ms=cpu_s / len(session.reruns) * 1000,
    )


async def _first_run(session: Session) -> Rerun:
    rerun = await session.open()
    await session.close()
    return rerun


# Streamlit's own way to show each kind of element; any other kind is one line of text.
BARE_ELEMENTS = {
    "html": "st.html('<p>A line of text, number {number}</p>')",
    "button": "st.button('Button {number}')",
    "text_area": "st.text_area('Text {number}')",
    "text_input": "st.text_input('Text {number}')",
}
BARE_TEXT = "st.markdown('A line of text, number {number}')"
BARE_APPLICATION = """
import gc
import streamlit as st
import pandas, pyarrow

gc.collect()
gc.freeze()
app = st.App("page.py")
"""


@contextmanager
def bare(elements: Sequence[str], folder: Path) -> Iterator[Served]:
    """Serve a page of Streamlit's own with these kinds of elements, with the settings of the portal."""
    folder.mkdir()
    lines = [BARE_ELEMENTS.get(kind, BARE_TEXT).format(number=number) for number, kind in enumerate(elements)]
    (folder / "page.py").write_text("\n".join(["import streamlit as st", *lines, ""]), "utf-8")
    (folder / "bare.py").write_text(BARE_APPLICATION, "utf-8")
    shutil.copytree("portal/.streamlit", folder / ".streamlit")
    port = free_port()
    here = {**os.environ, "PYTHONPATH": str(folder)}
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "bare:app",
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env=here, cwd=folder)  # noqa: S603 our own command
    try:
        _wait_for(port)
        yield psutil.Process(process.pid), Session(f"http://localhost:{port}", "", "")
    finally:
        process.terminate()
        process.wait(15)


def compare(page: str, port: int, process: psutil.Process, folder: Path) -> Compared:
    """Measure a page beside a bare one with the same elements, and one with as many lines of text as it has pieces."""
    first = asyncio.run(_first_run(person(0, port, page)))
    with (
        bare(first.elements, folder / f"bare-{page}-elements") as few,
        bare(["markdown"] * first.pieces, folder / f"bare-{page}-pieces") as many,
    ):
        ours, few_of, many_of = asyncio.run(measure_singles([(process, person(0, port, page)), few, many]))
    return ours, few_of, many_of


# ---- many browsers -----------------------------------------------------------------------------------------------


def measure_load(
    ports: Sequence[int],
    processes: Sequence[psutil.Process],
    *,
    people: int,
    every_s: float,
    seconds: float,
    page: str,
) -> Load:
    sessions = [person(number, ports[number % len(ports)], page) for number in range(people)]
    before = _cpu(processes)
    started = time.monotonic()
    asyncio.run(_visit_together(sessions, every_s=every_s, seconds=seconds))
    passed = time.monotonic() - started
    times = sorted(rerun.seconds * 1000 for session in sessions for rerun in session.reruns)
    cuts = statistics.quantiles(times, n=100)
    return Load(
        people=people,
        processes=len(processes),
        reruns=len(times),
        failures=sum(session.failures for session in sessions),
        p50_ms=cuts[49],
        p95_ms=cuts[94],
        p99_ms=cuts[98],
        cpu_percent=100 * (_cpu(processes) - before) / passed,
        megabytes=sum(process.memory_info().rss for process in processes) / 2**20,
    )


async def _visit_together(sessions: Sequence[Session], *, every_s: float, seconds: float) -> None:
    until = time.monotonic() + every_s * 2 + seconds
    await asyncio.gather(
        *[
            visit(session, every_s=every_s, until=until, offset_s=2 * every_s * number / len(sessions))
            for number, session in enumerate(sessions)
        ]
    )


def _cpu(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(spent.user + spent.system for spent in times))


# ---- the report ---------------------------------------------------------------------------------------------------


HEAD = """# How many people a portal carries

Written by `python -m benchmarks.load` on {day}: {machine}, {cores} cores shared by the servers, the database
({database}) and the client; Python {python}.

## A rerun of a page against bare Streamlit pages

| page | KB | p50 ms | CPU ms | elements | bare p50 ms | bare CPU ms | ratio CPU | pieces | bare p50 ms | bare CPU ms | ratio CPU |
|---|---|---|---|---|---|---|---|---|---|---|---|
{singles}

Aim: at most 2.0. The bare pages run with the same settings (no garbage collection after each run, frozen heap) and hold one line of text in each element;
all are measured in turns. The first has the same elements as the page, a button for a button and a field for a field; since a page here is
a few large elements, the second has as many lines of text as the page shows pieces (headings, paragraphs, rows, entries).

## Many people at once

| people | processes | reruns | failures | p50 ms | p95 ms | p99 ms | CPU % | MB |
|---|---|---|---|---|---|---|---|---|
{load}

Each person is logged in and reruns the page `{page}` every {every:g} s. Aim: p95 at most 250 ms for 200 people.
"""


def row(*cells: object) -> str:
    return "| " + " | ".join(f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |"


def report(singles: Sequence[Compared], load: Load, *, database: str, page: str, every_s: float) -> str:
    rows = [
        row(
            ours.page, ours.kilobytes, ours.p50_ms, ours.cpu_ms,
            ours.elements, few.p50_ms, few.cpu_ms, ours.cpu_ms / few.cpu_ms,
            ours.pieces, many.p50_ms, many.cpu_ms, ours.cpu_ms / many.cpu_ms,
        )
        for ours, few, many in singles
    ]  # fmt: skip
    return HEAD.format(
        day=datetime.now(UTC).date(), machine=platform.machine(), cores=os.cpu_count(), database=database, python=platform.python_version(),
        singles="\n".join(rows), page=page, every=every_s,
        load=row(load.people, load.processes, load.reruns, load.failures, load.p50_ms, load.p95_ms, load.p99_ms, load.cpu_percent, load.megabytes),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two reruns of one person")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--page", default="plan", help="the page that many people open")
    parser.add_argument(
        "--pages", nargs="*", default=["plan", "vraag"], help="the pages compared with a bare one"
    )
    parser.add_argument(
        "--database", default="", help="address of an empty PostgreSQL database; default SQLite"
    )
    parser.add_argument("--no-report", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        world.fill(folder, database_url=chosen.database)
        ports = [free_port() for _ in range(chosen.processes)]
        processes = [
            stack.enter_context(server("portal.asgi:app", environment(folder, port, chosen.database), port))
            for port in ports
        ]
        for port in ports:
            _wait_until_ready(port)
        _wait_until_idle(processes)
        singles = [compare(page, ports[0], processes[0], folder) for page in chosen.pages]
        load = measure_load(
            ports,
            processes,
            people=chosen.people,
            every_s=chosen.every,
            seconds=chosen.seconds,
            page=chosen.page,
        )
    database = "PostgreSQL" if chosen.database else "SQLite"
    text = report(singles, load, database=database, page=chosen.page, every_s=chosen.every)
    print(text)
    if not chosen.no_report:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
