"""What finance does with bank statements: read files in, decide a line in one click or with more thought, undo."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from i18n import format_amount, ngettext
from i18n import gettext as _
from portal import clock, db
from portal.errors import BadStatement
from portal.models.bank import AsideReason, BankTransaction, TransactionState
from portal.services import bank_decisions, bank_files, bank_suggestions
from portal.services.bank_decisions import Part
from portal.services.bank_suggestions import Suggestion
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import acts, bank_pieces, components, html, labels_bank

MOST_MB = 10  # as .streamlit/config.toml; larger files go by `portal bank import`
MOST_PARTS = 6


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def upload(actor: Actor) -> None:
    """Show the form to read files in, and what became of them."""
    components.section(_("Uittreksels inlezen"))
    files = st.file_uploader(
        _("Kies bestanden van de bank: CODA of camt.053, hoogstens %(n)d MB elk") % {"n": MOST_MB},
        accept_multiple_files=True, max_upload_size=MOST_MB, key="bank.files",
    )  # fmt: skip
    with st.container(horizontal=True):
        is_import = st.button(_("Lees in en boek"), key="bank.import", type="primary", disabled=not files)
        is_rehearsal = st.button(_("Kijk eerst wat er zou gebeuren"), key="bank.rehearse", disabled=not files)
    if not (is_import or is_rehearsal):
        return
    with st.spinner(_("We lezen de uittreksels. Dit kan een minuut duren.")):
        pieces = [_import(actor, file.name, file.getvalue(), dry_run=is_rehearsal) for file in files]
    components.live(*pieces)


def _import(actor: Actor, name: str, content: bytes, *, dry_run: bool) -> html.Markup:
    try:
        found = bank_files.import_content(
            content, actor=actor, chosen=settings(), now=clock.now(), dry_run=dry_run
        )
    except BadStatement as error:
        return bank_pieces.refused(name, error)
    return bank_pieces.imported(name, found, rehearsed=dry_run)


# ── one line ─────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(actor: Actor, line: BankTransaction, found: Sequence[Suggestion]) -> None:
    """Show what can be done with a line now."""
    if line.state is TransactionState.DOUBT:
        shares = bank_suggestions.shares(line, found)
        if shares:
            _shared(actor, line, shares)
        for one in found:
            if one not in shares:
                _suggested(actor, line, one)
        if st.toggle(_("Iets anders doen met deze lijn"), key=f"bank.more.{line.id}"):
            if line.amount > 0:
                _search(actor, line)
            _aside(actor, line)
    elif (line.state in bank_decisions.UNDOABLE and line.refund_id is None) and st.button(
        _("Maak dit ongedaan"), key=f"bank.undo.{line.id}"
    ):
        said = _("De lijn is niet meer geboekt. Ze staat weer bij wat te beslissen is.")
        acts.done(bank_decisions.undo, said, actor=actor, transaction_id=line.id)


def _suggested(actor: Actor, line: BankTransaction, one: Suggestion) -> None:
    with st.container(key=f"bank-suggestion-{line.id}-{one.charge_id}", border=True):
        components.show(bank_pieces.suggestion(one))
        label = _("Boek voor %(name)s") % {"name": one.person_name}
        if one.owed > 0 and line.amount > one.owed:
            label = _("Boek voor %(name)s, rest wordt tegoed") % {"name": one.person_name}
        if one.owed <= 0:
            label = _("Boek als tegoed van %(name)s") % {"name": one.person_name}
        if st.button(label, key=f"bank.book.{line.id}.{one.charge_id}", type="primary"):
            said = _("%(amount)s is geboekt.") % {"amount": format_amount(line.amount)}
            acts.done(
                bank_decisions.book_on_charge,
                said,
                actor=actor,
                transaction_id=line.id,
                charge_id=one.charge_id,
            )


def _shared(actor: Actor, line: BankTransaction, shares: Sequence[Suggestion]) -> None:
    """Show charges that share the line to the cent, with one button for all of them."""
    with st.container(key=f"bank-shares-{line.id}", border=True):
        components.show(*(bank_pieces.suggestion(one) for one in shares))
        label = ngettext("Boek op deze kost", "Verdeel over deze %(n)d kosten", len(shares)) % {
            "n": len(shares)
        }
        if st.button(label, key=f"bank.share.{line.id}", type="primary"):
            said = _("%(amount)s is geboekt.") % {"amount": format_amount(line.amount)}
            parts = [Part(one.owed, one.charge_id) for one in shares]
            acts.done(bank_decisions.book, said, actor=actor, transaction_id=line.id, parts=parts)


def _search(actor: Actor, line: BankTransaction) -> None:
    """Let finance find charges, one for the whole line or several that share it."""
    wanted = st.text_input(
        _("Zoek een kost: naam of mededeling"), key=f"bank.search.{line.id}", autocomplete="off"
    )
    if not wanted:
        return
    with db.reading() as opened:
        found = bank_suggestions.search(opened, actor=actor, text=wanted)
    by_id = {one.charge_id: one for one in found}
    if not by_id:
        st.info(_("We vinden geen kost met die naam of mededeling."), icon=":material/info:")
        return
    chosen = st.multiselect(
        _("Voor welke kosten is dit?"), list(by_id), key=f"bank.charges.{line.id}", max_selections=MOST_PARTS,
        format_func=lambda charge_id: bank_pieces.choice(by_id[charge_id]) if charge_id in by_id else charge_id,
        placeholder=_("Kies een of meer kosten"),
    )  # fmt: skip
    picked = [by_id[charge_id] for charge_id in chosen if charge_id in by_id]
    if picked:
        _split(actor, line, picked)


def _split(actor: Actor, line: BankTransaction, picked: Sequence[Suggestion]) -> None:
    left, parts = line.amount, []
    for one in picked:
        value = min(left, max(one.owed, Decimal(0)))
        amount = st.number_input(
            _("Bedrag voor %(what)s") % {"what": bank_pieces.choice(one)}, min_value=0.0, max_value=float(line.amount),
            value=float(value), step=0.01, format="%.2f", key=f"bank.part.{line.id}.{one.charge_id}",
        )  # fmt: skip
        cents = Decimal(str(amount)).quantize(Decimal("0.01"))
        left -= cents
        if cents:
            parts.append(Part(cents, one.charge_id))
    if left < 0:
        words = _("De delen zijn samen %(amount)s te veel.") % {"amount": format_amount(-left)}
        st.error(words, icon=":material/info:")
        return
    if left:
        values = {"amount": format_amount(left), "name": picked[0].person_name}
        components.show(html.paragraph(_("De rest, %(amount)s, wordt tegoed van %(name)s.") % values))
        parts.append(Part(left, person_id=picked[0].person_id))
    if st.button(_("Boek zo"), key=f"bank.split.{line.id}", type="primary"):
        said = _("%(amount)s is geboekt.") % {"amount": format_amount(line.amount)}
        acts.done(bank_decisions.book, said, actor=actor, transaction_id=line.id, parts=parts)


def _aside(actor: Actor, line: BankTransaction) -> None:
    reason = st.selectbox(
        _("Opzijzetten, want dit is:"), list(AsideReason), index=None, key=f"bank.aside.{line.id}",
        format_func=lambda code: str(labels_bank.ASIDES[code]), placeholder=_("Kies een reden"),
    )  # fmt: skip
    pressed = st.button(_("Zet opzij"), key=f"bank.aside.do.{line.id}", disabled=reason is None)
    if pressed and reason is not None:
        said = _("De lijn staat opzij. Je kan dat ongedaan maken.")
        acts.done(bank_decisions.set_aside, said, actor=actor, transaction_id=line.id, reason=reason)
