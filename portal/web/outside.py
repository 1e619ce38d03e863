"""Threads for work that waits for the outside world, so that the pages' own threads never wait with it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TypeVar

from portal import logs

T = TypeVar("T")

log = logs.get_logger()


class Busy(Exception):
    """More work waits than can be done in a reasonable time."""


@dataclass
class Pool:
    """A few threads and a bounded queue."""

    name: str
    threads: int
    most_waiting: int
    _waiting: int = 0
    _executor: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        """Make the threads; they start with the first work."""
        self._executor = ThreadPoolExecutor(self.threads, thread_name_prefix=self.name)

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Begin the work in a thread of this pool; it goes on also when nobody waits for it any more.

        Raises:
            Busy: too much is waiting already.
        """
        if self._waiting >= self.most_waiting:
            raise Busy
        self._waiting += 1  # on the event loop alone, so nobody counts at the same time
        begun = asyncio.get_running_loop().run_in_executor(self._executor, copy_context().run, work)
        begun.add_done_callback(self._ended)
        return begun

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread of this pool.

        Raises:
            Busy: too much is waiting already.
        """
        return await self.submit(work)

    def _ended(self, done: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not done.cancelled() and (failure := done.exception()) is not None:
            log.info("outside_work_failed", pool=self.name, error=type(failure).__name__)
