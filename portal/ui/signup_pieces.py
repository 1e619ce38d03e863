"""Sign-ups on a page: a day before signing up, what is coming, what is over, what was kept; and keeping an activity."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

import i18n
from i18n import format_duration
from i18n import gettext as _
from portal.models.activities import OccurrenceState
from portal.models.signups import Attendance
from portal.services.activity_views import Day, Line, Shown
from portal.services.signup_choice import Choice
from portal.services.signup_rules import why_not
from portal.services.signup_views import Kept, Mine, Standing, What
from portal.ui import activity_pieces, html, labels_hours, pages, signup_words
from portal.ui.html import Child, Tone, tag

PAGE, DAY = "mijn-activiteiten", "dag"
KEEP = "bewaren"
ON, OFF = "1", "0"


def choose_address(occurrence_id: str) -> str:
    """Return where somebody signs up for a day, in the reader's language."""
    return f"{pages.address(PAGE, i18n.current_locale())}?{pages.query({DAY: occurrence_id})}"


def _title(what: What) -> Child:
    words = tag("bdi", what.title, lang=what.language if what.language != i18n.current_locale() else None)
    return html.link(words, activity_pieces.address(what.slug)) if what.slug else words


def _where_and_when(what: What) -> list[Child]:
    moment = tag("strong", activity_pieces.when(what.starts_at, what.ends_at))
    place = activity_pieces.place(what.mode, what.organisation, what.venue, what.nis_code)
    return [html.paragraph(moment), html.paragraph(place)]


# ── before signing up ────────────────────────────────────────────────────────────────────────────────────────────


def choice(chosen: Choice) -> Markup:
    """Build the day that somebody is about to sign up for: what they get, and what they should know first."""
    if chosen.standing is not None:
        words, tone = signup_words.STANDINGS[chosen.standing]
        line = html.paragraph(signup_words.in_line(chosen.number)) if chosen.number else None
        notes: list[Child] = [html.notice(line or words, tone, title=words if line else None)]
    elif chosen.why_not is not None:
        notes = [html.notice(signup_words.why_not(chosen), Tone.WARNING)]
    else:
        notes = [_full(chosen), _clash(chosen.clashes), _for_whom(chosen)]
    return html.card(_title(chosen.what), *_where_and_when(chosen.what), *notes, level=2)


def place_in_line(chosen: Choice) -> int | None:
    """Return which number in line one would get; None: a seat."""
    if chosen.seats_left is None or chosen.seats_left > chosen.in_line:
        return None
    return chosen.in_line - chosen.seats_left + 1


def _full(chosen: Choice) -> Markup | None:
    number = place_in_line(chosen)
    if number is None:
        return None
    words = _(
        "Je komt op de wachtlijst, als nummer %(n)d in de rij. Komt er een plaats vrij voor jou, dan krijg je die en een mail. Je bent dus niet zeker van een plaats."
    ) % {"n": number}
    return html.notice(words, Tone.WARNING, title=_("Alle plaatsen zijn bezet."))


def _clash(titles: tuple[str, ...]) -> Markup | None:
    if not titles:
        return None
    others = i18n.format_list(titles)
    words = _("Op hetzelfde moment heb je ook: %(activities)s. Kies wat je wilt doen.") % {"activities": others}  # fmt: skip
    return html.notice(words, Tone.WARNING)


def _for_whom(chosen: Choice) -> Markup | None:
    if not chosen.asks_who:
        return None
    who = activity_pieces.who(chosen.audience, chosen.age_from, chosen.age_to)
    return html.notice(who, title=_("Deze activiteit is niet voor iedereen."))


# ── what is coming, what is over, what was kept ──────────────────────────────────────────────────────────────────


def coming(one: Mine) -> Markup:
    """Build one sign-up that is still to come, or was called off."""
    words, tone = signup_words.STANDINGS[one.standing]
    line = html.paragraph(signup_words.in_line(one.number)) if one.number else None
    return html.card(
        _title(one.what), *_where_and_when(one.what), *news(one), line, _clash(one.clashes),
        aside=html.badge(words, tone), tone=tone,
    )  # fmt: skip


def news(one: Mine) -> list[Child]:
    """Say what an organiser changed since somebody signed up."""
    if one.standing is Standing.OFF:
        return [html.paragraph(_("De organisatie zei dit af. Je hoeft niets te doen."))]
    if one.standing is Standing.ON_AGAIN:
        again = html.link(_("Schrijf je opnieuw in"), choose_address(one.what.occurrence_id))
        return [html.paragraph(_("Dit was afgezegd, maar gaat toch door."), " ", again)]
    if one.moved_from is not None:
        was = activity_pieces.when(one.moved_from, None)
        return [html.notice(_("Verplaatst van %(moment)s") % {"moment": was}, Tone.WARNING)]
    if one.elsewhere:
        return [html.notice(_("De plaats is veranderd. Kijk goed waar je moet zijn."), Tone.WARNING)]
    return []


