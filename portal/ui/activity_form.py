"""The form of an activity, in four short steps. What is typed is kept at every step; nothing is checked before it is handed in."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

import i18n
from i18n import gettext as _
from portal.models.activities import (
    Accessibility,
    ActivityKind,
    ActivityTheme,
    AttendanceMode,
    Audience,
    Booking,
    CalendarKind,
    HoursReason,
    PriceKind,
)
from portal.services import activity_rows, places
from portal.services.activity_calendar import Calendar, Closed, OpeningHours, Slot
from portal.services.activity_facts import MAX_DESCRIPTION, MAX_TITLE, ActivityFacts, Price, Text
from portal.services.activity_views import Shown
from portal.ui import activity_filters, labels_activities

Values = dict[str, Any]
_MOST_DAYS = 12
_STEP_TITLES: Mapping[str, Callable[[], str]] = {
    "text": lambda: _("1. Wat is het?"),
    "when": lambda: _("2. Waar en wanneer?"),
    "who": lambda: _("3. Voor wie en wat kost het?"),
    "sign-up": lambda: _("4. Inschrijven en contact"),
}
STEPS = tuple(_STEP_TITLES)


def step_title(step: str) -> str:
    """Return the title of a step."""
    return _STEP_TITLES[step]()


def ask(step: str, facts: ActivityFacts, key: str, shown: Shown) -> Values:
    """Show one step, filled with what was typed; returns its fields. `shown`: the activity as it stands."""
    asked: Mapping[str, Callable[[ActivityFacts, str], Values]] = {
        "text": partial(_text, shown=shown), "when": _when, "who": _who, "sign-up": _sign_up,
    }  # fmt: skip
    return asked[step](facts, f"{key}.")


def _labelled(
    label: str, table: Mapping[Any, object], key: str, value: Any, *, none: str | None = None
) -> Any:
    options = [*([None] if none is not None else []), *table]
    chosen = options.index(value) if value in options else 0
    return st.selectbox(
        label,
        options,
        index=chosen,
        key=key,
        format_func=lambda code: str(none if code is None else table[code]),
    )


# ── 1: text ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _text(facts: ActivityFacts, key: str, *, shown: Shown) -> Values:
    texts = dict(facts.texts)
    pictured = facts.image_id is not None
    texts[facts.main_language] = _one_text(
        texts.get(facts.main_language, Text()), key + facts.main_language, pictured=pictured
    )
    others = [code for code in i18n.LANGUAGES if code != facts.main_language]
    with st.expander(_("Vertalingen")):
        st.caption(_("Een vertaling helpt mensen om te kiezen. De Nederlandse tekst blijft de juiste."))
        code = st.selectbox(
            _("Taal van de vertaling"), [None, *others], key=key + "language", format_func=_language
        )
        if code:
            translated = _one_text(texts.get(code, Text()), key + code, pictured=pictured)
            texts[code] = translated
            if texts[code].machine and st.checkbox(
                _("Ik las deze vertaling na en ze klopt"), key=f"{key}{code}.confirm"
            ):
                texts[code] = translated.model_copy(update={"machine": False})
            texts[code] = _checked_again(facts, shown, code, texts[code], key)
    kind = _labelled(_("Soort activiteit"), labels_activities.KINDS, key + "kind", facts.kind)
    theme = _labelled(_("Thema"), labels_activities.THEMES, key + "theme", facts.theme, none=_("Geen thema"))
    written = {code: text for code, text in texts.items() if text.title or text.description}
    return {"texts": written, "kind": ActivityKind(kind), "theme": ActivityTheme(theme) if theme else None}


def _checked_again(facts: ActivityFacts, shown: Shown, code: str, text: Text, key: str) -> Text:
    """Name what changed since a translation was made, and ask whether it still fits; a new translation fits."""
    before = shown.facts.texts.get(code, Text())
    same = (text.title, text.description, text.way) == (before.title, before.description, before.way)
    changed = activity_rows.changed_since(facts.text, shown.based_on.get(code, ()))
    if not same or not changed:
        return text.model_copy(update={"fresh": False})
    st.caption(
        _("Na deze vertaling veranderde dit in de tekst: %(text)s")
        % {"text": i18n.isolate(" … ".join(changed))}
    )
    fits = st.checkbox(_("De vertaling klopt nog"), value=text.fresh, key=f"{key}{code}.fresh")
    return text.model_copy(update={"fresh": bool(fits)})


def _language(code: str | None) -> str:
    return i18n.LANGUAGES[code].own_name if code else _("Kies een taal")


def _one_text(text: Text, key: str, *, pictured: bool) -> Text:
    title = st.text_input(_("Titel"), value=text.title, max_chars=MAX_TITLE, key=key + ".title") or ""
    help_text = _(
        "Schrijf korte zinnen. Wat doe je? Met wie? Wat moet je meebrengen? Laat een lege lijn tussen twee alinea's."
    )
    description = st.text_area(
        _("Beschrijving"),
        value=text.description,
        max_chars=MAX_DESCRIPTION,
        height=180,
        key=key + ".description",
        help=help_text,
    )
    way = st.text_input(_("Hoe kom je er?"), value=text.way, max_chars=400, key=key + ".way") or ""
    seen = text.image_alt
    if pictured:
        label = _("Wat zie je op de foto? Voor wie de foto niet kan zien")
        seen = st.text_input(label, value=text.image_alt, max_chars=300, key=key + ".seen") or ""
    return text.model_copy(
        update={
            "title": title.strip(), "description": (description or "").strip(), "way": way.strip(),
            "image_alt": seen.strip(),
        }
    )  # fmt: skip


# ── 2: where and when ────────────────────────────────────────────────────────────────────────────────────────────


def _when(facts: ActivityFacts, key: str) -> Values:
    mode = AttendanceMode(_labelled(_("Waar?"), labels_activities.MODES, key + "mode", facts.mode))
    values: Values = {"mode": mode}
    if mode is not AttendanceMode.ONLINE:
        values |= _place(facts, key)
    if mode is not AttendanceMode.ON_SITE:
        values["online_url"] = st.text_input(_("Internetadres, begint met https://"), value=facts.online_url or "", max_chars=500, key=key + "online").strip() or None  # fmt: skip
    return values | {"calendar": _calendar(facts.calendar, key)}


def _place(facts: ActivityFacts, key: str) -> Values:
    venue = st.text_input(_("Naam van de plaats"), value=facts.venue, max_chars=200, key=key + "venue")
    street = st.text_input(_("Straat en nummer"), value=facts.street, max_chars=200, key=key + "street")
    codes = [None, *(place.nis_code for place in places.municipalities())]
    nis_code = st.selectbox(
        _("Gemeente of postcode"), codes, index=codes.index(facts.nis_code), key=key + "nis",
        format_func=lambda nis: activity_filters.place_name(nis) if nis else _("Kies een gemeente"),
    )  # fmt: skip
    postcodes = list(places.municipality(nis_code).postcodes) if nis_code else []
    known = postcodes.index(facts.postcode) if facts.postcode in postcodes else 0
    postcode = (
        st.selectbox(_("Postcode"), postcodes, index=known, key=f"{key}postcode.{nis_code}")
        if postcodes
        else ""
    )
    return {
        "venue": venue.strip(),
        "street": street.strip(),
        "nis_code": nis_code,
        "postcode": postcode or "",
    }


def _calendar(calendar: Calendar, key: str) -> Calendar:
    kind = CalendarKind(
        _labelled(_("Wanneer?"), labels_activities.CALENDARS, key + "calendar", calendar.kind)
    )
    if kind is CalendarKind.SINGLE:
        slot = _slot(calendar.slots[0] if calendar.slots else None, key + "slot.0", None)
        return Calendar(kind=kind, slots=(slot,) if slot else ())
    if kind is CalendarKind.MULTIPLE:
        return Calendar(kind=kind, slots=_slots(calendar, key))
    return _pattern(calendar, kind, key)


def _slots(calendar: Calendar, key: str) -> tuple[Slot, ...]:
    known = list(calendar.slots)
    most, begin = max(_MOST_DAYS, len(known)), max(2, len(known))
    count = int(
        st.number_input(_("Hoeveel dagen?"), min_value=2, max_value=most, value=begin, key=key + "count")
    )
    found = [_slot(known[n] if n < len(known) else None, f"{key}slot.{n}", n + 1) for n in range(count)]
    return tuple(slot for slot in found if slot)


def _slot(slot: Slot | None, key: str, number: int | None) -> Slot | None:
    label = _("Datum") if number is None else _("Datum van dag %(n)d") % {"n": number}
    day: date | None = st.date_input(
        label, value=slot.starts.date() if slot else None, key=key + ".day", format="DD/MM/YYYY"
    )
    opens, closes = _hours(
        slot.starts.time() if slot else None, slot.ends.time() if slot else None, key, number
    )
    if day is None:
        return None
    starts, ends = datetime.combine(day, opens), datetime.combine(day, closes)
    return Slot(starts=starts, ends=ends if ends > starts else ends + timedelta(days=1))


def _hours(opens: time | None, closes: time | None, key: str, number: int | None = None) -> tuple[time, time]:
    begins_at = _("Begint om") if number is None else _("Dag %(n)d begint om") % {"n": number}
    ends_at = _("Eindigt om") if number is None else _("Dag %(n)d eindigt om") % {"n": number}
    left, right = st.columns(2)
    begins = left.time_input(begins_at, value=opens or time(14), key=key + ".opens", step=900)
    ends = right.time_input(ends_at, value=closes or time(16), key=key + ".closes", step=900)
    return begins or time(14), ends or time(16)


def _pattern(calendar: Calendar, kind: CalendarKind, key: str) -> Calendar:
    known = calendar.hours[0] if calendar.hours else None
    days = st.multiselect(
        _("Op welke dagen?"), list(range(7)), default=list(known.days) if known else [], key=key + "days",
        format_func=lambda day: str(labels_activities.WEEKDAYS[day]), placeholder=_("Kies een of meer dagen"),
    )  # fmt: skip
    opens, closes = _hours(known.opens if known else None, known.closes if known else None, key + "week")
    every = st.selectbox(
        _("Hoe vaak?"),
        [1, 2, 4],
        index=[1, 2, 4].index(calendar.every_weeks) if calendar.every_weeks in {1, 2, 4} else 0,
        key=key + "every",
        format_func=_every,
    )
    first: date | None = st.date_input(
        _("Eerste dag"), value=calendar.first, key=key + "first", format="DD/MM/YYYY"
    )
    last: date | None = None
    if kind is CalendarKind.PERIODIC:
        last = st.date_input(_("Laatste dag"), value=calendar.last, key=key + "last", format="DD/MM/YYYY")
    closed = _closed(calendar, key)
    hours = (
        (OpeningHours(days=tuple(sorted(days)), opens=opens, closes=closes), *calendar.hours[1:])
        if days
        else ()
    )
    return Calendar(kind=kind, first=first, last=last, every_weeks=every or 1, hours=hours, closed=closed)


def _every(weeks: int) -> str:
    return _("Elke week") if weeks == 1 else _("Om de %(n)d weken") % {"n": weeks}


def _closed(calendar: Calendar, key: str) -> tuple[Closed, ...]:
    known = calendar.closed[0] if calendar.closed else None
    first: date | None = st.date_input(
        _("Niet vanaf (vakantie)"),
        value=known.first if known else None,
        key=key + "closed.first",
        format="DD/MM/YYYY",
    )
    last: date | None = st.date_input(
        _("Niet tot en met"),
        value=known.last if known else None,
        key=key + "closed.last",
        format="DD/MM/YYYY",
    )
    begins = (
        (Closed(first=first, last=max(first, last or first), note=known.note if known else {}),)
        if first
        else ()
    )
    return (*begins, *calendar.closed[1:])


# ── 3: for whom, what it costs ───────────────────────────────────────────────────────────────────────────────────


def _who(facts: ActivityFacts, key: str) -> Values:
    level = st.radio(
        _("Hoeveel Nederlands heb je nodig?"), [1, 2, 3, 4], index=(facts.taalicoon - 1) if facts.taalicoon else None, key=key + "level",
        format_func=lambda number: f"{labels_activities.TAALICONEN[number][0]}: {labels_activities.TAALICONEN[number][1]}",
    )  # fmt: skip
    reason = _labelled(
        _("Telt dit voor de 40 uur?"),
        labels_activities.HOURS_REASONS,
        key + "hours",
        facts.hours_reason,
        none=_("Kies een antwoord"),
    )
    audience = Audience(
        _labelled(_("Voor wie?"), labels_activities.AUDIENCES, key + "audience", facts.audience)
    )
    left, right = st.columns(2)
    age_from = left.number_input(
        _("Vanaf welke leeftijd?"), min_value=0, max_value=120, value=facts.age_from, key=key + "age-from"
    )
    age_to = right.number_input(
        _("Tot welke leeftijd?"), min_value=0, max_value=120, value=facts.age_to, key=key + "age-to"
    )
    spoken = st.multiselect(
        _("De begeleider spreekt ook"), list(i18n.LANGUAGES), default=[code for code in facts.guide_languages if code in i18n.LANGUAGES],
        key=key + "spoken", format_func=_language, placeholder=_("Alleen Nederlands"),
    )  # fmt: skip
    helps = st.multiselect(
        _("Toegankelijkheid"), list(Accessibility), default=list(facts.accessibility), key=key + "access",
        format_func=lambda code: str(labels_activities.ACCESSIBILITY[code]), placeholder=_("Nog niets ingevuld"),
    )  # fmt: skip
    return {
        "taalicoon": level, "hours_reason": HoursReason(reason) if reason else None, "audience": audience,
        "age_from": age_from, "age_to": max(age_from or 0, age_to) if age_to is not None else None,
        "guide_languages": tuple(spoken), "accessibility": tuple(helps), "prices": _prices(facts, key),
        "childcare": st.checkbox(_("Er is kinderopvang"), value=facts.childcare, key=key + "childcare"),
        "buddy": st.checkbox(_("Je krijgt een buddy"), value=facts.buddy, key=key + "buddy"),
    }  # fmt: skip


def _prices(facts: ActivityFacts, key: str) -> tuple[Price, ...]:
    known = {price.kind: price for price in facts.prices}
    free = st.checkbox(_("Gratis"), value=facts.is_free, key=key + "free")
    if free:
        return (Price(kind=PriceKind.BASE, amount=Decimal(0)),)
    left, right = st.columns(2)
    found = []
    for column, kind in ((left, PriceKind.BASE), (right, PriceKind.REDUCED)):
        value = float(known[kind].amount) if kind in known else None
        amount = column.number_input(
            str(labels_activities.PRICES[kind]),
            min_value=0.0,
            max_value=10_000.0,
            step=0.5,
            value=value,
            key=f"{key}price.{kind}",
            format="%.2f",
        )
        if amount is not None:
            found.append(
                Price(
                    kind=kind,
                    amount=Decimal(str(round(amount, 2))),
                    names=known[kind].names if kind in known else {},
                )
            )
    return (*found, *[price for price in facts.prices if price.kind is PriceKind.OTHER])


# ── 4: signing up, contact ───────────────────────────────────────────────────────────────────────────────────────


def _sign_up(facts: ActivityFacts, key: str) -> Values:
    booking = Booking(
        _labelled(_("Hoe schrijf je in?"), labels_activities.BOOKINGS, key + "booking", facts.booking)
    )
    values: Values = {"booking": booking}
    if booking is Booking.PORTAL:
        seats = st.number_input(
            _("Hoeveel mensen kunnen meedoen? Laat leeg als iedereen welkom is."),
            min_value=1,
            max_value=100_000,
            value=facts.capacity,
            key=key + "capacity",
        )
        values["capacity"] = seats
    if booking is Booking.ELSEWHERE:
        labels = {
            "booking_url": _("Website om in te schrijven, begint met https://"),
            "booking_mail": _("Mailadres om in te schrijven"),
            "booking_phone": _("Telefoon om in te schrijven"),
        }
        values |= _reach(labels, facts, key)
    name = st.text_input(
        _("Naam van de contactpersoon"), value=facts.contact_name, max_chars=120, key=key + "contact"
    )
    st.caption(_("Deze gegevens kan iedereen lezen."))
    labels = {
        "contact_mail": _("Mailadres voor vragen"),
        "contact_phone": _("Telefoon voor vragen"),
        "contact_url": _("Website, begint met https://"),
    }
    return values | {"contact_name": name.strip()} | _reach(labels, facts, key)


def _reach(labels: Mapping[str, str], known: ActivityFacts, key: str) -> Values:
    return {
        name: st.text_input(label, value=getattr(known, name) or "", max_chars=250, key=key + name).strip()
        or None
        for name, label in labels.items()
    }
