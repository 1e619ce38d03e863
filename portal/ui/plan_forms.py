"""The forms with which a trajectbegeleider changes a plan. A form asks, calls one service, and says what happened."""

import re
from collections.abc import Callable

import streamlit as st

import i18n
from i18n import format_day
from i18n import gettext as _
from portal import db
from portal.models.contracts import ContractState, OpschortingGround, SuspendedScope
from portal.models.pips import ResultOutcome, TestKind, VrijstellingGround
from portal.services import contracts, pip_acts, pips, rules
from portal.services.forecast import ForecastState
from portal.services.parts import WITH_TEST, Part, PartState
from portal.services.permissions import Actor
from portal.services.pips import PlanView
from portal.services.plan import Plan
from portal.services.rule_kinds import Goal, GroundAct
from portal.ui import appointment_forms, contract_forms, form_parts, labels_of_others, labels_pip


def show(actor: Actor, view: PlanView) -> None:
    """Show the forms that this plan allows now."""
    plan = view.plan
    if plan is None or not plan.facts.contract.runs:
        return
    forms = _forms(actor, view, plan)
    titles = list(forms)
    st.selectbox(
        _("Wat wil je doen?"), titles, index=None, key="client_plan.act", placeholder=_("Kies een handeling")
    )
    chosen = st.session_state.get("client_plan.act")
    if chosen in forms:
        forms[chosen]()


def _forms(actor: Actor, view: PlanView, plan: Plan) -> dict[str, Callable[[], None]]:
    forms: dict[str, Callable[[], None]] = {}
    if plan.facts.contract.state is ContractState.REGISTERED:
        forms[_("Onderdelen vastleggen")] = lambda: contract_forms.fix_parts(actor, plan)
        forms[_("Contract tekenen")] = lambda: contract_forms.sign(actor, plan)
    else:
        forms[_("Advies voor Nederlands opslaan")] = lambda: contract_forms.advice(actor, plan)
    forms[_("Onderdeel plannen")] = lambda: _plan_part(actor, plan)
    forms[_("Cursus annuleren")] = lambda: appointment_forms.cancel_part(actor, plan)
    forms[_("Test plannen")] = lambda: appointment_forms.plan_test(actor, plan)
    forms[_("Afspraak annuleren")] = lambda: appointment_forms.cancel(actor, plan)
    forms[_("Resultaat van een test opslaan")] = lambda: _result(actor, plan)
    forms[_("Inschrijving of cursus als klaar opslaan")] = lambda: _achieve(actor, plan)
    forms[_("Vrijstelling geven")] = lambda: _vrijstelling(actor, plan)
    forms[_("Opschorting toevoegen")] = lambda: _opschorting(actor, plan)
    if plan.facts.hours.waiting:
        forms[_("Uren goedkeuren")] = lambda: _hours(actor, view, plan)
    if plan.forecast.state is ForecastState.NOTHING_LEFT:
        forms[_("Traject afsluiten")] = lambda: contract_forms.complete(actor, plan)
    return forms


def _open(plan: Plan, *also: PartState) -> list[Part]:
    return [part for part in plan.parts if part.is_open or part.state in also]


