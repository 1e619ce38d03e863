"""What somebody reads about a payment. It says "paid" only when the provider said so, and until then looks again."""

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _l
from portal import clock, db
from portal.errors import NotFound, ProviderDown
from portal.models.payments import PaymentState
from portal.services import payments
from portal.services.payments import Shown
from portal.services.sessions import SignedIn
from portal.ui import boundary, components, html, labels_fees, labels_payments, pages, pay_pieces, session

_EVERY = "3s"
_MOST_LOOKS = 10
COSTS = "kosten"

# state -> title, what happened, what to do
_ENDED: Mapping[PaymentState, tuple[LazyText, LazyText]] = {
    PaymentState.FAILED: (
        _l("De betaling is mislukt"),
        _l("De bank of de kaart weigerde de betaling. Je hebt niets betaald."),
    ),
    PaymentState.EXPIRED: (
        _l("De tijd om te betalen is om"),
        _l("Je betaling was niet op tijd klaar. Je hebt niets betaald."),
    ),
    PaymentState.CANCELLED: (_l("Je stopte de betaling"), _l("Je hebt niets betaald.")),
}


def show_payment(person: SignedIn, payment_id: str) -> None:
    """Show how a payment of this person stands; while it is not known, look again a few times."""
    try:
        seen = _seen(person, payment_id)
    except NotFound:  # one of somebody else reads the same as one that never was
        components.page_title(_("Deze betaling vinden we niet"), _("Misschien is het adres niet juist."))
        components.show(_to_costs())
        return
    if seen.running and not session.looks_at(payment_id):
        session.count_look(payment_id)
        seen = _asked(person, payment_id)
    if not seen.running:
        _show_ended(person, seen)
        return
    components.page_title(_("We weten het nog niet"), _("De bank heeft nog niet gezegd of je betaald hebt."))
    if session.looks_at(payment_id) < _MOST_LOOKS:
        _until_known(person, payment_id)
    else:
        _show_waiting(seen)


@boundary.fragment(run_every=_EVERY)
def _until_known(person: SignedIn, payment_id: str) -> None:
    session.count_look(payment_id)
    seen = _asked(person, payment_id)
    if not seen.running or session.looks_at(payment_id) >= _MOST_LOOKS:
        st.rerun()
    components.live(html.paragraph(_("We vragen het aan de bank. Dit duurt meestal enkele seconden.")))
    components.show(_do_not_pay_again(), _facts(seen), _go_on(seen), _to_costs())


def _show_waiting(seen: Shown) -> None:
    words = _(
        "Het duurt langer dan anders. We blijven het vragen en sturen je een mail als je betaling binnen is."
    )
    components.live(html.paragraph(words))
    components.show(_do_not_pay_again(), _facts(seen), _go_on(seen))
    st.button(
        _("Kijk opnieuw"),
        key="payment.again",
        on_click=session.count_look,
        args=(seen.payment.id,),
        kwargs={"anew": True},
    )
    components.show(_to_costs())


def _show_ended(person: SignedIn, seen: Shown) -> None:
    if seen.payment.state is PaymentState.PAID:
        _show_paid(seen)
        return
    title, happened = _ENDED[seen.payment.state]
    components.page_title(title)
    components.notice(happened, html.Tone.WARNING)
    components.show(_facts(seen))
    if seen.to_pay > 0:
        components.show(html.paragraph(_("Je kunt het opnieuw proberen.")))
        pay_pieces.show_pay(person.person_id, seen.charge_ids, seen.to_pay, again=True)
    components.show(_to_costs())


def _show_paid(seen: Shown) -> None:
    if seen.payment.charged_back > 0:
        components.page_title(_("Je betaling ging terug"))
        words = _("Je bank nam %(amount)s terug. Wat je daarmee betaalde, moet je weer betalen.")
        components.notice(
            words % {"amount": i18n.format_amount(seen.payment.charged_back)}, html.Tone.WARNING
        )
    else:
        components.page_title(_("Je betaling is binnen"))
        words = _("We hebben %(amount)s van je ontvangen.")
        components.notice(words % {"amount": i18n.format_amount(seen.payment.amount)}, html.Tone.GOOD)
    if seen.payment.refunded > 0:
        words = _("Je kreeg %(amount)s van deze betaling terug.")
        components.notice(words % {"amount": i18n.format_amount(seen.payment.refunded)})
    if seen.credit > 0:
        words = _("Je betaalde %(amount)s te veel. Dat geld blijft van jou: je krijgt het terug.")
        components.notice(words % {"amount": i18n.format_amount(seen.credit)})
    components.show(_facts(seen), _to_costs())


def _seen(person: SignedIn, payment_id: str) -> Shown:
    with db.reading() as opened:
        return payments.shown(opened, actor=person.actor, payment_id=payment_id)


def _asked(person: SignedIn, payment_id: str) -> Shown:
    _seen(person, payment_id)  # only its owner makes us ask
    with suppress(ProviderDown):  # then it is not known yet
        payments.refresh(payment_id, now=clock.now())
    return _seen(person, payment_id)


def _facts(seen: Shown) -> Markup:
    return html.definition_list(
        (_("Bedrag"), i18n.format_amount(seen.payment.amount)),
        (_("Waarvoor"), _what_for(seen)),
        (_("Hoe het staat"), labels_payments.STATES[seen.payment.state]),
        (_("Begonnen op"), i18n.format_moment(seen.payment.created_at, width="short")),
        (_("Nummer van de betaling"), html.ltr(seen.payment.id[:8].upper())),
    )


def _what_for(seen: Shown) -> Markup:
    return html.join(*[html.tag("div", labels_fees.ITEMS[charge.item]) for charge in seen.charges])


def _do_not_pay_again() -> Markup:
    return html.notice(_("Heb je bij de bank al betaald? Betaal dan niet opnieuw."), html.Tone.WARNING)


def _go_on(seen: Shown) -> Markup | None:
    if seen.payment.state is not PaymentState.OPEN or not seen.payment.checkout_url:
        return None
    words = html.paragraph(_("Heb je nog niet betaald? Dan kun je verdergaan bij de bank."))
    return html.join(words, html.button_link(_("Ga verder met betalen"), seen.payment.checkout_url))


def _to_costs() -> Markup:
    return html.button_link(_("Naar mijn kosten"), pages.address(COSTS, i18n.current_locale()), quiet=True)
