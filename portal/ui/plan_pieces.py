"""The pieces of a plan on a page: cards of parts, terms, hours, forecast. Shows only; asks nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup

import i18n
from i18n import LazyText, format_day
from i18n import gettext as _
from portal.models.pips import AppointmentKind, Pillar
from portal.services.deadlines import Deadline, DeadlineState
from portal.services.forecast import ForecastState
from portal.services.parts import MINUTES_IN_AN_HOUR, Part, PartState
from portal.services.plan import Plan
from portal.services.plan_facts import Suspension, Visit
from portal.services.rule_kinds import DeadlineCode, Requirement, StepActor
from portal.services.steps import Step
from portal.ui import hour_words, html, labels, labels_forecast, labels_pip, pages, plan_words
from portal.ui.html import Child, Tone


@dataclass(frozen=True)
class Words:
    """How terms are said: their names, who acts, and why."""

    deadlines: Mapping[DeadlineCode, LazyText]
    actors: Mapping[StepActor, LazyText]
    why: Callable[[str], Markup]


TO_THEM = Words(labels_pip.DEADLINES, labels_pip.ACTORS, plan_words.why)


def article(slug: str) -> str:
    """Return the address of an article in the reader's language."""
    return f"/{i18n.current_locale()}/kennis/{slug}"


def contract_facts(plan: Plan) -> Markup:
    """Build the list of what was agreed and which rules follow from it."""
    contract = plan.facts.contract
    rows: list[tuple[Child, Child]] = [
        (_("Waar je traject staat"), labels_pip.CONTRACT_STATES[contract.state]),
        (_("Moet of mag je?"), labels_pip.DUTIES[contract.duty]),
        (_("Werk of studie"), labels_pip.OCCUPATIONS[contract.occupation]),
        (
            _("Datum van je contract"),
            format_day(contract.signed_on) if contract.signed_on else _("Nog niet getekend"),
        ),
        (_("Welke regels gelden"), _which_rules(plan)),
        (_("Je trajectbegeleider"), contract.trajectbegeleider or _("Nog niet bekend")),
        (_("Je agentschap"), labels.AGENCIES[contract.agency]),
        (_("Vorm van je traject"), labels_pip.FORMS[contract.form]),
    ]
    if contract.nt2_advice is not None:
        rows.append((_("Advies voor Nederlands"), advice(contract.nt2_advice)))
    return html.definition_list(*rows)


def advice(code: str) -> Markup:
    """Name the course of Dutch that was advised."""
    return html.join(labels_pip.ADVICES.get(code) or code, ". ", _("De school moet dit advies volgen."))


def _which_rules(plan: Plan) -> Markup:
    if plan.facts.contract.signed_on is None:
        decided = _("Je contract is nog niet getekend. De regels van de dag waarop je tekent, zullen gelden.")
    else:
        decided = _("De regels van %(day)s, de dag van je contract.") % {"day": format_day(plan.decides_on)}
    more = html.link(_("Wat betekent dat?"), article("regels-per-contractdatum"))
    return html.join(decided, " ", labels_pip.REGIONS[plan.region], " ", more)


def part_card(part: Part, plan: Plan) -> Markup:
    """Build the card of one part: state, what wins over it, results, and the next step with who, when and why."""
    badge = html.badge(labels_pip.PART_STATES[part.state], labels_pip.PART_TONES[part.state])
    body: list[Child] = [html.paragraph(line) for line in _part_lines(part)]
    body += [html.paragraph(line) for line in results(part)]
    if part.pillar is Pillar.PARTICIPATIE and part.minutes_needed:
        body.append(hours_bar(part, plan))
    following = plan.next_step(part.pillar)
    if following is not None:
        body.append(next_step(following, plan.today))
    elif part.rule_id is not None:
        body.append(html.paragraph(plan_words.why(part.rule_id), class_="p-why"))
    tone = labels_pip.PART_TONES[part.state]
    return html.card(labels_pip.PILLARS[part.pillar], *body, aside=badge, tone=tone)


_SETTLED = frozenset({PartState.EXEMPT, PartState.ACHIEVED})


