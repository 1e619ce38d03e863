"""How buddies are shown: why somebody fits, and who a buddy is."""

from collections.abc import Iterable
from datetime import datetime

import i18n
from i18n import BRUSSELS
from i18n import gettext as _
from portal.services.buddy_matching import Match
from portal.services.buddy_views import Buddy
from portal.ui import html, labels_activities, labels_buddies

_HERE_KM = 1.0


def languages(codes: Iterable[str]) -> str:
    """Name languages, each in itself."""
    return i18n.format_list(i18n.LANGUAGES[code].own_name for code in codes if code in i18n.LANGUAGES)


def reasons(why: Match) -> html.Markup:
    """Say why somebody fits, a line for each reason."""
    lines = [
        _("Woont of werkt in jouw gemeente.")
        if why.km < _HERE_KM
        else _("Is op ongeveer %(km)d km van jou.") % {"km": round(why.km)}
    ]
    if why.languages:
        lines.append(_("Spreekt ook: %(languages)s.") % {"languages": languages(why.languages)})
    if why.interests:
        liked = i18n.format_list(str(labels_activities.THEMES[one]) for one in why.interests)
        lines.append(_("Houdt ook van: %(interests)s.") % {"interests": liked})
    if why.moments:
        free = i18n.format_list(str(labels_buddies.MOMENTS[one]) for one in why.moments)
        lines.append(_("Heeft ook tijd: %(moments)s.") % {"moments": free})
    return html.tag("ul", *[html.tag("li", line) for line in lines])


def day_of(moment: datetime) -> str:
    """Return the day of a moment, in words: the hour does not matter."""
    return i18n.format_day(moment.astimezone(BRUSSELS).date())


def buddy(one: Buddy) -> html.Markup:
    """Show who a buddy is and how to reach them."""
    rows: list[tuple[html.Child, html.Child]] = []
    if one.mail:
        rows.append((_("E-mail"), html.link(html.ltr(one.mail), f"mailto:{one.mail}")))
    if one.languages:
        rows.append((_("Jullie spreken allebei"), languages(one.languages)))
    rows.append((_("Buddy's sinds"), day_of(one.since)))
    return html.card(html.tag("bdi", one.name), html.definition_list(*rows), tone=html.Tone.GOOD)


def safety() -> html.Markup:
    """Say how to begin safely, and who helps."""
    return html.tag(
        "details",
        html.tag("summary", _("Veilig beginnen")),
        html.tag(
            "ul",
            html.tag(
                "li", _("Spreek de eerste keer af op een plaats met andere mensen, zoals de bibliotheek.")
            ),
            html.tag("li", _("Geef nooit geld, en geef geen kopie van je documenten.")),
            html.tag("li", _("Voelt iets niet goed? Je mag altijd stoppen. Je hoeft niet te zeggen waarom.")),
            html.tag("li", _("Ben je in gevaar? Bel 112. Wil je praten over geweld? Bel gratis 1712.")),
        ),
        class_="p-fold",
    )
