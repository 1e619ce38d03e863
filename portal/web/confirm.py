"""A contact without an account confirms hours: `/nl/bevestig/<token>`, plain HTML that works without scripts and log-in.

GET shows, POST decides, once: the address is the permission, so there is no cookie to steal. Mail programs that open
every address in a mail decide nothing.
"""

from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from portal import clock, db, logs
from portal.errors import NotFound, OutsideRules
from portal.models.pips import HoursRefusal
from portal.services import hour_links
from portal.services.hour_links import LinkState, Shown
from portal.ui import hour_words, html, labels_hours, nav
from portal.ui.html import Markup, Tone, tag
from portal.web import shell
from portal.web.outside import Busy, Pool
from portal.web.paying import signed_in
from portal.web.webhooks import fields_of

_LONGEST_BODY = 1024
_POOL = Pool("confirming", threads=4, most_waiting=100)
_TONES = {
    LinkState.CONFIRMED: Tone.GOOD,
    LinkState.NOT_CONFIRMED: Tone.GOOD,
    LinkState.NOT_OVER: Tone.WARNING,
    LinkState.OWN: Tone.WARNING,
}
# Nothing of the address may stay behind anywhere: not in a cache, a search engine, or the next site's log.
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
YES, NO = "ja", "nee"

log = logs.get_logger()


def routes() -> list[Route]:
    """Return the address of the page in every language."""
    return [
        Route(f"/{code}/{hour_words.CONFIRM}/{{token}}", partial(_endpoint, code), methods=["GET", "POST"])
        for code in i18n.OFFERED
    ]


async def _endpoint(language: str, request: Request) -> Response:
    token = request.path_params["token"]
    said = await fields_of(request, _LONGEST_BODY) if request.method == "POST" else {}
    try:
        work = partial(_answered, token, said) if request.method == "POST" else partial(_opened, token)
        shown = await _POOL.run(partial(work, request))
    except NotFound:
        return shell.not_found(language)
    except Busy:
        return Response("Busy", 503, headers={"Retry-After": "10"}, media_type="text/plain")
    with i18n.use_locale(language):
        return HTMLResponse(_page(token, shown, language), headers=_HEADERS)


def _opened(token: str, request: Request) -> Shown:
    reader = _reader(request)
    with db.reading() as session:
        return hour_links.opened(session, token=token, reader_id=reader, now=clock.now())


def _answered(token: str, said: dict[str, str], request: Request) -> Shown:
    try:
        refusal = _refusal(said)
    except ValueError:
        return _opened(token, request)  # neither yes nor a reason: ask again
    reader = _reader(request)
    try:
        with db.transaction() as session:
            shown = hour_links.answer(
                session, token=token, refusal=refusal, reader_id=reader, now=clock.now()
            )
    except OutsideRules:
        return _opened(token, request)
    log.info("hours_answered", state=shown.state.value)
    return shown


def _refusal(said: dict[str, str]) -> HoursRefusal | None:
    if said.get("antwoord") == YES:
        return None
    if said.get("antwoord") != NO:
        raise ValueError("no answer")
    return HoursRefusal(said.get("reden", ""))


def _reader(request: Request) -> str | None:
    person = signed_in(request)
    return person.person_id if person else None


def _page(token: str, shown: Shown, language: str) -> str:
    title, meaning = labels_hours.LINKS[shown.state]
    if shown.state is LinkState.OPEN:
        body = html.join(html.paragraph(meaning, class_="p-lead"), _facts(shown), _forms())
    else:
        facts = _facts(shown) if shown.state is LinkState.NOT_OVER else None
        body = html.join(html.notice(meaning, _TONES.get(shown.state, Tone.CALM)), facts)
    path = f"{hour_words.CONFIRM}/{token}"
    frame = tag("div", nav.header(None, language=language, path=path), class_="p-frame")
    main = tag("main", tag("h1", title, class_="p-title"), body, class_="p-plain", id="inhoud")
    return shell.document(
        title=f"{title} · {_('Inburgeringsportaal')}", description="", path="", body=html.join(frame, main),
        script=False, indexed=False, body_class="p-page",
    )  # fmt: skip


def _facts(shown: Shown) -> Markup:
    if shown.day is None:
        raise LookupError("a link that is open shows a day")
    return html.definition_list(
        (_("Wie"), tag("bdi", shown.given_name)),
        (_("Wanneer"), hour_words.when(shown.day, shown.starts_minute, shown.minutes)),
        (_("Hoe lang"), i18n.format_duration(shown.minutes)),
        (_("Wat"), tag("bdi", shown.activity)),
    )


def _forms() -> Markup:
    yes = tag(
        "form",
        tag("button", _("Ja, dit klopt"), type="submit", name="antwoord", value=YES, class_="p-button"),
        method="post",
    )
    reasons = [
        tag(
            "label",
            tag("input", type="radio", name="reden", value=reason.value, required=True),
            tag("span", label),
            class_="p-choice",
        )
        for reason, label in labels_hours.CONTACT_CHOICES.items()
    ]
    no = tag(
        "details",
        tag("summary", _("Nee, dit klopt niet")),
        tag(
            "form",
            tag("fieldset", tag("legend", _("Wat klopt er niet?")), *reasons, class_="p-choices"),
            tag(
                "button", _("Verstuur"), type="submit", name="antwoord", value=NO,
                class_="p-button p-button--quiet",
            ),
            method="post",
        ),
    )  # fmt: skip
    privacy = _("We bewaren niet wie jij bent, alleen dat en wanneer iemand met deze link antwoordde.")
    return html.join(yes, no, html.paragraph(privacy, class_="p-source"))
