"""Servers that tests ask over a real line, on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

LOOK_AGAIN_S = (
    0.01  # `serve_forever` itself looks twice a second whether it must stop: half a second for each test
)


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    """Let a server answer, and stop and close it afterwards."""
    thread = threading.Thread(target=server.serve_forever, args=(LOOK_AGAIN_S,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
