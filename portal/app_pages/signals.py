"""What the knowledge base asks of the redactie: overdue checks, dead links, feedback, questions without an answer."""

import streamlit as st

from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import editor_tasks
from portal.services.editor_tasks import EditorTask
from portal.ui import access, components, labels_signals, signal_pieces, signal_sections

person = access.require(Role.REDACTEUR, Role.BEHEERDER)
asked_for = st.query_params.get(signal_pieces.PART, "")
here = {task.value: task for task in EditorTask if task not in signal_pieces.ON_SCORES}
part = here.get(asked_for)

if part is None:
    with db.reading() as session:
        counts = editor_tasks.tasks(session, actor=person.actor, now=clock.now())
    components.page_title(
        _("Signalen"), _("Wat lezers en bronnen over de kennisbank zeggen, en wat er nu moet gebeuren.")
    )
    components.show(signal_pieces.overview(counts))
else:
    components.page_title(*labels_signals.TASKS[part])
    components.show(signal_pieces.back())
    signal_sections.show(person.actor, part)
