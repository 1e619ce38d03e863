"""Where the code of an activity leads: press once to say that you are there, and your hours follow."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal.models.people import Role
from portal.services import presence
from portal.ui import access, acts, components, html, pages

person = access.require(Role.INBURGERAAR)
components.page_title(
    _("Ik ben er"), _("Vul de code in die op het blad of het scherm van de activiteit staat.")
)
with st.form("presence"):
    code = st.text_input(
        _("Code"), value=str(st.query_params.get("code", ""))[:20], max_chars=20, key="presence.code"
    )
    sent = st.form_submit_button(_("Ja, ik ben hier"), type="primary", key="presence.send")
found = acts.tried(presence.scan, actor=person.actor, code=code) if sent else None
if found is not None:
    counted = (
        _("We zetten %(hours)s in je lijst. Ze tellen als je trajectbegeleider ze goedkeurt.")
        % {"hours": i18n.format_duration(found.minutes)}
        if found.minutes
        else _("Er komen geen uren in je lijst: je hebt nu geen traject, of deze tijd staat er al in.")
        if found.counts
        else _("Deze activiteit telt niet voor de 40 uur. Daarom komen er geen uren in je lijst.")
    )
    thanks = _("Je bent aanwezig bij %(activity)s.") % {"activity": i18n.isolate(found.activity)}
    components.live(html.notice(counted, html.Tone.GOOD, title=thanks))
    components.show(html.button_link(_("Bekijk mijn uren"), pages.address("uren", i18n.current_locale())))
