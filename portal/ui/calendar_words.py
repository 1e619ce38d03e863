"""What a calendar shows of an activity or an appointment, in the reader's language; and the addresses of calendars."""

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _l
from portal.models.activities import AttendanceMode, Occurrence, OccurrenceState
from portal.models.pips import AppointmentKind
from portal.models.signups import SignUpState
from portal.providers.calendar_files import Entry, Status
from portal.services import places
from portal.services.activity_facts import ActivityFacts, Text
from portal.services.calendar_feed import Meeting, Visit
from portal.services.open_data import Offered
from portal.ui import activity_pieces, labels_activities, pages

OWN = "/kalender"

# Neutral on purpose: a calendar is read over a shoulder, and on a locked screen.
VISITS: dict[AppointmentKind, LazyText] = {
    AppointmentKind.TALK: _l("Afspraak"),
    AppointmentKind.COURSE_START: _l("Eerste les"),
    AppointmentKind.TEST: _l("Test"),
}


def own_address(base_url: str, token: str) -> str:
    """Return the address of somebody's own calendar."""
    return f"{base_url}{OWN}/{token}.ics"


def subscribe_address(address: str) -> str:
    """Return the same address in the way that a calendar program opens by itself."""
    return "webcal://" + address.split("://", 1)[1]


def gathering(offered: Offered, day: Occurrence, *, base_url: str) -> Entry:
    """Say one gathering as a public calendar does."""
    off = offered.is_cancelled or day.state is OccurrenceState.CANCELLED
    title, text = _titled(offered)
    return Entry(
        id=day.id, sequence=day.sequence, changed_at=max(day.changed_at, offered.changed_at),
        starts_at=day.starts_at, ends_at=day.ends_at, status=Status.CANCELLED if off else Status.CONFIRMED,
        summary=_("Gaat niet door: %(title)s") % {"title": title} if off else title,
        language=offered.facts.main_language if text is offered.facts.text else i18n.current_locale(),
        description=_description(offered, text, base_url), location=_place(offered.facts),
        url=_page(offered, base_url), categories=_categories(offered.facts), takes_time=not off,
    )  # fmt: skip


def meeting(own: Meeting, *, base_url: str) -> Entry:
    """Say a gathering that somebody signed up for: whether it takes place, and whether they have a seat."""
    day = own.occurrence
    title = _titled(own.offered)[0] if own.offered else _("Activiteit")
    summary, status, note = _standing(own, title)
    details = _description(own.offered, _titled(own.offered)[1], base_url) if own.offered else ""
    return Entry(
        id=day.id, sequence=own.sequence, changed_at=own.changed_at, starts_at=day.starts_at, ends_at=day.ends_at,
        status=status, summary=summary, language=i18n.current_locale(),
        description="\n\n".join(part for part in (note, details) if part),
        location=_place(own.offered.facts) if own.offered else "",
        url=_page(own.offered, base_url) if own.offered else "",
        categories=_categories(own.offered.facts) if own.offered else (),
        takes_time=status is Status.CONFIRMED,
    )  # fmt: skip


def _standing(own: Meeting, title: str) -> tuple[str, Status, str]:
    values = {"title": title}
    # Programs differ in whether they show STATUS: the title says it too.
    if own.is_off:
        return _("Gaat niet door: %(title)s") % values, Status.CANCELLED, ""
    if own.state is SignUpState.CANCELLED:
        return _("Je gaat niet meer: %(title)s") % values, Status.CANCELLED, ""
    if own.state is SignUpState.WAITING:
        note = _("Je staat op de wachtlijst. Je hebt nog geen plaats.")
        return _("Wachtlijst: %(title)s") % values, Status.TENTATIVE, note
    return title, Status.CONFIRMED, _("Je hebt een plaats.")


def visit(own: Visit, *, base_url: str) -> Entry:
    """Say an appointment of the plan, without saying what it is about."""
    words = str(VISITS[own.kind])
    plan = f"{base_url}{pages.address('plan', i18n.current_locale())}"
    return Entry(
        id=own.appointment_id, sequence=own.sequence, changed_at=own.changed_at, starts_at=own.starts_at, ends_at=None,
        status=Status.CANCELLED if own.cancelled else Status.CONFIRMED,
        summary=_("Gaat niet door: %(title)s") % {"title": words} if own.cancelled else words,
        language=i18n.current_locale(),
        description=_("Meer over deze afspraak lees je in het portaal: %(address)s") % {"address": plan},
        location=own.place, url=plan, takes_time=not own.cancelled,
    )  # fmt: skip


def _titled(offered: Offered) -> tuple[str, Text]:
    """Return the title and the text that the reader gets: the own language where people wrote or checked it."""
    own = offered.facts.texts.get(i18n.current_locale())
    text = own if own and own.title and not own.machine else offered.facts.text
    return text.title, text


def _description(offered: Offered, text: Text, base_url: str) -> str:
    facts = offered.facts
    level = labels_activities.TAALICONEN.get(facts.taalicoon or 0)
    parts = [
        text.description,
        str(level[1]) if level else "",
        activity_pieces.price_words(free=facts.is_free, lowest=facts.lowest_price),
        text.way,
        _page(offered, base_url),
    ]
    return "\n\n".join(part for part in parts if part)


def _page(offered: Offered, base_url: str) -> str:
    return f"{base_url}{activity_pieces.address(offered.slug)}"


def _place(facts: ActivityFacts) -> str:
    if facts.mode is AttendanceMode.ONLINE:
        return facts.online_url or str(labels_activities.MODES[facts.mode])
    town = f"{facts.postcode} {places.municipality(facts.nis_code).name}".strip() if facts.nis_code else ""
    return ", ".join(part for part in (facts.venue, facts.street, town) if part)


def _categories(facts: ActivityFacts) -> tuple[str, ...]:
    theme = (str(labels_activities.THEMES[facts.theme]),) if facts.theme else ()
    return (str(labels_activities.KINDS[facts.kind]), *theme)
