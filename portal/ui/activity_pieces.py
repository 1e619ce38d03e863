"""Activities on a page: the taalicoon, a line of the list, and everything about one; for Streamlit and plain pages alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from markupsafe import Markup

import i18n
from i18n import format_amount, format_day, format_time, ngettext
from i18n import gettext as _
from portal import clock
from portal.clock import BRUSSELS
from portal.models.activities import ActivityState, AttendanceMode, Audience, Booking, OccurrenceState
from portal.services import activity_calendar, places
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_views import Day, Line, Shown
from portal.ui import activity_picture, html, labels_activities
from portal.ui.html import Child, Tone, tag

FOLDER = "activiteit"
LEVELS = 4
DAYS_SHOWN = 8
_FEW_SEATS = 5
_ONE_DAY = timedelta(days=1)


def address(slug: str) -> str:
    """Return the address of an activity's page in the reader's language."""
    return f"/{i18n.current_locale()}/{FOLDER}/{slug}"


def calendar_file(slug: str, occurrence_id: str | None = None) -> str:
    """Return the address of the calendar file of an activity, or of one gathering, in the reader's language."""
    return (
        f"{address(slug)}/kalender/{occurrence_id}.ics" if occurrence_id else f"{address(slug)}/kalender.ics"
    )


# ── the taalicoon ────────────────────────────────────────────────────────────────────────────────────────────────


def taalicoon(level: int, *, words: bool = False) -> Markup:
    """Draw the letters NL and four balloons, as many filled as one needs Dutch; the words say the same."""
    name, meaning = labels_activities.TAALICONEN[level]
    letters = tag("span", "NL", class_="p-taal__letters")
    balloons = [
        tag("span", class_="p-taal__on" if number < level else "p-taal__off") for number in range(LEVELS)
    ]
    picture = tag(
        "span", letters, *balloons, class_="p-taal", role="img", aria_label=f"{name}. {meaning}", dir="ltr"
    )
    return tag("span", picture, tag("span", meaning) if words else None, class_="p-taal__frame")


# ── a line of the list ───────────────────────────────────────────────────────────────────────────────────────────


def line(found: Line, *, level: int = 3, action: Child = None) -> Markup:
    """Build an activity in a list: when, what, where, how much Dutch, what it costs; `action`: what one can do with it."""
    title = tag(
        "a", found.title, href=address(found.slug), lang=_other(found.language), class_="p-activity__link"
    )
    seats = _seats(found.seats_left)
    badges = [
        html.badge(_("Telt voor de 40 uur"), Tone.GOOD) if found.counts else None,
        html.badge(price_words(free=found.free, lowest=found.lowest_price)),
        html.badge(_("Kinderopvang")) if found.childcare else None,
        html.badge(_("Rolstoel")) if found.accessible else None,
        html.badge(_("Met een buddy")) if found.buddy else None,
        html.badge(seats, Tone.WARNING) if seats else None,
    ]
    seen = (
        activity_picture.picture(found.image, found.image_alt, language=_other(found.language), in_list=True)
        if found.image
        else None
    )
    return tag(
        "li",
        seen,
        tag("p", when(found.starts_at, found.ends_at), class_="p-activity__when"),
        tag(f"h{level}", title, class_="p-card__title"),
        machine_note() if found.machine else None,
        tag("p", _place(found), class_="p-activity__where"),
        tag(
            "p",
            taalicoon(found.taalicoon),
            " ",
            labels_activities.KINDS[found.kind],
            class_="p-activity__level",
        ),
        tag("p", *_spaced(badges), class_="p-activity__badges"),
        action,
        class_="p-card p-activity",
    )


def _spaced(pieces: Sequence[Markup | None]) -> list[Child]:
    return [part for piece in pieces if piece for part in (piece, " ")]


def _place(found: Line) -> Markup:
    where = place(found.mode, found.organisation, found.venue, found.nis_code)
    if found.mode is AttendanceMode.ONLINE or not found.km:
        return where
    return html.join(where, " · ", _("op ongeveer %(km)d km") % {"km": round(found.km)})


