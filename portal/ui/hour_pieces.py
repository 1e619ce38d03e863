"""The pieces of the hours on a page: the ring with its words, the cards of entries, the code to scan. Shows only."""

from base64 import b64encode

import i18n
from i18n import gettext as _
from portal.models.pips import HoursState
from portal.services.hour_log import Entry, HoursLog
from portal.services.parts import MINUTES_IN_AN_HOUR
from portal.ui import hour_papers, hour_words, html, labels_hours, plan_words
from portal.ui.html import Child, Markup, Tone

_COLOURS = (("approved", "#2e8b57"), ("waiting", "#f2b84b"), ("refused", "#b3312f"))
_EMPTY = "#dfe6e4"


def ring(log: HoursLog) -> Markup:
    """Build the ring: approved, waiting and refused hours apart, each with its words; only approved ones count."""
    words = _ring_words(log)
    picture = html.tag(
        "div",
        html.tag("div", html.tag("strong", words), class_="p-ring__words"),
        style=f"background: {_gradient(log)}",
        class_="p-ring",
    )
    rows: list[tuple[Child, Child]] = [
        (html.badge(labels_hours.STATES[HoursState.APPROVED], Tone.GOOD), i18n.format_duration(log.approved)),
        (html.badge(_("Wacht"), Tone.WARNING), i18n.format_duration(log.waiting)),
        (html.badge(labels_hours.STATES[HoursState.REFUSED], Tone.URGENT), i18n.format_duration(log.refused)),
    ]
    legend = html.tag(
        "ul",
        *[html.tag("li", label, " ", html.tag("span", value)) for label, value in rows],
        class_="p-ring__legend",
    )
    return html.tag("div", picture, html.tag("div", legend, _below(log)), class_="p-ring__frame")


def _ring_words(log: HoursLog) -> str:
    done = plan_words.hours(log.approved)
    if not log.needed:
        return i18n.ngettext("%(done)d uur goedgekeurd", "%(done)d uur goedgekeurd", done) % {"done": done}
    return _("%(done)d van %(total)d uur goedgekeurd") % {
        "done": done,
        "total": log.needed // MINUTES_IN_AN_HOUR,
    }


def _below(log: HoursLog) -> Markup:
    if not log.needed:
        text = _("Voor jouw traject hoef je geen uren te bewijzen. Je mag ze wel bijhouden.")
    elif not log.to_go:
        text = _("Je hebt genoeg uren. Goed gedaan!")
    else:
        text = hour_words.to_go(log.to_go)
    return html.paragraph(html.tag("strong", text), " ", _("Alleen goedgekeurde uren tellen."))


def _gradient(log: HoursLog) -> str:
    total = max(log.needed, log.approved + log.waiting + log.refused, 1)
    parts, reached = [], 0
    for minutes, (_name, colour) in zip((log.approved, log.waiting, log.refused), _COLOURS, strict=True):
        first, reached = reached, reached + minutes
        parts.append(f"{colour} {100 * first / total:.2f}% {100 * reached / total:.2f}%")
    parts.append(f"{_EMPTY} {100 * reached / total:.2f}% 100%")
    return f"conic-gradient({', '.join(parts)})"


def card(entry: Entry) -> Markup:
    """Build the card of one entry: when, how long, with whom, how it stands and why."""
    badge = html.badge(labels_hours.STATES[entry.state], labels_hours.TONES[entry.state])
    lines: list[Child] = [
        html.join(
            hour_words.when(entry.day, entry.starts_minute, entry.minutes), ". ",
            html.tag("strong", i18n.format_duration(entry.minutes)),
        )
    ]  # fmt: skip
    if entry.organiser:
        lines.append(_("Bij: %(organiser)s") % {"organiser": i18n.isolate(entry.organiser)})
    if entry.has_proof:
        lines.append(_("Je stuurde een foto van het bewijs."))
    if entry.refusal is not None:
        lines.append(
            html.join(html.tag("strong", _("Waarom geweigerd:")), " ", labels_hours.REASONS[entry.refusal])
        )
    if entry.refusal_note:
        lines.append(html.tag("bdi", entry.refusal_note))
    return html.card(
        html.tag("bdi", entry.activity), *(html.paragraph(line) for line in lines), aside=badge,
        tone=labels_hours.TONES[entry.state],
    )  # fmt: skip


def code(address: str) -> Markup:
    """Build the code of an address, to be scanned from this screen."""
    picture = b64encode(hour_papers.qr_svg(address).encode()).decode()
    return html.tag(
        "img",
        src=f"data:image/svg+xml;base64,{picture}",
        alt=_("QR-code met de link om te bevestigen"),
        class_="p-qr",
    )


def copied(address: str) -> Markup:
    """Build an address that can be copied."""
    button = html.tag(
        "button",
        _("Kopieer de link"),
        type="button",
        data_copy=address,
        class_="p-button p-button--quiet p-copy",
    )
    return html.tag(
        "span", html.tag("code", address, dir="ltr", class_="p-address"), button, class_="p-copied"
    )
