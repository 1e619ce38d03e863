"""Where the payment provider says that something changed: `POST /webhooks/payments` with an `id`, and nothing else.

Nobody can prove here that they are the provider, and nobody needs to: an id that we know makes us ask the provider,
one that we do not know does nothing, and both are answered alike.
"""

import asyncio
import re
from functools import partial
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import logs
from portal.errors import ProviderDown
from portal.services import payments
from portal.web.outside import Busy, Pool

_LONGEST_BODY = 1024
_MOST_FIELDS = 10
_ID = re.compile(r"[A-Za-z0-9_]{1,64}")
_POOL = Pool("webhooks", threads=4, most_waiting=200)
_PATIENCE_S = 3.0
_LATER = {"Retry-After": "60"}

log = logs.get_logger()


def routes() -> list[Route]:
    """Return the address of the webhooks."""
    return [Route(payments.WEBHOOK, _payment, methods=["POST"])]


async def _payment(request: Request) -> Response:
    body = await limited_body(request, _LONGEST_BODY)
    if body is None:
        return Response(status_code=413)
    provider_id = _id_in(body)
    if provider_id is None:
        return Response(status_code=400)
    if not _ID.fullmatch(provider_id):
        log.warning("webhook_of_unknown_payment")
        return Response(status_code=200)
    try:
        await asyncio.wait_for(asyncio.shield(_POOL.submit(partial(payments.hear, provider_id))), _PATIENCE_S)
    except TimeoutError:
        # The booking goes on. Should this process die first, the job or the daily comparison finds it.
        log.info("webhook_answered_before_booked")
    except (ProviderDown, Busy) as error:
        log.warning("webhook_not_taken", error=type(error).__name__)
        return Response(status_code=503, headers=_LATER)  # so that it is sent again
    return Response(status_code=200)


async def limited_body(request: Request, most: int) -> bytes | None:
    """Return what was sent; None when it is more than we take."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return body


async def fields_of(request: Request, most: int) -> dict[str, str]:
    """Return the fields of a form that was sent; none when they cannot be read, or are more than we take."""
    body = await limited_body(request, most)
    try:
        fields = parse_qs((body or b"").decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _id_in(body: bytes) -> str | None:
    try:
        found = parse_qs(body.decode("utf-8"), max_num_fields=_MOST_FIELDS).get("id", [])
    except ValueError:
        return None
    return found[0] if len(found) == 1 else None