def place(mode: AttendanceMode, organisation: str, venue: str, nis_code: str | None) -> Markup:
    """Say where something takes place: the house and the town, or on line and by whom."""
    if mode is AttendanceMode.ONLINE:
        return html.join(labels_activities.MODES[mode], " · ", tag("bdi", organisation))
    town = places.municipality(nis_code).name if nis_code else ""
    return tag("bdi", ", ".join(part for part in (venue, town) if part))


def _seats(left: int | None) -> str:
    if left is None or left > _FEW_SEATS:
        return ""
    if left == 0:
        return _("Volzet")
    return ngettext("Nog %(n)d plaats", "Nog %(n)d plaatsen", left) % {"n": left}


def _other(language: str) -> str | None:
    return language if language != i18n.current_locale() else None


def when(starts_at: datetime, ends_at: datetime | None, *, width: str = "full") -> str:
    """Say on which day and from when to when, in Brussels."""
    shown = starts_at.astimezone(BRUSSELS)
    day = format_day(shown.date(), width=width)
    if ends_at is None:
        return _("%(day)s om %(from)s") % {"day": day, "from": format_time(starts_at)}
    if ends_at - starts_at >= _ONE_DAY:
        last = format_day(ends_at.astimezone(BRUSSELS).date(), width=width)
        return _("%(day)s tot en met %(last)s") % {"day": day, "last": last}
    return _("%(day)s, %(from)s tot %(to)s") % {
        "day": day,
        "from": format_time(starts_at),
        "to": format_time(ends_at),
    }


def price_words(*, free: bool, lowest: Decimal | None) -> str:
    """Say what it costs."""
    if free:
        return _("Gratis")
    if lowest is None:
        return _("Prijs niet bekend")
    return _("Vanaf %(amount)s") % {"amount": format_amount(lowest)}


def machine_note() -> Markup:
    """Say that nobody checked a translation yet."""
    return tag(
        "p", _("Een computer vertaalde deze tekst. Niemand keek de vertaling na."), class_="p-translated"
    )


def outdated_note(shown: Shown, language: str) -> Markup | None:
    """Show what changed in the main text after the translation was made, in the words of the organisation."""
    changed = shown.changed_since(language)
    if not changed:
        return None
    words = _("Deze vertaling is niet helemaal van nu. Dit stuk van de tekst veranderde:")
    pieces = [tag("p", piece, lang=_other(shown.facts.main_language), dir="auto") for piece in changed]
    return html.join(tag("p", words, class_="p-translated"), tag("div", *pieces, class_="p-article"))


# ── one activity with everything ─────────────────────────────────────────────────────────────────────────────────


def detail(
    shown: Shown, *, action: Child = None, level: int = 1, of_day: Callable[[Day], Child] | None = None
) -> Markup:
    """Build everything about an activity, in the reader's language where there is a text.

    `action` stands below its days, `of_day` beside each of them.
    """
    reader = i18n.current_locale()
    language = shown.language_for(reader)
    text, main = shown.facts.texts[language], language == shown.facts.main_language
    paragraphs = [html.paragraph(part) for part in text.description.split("\n\n") if part.strip()]
    return html.join(
        tag(
            f"h{level}",
            text.title,
            class_="p-title" if level == 1 else "p-card__title",
            lang=_other(language),
            dir="auto",
            tabindex="-1",
        ),
        _notices(shown, language),
        tag("p", taalicoon(shown.facts.taalicoon or 1, words=True), class_="p-lead"),
        _picture(shown, text.image_alt, _other(language)),
        tag("div", *paragraphs, class_="p-article", lang=_other(language), dir="auto"),
        None if main or not text.machine else machine_note(),
        None if main else outdated_note(shown, language),
        html.section_title(_("Wanneer?"), level=level + 1),
        days(shown.days, of_day=of_day),
        action,
        _calendar_link(shown),
        html.section_title(_("Meer over deze activiteit"), level=level + 1),
        html.definition_list(*_rows(shown, text.way, language)),
    )


