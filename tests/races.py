"""What tests of races share: acts that start together, and a meeting that no slow machine misses."""

import time
from collections.abc import Callable
from threading import Barrier, Lock, Thread
from typing import Any

from sqlalchemy import Engine, text

PATIENCE_S = 60  # for what always comes: a busy machine is no defect
LOOK_AGAIN_S = 0.01


def at_once(*acts: Callable[[Barrier], Any]) -> list[Any]:
    """Run the acts in threads that start together; return what each came to. The barrier lets them wait once more."""
    barrier, outcomes = Barrier(len(acts), timeout=PATIENCE_S), [None] * len(acts)

    def run(place: int, act: Callable[[Barrier], Any]) -> None:
        try:
            barrier.wait()
            outcomes[place] = act(barrier)
        except Exception as error:  # noqa: BLE001 the test judges it
            outcomes[place] = type(error)

    run_all(*(lambda place=place, act=act: run(place, act) for place, act in enumerate(acts)))
    return outcomes


def run_all(*acts: Callable[[], None]) -> None:
    """Run the acts in threads to their end; one that hangs fails the test, and does not keep the test process alive."""
    threads = [Thread(target=act, daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"


class Meeting:
    """Where threads come two by two: who comes first waits for the next, or until the database keeps the next one waiting.

    A lock that works keeps the second away until the first has gone on, so the first one asks the database whether
    somebody waits. After that everybody goes on alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._door = Lock()
        self._came = 0
        self._over = False

    def wait(self) -> None:
        with self._door:
            self._came += 1
            wanted = self._came + self._came % 2
        until = time.monotonic() + PATIENCE_S
        while self._came < wanted and not self._over:
            self._over = self._somebody_waits() or time.monotonic() > until
            time.sleep(LOOK_AGAIN_S)

    def _somebody_waits(self) -> bool:
        with self._engine.connect() as connection:
            return bool(connection.scalar(text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")))
