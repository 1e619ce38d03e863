"""A browser without a screen: opens a page over Streamlit's websocket, asks for reruns, and times them."""

import asyncio
import re
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE_S = 60.0


# A piece of a page that Streamlit's own commands would make an element of its own.
PIECE = re.compile(r"<(?:h[1-6]|p|li|dd|td|figure|summary|progress)[ >]")


@dataclass
class Rerun:
    """One rerun as the browser sees it: from the request until the page is complete.

    `elements` are Streamlit's, by their kind ("html", "button"; "" for one the browser has already); `pieces` are the
    headings, paragraphs, rows and entries that stand in them.
    """

    seconds: float
    messages: int
    elements: tuple[str, ...]
    pieces: int
    content: int


@dataclass
class Session:
    """One open page."""

    url: str
    language: str
    page: str
    cookie: str = ""
    reruns: list[Rerun] = field(default_factory=list)
    failures: int = 0
    _page_hash: str = ""
    _pieces: dict[str, int] = field(default_factory=dict)
    _cached: set[str] = field(default_factory=set)
    _socket: ClientConnection | None = None

    async def open(self) -> Rerun:
        """Connect and wait for the first run."""
        prefix = f"/{self.language}" if self.language else ""
        address = self.url.replace("http", "ws", 1) + prefix + "/_stcore/stream"
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self._socket = await connect(
            address,
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers,
            max_size=None,
            open_timeout=PATIENCE_S,
            compression=None,
        )
        return await self.rerun()

    async def rerun(self) -> Rerun:
        """Ask for one run and wait until it is finished."""
        if self._socket is None:
            raise RuntimeError("open the session first")
        request = BackMsg()
        request.rerun_script.page_script_hash = self._page_hash
        request.rerun_script.page_name = "" if self._page_hash else self.page
        request.rerun_script.cached_message_hashes.extend(self._cached)
        started = time.perf_counter()
        await self._socket.send(request.SerializeToString())
        messages = pieces = content = 0
        elements: list[str] = []
        async with asyncio.timeout(PATIENCE_S):
            while True:
                data = await self._socket.recv()
                message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
                messages += 1
                kind = message.WhichOneof("type")
                if message.metadata.cacheable and message.hash:
                    self._cached.add(message.hash)
                if kind == "navigation":
                    self._page_hash = message.navigation.page_script_hash
                if kind == "delta":
                    self._pieces[message.hash] = _pieces(message)
                if kind in {"delta", "ref_hash"}:
                    elements.append(_kind(message))
                pieces += self._pieces.get(message.hash if kind == "delta" else message.ref_hash, 0)
                content += len(data)
                if kind == "script_finished":
                    return Rerun(time.perf_counter() - started, messages, tuple(elements), pieces, content)

    async def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()


def _kind(message: ForwardMsg) -> str:
    delta = message.delta
    return (delta.new_element.WhichOneof("type") or "") if delta.HasField("new_element") else ""


def _pieces(message: ForwardMsg) -> int:
    element = message.delta.new_element
    return max(1, len(PIECE.findall(element.html.body))) if element.WhichOneof("type") == "html" else 1


async def visit(session: Session, *, every_s: float, until: float, offset_s: float) -> None:
    """Rerun a page every few seconds, as somebody does who reads and clicks."""
    await asyncio.sleep(offset_s)
    try:
        await session.open()
        while time.monotonic() < until:
            await asyncio.sleep(every_s)
            session.reruns.append(await session.rerun())
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        session.failures += 1
    finally:
        await session.close()
