"""What finance does with refunds: order them, fetch a file again, say what became of them."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.errors import PortalError
from portal.models.refunds import RefundFailure, RefundState, RefundWay
from portal.services import refund_rounds, refunds
from portal.services.permissions import Actor
from portal.services.refund_views import FileLine, RefundLine
from portal.ui import acts, labels, labels_finance, session


def on_line(actor: Actor, one: RefundLine) -> None:
    """Show what can be done with one refund."""
    if one.state is RefundState.LISTED and one.way is RefundWay.PROVIDER:
        label = _("Betaal %(amount)s terug via de betaaldienst") % {"amount": i18n.format_amount(one.amount)}
        if st.button(label, key=f"refunds.provider.{one.id}", type="primary"):
            _order_at_provider(actor, one.id)
        if one.failure is not None and st.button(
            _("Toch met een overschrijving"), key=f"refunds.transfer.{one.id}"
        ):
            said = _("Dit gaat nu met een overschrijving. We vroegen naar de rekening.")
            acts.done(refunds.use_transfer, said, actor=actor, refund_id=one.id)
    if one.state is RefundState.ORDERED and one.way is RefundWay.SEPA:
        with st.expander(_("Geen uittreksel? Zeg zelf hoe het afliep.")):
            if st.button(_("Het geld is aangekomen"), key=f"refunds.done.{one.id}"):
                acts.done(refunds.mark_done, _("Deze terugbetaling is klaar."), actor=actor, refund_id=one.id)
            if st.button(_("Het geld kwam terug"), key=f"refunds.returned.{one.id}"):
                said = _("Het geld staat opnieuw op de lijst. We vroegen naar een andere rekening.")
                acts.done(refunds.mark_returned, said, actor=actor, refund_id=one.id)


def make_file(actor: Actor, ready: Sequence[RefundLine]) -> None:
    """Let finance choose transfers and make a file of them; all are chosen to begin with."""
    total = sum((one.amount for one in ready), Decimal(0))
    words = ngettext(
        "Er is %(n)d overschrijving klaar om te bestellen, samen %(total)s.",
        "Er zijn %(n)d overschrijvingen klaar om te bestellen, samen %(total)s.",
        len(ready),
    )
    st.write(words % {"n": len(ready), "total": i18n.format_amount(total)})
    names = {one.id: f"{i18n.format_amount(one.amount)} · {one.name}" for one in ready}
    with st.form("refunds.file"):
        chosen = st.multiselect(
            _("Wat betaal je terug?"), list(names), default=list(names), key="refunds.chosen", format_func=names.__getitem__,
            placeholder=_("Kies terugbetalingen"),
        )  # fmt: skip
        sent = st.form_submit_button(_("Maak een bestand voor de bank (pain.001)"), type="primary")
    if sent:
        said = _("Het bestand is gemaakt. Haal het hieronder op en laad het bij de bank op.")
        acts.done(refunds.order_files, said, actor=actor, refund_ids=chosen)


def on_file(actor: Actor, one: FileLine) -> None:
    """Show what can be done with a file."""
    if one.is_kept:
        st.download_button(
            _("Haal het bestand op"), lambda: _fetch(actor, one.id), file_name=f"terugbetaling-{one.made_at:%Y%m%d}-{one.id[:8]}.xml",
            mime="application/xml", key=f"refunds.fetch.{one.id}", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    if one.is_kept and one.under_way == one.transfers:
        with st.expander(_("Ging dit bestand niet naar de bank?")):
            st.write(
                _(
                    "Neem het terug als je het niet oplaadde. Gebruik het daarna nooit meer: dan zou je twee keer terugbetalen."
                )
            )
            if st.button(_("Neem dit bestand terug"), key=f"refunds.take-back.{one.id}"):
                said = _("Dit bestand geldt niet meer. Alles staat weer op de lijst.")
                acts.done(refunds.take_back_file, said, actor=actor, file_id=one.id)


def _order_at_provider(actor: Actor, refund_id: str) -> None:
    try:
        state = refund_rounds.order_at_provider(actor=actor, refund_id=refund_id, now=clock.now())
    except PortalError as error:
        session.explain_after_rerun(labels.explain(error))
    else:
        if state is RefundState.LISTED:
            session.explain_after_rerun(str(labels_finance.FAILURES[RefundFailure.PROVIDER_REFUSED]))
        else:
            session.say_after_rerun(_("De terugbetaling is besteld."))
    st.rerun()


def _fetch(actor: Actor, file_id: str) -> bytes:
    with db.transaction() as writing:
        return refunds.fetch_file(writing, actor=actor, file_id=file_id, now=clock.now())
