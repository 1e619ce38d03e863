"""A plan as who guides somebody reads it: it speaks of the inburgeraar, where plan_pieces speaks to them."""

from markupsafe import Markup

from i18n import format_day
from i18n import gettext as _
from portal.models.pips import Pillar
from portal.services.forecast import ForecastState, PartForecast, Reason, ReasonCode
from portal.services.parts import MINUTES_IN_AN_HOUR, Part, PartState
from portal.services.plan import Plan
from portal.services.rules import rulebook
from portal.services.steps import Step
from portal.ui import (
    hour_words,
    html,
    labels,
    labels_articles,
    labels_forecast,
    labels_of_others,
    labels_pip,
    plan_pieces,
    plan_words,
)
from portal.ui.html import Child, Tone


def whole_plan(plan: Plan) -> Markup:
    """Build the whole plan of somebody else, in the order in which one reads it."""
    pieces: list[Markup] = [html.section_title(_("Traject")), _facts(plan)]
    pieces += [
        html.notice(html.join(labels_pip.SCOPES[s.scope], ". ", plan_pieces.suspension(s)), Tone.WARNING)
        for s in plan.suspended_now
    ]
    pieces += [html.section_title(_("Onderdelen")), *[_part(part, plan) for part in plan.parts]]
    if plan.facts.visits:
        named = labels_of_others.APPOINTMENTS
        visits = [plan_pieces.visit(item, plan.today, named=named) for item in plan.facts.visits]
        pieces += [html.section_title(_("Afspraken")), *visits]
    words = plan_pieces.Words(labels_of_others.DEADLINES, labels_of_others.ACTORS, _why)
    pieces += plan_pieces.all_deadlines(plan, words)
    if plan.forecast.state is ForecastState.EXPECTED:
        pieces += [html.section_title(_("Wanneer")), *_forecast(plan)]
    return html.join(pieces)


def _facts(plan: Plan) -> Markup:
    contract = plan.facts.contract
    signed = format_day(contract.signed_on) if contract.signed_on else _("Nog niet getekend")
    region = labels_articles.only_in((plan.region.value,))
    more = html.link(_("Wat betekent dat?"), plan_pieces.article("regels-per-contractdatum"))
    rows: list[tuple[Child, Child]] = [
        (_("Stand"), labels_pip.CONTRACT_STATES[contract.state]),
        (_("Plicht of recht"), labels_pip.DUTIES_OF_OTHERS[contract.duty]),
        (_("Werk of studie"), labels_pip.OCCUPATIONS_OF_OTHERS[contract.occupation]),
        (_("Contract getekend"), signed),
        (_("Welke regels gelden"), html.join(format_day(plan.decides_on), ". ", region, " ", more)),
        (_("Trajectbegeleider"), contract.trajectbegeleider or _("Nog niet bekend")),
        (_("Agentschap"), labels.AGENCIES[contract.agency]),
        (_("Vorm van het traject"), labels_pip.FORMS[contract.form]),
    ]
    if contract.nt2_advice is not None:
        rows.append((_("Advies voor Nederlands"), plan_pieces.advice(contract.nt2_advice)))
    return html.definition_list(*rows)


def _part(part: Part, plan: Plan) -> Markup:
    is_absent = part.state is PartState.NOT_IN_TRACK
    badge = html.badge(labels_pip.PART_STATES[part.state], labels_pip.PART_TONES[part.state])
    body: list[Child] = [html.paragraph(line) for line in _lines(part)]
    body += [html.paragraph(line) for line in plan_pieces.results(part)]
    if part.exemption is not None:
        ground = labels_of_others.VRIJSTELLING_GROUNDS[part.exemption.ground]
        since = format_day(part.exemption.granted_on)
        body.append(html.definition_list((_("Vrijgesteld sinds"), since), (_("Reden"), ground)))
    if part.pillar is Pillar.PARTICIPATIE and part.minutes_needed:
        body.append(plan_pieces.hours_bar(part, plan))
    following = plan.next_step(part.pillar)
    if following is not None:
        body.append(_next_step(following, plan))
    elif part.rule_id is not None:
        body.append(html.paragraph(_why(part.rule_id), class_="p-why"))
    tone = labels_pip.PART_TONES[part.state]
    return html.card(labels_pip.PILLARS[part.pillar], *body, aside=None if is_absent else badge, tone=tone)


def _lines(part: Part) -> list[Child]:
    lines: list[Child] = []
    if part.state is PartState.NOT_IN_TRACK:
        lines.append(labels_pip.REFUSALS["not-in-track"])
    return lines + plan_pieces.neutral_lines(part)


def _next_step(step: Step, plan: Plan) -> Markup:
    rows: list[tuple[Child, Child]] = [
        (_("Volgende stap"), html.tag("strong", labels_of_others.STEPS[step.code, step.pillar])),
        (_("Wie"), labels_of_others.ACTORS[step.actor]),
        *plan_pieces.step_day(step, plan.today),
    ]
    if step.rule_id is not None:
        rows.append((_("Waarom"), _why(step.rule_id)))
    return html.definition_list(*rows)


def _why(rule_id: str) -> Markup:
    """Say where a rule comes from, and how sure it is."""
    return plan_words.source(rulebook().rule(rule_id), doubt=_("Dit is niet zeker."))


def _forecast(plan: Plan) -> list[Markup]:
    around = _("%(part)s: rond %(day)s")
    ends_on = plan.forecast.ends_on
    pieces = []
    if ends_on is not None:
        said = around % {"part": _("Traject"), "day": format_day(ends_on)}
        pieces.append(html.paragraph(html.tag("strong", said)))
    for item in plan.forecast.parts:
        title = around % {"part": plan_words.part_name(item.pillar), "day": format_day(item.ends_on)}
        pieces.append(html.tag("details", html.tag("summary", title), _reasons(item)))
    return pieces


def _reasons(item: PartForecast) -> Markup:
    return html.tag("ul", *[html.tag("li", _reason(reason)) for reason in item.reasons])


def _reason(item: Reason) -> str:
    """Say one reason; those whose words speak to the inburgeraar are said with other words that exist."""
    day = format_day(item.day) if item.day else ""
    said = {
        ReasonCode.COURSE_PLANNED: _("Tot en met %(day)s.") % {"day": day},
        ReasonCode.NO_ADVICE_YET: f"{_('Advies voor Nederlands')}: {_('Nog niet bekend')}",
        ReasonCode.RETAKE: f"{_('Niet geslaagd')}: {day}",
        ReasonCode.HOURS_LEFT: hour_words.to_go((item.number or 0) * MINUTES_IN_AN_HOUR),
        ReasonCode.REGISTRATION: f"{_('Laatste dag')}: {day}",
        ReasonCode.NOT_SIGNED_YET: _("Nog niet getekend"),
    }
    return said[item.code] if item.code in said else labels_forecast.reason(item)
