"""The forms for what frames a plan: which parts, the advice for Dutch, the signature, the end."""

import streamlit as st

from i18n import gettext as _
from portal.models.pips import Pillar, TrajectForm
from portal.services import contracts, pip_acts, rules
from portal.services.parts import Part
from portal.services.permissions import Actor
from portal.services.plan import Plan
from portal.services.rule_kinds import Requirement
from portal.ui import components, form_parts, html, labels_pip


def fix_parts(actor: Actor, plan: Plan) -> None:
    """Ask which parts belong to the track, and in which form."""
    contract = plan.facts.contract
    written = {part.pillar for part in plan.facts.parts}
    with st.form("client_plan.fix"):
        components.show(_compulsory(plan))
        optional = [
            part.pillar
            for part in plan.parts
            if part.requirement is Requirement.OPTIONAL and _wanted(part, chosen=part.pillar in written)
        ]
        form = st.selectbox(
            _("Vorm van het traject"), list(TrajectForm), index=list(TrajectForm).index(contract.form), key="client_plan.fix.form",
            format_func=lambda item: str(labels_pip.FORMS[item]),
        )  # fmt: skip
        given = _advice(plan, "client_plan.fix.advice")
        fixed_on = form_parts.day(
            _("Vastgelegd op"), "client_plan.fix.day", value=contract.parts_fixed_on or plan.today, latest=plan.today
        )  # fmt: skip
        sent = st.form_submit_button(_("Opslaan"))
    if sent and form and fixed_on:
        facts = {"optional": optional, "form": form, "nt2_advice": given, "fixed_on": fixed_on}
        form_parts.run(pip_acts.fix_parts, actor, plan, _("De onderdelen zijn vastgelegd."), **facts)


def _compulsory(plan: Plan) -> html.Markup:
    names = [
        html.tag("li", labels_pip.PILLARS[part.pillar])
        for part in plan.parts
        if part.requirement is Requirement.COMPULSORY
    ]
    return html.join(html.paragraph(_("Deze onderdelen zijn verplicht:")), html.tag("ul", *names))


def _wanted(part: Part, *, chosen: bool) -> bool:
    label = _("%(part)s ook in het traject opnemen") % {"part": labels_pip.PILLARS[part.pillar]}
    return st.checkbox(label, value=chosen, key=f"client_plan.fix.{part.pillar.value}")


def _advice(plan: Plan, key: str) -> str | None:
    known = list(rules.rulebook().courses(Pillar.NT2, plan.decides_on, plan.region))
    current = plan.facts.contract.nt2_advice
    return st.selectbox(
        _("Advies voor Nederlands"), known, index=known.index(current) if current in known else None, key=key, placeholder=_("Nog geen advies"),
        format_func=lambda code: str(labels_pip.ADVICES.get(code, code)),
    )  # fmt: skip


def advice(actor: Actor, plan: Plan) -> None:
    """Ask which course of Dutch is advised."""
    with st.form("client_plan.advice"):
        given = _advice(plan, "client_plan.advice.course")
        sent = st.form_submit_button(_("Opslaan"))
    if sent and given:
        form_parts.run(pip_acts.record_nt2_advice, actor, plan, _("Het advies is opgeslagen."), advice=given)


def sign(actor: Actor, plan: Plan) -> None:
    """Ask when the contract was signed."""
    with st.form("client_plan.sign"):
        signed_on = form_parts.day(
            _("Getekend op"), "client_plan.sign.day", value=plan.today, latest=plan.today
        )
        sent = st.form_submit_button(_("Opslaan"))
    if sent and signed_on:
        said = _("Het contract is getekend.")
        form_parts.run(contracts.sign_contract, actor, plan, said, signed_on=signed_on)


def complete(actor: Actor, plan: Plan) -> None:
    """Ask when the attest was given."""
    with st.form("client_plan.complete"):
        ended_on = form_parts.day(
            _("Inburgeringsattest gegeven op"), "client_plan.complete.day", value=plan.today, latest=plan.today
        )  # fmt: skip
        sent = st.form_submit_button(_("Opslaan"))
    if sent and ended_on:
        said = _("Het traject is afgesloten.")
        form_parts.run(contracts.complete_contract, actor, plan, said, ended_on=ended_on)