def _part_lines(part: Part) -> list[Child]:
    lines: list[Child] = []
    if part.requirement is Requirement.OPTIONAL and part.state not in _SETTLED:
        lines.append(labels_pip.REQUIREMENTS[part.requirement])
    if part.state is PartState.NOT_IN_TRACK:
        lines.append(_("Met jouw contract hoef je dit niet te doen."))
    if part.exemption is not None:
        values = {
            "day": format_day(part.exemption.granted_on),
            "ground": str(labels_pip.VRIJSTELLING_GROUNDS[part.exemption.ground]),
        }
        lines.append(_("Vanaf %(day)s hoef je dit niet meer te doen. Reden: %(ground)s.") % values)
    return lines + neutral_lines(part)


def neutral_lines(part: Part) -> list[Child]:
    """Say of a part what is said the same to the inburgeraar and to others."""
    lines: list[Child] = []
    facts = part.facts
    if part.requirement is Requirement.COMPULSORY and part.state not in _SETTLED:
        lines.append(labels_pip.REQUIREMENTS[part.requirement])
    if part.is_guessed:
        lines.append(
            _("De dag waarop de plicht begon, is niet bekend. Daarom telt hier de datum van het contract.")
        )
    if part.state is PartState.SUSPENDED and part.suspension is not None:
        lines.append(suspension(part.suspension))
    if part.state is PartState.ACHIEVED and facts.achieved_on is not None:
        lines.append(_("Behaald op %(day)s.") % {"day": format_day(facts.achieved_on)})
    if part.is_open:
        lines += _course_lines(part)
    return lines


def _course_lines(part: Part) -> list[Child]:
    facts = part.facts
    lines: list[Child] = []
    if facts.starts_on is not None and facts.ends_on is not None:
        values = {"first": format_day(facts.starts_on), "last": format_day(facts.ends_on)}
        lines.append(_("Van %(first)s tot en met %(last)s.") % values)
    elif facts.starts_on is not None:
        lines.append(_("Vanaf %(day)s.") % {"day": format_day(facts.starts_on)})
    if facts.place is not None:
        lines.append(_("Plaats: %(place)s.") % {"place": i18n.isolate(facts.place)})
    if facts.language in i18n.LANGUAGES:
        lines.append(
            _("Taal van de cursus: %(language)s.")
            % {"language": i18n.LANGUAGES[str(facts.language)].own_name}
        )
    return lines


def results(part: Part) -> list[str]:
    """Say what came of each test."""
    return [
        _("%(test)s op %(day)s: %(outcome)s.")
        % {
            "test": str(labels_pip.TESTS[result.kind]),
            "day": format_day(result.taken_on),
            "outcome": str(labels_pip.OUTCOMES[result.outcome]),
        }
        for result in part.results
    ]


def suspension(item: Suspension) -> str:
    """Say what stands still, why and until when."""
    values = {
        "ground": str(labels_pip.OPSCHORTING_GROUNDS[item.ground]),
        "first": format_day(item.starts_on),
        "last": format_day(item.ends_on),
    }
    return _("Dit staat stil van %(first)s tot en met %(last)s. Reden: %(ground)s.") % values


def next_step(step: Step, today: date) -> Markup:
    """Build the next step of a part: what, who acts, by when, and why."""
    rows: list[tuple[Child, Child]] = [
        (_("Volgende stap"), html.tag("strong", plan_words.step(step))),
        (_("Wie"), labels_pip.ACTORS[step.actor]),
        *step_day(step, today),
    ]
    if step.rule_id is not None:
        rows.append((_("Waarom"), plan_words.why(step.rule_id)))
    slug = labels_pip.STEP_ARTICLES[step.code, step.pillar]
    rows.append((_("Meer weten"), html.link(_("Lees hoe het werkt"), article(slug))))
    return html.definition_list(*rows)


def step_day(step: Step, today: date) -> list[tuple[Child, Child]]:
    """Say when a step is to be done, if that is known."""
    if step.stands_still:
        return [(_("Wanneer"), _("Nu niet: dit staat stil."))]
    if step.due_on is not None:
        return [(_("Wanneer"), plan_words.by_when(step.due_on, today))]
    if step.happens_on is not None:
        return [(_("Wanneer"), plan_words.takes_place(step.code, step.happens_on))]
    return []


