"""The desk of the jurists: which questions wait, the most pressing first, and a button to take one."""

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.models.cases import CaseQueue, CaseState
from portal.models.people import Role
from portal.services import case_views
from portal.services.case_views import CaseFilter
from portal.ui import access, boundary, case_forms, case_pieces, components, html, labels_cases, pages
from portal.ui.labels_cases import Selection

REFRESH = "30s"  # a new question stands here within a minute
MOST = 30
STATES = {
    Selection.TO_DO: frozenset({CaseState.OPEN, CaseState.ASSIGNED}),
    Selection.UNOWNED: frozenset({CaseState.OPEN}),
    Selection.MINE: frozenset({CaseState.ASSIGNED, CaseState.ANSWERED}),
    Selection.ANSWERED: frozenset({CaseState.ANSWERED}),
    Selection.CLOSED: frozenset({CaseState.CLOSED}),
}


def wanted(person_id: str) -> CaseFilter:
    """Ask which cases the jurist wants to see."""
    selection = st.selectbox(
        _("Welke dossiers?"), list(Selection), key="cases.selection", format_func=lambda item: str(labels_cases.SELECTIONS[item])
    ) or Selection.TO_DO  # fmt: skip
    with st.expander(_("Meer filters")):
        queue = st.selectbox(
            _("Wachtrij"), [None, *CaseQueue], key="cases.queue", format_func=lambda item: str(labels_cases.QUEUES[item]) if item else _("Alle wachtrijen")
        )  # fmt: skip
        language = st.selectbox(
            _("Taal van de vraag"), [None, *i18n.LANGUAGES], key="cases.language", format_func=lambda code: case_pieces.language_name(code) if code else _("Alle talen")
        )  # fmt: skip
    mine = person_id if selection is Selection.MINE else None
    return CaseFilter(states=STATES[selection], queue=queue, language=language, jurist_id=mine)


@boundary.fragment(run_every=REFRESH)
def desk() -> None:
    """Show the cases; reads them anew by itself."""
    case_forms.take_wanted()
    actor, now = access.require(Role.JURIST).actor, clock.now()
    choice = wanted(actor.person_id)
    with db.reading() as opened:
        lines = case_views.queue(opened, actor=actor, wanted=choice, now=now, limit=MOST + 1)
        unowned = case_views.open_count(opened, actor=actor)
    count = ngettext("%(n)d vraag heeft nog geen jurist.", "%(n)d vragen hebben nog geen jurist.", unowned)
    components.live(html.paragraph(count % {"n": unowned}))
    if not lines:
        components.show(
            html.empty_state(_("Hier is nu niets."), _("Nieuwe vragen komen hier vanzelf bij, ook als je de pagina open laat."))
        )  # fmt: skip
    for line in lines[:MOST]:
        href = f"{pages.address('dossier', i18n.current_locale())}?id={line.id}"
        with st.container(key=f"cases-line-{line.id}", gap=None):
            components.show(case_pieces.queue_line(line, now=now, href=href))
            case_forms.take_button(line)
    if len(lines) > MOST:
        components.notice(_("Er zijn er nog meer. Gebruik de filters om minder dossiers te zien."))


access.require(Role.JURIST)
components.page_title(
    _("Dossiers"), _("Vragen die een jurist beantwoordt. Dringende vragen en wie het langst wacht, staan vooraan.")
)  # fmt: skip
desk()