def past(one: Mine) -> Markup:
    """Build one sign-up that is over: was one there, and which hours came of it."""
    if one.standing is Standing.WAITING:
        badge, lines = (
            html.badge(_("Geen plaats")),
            [_("Je stond op de wachtlijst. Er kwam geen plaats vrij.")],
        )
    else:
        words, tone = signup_words.ATTENDANCES[one.attendance]
        badge, lines = html.badge(words, tone), _outcome(one)
    hours = html.link(_("Bekijk mijn uren"), pages.address("uren", i18n.current_locale()))
    return html.card(
        _title(one.what), *_where_and_when(one.what), *[html.paragraph(line) for line in lines],
        html.paragraph(hours) if one.standing is Standing.SEATED and one.counts else None, aside=badge,
    )  # fmt: skip


def _outcome(one: Mine) -> list[str]:
    if one.hours is not None and one.minutes:
        hours = i18n.isolate(format_duration(one.minutes))
        facts = {"hours": hours, "state": str(labels_hours.STATES[one.hours])}
        return [_("Uren in je lijst: %(hours)s. %(state)s.") % facts]
    if not one.counts:
        return [_("Deze activiteit telt niet voor de 40 uur.")]
    if one.attendance is Attendance.UNKNOWN:
        return [_("De organisatie vulde nog niet in of je er was. Je kunt je uren ook zelf invullen.")]
    if one.attendance is Attendance.PRESENT:
        return [_("Van deze activiteit staan er geen uren in je lijst.")]
    return [_("Klopt dit niet? Vraag het aan de organisatie.")]


def kept(one: Kept) -> Markup:
    """Build an activity that somebody keeps in mind."""
    words = tag("bdi", one.title, lang=one.language if one.language != i18n.current_locale() else None)
    title = html.link(words, activity_pieces.address(one.slug)) if one.slug else words
    next_day = activity_pieces.when(one.next_at, None) if one.next_at else _("Er zijn nu geen dagen gepland.")
    return html.card(title, html.paragraph(next_day))


# ── on the page of an activity, and in a list ────────────────────────────────────────────────────────────────────


def sign_up_link(shown: Shown, day: Day, own: Mapping[str, Standing], *, now: datetime) -> Markup | None:
    """Build what one can do with a day: go and sign up, or see how one stands."""
    if standing := own.get(day.occurrence_id):
        words, tone = signup_words.STANDINGS[standing]
        mine = html.link(_("Mijn activiteiten"), pages.address(PAGE, i18n.current_locale()))
        return html.join(html.badge(words, tone), " ", mine)
    if day.state is not OccurrenceState.PLANNED or why_not(shown.facts, day, state=shown.state, now=now):
        return None
    label = _("Op de wachtlijst") if day.seats_left == 0 else _("Inschrijven")
    moment = tag("span", " ", activity_pieces.when(day.starts_at, None), class_="p-hidden")
    return tag("a", label, moment, href=choose_address(day.occurrence_id), class_="p-button p-button--small")


def activities(found: Sequence[Line], kept: frozenset[str] | None, *, back: str) -> Markup:
    """Build a list of activities; whoever can keep them can do so here and comes back to the search."""
    rows = [activity_pieces.line(one, action=_keep_in_list(one, kept, back)) for one in found]
    return tag("ul", *rows, class_="p-activities")


def _keep_in_list(one: Line, kept: frozenset[str] | None, back: str) -> Markup | None:
    if kept is None:
        return None
    return keep_form(one.slug, is_kept=one.activity_id in kept, title=one.title, back=back)


def keep_form(slug: str, *, is_kept: bool, title: str, back: str = "") -> Markup:
    """Build the button that keeps an activity, or lets it go; works without scripts. `back`: the address of a search."""
    words = _("Bewaard. Niet meer bewaren") if is_kept else _("Bewaar voor later")
    about = tag("span", " ", tag("bdi", title), class_="p-hidden")
    return tag(
        "form",
        tag("input", type="hidden", name="aan", value=OFF if is_kept else ON),
        tag("input", type="hidden", name="terug", value=back) if back else None,
        tag("button", words, about, type="submit", class_="p-button p-button--quiet p-button--small"),
        method="post", action=f"{activity_pieces.address(slug)}/{KEEP}", class_="p-keep",
    )  # fmt: skip