def hours_bar(part: Part, plan: Plan) -> Markup:
    """Build the bar toward the hours needed: approved hours count, waiting ones stand apart."""
    approved, waiting, refused = plan.facts.hours.approved, plan.facts.hours.waiting, plan.facts.hours.refused
    needed = part.minutes_needed // MINUTES_IN_AN_HOUR
    words = _("%(done)d van %(total)d uur") % {"done": plan_words.hours(approved), "total": needed}
    lines = [html.progress(approved, part.minutes_needed, label=_("Goedgekeurde uren"), words=words)]
    if waiting:
        text = _("Wacht op goedkeuring: %(hours)s. Dit telt nog niet mee.") % {
            "hours": i18n.format_duration(waiting)
        }
        lines.append(html.paragraph(text))
    if refused:
        text = _("Geweigerd: %(hours)s. Dit telt niet mee.") % {"hours": i18n.format_duration(refused)}
        lines.append(html.paragraph(text))
    if approved < part.minutes_needed:
        lines.append(html.paragraph(hour_words.to_go(part.minutes_needed - approved)))
    return html.join(lines)


def progress(plan: Plan) -> Markup:
    """Build the short overview: how many parts are done, and each part with its state."""
    counted = [p for p in plan.parts if p.state not in {PartState.NOT_IN_TRACK, PartState.NOT_CHOSEN}]
    done = [part for part in counted if not part.is_open]
    words = _("%(done)d van %(total)d") % {"done": len(done), "total": len(counted)}
    rows = [
        html.deadline(
            labels_pip.PILLARS[part.pillar],
            html.badge(labels_pip.PART_STATES[part.state], labels_pip.PART_TONES[part.state]),
        )
        for part in plan.parts
    ]
    return html.join(html.progress(len(done), len(counted), label=_("Klare onderdelen"), words=words), *rows)


def all_deadlines(plan: Plan, words: Words = TO_THEM) -> list[Markup]:
    """Build the terms that still run, and those that are done behind a word that opens."""
    running = [item for item in plan.deadlines if item.is_open]
    done = [item for item in plan.deadlines if not item.is_open]
    pieces = [deadlines(running, plan.today, _("Termijnen die nog lopen"), words)] if running else []
    if done:
        many = i18n.ngettext("%(n)d termijn is al klaar", "%(n)d termijnen zijn al klaar", len(done)) % {
            "n": len(done)
        }
        table = deadlines(done, plan.today, _("Termijnen die klaar zijn"), words)
        pieces.append(html.tag("details", html.tag("summary", many), table))
    return pieces


def deadlines(items: Iterable[Deadline], today: date, caption: str, words: Words = TO_THEM) -> Markup:
    """Build a table of terms: what, who, last day, how it stands."""
    head = (_("Wat"), _("Wie"), _("Laatste dag"), _("Stand"), _("Waarom"))
    rows = [
        (
            words.deadlines[item.code],
            words.actors[item.actor],
            html.join(format_day(item.due_on), _moved(item)),
            html.join(
                html.badge(labels_pip.DEADLINE_STATES[item.state], labels_pip.DEADLINE_TONES[item.state]),
                *(
                    (" ", plan_words.time_left(item.due_on, today))
                    if item.is_open and item.state is not DeadlineState.STANDS_STILL
                    else ()
                ),
            ),
            words.why(item.rule_id),
        )
        for item in items
    ]
    return html.table(caption, head, rows)


def _moved(item: Deadline) -> Child:
    if not item.moved_days:
        return None
    text = i18n.ngettext(
        "%(n)d dag later door een opschorting", "%(n)d dagen later door een opschorting", item.moved_days
    )
    return html.tag("span", " (", text % {"n": item.moved_days}, ")")


def forecast(plan: Plan) -> Markup:
    """Build the forecast: when, and for each part the reasons with what is only assumed."""
    current = plan.forecast
    pieces: list[Child] = [html.paragraph(html.tag("strong", plan_words.forecast(current)))]
    if current.state is not ForecastState.EXPECTED:
        return html.join(pieces)
    for item in current.parts:
        title = _("%(part)s: rond %(day)s") % {
            "part": plan_words.part_name(item.pillar),
            "day": format_day(item.ends_on),
        }
        reasons = [html.tag("li", labels_forecast.reason(reason)) for reason in item.reasons]
        pieces.append(html.tag("details", html.tag("summary", title), html.tag("ul", *reasons)))
    pieces.append(
        html.paragraph(
            _(
                "Dit is een schatting, geen belofte. Wachttijden en uren per week zijn aannames van het portaal."
            ),
            class_="p-source",
        )
    )
    return html.join(pieces)


