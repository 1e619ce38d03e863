"""The costs of somebody a trajectbegeleider guides: their account, and the forms to exempt them or let them pay in parts."""

from collections.abc import Callable

import streamlit as st

from i18n import format_amount, format_day
from i18n import gettext as _
from portal import clock, db
from portal.services import fee_exemptions, fee_rules, fees, instalments, rules
from portal.services.fee_exemptions import Proven
from portal.services.fee_kinds import FeeGround, FeeGroundRule, FeeInstalmentsRule
from portal.services.fees import DueCharge, FeeView, GrantedExemption
from portal.services.permissions import Actor
from portal.ui import (
    acts,
    components,
    fee_pieces,
    fee_rule_words,
    form_parts,
    html,
    labels_fees,
    plan_words,
)

KEY = "client_plan.fees"


def show(actor: Actor, person_id: str) -> None:
    """Show the account of somebody the actor guides, with the forms that it allows now."""
    with db.reading() as opened:
        view = fees.open_account(opened, actor=actor, person_id=person_id, now=clock.now())
    components.section(_("Kosten"))
    components.show(fee_pieces.client_standing(view), *(fee_pieces.due_card(due, view) for due in view.dues))
    _act(_forms(actor, view))
    components.show(
        fee_pieces.credit(view.account.credit), fee_pieces.exemptions(view.exemptions), fee_pieces.lines(view)
    )


def _act(forms: dict[str, Callable[[], None]]) -> None:
    if not forms:
        return
    st.selectbox(
        _("Wat wil je doen met de kosten?"), list(forms), index=None, key=f"{KEY}.act",
        placeholder=_("Kies een handeling"),
    )  # fmt: skip
    chosen = st.session_state.get(f"{KEY}.act")
    if chosen in forms:
        forms[chosen]()


def _forms(actor: Actor, view: FeeView) -> dict[str, Callable[[], None]]:
    forms: dict[str, Callable[[], None]] = {}
    if view.contract is None or view.rules is None:
        return forms
    known = fee_rules.grounds(rules.rulebook(), view.today, view.rules.region)
    if view.contract.runs and view.rules.free is None and known:
        forms[_("Vrijstelling van betaling geven")] = lambda: _grant(actor, view, known)
    running = [one for one in view.exemptions if one.withdrawn_at is None]
    if running:
        forms[_("Vrijstelling van betaling intrekken")] = lambda: _withdraw(actor, running)
    plan = fee_rules.instalments(rules.rulebook(), view.today, view.rules.region)
    if view.dues and plan is not None:
        forms[_("In delen laten betalen")] = lambda: _instalments(actor, view, plan)
    return forms


def _grant(actor: Actor, view: FeeView, known: tuple[FeeGroundRule, ...]) -> None:
    by_ground = {rule.ground: rule for rule in known}
    with st.form(f"{KEY}.grant"):
        ground = st.selectbox(
            _("Reden"),
            list(by_ground),
            key=f"{KEY}.ground",
            format_func=lambda item: _ground(by_ground[item]),
        )
        components.show(
            html.paragraph(
                _("De lijst met redenen is niet volledig zeker. Kijk de regels van je agentschap na.")
            )
        )
        proof = form_parts.day(_("Bewijs gezien op"), f"{KEY}.proof", value=view.today, latest=view.today)
        first = form_parts.day(_("Geldt vanaf"), f"{KEY}.first", value=view.today)
        last = form_parts.day(_("Geldt tot en met (als je het weet)"), f"{KEY}.last", value=None)
        sent = st.form_submit_button(_("Opslaan"))
    if sent and view.contract and proof and first:
        proven = Proven(FeeGround(ground), proof_seen_on=proof, valid_from=first, valid_to=last)
        said = _("De vrijstelling van betaling is opgeslagen.")
        acts.done_or_kept(
            fee_exemptions.grant, said, actor=actor, contract_id=view.contract.id, proven=proven
        )


def _ground(rule: FeeGroundRule) -> str:
    values = {"ground": str(labels_fees.GROUNDS[rule.ground]), "proof": str(labels_fees.PROOFS[rule.proof])}
    return _("%(ground)s (bewijs: %(proof)s)") % values


def _withdraw(actor: Actor, running: list[GrantedExemption]) -> None:
    by_id = {one.id: one for one in running}
    with st.form(f"{KEY}.withdraw"):
        chosen = st.selectbox(
            _("Welke vrijstelling?"),
            list(by_id),
            key=f"{KEY}.which",
            format_func=lambda one: _granted(by_id[one]),
        )
        components.show(
            html.paragraph(_("Wat door deze vrijstelling niet betaald werd, moet dan toch betaald worden."))
        )
        sent = st.form_submit_button(_("Intrekken"))
    if sent and chosen:
        acts.done_or_kept(
            fee_exemptions.withdraw, _("De vrijstelling is ingetrokken."), actor=actor, exemption_id=chosen
        )


def _granted(one: GrantedExemption) -> str:
    values = {"ground": str(labels_fees.GROUNDS[one.ground]), "day": format_day(one.valid_from)}
    return _("%(ground)s, vanaf %(day)s") % values


def _instalments(actor: Actor, view: FeeView, rule: FeeInstalmentsRule) -> None:
    by_id = {due.charge.id: due for due in view.dues}
    with st.form(f"{KEY}.parts"):
        chosen = st.selectbox(
            _("Waarvoor?"), list(by_id), key=f"{KEY}.charge", format_func=lambda one: _owed(by_id[one])
        )
        many = st.selectbox(_("Hoeveel delen?"), list(range(2, rule.most_parts + 1)), key=f"{KEY}.many")
        first = form_parts.day(_("Eerste deel ten laatste op"), f"{KEY}.first_part", value=view.today)
        components.show(
            html.paragraph(fee_rule_words.words(rule), " ", plan_words.source(rule)),
            html.paragraph(_("De delen zijn gelijk en volgen elkaar per maand.")),
        )
        sent = st.form_submit_button(_("Opslaan"))
    if sent and chosen and first:
        due = by_id[chosen].balance
        parts = instalments.suggest(due.charged - due.exempted, parts=many, first_on=first)
        acts.done_or_kept(
            instalments.agree,
            _("Betalen in delen is afgesproken."),
            actor=actor,
            charge_id=chosen,
            parts=parts,
        )


def _owed(due: DueCharge) -> str:
    values = {
        "item": fee_pieces.item_name(due.charge.item, due.charge.attempt),
        "amount": format_amount(due.balance.owed),
    }
    return _("%(item)s: nog %(amount)s") % values
