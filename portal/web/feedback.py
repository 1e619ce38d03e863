"""Did this page help? `POST /nl/kennis/<slug>/mening`: one tap for yes, two for no and why, without scripts or cookies.

The page is the same for everybody and kept by caches, so the form carries no secret: a request that does not say that it
comes from a page of ours is refused. There is no log-in behind it that somebody else could misuse.
"""

from functools import partial
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound, TooManyRequests
from portal.models.conversations import FeedbackReason
from portal.services import article_feedback
from portal.services.article_feedback import Browser
from portal.settings import settings
from portal.ui import html, labels_chat
from portal.ui.html import Markup, Tone, tag
from portal.ui.session import VISITOR_COOKIE
from portal.web import shell
from portal.web.article_html import FOLDER
from portal.web.webhooks import fields_of

PLACE = "mening"
THANKS, LATER = "bedankt", "later"
YES, NO = "ja", "nee"
_LONGEST_BODY = 512
_REASONS = {"", *(reason.value for reason in FeedbackReason)}


def routes() -> list[Route]:
    """Return the addresses to which the forms go, in every language."""
    return [
        Route(f"/{code}/{FOLDER}/{{slug}}/{PLACE}", partial(_given, code), methods=["POST"])
        for code in i18n.OFFERED
    ]


def form(slug: str, language: str, *, said: str | None = None) -> Markup:
    """Build the question below an article, or what follows once it was answered (`said`)."""
    if said == THANKS:
        inside: Markup = tag(
            "div", html.notice(_("Bedankt. Zo wordt deze pagina beter."), Tone.GOOD), role="status"
        )
    elif said == LATER:
        words = _("Er kwamen vandaag veel reacties van jouw netwerk. Probeer het morgen opnieuw.")
        inside = tag("div", html.notice(words, Tone.WARNING), role="status")
    else:
        inside = _question(f"/{language}/{FOLDER}/{slug}/{PLACE}")
    return tag("section", inside, class_="p-helped", id=PLACE)


def _question(action: str) -> Markup:
    quiet = "p-button p-button--quiet"
    yes = tag(
        "form",
        tag("button", _("Ja"), type="submit", name="helpt", value=YES, class_=quiet),
        method="post",
        action=action,
    )
    reasons = [
        tag("button", label, type="submit", name="reden", value=reason.value, class_=quiet)
        for reason, label in labels_chat.FEEDBACK_REASONS.items()
    ]
    no = tag(
        "details",
        tag("summary", _("Nee"), class_=quiet),
        tag(
            "form",
            tag("input", type="hidden", name="helpt", value=NO),
            tag("p", _("Wat is er niet goed?")),
            *reasons,
            method="post",
            action=action,
        ),
    )
    privacy = _("We bewaren niet wie je bent. Vragen over jezelf stel je beter bij 'Stel een vraag'.")
    return html.join(
        tag("h2", _("Helpt deze pagina?")), tag("div", yes, no, class_="p-helped__acts"), tag("p", privacy, class_="p-source")
    )  # fmt: skip


async def _given(language: str, request: Request) -> Response:
    if not _is_from_us(request):
        return Response(status_code=403)
    slug = request.path_params["slug"]
    said = await fields_of(request, _LONGEST_BODY)
    if said.get("helpt") not in {YES, NO} or said.get("reden", "") not in _REASONS:
        return _back(language, slug, "")
    reason = FeedbackReason(said["reden"]) if said.get("reden") else None
    try:
        await run_in_threadpool(_keep, request, language, slug, said["helpt"] == YES, reason)
    except NotFound:
        return shell.not_found(language)
    except TooManyRequests:
        return _back(language, slug, f"?{PLACE}={LATER}")
    return _back(language, slug, f"?{PLACE}={THANKS}")


def _keep(request: Request, language: str, slug: str, helped: bool, reason: FeedbackReason | None) -> None:
    with db.transaction() as session:
        article_feedback.give(
            session, slug=slug, language=language, browser=_browser(request), helped=helped, reason=reason, now=clock.now()
        )  # fmt: skip


def _browser(request: Request) -> Browser:
    address = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "") + request.headers.get("accept-language", "")
    key = request.cookies.get(VISITOR_COOKIE) or f"{address}|{agent}"
    return Browser(key, address, settings().cookie_secret.get_secret_value())


def _is_from_us(request: Request) -> bool:
    """Say whether a browser says that one of our own pages sent this; every browser of these years says one or the other."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and origin is None:
        return False
    ours = origin is None or urlsplit(origin).netloc in {
        request.headers.get("host"),
        urlsplit(settings().base_url).netloc,
    }
    return ours and site in {None, "same-origin"}


def _back(language: str, slug: str, asked: str) -> RedirectResponse:
    return RedirectResponse(
        f"/{language}/{FOLDER}/{slug}{asked}#{PLACE}", 303, headers={"Cache-Control": "no-store"}
    )
