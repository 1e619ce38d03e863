"""Refunds on the page: somebody's own with the question for an account, and finance's list and files."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.models.refunds import RefundState, RefundWay
from portal.services import refund_views, refunds
from portal.services.permissions import Actor
from portal.services.refund_views import FileLine, OwnRefund, RefundLine
from portal.ui import acts, components, html
from portal.ui.html import Tone
from portal.ui.labels_finance import (
    FAILURES,
    OWN_REASONS,
    OWN_STATES,
    REASONS,
    STATE_TONES,
    STATES,
    WAYS,
)

SHOWN_ID = 8  # as much of a refund's number as tells it from others on a screen

# ── somebody's own ───────────────────────────────────────────────────────────────────────────────────────────────


def show_refunds(actor: Actor) -> None:
    """Show what somebody gets back and why, and ask for an account where we know none; nothing where there is nothing."""
    with db.reading() as opened:
        mine = refund_views.own(opened, actor=actor, person_id=actor.person_id)
    if not mine:
        return
    components.section(_("Wat je terugkrijgt"))
    for one in mine:
        components.show(own_card(one))
        if one.asks_account:
            _ask_account(actor, one)


def own_card(one: OwnRefund) -> Markup:
    """Build one refund for its owner: how much, why, and how it stands."""
    ask = (
        html.paragraph(_("We weten niet op welke rekening. Vul hieronder je rekening in."))
        if one.asks_account
        else None
    )
    ended = None
    if one.state is RefundState.DONE and one.ended_at is not None:
        day = i18n.format_day(one.ended_at.astimezone(clock.BRUSSELS).date())
        ended = html.paragraph(_("Klaar op %(day)s.") % {"day": day})
    return html.card(
        i18n.format_amount(one.amount), html.paragraph(OWN_STATES[one.state]), html.paragraph(OWN_REASONS[one.reason]), ended, ask,
        tone=Tone.WARNING if one.asks_account else STATE_TONES[one.state] if one.state is RefundState.DONE else Tone.CALM,
    )  # fmt: skip


def _ask_account(actor: Actor, one: OwnRefund) -> None:
    with st.form(f"fees.refund.{one.id}"):
        holder = st.text_input(
            _("Naam op de rekening"), key=f"fees.refund.holder.{one.id}", max_chars=70, autocomplete="name"
        )
        iban = st.text_input(
            _("Rekeningnummer (IBAN)"), key=f"fees.refund.iban.{one.id}", max_chars=42, autocomplete="off",
            help=_("Een Belgisch nummer begint met BE en heeft 14 cijfers. Het staat op je bankkaart of in de app van je bank."),
        )  # fmt: skip
        components.show(
            html.paragraph(
                _("We gebruiken deze rekening alleen om je dit geld terug te geven. Daarna vergeten we ze."),
                class_="p-hint",
            )
        )
        sent = st.form_submit_button(_("Betaal mij hier terug"), type="primary")
    if sent:
        _take_account(actor, one.id, holder, iban)


def _take_account(actor: Actor, refund_id: str, holder: str, iban: str) -> None:
    said = _("We hebben je rekening. Je krijgt je geld zodra een medewerker het terugbetaalt.")
    acts.done_or_kept(refunds.give_account, said, actor=actor, refund_id=refund_id, holder=holder, iban=iban)


# ── finance's list ───────────────────────────────────────────────────────────────────────────────────────────────


def counts(sums: dict[RefundState, tuple[int, Decimal]]) -> Markup:
    """Build how much waits and how much is under way."""
    tiles = []
    for state in (RefundState.LISTED, RefundState.ORDERED, RefundState.DONE):
        number, amount = sums.get(state, (0, Decimal(0)))
        words = ngettext("%(n)d terugbetaling", "%(n)d terugbetalingen", number) % {"n": number}
        tiles.append(
            html.tag(
                "div", html.tag("dt", STATES[state]),
                html.tag("dd", html.tag("strong", i18n.format_amount(amount)), html.tag("span", words)),
            )
        )  # fmt: skip
    return html.tag("dl", *tiles, class_="p-figures")


def line(one: RefundLine) -> Markup:
    """Build one refund for finance."""
    failure = html.notice(FAILURES[one.failure], Tone.WARNING) if one.failure else None
    facts = html.definition_list(
        (_("Waarom"), REASONS[one.reason]),
        (_("Hoe"), _way(one)),
        (_("Sinds"), i18n.format_day(one.listed_at.astimezone(clock.BRUSSELS).date())),
        (_("Nummer"), html.ltr(one.id[:SHOWN_ID])),
    )
    title = html.join(i18n.format_amount(one.amount), " · ", one.name)
    return html.card(title, facts, failure, aside=html.badge(STATES[one.state], STATE_TONES[one.state]))


def _way(one: RefundLine) -> html.Child:
    if one.way is RefundWay.PROVIDER:
        return html.join(WAYS[one.way], " ", html.ltr(one.provider_id)) if one.provider_id else WAYS[one.way]
    if one.state is not RefundState.LISTED:
        return WAYS[one.way]
    if one.account is None:
        return _("Met een overschrijving. We vroegen naar de rekening.")
    return _("Met een overschrijving naar de rekening die eindigt op %(account)s.") % {
        "account": i18n.isolate(one.account)
    }


def file_line(one: FileLine) -> Markup:
    """Build one file of transfers."""
    words = ngettext(
        "%(n)d overschrijving, samen %(total)s.", "%(n)d overschrijvingen, samen %(total)s.", one.transfers
    )
    waiting = ngettext(
        "%(n)d staat nog op geen uittreksel.", "%(n)d staan nog op geen uittreksel.", one.under_way
    )
    return html.card(
        i18n.format_moment(one.made_at, width="short"),
        html.paragraph(words % {"n": one.transfers, "total": i18n.format_amount(one.total)}),
        html.paragraph(waiting % {"n": one.under_way} if one.under_way else _("Alles is afgehandeld.")),
        html.paragraph(_("Dit bestand is gewist.")) if not one.is_kept else None,
        aside=html.badge(_("Loopt"), Tone.CALM) if one.under_way else html.badge(_("Klaar"), Tone.GOOD),
    )


def transferable(lines: Sequence[RefundLine]) -> list[RefundLine]:
    """Return what can go into a file now."""
    return [
        one for one in lines if one.state is RefundState.LISTED and one.way is RefundWay.SEPA and one.account
    ]