def _picture(shown: Shown, alt: str, language: str | None) -> Child:
    if shown.image is None:
        return None
    seen = activity_picture.picture(shown.image, alt, language=language)
    credit = _("Foto: %(name)s") % {"name": i18n.isolate(shown.facts.image_credit)}
    caption = tag("figcaption", credit, class_="p-hint") if shown.facts.image_credit else None
    return tag("figure", seen, caption, class_="p-activity-figure")


def _calendar_link(shown: Shown) -> Markup | None:
    goes_on = any(day.state is OccurrenceState.PLANNED for day in shown.days)
    if shown.state is not ActivityState.PUBLISHED or not goes_on:
        return None
    return html.paragraph(html.link(_("Zet deze activiteit in je kalender"), calendar_file(shown.slug)))


def preview(shown: Shown, typed: ActivityFacts) -> Markup:
    """Build an activity as it would be read with what is being typed; its days are those of its calendar."""
    if not typed.text.title:
        return html.paragraph(_("Schrijf eerst een titel."))
    today = clock.now().astimezone(BRUSSELS).date()
    coming = tuple(
        Day("", item.starts_at, item.ends_at, OccurrenceState.PLANNED, None, typed.capacity, True, 0)
        for item in activity_calendar.expand(typed.calendar, today=today)
    )
    return tag(
        "div",
        detail(
            replace(shown, facts=typed, days=coming, image=shown.image if typed.image_id else None), level=3
        ),
        class_="p-preview",
    )


def _notices(shown: Shown, language: str) -> list[Markup | None]:
    off = shown.state is ActivityState.CANCELLED
    foreign = language != i18n.current_locale()
    words = _("Deze activiteit is er nog niet in jouw taal. Je leest de tekst van de organisatie.")
    return [
        html.notice(_("Deze activiteit gaat niet door."), Tone.URGENT) if off else None,
        html.notice(words) if foreign else None,
    ]


def days(coming: Sequence[Day], *, of_day: Callable[[Day], Child] | None = None) -> Markup:
    """Build the days that are still to come, with what one can do about each; those further away unfold."""
    if not coming:
        return html.paragraph(_("Er zijn nu geen dagen gepland."))
    items = [tag("li", tag("span", _day(day)), of_day(day) if of_day else None) for day in coming]
    first = tag("ul", *items[:DAYS_SHOWN], class_="p-days")
    rest = len(coming) - DAYS_SHOWN
    if rest <= 0:
        return first
    words = ngettext("En daarna nog %(n)d keer.", "En daarna nog %(n)d keer.", rest) % {"n": rest}
    if of_day is None:
        return html.join(first, html.paragraph(words))
    later = tag("ul", *items[DAYS_SHOWN:], class_="p-days")
    return html.join(first, tag("details", tag("summary", words), later, class_="p-fold p-fold--days"))


def _day(day: Day) -> list[Child]:
    moment = when(day.starts_at, day.ends_at)
    if day.state is OccurrenceState.CANCELLED:
        return [tag("s", moment), " ", html.badge(_("Gaat niet door"), Tone.URGENT)]
    seats = _seats(day.seats_left)
    moved = (
        _("Verplaatst van %(moment)s") % {"moment": when(day.moved_from, None)} if day.moved_from else None
    )
    return [
        moment,
        [" ", html.badge(moved, Tone.WARNING)] if moved else None,
        [" ", html.badge(seats, Tone.WARNING)] if seats else None,
    ]


def _rows(shown: Shown, way: str, language: str) -> list[tuple[Child, Child]]:
    facts = shown.facts
    found: list[tuple[Child, Child]] = [
        (_("Waar"), _where(facts)),
        (_("Hoe je er komt"), tag("span", way, lang=_other(language), dir="auto") if way else None),
        (_("Prijs"), _prices(facts)),
        (_("Telt voor de 40 uur"), labels_activities.HOURS_REASONS[facts.hours_reason] if facts.hours_reason else None),
        (_("Soort"), _kinds(facts)),
        (_("De begeleider spreekt ook"), i18n.format_list(language_name(code) for code in facts.guide_languages)),
        (_("Voor wie"), who(facts.audience, facts.age_from, facts.age_to)),
        (_("Kinderopvang"), _("Ja") if facts.childcare else None),
        (_("Buddy"), _("Je krijgt iemand die je helpt.") if facts.buddy else None),
        (_("Toegankelijkheid"), tag("ul", *[tag("li", labels_activities.ACCESSIBILITY[code]) for code in facts.accessibility]) if facts.accessibility else None),
        (_("Inschrijven"), _booking(facts)),
        (_("Organisatie"), tag("bdi", shown.organisation)),
        (_("Contact"), _contact(facts)),
    ]  # fmt: skip
    return [(term, value) for term, value in found if value]