def _plain(text: str) -> str:
    """Escape what Streamlit would read as Markdown in a label: others wrote this text."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>~:$&-])", r"\\\1", text)


def _plan_part(actor: Actor, plan: Plan) -> None:
    parts = _open(plan, PartState.NOT_CHOSEN)
    if not parts:
        return form_parts.nothing()
    with st.form("client_plan.part"):
        pillar = form_parts.pillar(parts, "client_plan.part.pillar")
        first = form_parts.day(_("Begint op"), "client_plan.part.first", value=plan.today)
        last = form_parts.day(_("Eindigt op (als je het weet)"), "client_plan.part.last", value=None)
        language = st.selectbox(
            _("Taal van de cursus"), [None, *i18n.LANGUAGES], key="client_plan.part.language",
            format_func=lambda code: i18n.LANGUAGES[code].own_name if code else _("Niet ingevuld"),
        )  # fmt: skip
        place = st.text_input(_("Plaats"), max_chars=120, key="client_plan.part.place")
        sent = st.form_submit_button(_("Opslaan"))
    if sent and first:
        facts = {
            "pillar": pillar,
            "starts_on": first,
            "ends_on": last,
            "language": language,
            "place": place.strip() or None,
        }
        form_parts.run(pip_acts.plan_part, actor, plan, _("Het onderdeel is gepland."), **facts)
    return None


def _result(actor: Actor, plan: Plan) -> None:
    tests = [kind for kind in TestKind if plan.part(pip_acts.PILLAR_OF[kind]).is_open]
    if not tests:
        return form_parts.nothing()
    with st.form("client_plan.result"):
        kind = st.selectbox(
            _("Test"),
            tests,
            key="client_plan.result.kind",
            format_func=lambda test: str(labels_pip.TESTS[test]),
        )
        day = form_parts.day(_("Afgelegd op"), "client_plan.result.day", value=plan.today, latest=plan.today)
        outcome = st.radio(
            _("Resultaat"),
            list(ResultOutcome),
            key="client_plan.result.outcome",
            format_func=lambda item: str(labels_pip.OUTCOMES[item]),
        )
        sent = st.form_submit_button(_("Opslaan"))
    if sent and day and outcome:
        said = _("Het resultaat is opgeslagen.")
        form_parts.run(pip_acts.record_result, actor, plan, said, kind=kind, taken_on=day, outcome=outcome)
    return None


def _achieve(actor: Actor, plan: Plan) -> None:
    by_hand = [
        part
        for part in _open(plan)
        if part.goal not in WITH_TEST and part.goal is not Goal.PARTICIPATION_HOURS
    ]
    if not by_hand:
        return form_parts.nothing()
    with st.form("client_plan.achieve"):
        pillar = form_parts.pillar(by_hand, "client_plan.achieve.pillar")
        day = form_parts.day(_("Klaar sinds"), "client_plan.achieve.day", value=plan.today, latest=plan.today)
        sent = st.form_submit_button(_("Opslaan"))
    if sent and day:
        form_parts.run(
            pip_acts.achieve_part, actor, plan, _("Het onderdeel is klaar."), pillar=pillar, achieved_on=day
        )
    return None


def _vrijstelling(actor: Actor, plan: Plan) -> None:
    parts = _open(plan, PartState.NOT_CHOSEN)
    known = rules.rulebook().grounds(GroundAct.VRIJSTELLING, plan.today, plan.region)
    if not parts:
        return form_parts.nothing()
    with st.form("client_plan.exempt"):
        pillar = form_parts.pillar(parts, "client_plan.exempt.pillar")
        ground = st.selectbox(
            _("Reden"), [VrijstellingGround(rule.ground) for rule in known], key="client_plan.exempt.ground",
            format_func=lambda item: str(labels_of_others.VRIJSTELLING_GROUNDS[item]),
        )  # fmt: skip
        day = form_parts.day(
            _("Vrijgesteld sinds"), "client_plan.exempt.day", value=plan.today, latest=plan.today
        )
        proof = form_parts.day(
            _("Bewijs gezien op"), "client_plan.exempt.proof", value=plan.today, latest=plan.today
        )
        sent = st.form_submit_button(_("Opslaan"))
    if sent and day and proof:
        facts = {"pillar": pillar, "ground": ground, "granted_on": day, "proof_seen_on": proof}
        form_parts.run(pip_acts.grant_vrijstelling, actor, plan, _("De vrijstelling is opgeslagen."), **facts)
    return None


def _opschorting(actor: Actor, plan: Plan) -> None:
    known = rules.rulebook().grounds(GroundAct.OPSCHORTING, plan.today, plan.region)
    with st.form("client_plan.suspend"):
        scope = st.selectbox(
            _("Wat staat stil?"),
            list(SuspendedScope),
            key="client_plan.suspend.scope",
            format_func=lambda item: str(labels_pip.SCOPES[item]),
        )
        ground = st.selectbox(
            _("Reden"), [OpschortingGround(rule.ground) for rule in known], key="client_plan.suspend.ground",
            format_func=lambda item: str(labels_pip.OPSCHORTING_GROUNDS[item]),
        )  # fmt: skip
        first = form_parts.day(_("Eerste dag"), "client_plan.suspend.first", value=plan.today)
        last = form_parts.day(_("Laatste dag"), "client_plan.suspend.last", value=plan.today)
        proof = form_parts.day(
            _("Bewijs gezien op"), "client_plan.suspend.proof", value=plan.today, latest=plan.today
        )
        sent = st.form_submit_button(_("Opslaan"))
    if sent and first and last and proof:
        facts = {
            "scope": scope,
            "ground": ground,
            "starts_on": first,
            "ends_on": last,
            "proof_seen_on": proof,
        }
        form_parts.run(contracts.add_opschorting, actor, plan, _("De opschorting is opgeslagen."), **facts)


def _hours(actor: Actor, view: PlanView, plan: Plan) -> None:
    with db.reading() as opened:
        waiting = pips.waiting_hours(opened, actor=actor, person_id=view.person_id)
    with st.form("client_plan.hours"):
        chosen = [
            entry.id
            for entry in waiting
            if st.checkbox(
                _("%(day)s: %(hours)s, %(activity)s")
                % {
                    "day": format_day(entry.day),
                    "hours": i18n.format_duration(entry.minutes),
                    "activity": _plain(entry.activity),
                },
                value=True,
                key=f"client_plan.hours.{entry.id}",
            )
        ]
        sent = st.form_submit_button(_("Deze uren goedkeuren"))
    if sent and chosen:
        form_parts.run(pip_acts.approve_hours, actor, plan, _("De uren zijn goedgekeurd."), entry_ids=chosen)
