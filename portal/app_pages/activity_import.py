"""Read activities in from a file, or from an address every hour: first what would happen, then all of it at once."""

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import activity_list
from portal.ui import access, activity_import_forms, components

person = access.require(Role.ORGANISER)
components.page_title(
    _("Activiteiten inlezen"),
    _("Neem over wat al ergens staat. Je ziet eerst wat er verandert, daarna lees je in."),
)
with db.reading() as opened:
    organisations = dict(activity_list.organisations(opened, actor=person.actor))
ids = list(organisations)
chosen = ids[0] if ids else None
if len(ids) > 1:
    chosen = st.selectbox(
        _("Voor welke organisatie?"),
        ids,
        key="activity-import.organisation",
        format_func=lambda one: organisations[one],
    )
if chosen is not None:
    activity_import_forms.templates()
    activity_import_forms.upload(person.actor, chosen)
    activity_import_forms.feeds(person.actor, chosen)