def _where(facts: ActivityFacts) -> Child:
    online = (
        html.link(labels_activities.MODES[AttendanceMode.ONLINE], facts.online_url)
        if facts.online_url
        else None
    )
    if facts.mode is AttendanceMode.ONLINE:
        return online or labels_activities.MODES[AttendanceMode.ONLINE]
    town = f"{facts.postcode} {places.municipality(facts.nis_code).name}".strip() if facts.nis_code else ""
    place = tag("bdi", ", ".join(part for part in (facts.venue, facts.street, town) if part))
    return html.join(place, " · " if online else None, online)


def _prices(facts: ActivityFacts) -> Child:
    if facts.is_free:
        return _("Gratis")
    rows = [
        tag("li", price.names.get(i18n.current_locale()) or price.names.get(i18n.SOURCE) or labels_activities.PRICES[price.kind], ": ", format_amount(price.amount))
        for price in facts.prices
    ]  # fmt: skip
    return tag("ul", *rows) if rows else None


def _kinds(facts: ActivityFacts) -> str:
    theme = f" · {labels_activities.THEMES[facts.theme]}" if facts.theme else ""
    return f"{labels_activities.KINDS[facts.kind]}{theme}"


def who(audience: Audience, age_from: int | None, age_to: int | None) -> Child:
    """Say for whom something is."""
    words = labels_activities.AUDIENCES[audience]
    values = {"from": age_from or 0, "to": age_to or 0}
    if age_from and age_to:
        return html.join(words, ". ", _("Van %(from)d tot %(to)d jaar.") % values)
    if age_from:
        return html.join(words, ". ", _("Vanaf %(from)d jaar.") % values)
    if age_to:
        return html.join(words, ". ", _("Tot %(to)d jaar.") % values)
    return words


def _booking(facts: ActivityFacts) -> Child:
    words = labels_activities.BOOKINGS[facts.booking]
    if facts.booking is not Booking.ELSEWHERE:
        return words
    ways = [
        html.link(html.ltr(facts.booking_url), facts.booking_url) if facts.booking_url else None,
        html.link(html.ltr(facts.booking_mail), f"mailto:{facts.booking_mail}")
        if facts.booking_mail
        else None,
        html.link(html.ltr(facts.booking_phone), f"tel:{facts.booking_phone}")
        if facts.booking_phone
        else None,
    ]
    return html.join(words, ". ", *_spaced(ways))


def _contact(facts: ActivityFacts) -> Child:
    ways = [
        tag("bdi", facts.contact_name) if facts.contact_name else None,
        html.link(html.ltr(facts.contact_mail), f"mailto:{facts.contact_mail}")
        if facts.contact_mail
        else None,
        html.link(html.ltr(facts.contact_phone), f"tel:{facts.contact_phone}")
        if facts.contact_phone
        else None,
        html.link(html.ltr(facts.contact_url), facts.contact_url) if facts.contact_url else None,
    ]
    return html.join(*_spaced(ways)) if any(ways) else None


def language_name(code: str) -> str:
    """Return a language's own name; its code for one that the portal does not offer."""
    return i18n.LANGUAGES[code].own_name if code in i18n.LANGUAGES else code


def corrected_words(corrected: Mapping[str, str]) -> Markup | None:
    """Say which words were read as others."""
    if not corrected:
        return None
    words = _("We zochten ook naar: %(words)s.") % {"words": i18n.format_list(corrected.values())}
    return html.paragraph(words, class_="p-why")
