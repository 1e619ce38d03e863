"""What a running portal does before its first page."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

from portal import asgi


def test_a_portal_that_runs_looks_for_waste_again(session, monkeypatch):
    monkeypatch.setattr(asgi, "background", list)
    monkeypatch.setattr(asgi, "_keep_addresses_out_of_the_log", lambda: None)  # of this process of tests
    monkeypatch.setattr(asgi.logs, "configure", lambda _level: None)

    async def during_the_run():
        async with asgi.lifespan(asgi.app):
            return gc.isenabled()

    gc.disable()  # as `portal run` does
    try:
        with ThreadPoolExecutor(
            1
        ) as pool:  # a browser test before this one leaves its loop in the main thread
            assert pool.submit(lambda: asyncio.run(during_the_run())).result()
    finally:
        gc.enable()
        gc.unfreeze()