def visit(
    item: Visit, today: date, *, named: Mapping[AppointmentKind, LazyText] = labels_pip.APPOINTMENTS
) -> Markup:
    """Build the card of an appointment."""
    day = item.starts_at.astimezone(i18n.BRUSSELS).date()
    where = _("Plaats: %(place)s.") % {"place": i18n.isolate(item.place)}
    badge = html.badge(plan_words.until(day, today), Tone.CALM)
    moment = html.tag("strong", plan_words.moment(item.starts_at))
    return html.card(
        visit_name(item.kind, item.pillar, named), html.paragraph(moment), html.paragraph(where), aside=badge
    )


def visit_name(
    kind: AppointmentKind,
    pillar: Pillar | None,
    named: Mapping[AppointmentKind, LazyText] = labels_pip.APPOINTMENTS,
) -> Markup:
    """Name an appointment, with the part it is for."""
    part = labels_pip.PILLARS[pillar] if pillar is not None and kind is not AppointmentKind.TALK else None
    return html.join(named[kind], ": " if part else None, part)


def whole_plan(plan: Plan) -> Markup:
    """Build the whole plan, in the order in which one reads it."""
    return _whole_plan(plan, i18n.current_locale())


# A plan that did not change is the same object (services/pips.py), and its page the same text in the same language.
@lru_cache(maxsize=256)
def _whole_plan(plan: Plan, _language: str) -> Markup:
    pieces: list[Markup] = [html.section_title(_("Je contract")), contract_facts(plan)]
    pieces += [
        html.notice(html.join(labels_pip.SCOPES[s.scope], ". ", suspension(s)), Tone.WARNING)
        for s in plan.suspended_now
    ]
    pieces += [html.section_title(_("Je onderdelen")), *[part_card(part, plan) for part in plan.parts]]
    if plan.facts.visits:
        pieces += [
            html.section_title(_("Je afspraken")),
            *[visit(item, plan.today) for item in plan.facts.visits],
        ]
    if plan.deadlines:
        pieces += [html.section_title(_("Je termijnen")), *all_deadlines(plan)]
    pieces += [html.section_title(_("Wanneer ben je klaar?")), forecast(plan)]
    return html.join(pieces)


def no_contract(language: str) -> Markup:
    """Build what somebody without a contract sees: what it means and what to do."""
    return html.empty_state(
        _("Je hebt nog geen inburgeringscontract."),
        _(
            "Daarom is er nog geen plan. Meld je aan bij het agentschap. Je krijgt dan een trajectbegeleider, en samen maken jullie een plan."
        ),
        action=html.join(
            html.button_link(_("Lees hoe je je aanmeldt"), article("aanmelden-voor-inburgering")),
            " ",
            html.button_link(_("Stel een vraag"), pages.address("vraag", language), quiet=True),
        ),
    )


def is_all_exempt(plan: Plan) -> bool:
    """Say whether somebody need not do any compulsory part."""
    compulsory = [part for part in plan.parts if part.requirement is Requirement.COMPULSORY]
    return bool(compulsory) and all(part.state is PartState.EXEMPT for part in compulsory)


def summary(plan: Plan) -> Markup | None:
    """Build the notice for a plan in which nothing is asked any more; None while something is."""
    contract = plan.facts.contract
    if contract.ended_on is not None:
        text = _("Dit traject is voorbij sinds %(day)s. Je kan het plan nog lezen.") % {
            "day": format_day(contract.ended_on)
        }
        return html.notice(text, Tone.CALM, title=labels_pip.CONTRACT_STATES[contract.state])
    if is_all_exempt(plan):
        return html.notice(
            _("Je bent vrijgesteld van alle onderdelen. Je hoeft nu niets te doen."), Tone.GOOD
        )
    if plan.forecast.state is ForecastState.NOTHING_LEFT:
        return html.notice(labels_pip.FORECASTS[ForecastState.NOTHING_LEFT], Tone.GOOD)
    return None
