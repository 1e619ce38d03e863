"""Whether a request is somebody reading a page: not a robot, not a browser that fetches ahead. Nothing is kept of it."""

import re

from starlette.requests import Request

# Robots that are honest say so; those that are not cannot be told from people without following people.
_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|scan|archiv|validator|lighthouse|headless|python|curl|wget"
    r"|java/|go-http|okhttp|axios|libwww|facebookexternalhit|whatsapp|telegram",
    re.IGNORECASE,
)


def is_reading(request: Request) -> bool:
    """Say whether a page that is asked for will be read by a person, as far as the request itself tells."""
    headers = request.headers
    ahead = f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')} {headers.get('x-moz', '')}"
    agent = headers.get("user-agent", "")
    return (
        request.method == "GET"
        and "prefetch" not in ahead.lower()
        and "prerender" not in ahead.lower()
        and bool(agent)
        and not _ROBOT.search(agent)
    )
