"""The code of one gathering for the organiser: on a screen for everybody to see, and as a page to print."""

from base64 import b64encode

import streamlit as st

import i18n
from i18n import gettext as _
from portal import db
from portal.models.activities import OccurrenceState
from portal.services import presence
from portal.services.attendance import Attendees
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import activity_pieces, acts, attendance_paper, components, html, pages
from portal.ui.hour_papers import qr_svg
from portal.ui.html import Markup


def show(actor: Actor, found: Attendees) -> None:
    """Show the code with what can be done with it; nothing for a gathering that was called off."""
    if found.state is not OccurrenceState.PLANNED:
        return
    components.section(_("Code voor wie er is"))
    components.show(
        html.paragraph(
            _("Wie er is, scant deze code en meldt zich aan. De uren komen dan vanzelf in de lijst van die persoon.")
        ),
        html.paragraph(
            _("Is er iemand die niet ingeschreven was? Laat die persoon ook scannen. Zo komt de naam in je lijst."),
            class_="p-hint",
        ),
    )  # fmt: skip
    code = _code(actor, found.occurrence_id)
    large = pages.query({"id": found.activity_id, "dag": found.occurrence_id, "scherm": "1"})
    components.show(
        _drawing(code, "p-qr"),
        html.paragraph(html.ltr(attendance_paper.readable(code)), class_="p-code"),
        html.button_link(
            _("Toon groot op het scherm"), f"{pages.address('deelnemers', i18n.current_locale())}?{large}"
        ),
    )
    _print_button(found, code)
    _renew_button(actor, found.occurrence_id)


def screen(actor: Actor, found: Attendees) -> None:
    """Show the code alone, as large as the screen, for a projector."""
    code = _code(actor, found.occurrence_id)
    steps = (
        _("Scan de code met je telefoon."), _("Meld je aan."), _("Druk op de knop. Je uren komen in je lijst."),
    )  # fmt: skip
    components.show(
        html.paragraph(activity_pieces.when(found.starts_at, found.ends_at)),
        _drawing(code, "p-qr p-qr--screen"),
        html.paragraph(html.ltr(attendance_paper.readable(code)), class_="p-code p-code--screen"),
        html.tag("ol", *[html.tag("li", step) for step in steps], class_="p-screen-steps"),
    )


def _code(actor: Actor, occurrence_id: str) -> str:
    with db.transaction() as opened:
        return presence.presence_code(opened, actor=actor, occurrence_id=occurrence_id)


def _drawing(code: str, class_: str) -> Markup:
    address = attendance_paper.address_of(settings().base_url, code)
    picture = b64encode(qr_svg(address).encode()).decode()
    return html.tag(
        "img", src=f"data:image/svg+xml;base64,{picture}", alt=_("QR-code om te melden dat je er bent"),
        class_=class_, width=240, height=240,
    )  # fmt: skip


def _print_button(found: Attendees, code: str) -> None:
    st.download_button(
        _("Download het blad om af te drukken (PDF)"),
        lambda: attendance_paper.poster(
            title=found.title, organisation=found.organisation, starts_at=found.starts_at, ends_at=found.ends_at,
            code=code, base_url=settings().base_url,
        ),
        file_name="ik-ben-er.pdf", mime="application/pdf", key=f"attendance.paper.{found.occurrence_id}",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _renew_button(actor: Actor, occurrence_id: str) -> None:
    with st.expander(_("Een nieuwe code maken")):
        st.caption(_("Kreeg iemand de code die er niet is? Maak dan een nieuwe. De oude werkt niet meer."))
        if st.button(_("Maak een nieuwe code"), key=f"attendance.renew.{occurrence_id}"):
            acts.done_or_kept(
                lambda opened, **_now: presence.presence_code(
                    opened, actor=actor, occurrence_id=occurrence_id, renew=True
                ),
                _("Er is een nieuwe code. De oude code en het oude blad werken niet meer."),
            )
