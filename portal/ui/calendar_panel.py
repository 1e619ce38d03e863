"""Somebody's own calendar address on a page: make it, put it in a program, stop it. Shown once, then never again."""

from datetime import datetime

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.services import calendar_tokens
from portal.services.calendar_tokens import Running
from portal.services.sessions import SignedIn
from portal.settings import settings
from portal.ui import acts, calendar_words, components, hour_pieces, html, session


def calendar_panel(person: SignedIn, *, key: str = "my_activities.calendar") -> None:
    """Show how to have one's activities and appointments in one's own calendar."""
    components.section(_("In je eigen kalender"))
    with db.reading() as opened:
        running = calendar_tokens.running(opened, actor=person.actor)
    fresh = session.calendar_secret(person.person_id) if running else None
    if fresh:
        _fresh(fresh, key)
    else:
        _explained(running)
    _buttons(person, running, key, is_fresh=bool(fresh))


def _explained(running: Running | None) -> None:
    words = _("Zet je activiteiten en je afspraken in de kalender van je telefoon of computer. Verandert er iets? Dan verandert je kalender mee.")  # fmt: skip
    if running is None:
        components.show(html.paragraph(words))
        return
    made = _("Je maakte een kalenderadres op %(day)s.") % {"day": _day(running.made_at)}
    read = (
        _("Het werd voor het laatst gelezen op %(day)s.") % {"day": _day(running.used_at)}
        if running.used_at
        else _("Nog geen enkele kalender heeft het gelezen.")
    )
    once = _("We tonen het adres maar één keer. Ben je het kwijt? Maak dan een nieuw adres. Het oude werkt daarna niet meer.")  # fmt: skip
    components.show(html.paragraph(made, " ", read), html.paragraph(once, class_="p-hint"))


def _day(moment: datetime) -> str:
    return i18n.format_day(moment.astimezone(i18n.BRUSSELS).date())


def _fresh(token: str, key: str) -> None:
    address = calendar_words.own_address(settings().base_url, token)
    warning = _("Wie dit adres heeft, kan zien waar je naartoe gaat. Geef het aan niemand.")
    components.show(
        html.notice(
            warning, html.Tone.WARNING, title=_("Dit is je kalenderadres. Je ziet het maar één keer.")
        )
    )
    st.link_button(
        _("Open in mijn kalender"),
        calendar_words.subscribe_address(address),
        type="primary",
        key=f"{key}.open",
    )
    components.show(hour_pieces.copied(address), _how())


def _how() -> html.Markup:
    ways = (
        (
            _("iPhone, iPad of Mac"),
            _("Druk op 'Open in mijn kalender'. Kies daarna 'Abonneer'."),
        ),
        (
            _("Google Agenda"),
            _("Doe dit op een computer. Open Google Agenda. Druk naast 'Andere agenda's' op het plusteken en kies 'Via URL'. Plak het adres. Google kijkt soms maar één keer per dag of er iets veranderd is."),
        ),
        (
            _("Outlook"),
            _("Open je agenda in Outlook. Kies 'Agenda toevoegen' en dan 'Abonneren via internet'. Plak het adres."),
        ),
    )  # fmt: skip
    return html.tag(
        "details",
        html.tag("summary", _("Zo zet je het adres in je kalender")),
        html.definition_list(*ways),
    )


def _buttons(person: SignedIn, running: Running | None, key: str, *, is_fresh: bool) -> None:
    if is_fresh and st.button(_("Ik heb het adres, verberg het"), key=f"{key}.hide"):
        session.keep_calendar_secret(None)
        st.rerun()
    if not is_fresh:
        words = _("Maak een nieuw adres") if running else _("Maak mijn kalenderadres")
        if st.button(words, key=f"{key}.make"):
            _make(person)
    if running is not None and st.button(_("Stop mijn kalenderadres"), key=f"{key}.stop"):
        _stop(person)


def _make(person: SignedIn) -> None:
    token = acts.tried(calendar_tokens.make, actor=person.actor)
    if token is not None:
        session.keep_calendar_secret((person.person_id, token))
        st.rerun()


def _stop(person: SignedIn) -> None:
    with db.transaction() as opened:
        calendar_tokens.revoke(opened, actor=person.actor, now=clock.now())
    session.keep_calendar_secret(None)
    session.say_after_rerun(
        _("Je kalenderadres werkt niet meer. Wat al in je kalender stond, haal je daar zelf weg.")
    )
    st.rerun()
