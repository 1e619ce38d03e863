"""Threads for work that waits for the outside world, so that the pages' own threads never wait with it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


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

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread of this pool.

        Raises:
            Busy: too much is waiting already.
        """
        if self._waiting >= self.most_waiting:
            raise Busy
        self._waiting += 1  # on the event loop alone, so nobody counts at the same time
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, copy_context().run, work)
        finally:
            self._waiting -= 1
