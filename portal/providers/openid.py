"""Asks whether the OpenID provider answers, so that somebody who logs in reads why it does not work."""

import httpx

from portal import logs

log = logs.get_logger()
_PATIENCE_S = 3.0


async def is_up(metadata_url: str) -> bool:
    """Say whether the provider gives its discovery document."""
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_S) as client:
            answer = await client.get(metadata_url)
            answer.raise_for_status()
            usable = "authorization_endpoint" in answer.json()
    except (httpx.HTTPError, ValueError) as error:
        log.warning("openid_provider_down", error=type(error).__name__)
        return False
    if not usable:
        log.warning("openid_provider_down", error="no-authorization-endpoint")
    return usable
