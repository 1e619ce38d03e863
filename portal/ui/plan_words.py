"""Sentences about a plan: how long still, why, what the forecast rests on. One table, one function for each kind."""

from datetime import date, datetime

from markupsafe import Markup

from i18n import BRUSSELS, format_day, format_time, ngettext
from i18n import gettext as _
from portal.models.pips import Pillar
from portal.services.fee_kinds import FeeRule
from portal.services.forecast import Forecast, ForecastState
from portal.services.parts import MINUTES_IN_AN_HOUR
from portal.services.rule_kinds import (
    CourseRule,
    DeadlineRule,
    ParticipationRule,
    PillarRule,
    Rule,
    SourceKind,
)
from portal.services.rules import rulebook
from portal.services.steps import Step, StepCode
from portal.ui import fee_rule_words, html, labels_pip


def time_left(due: date, today: date) -> str:
    """Say how long it still is until a last day, or how long it is past."""
    days = (due - today).days
    if days < 0:
        return ngettext("%(n)d dag te laat", "%(n)d dagen te laat", -days) % {"n": -days}
    if days == 0:
        return _("vandaag is de laatste dag")
    return ngettext("nog %(n)d dag", "nog %(n)d dagen", days) % {"n": days}


def until(day: date, today: date) -> str:
    """Say how long it is until something takes place."""
    days = (day - today).days
    if days <= 0:
        return _("vandaag")
    if days == 1:
        return _("morgen")
    return ngettext("over %(n)d dag", "over %(n)d dagen", days) % {"n": days}


def moment(at: datetime) -> str:
    """Say day and hour of an appointment."""
    values = {"day": format_day(at.astimezone(BRUSSELS).date(), width="full"), "time": format_time(at)}
    return _("%(day)s om %(time)s") % values


def takes_place(code: StepCode, day: date) -> str:
    """Say when a step takes place: from a day, until a day, or on it."""
    if code is StepCode.START_COURSE:
        return _("Begint op %(day)s.") % {"day": format_day(day)}
    if code is StepCode.FOLLOW_COURSE:
        return _("Tot en met %(day)s.") % {"day": format_day(day)}
    return _("Op %(day)s.") % {"day": format_day(day)}


def by_when(due: date, today: date) -> str:
    """Say in one sentence by when: how long still, and the day."""
    days = (due - today).days
    values = {"n": abs(days), "day": format_day(due)}
    if days < 0:
        return (
            ngettext(
                "%(n)d dag te laat: het moest uiterlijk op %(day)s.",
                "%(n)d dagen te laat: het moest uiterlijk op %(day)s.",
                -days,
            )
            % values
        )
    if days == 0:
        return _("Vandaag is de laatste dag: %(day)s.") % values
    return (
        ngettext("Nog %(n)d dag, uiterlijk op %(day)s.", "Nog %(n)d dagen, uiterlijk op %(day)s.", days)
        % values
    )


def hours(minutes: int) -> int:
    """Return full hours: half an hour short of forty is not forty."""
    return minutes // MINUTES_IN_AN_HOUR


def step(item: Step) -> str:
    """Say what a step is."""
    return str(labels_pip.STEPS[item.code, item.pillar])


def why_folded(rule_id: str) -> Markup:
    """Say why behind one word that opens, where the reader's eye should stay on what to do."""
    return html.tag("details", html.tag("summary", _("Waarom?")), why(rule_id), class_="p-why")


def why(rule_id: str) -> Markup:
    """Say which rule asks something, where it comes from, and how sure that is."""
    rule = rulebook().rule(rule_id)
    words = fee_rule_words.words(rule) if isinstance(rule, FeeRule) else _rule(rule)
    return html.join(words, " ", source(rule))


def _rule(rule: Rule) -> str:
    match rule:
        case PillarRule():
            return str(labels_pip.GOALS[rule.goal])
        case DeadlineRule(days=int(days)):
            return ngettext("Hiervoor is er %(n)d dag.", "Hiervoor zijn er %(n)d dagen.", days) % {"n": days}
        case DeadlineRule(months=int(months)):
            return ngettext("Hiervoor is er %(n)d maand.", "Hiervoor zijn er %(n)d maanden.", months) % {
                "n": months
            }
        case ParticipationRule():
            return ngettext(
                "Je moet minstens %(n)d uur meedoen en dat bewijzen.",
                "Je moet minstens %(n)d uren meedoen en dat bewijzen.",
                rule.hours,
            ) % {"n": rule.hours}
        case CourseRule():
            return ngettext("Deze cursus duurt %(n)d uur.", "Deze cursus duurt %(n)d uren.", rule.hours) % {
                "n": rule.hours
            }
        case _:
            return ""


def source(rule: Rule, *, doubt: str | None = None) -> Markup:
    """Name the source of a rule with its date, and say so, or `doubt`, when it is uncertain or only assumed."""
    if rule.source.kind is SourceKind.ASSUMPTION:
        ours = (
            _("Dit is een keuze van het portaal, geen regel.")
            if isinstance(rule, FeeRule)
            else _("Dit is een schatting van het portaal, geen regel.")
        )
        return html.tag("span", ours, class_="p-source")
    name = f"{rule.source.title}, {rule.source.publisher}"
    linked = (
        html.link(name, rule.source.url, language="nl")
        if rule.source.url
        else html.tag("bdi", name, lang="nl")
    )
    checked = _("Nagekeken op %(day)s.") % {"day": format_day(rule.last_checked)}
    said = doubt or _("Dit is niet zeker. Vraag het na bij je trajectbegeleider.")
    return html.tag(
        "span",
        _("Bron:"),
        " ",
        linked,
        ". ",
        checked,
        (" ", said) if rule.uncertain else None,
        class_="p-source",
    )


def forecast(item: Forecast) -> str:
    """Say in one sentence when the track would end."""
    if item.state is ForecastState.EXPECTED and item.ends_on is not None:
        return _("Als alles gaat zoals gepland, ben je klaar rond %(day)s.") % {
            "day": format_day(item.ends_on)
        }
    if item.state is ForecastState.OVER and item.ends_on is not None:
        return _("Dit traject is voorbij sinds %(day)s.") % {"day": format_day(item.ends_on)}
    return str(labels_pip.FORECASTS[item.state])


def part_name(pillar: Pillar) -> str:
    """Name a part."""
    return str(labels_pip.PILLARS[pillar])
