"""What somebody can do with hours that wait: let a contact scan, mail or sign, put them right, take them back."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import PortalError
from portal.models.pips import HoursState
from portal.services import hour_links, hours
from portal.services.hour_links import Link
from portal.services.hour_log import Entry, HoursLog
from portal.services.sessions import SignedIn
from portal.settings import settings
from portal.ui import (
    acts,
    components,
    hour_forms,
    hour_papers,
    hour_pieces,
    hour_words,
    html,
    labels,
    session,
)
from portal.ui.fee_papers import Addressee


def show_entry(person: SignedIn, log: HoursLog, entry: Entry, *, agency: str) -> None:
    """Show one entry, with the ways to have it confirmed or put right when there are any."""
    may = entry.state is HoursState.PROPOSED or entry.may_change
    if not may or not log.runs or entry.id == session.opened_hours(just_logged=True):
        components.show(hour_pieces.card(entry))
        return
    is_open = session.opened_hours() == entry.id
    words = _("Verbeter deze uren") if entry.state is HoursState.REFUSED else _("Laat bevestigen of wijzig")
    with components.card_with_acts(hour_pieces.card(entry), key=entry.id):
        if st.button(_("Sluit dit") if is_open else words, key=f"hours.open.{entry.id}"):
            session.open_hours(None if is_open else entry.id)
            st.rerun()
    if is_open:
        _show(person, entry, agency=agency)


def show_form(person: SignedIn, log: HoursLog, *, agency: str) -> None:
    """Show the form; once hours are logged, in its place how to have them confirmed: the reader is looking there."""
    fresh = session.opened_hours(just_logged=True)
    entry = next((one for one in log.entries if one.id == fresh and one.state is HoursState.PROPOSED), None)
    if entry is None:
        components.section(_("Uren toevoegen"))
        hour_forms.log_form(person.actor)
        return
    components.section(_("Bewaard. Laat deze uren nu bevestigen"))
    components.show(hour_pieces.card(entry))
    _show(person, entry, agency=agency)
    if st.button(_("Nog andere uren toevoegen"), key="hours.more"):
        session.open_hours(None)
        st.rerun()


def _show(person: SignedIn, entry: Entry, *, agency: str) -> None:
    key = f"hours.panel.{entry.id}"
    if entry.state is not HoursState.PROPOSED:
        hour_forms.change_form(person.actor, entry)
        return
    link = _link(person, entry)
    if link is None:
        return
    titles = [_("Scannen"), _("Mailen"), _("Op papier"), _("Wijzigen")]
    scan, mail, paper, change = st.tabs(titles, key=f"{key}.tabs")
    address = hour_words.confirm_address(settings().base_url, link.token, i18n.SOURCE)
    with scan:
        _scan(person, entry, address, link)
    with mail:
        _mail(person, entry)
    with paper:
        _paper(person, entry, address, agency)
    with change:
        _change(person, entry)


def _link(person: SignedIn, entry: Entry) -> Link | None:
    try:
        with db.reading() as opened:
            link = hour_links.running(
                opened, actor=person.actor, entry_id=entry.id, secret=_secret(), now=clock.now()
            )
        if link is not None:
            return link
        with db.transaction() as opened:
            return hour_links.make(
                opened, actor=person.actor, entry_id=entry.id, secret=_secret(), now=clock.now()
            )
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return None


def _scan(person: SignedIn, entry: Entry, address: str, link: Link) -> None:
    lasts = _("De code werkt één keer, tot %(day)s.") % {
        "day": i18n.format_day(link.expires_at.astimezone(i18n.BRUSSELS).date())
    }
    shown = _("Wie de code scant, ziet je voornaam, de dag, de uren en de activiteit. Niets anders.")
    components.show(
        html.paragraph(
            _("Laat de contactpersoon deze code scannen met een telefoon. Een account is niet nodig.")
        ),
        hour_pieces.code(address),
        html.paragraph(shown, " ", lasts, class_="p-hint"),
        html.tag("details", html.tag("summary", _("Toon de link")), hour_pieces.copied(address)),
    )
    if st.button(_("Stop deze code"), key=f"hours.panel.{entry.id}.revoke") and acts.tried(
        hour_links.revoke, actor=person.actor, entry_id=entry.id
    ):
        session.open_hours(None)
        session.say_after_rerun(_("De code en de link werken niet meer."))
        st.rerun()


def _mail(person: SignedIn, entry: Entry) -> None:
    key = f"hours.panel.{entry.id}.mail"
    components.show(
        html.paragraph(
            _("We sturen de contactpersoon een mail met de link. In de mail staat je naam niet. We vergeten het adres als de mail vertrokken is.")
        )
    )  # fmt: skip
    with st.form(key):
        address = st.text_input(_("Mailadres van de contactpersoon"), key=f"{key}.to", max_chars=254)
        language = st.selectbox(
            _("Taal van de mail"), i18n.OFFERED, key=f"{key}.language",
            format_func=lambda code: i18n.LANGUAGES[code].own_name,
        )  # fmt: skip
        sent = st.form_submit_button(_("Stuur de mail"), key=f"{key}.send")
    if sent:
        acts.done_or_kept(
            hour_links.send, _("De mail vertrekt. Je ziet hier of de contactpersoon bevestigt."), actor=person.actor,
            entry_id=entry.id, address=address, language=language or i18n.SOURCE, secret=_secret(),
        )  # fmt: skip


def _paper(person: SignedIn, entry: Entry, address: str, agency: str) -> None:
    addressee = Addressee(person.full_name, i18n.current_locale())
    components.show(
        html.paragraph(_("Druk het papier af, laat het tekenen en stuur er een foto van. Op het papier staat ook de code."))
    )  # fmt: skip
    st.download_button(
        _("Download het papier"), lambda: hour_papers.form(entry, addressee, agency=agency, address=address),
        file_name="bevestiging-van-deelname.pdf", mime="application/pdf", key=f"hours.panel.{entry.id}.paper",
        on_click="ignore",
    )  # fmt: skip
    hour_forms.photo_form(person.actor, entry)


def _change(person: SignedIn, entry: Entry) -> None:
    if entry.may_change:
        hour_forms.change_form(person.actor, entry)
    if not entry.may_withdraw:
        return
    components.show(html.paragraph(_("Kloppen deze uren niet? Je kunt ze uit je lijst halen.")))
    if st.button(_("Haal deze uren weg"), key=f"hours.panel.{entry.id}.withdraw") and acts.tried(
        hours.withdraw, actor=person.actor, entry_id=entry.id
    ):
        session.open_hours(None)
        session.say_after_rerun(_("De uren zijn weggehaald."))
        st.rerun()


def _secret() -> str:
    return settings().cookie_secret.get_secret_value()
