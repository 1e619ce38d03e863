"""Every article of the knowledge base for the redactie: how it stands, whose it is, what must be checked; and a new one."""

import streamlit as st

from i18n import gettext as _
from portal import clock, db
from portal.errors import PortalError
from portal.models.people import Role
from portal.services import article_drafts, article_list
from portal.ui import (
    access,
    article_desk_pieces,
    article_download,
    article_filters,
    components,
    labels,
    pages,
)

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def new_article() -> None:
    """Ask for a title and begin an article."""
    with st.expander(_("Nieuw artikel")), st.form("articles.new"):
        title = st.text_input(_("Titel van het nieuwe artikel"), key="articles.new.title", max_chars=200)
        if not st.form_submit_button(_("Begin te schrijven"), type="primary", key="articles.new.begin"):
            return
        try:
            with db.transaction() as opened:
                made = article_drafts.start(opened, actor=person.actor, title=title, now=clock.now())
        except PortalError as error:
            st.error(labels.explain(error), icon=":material/info:")
            return
    st.switch_page(
        pages.BY_SLUG[article_desk_pieces.EDIT].path, query_params={"artikel": made.slug, "taal": "nl"}
    )


components.page_title(
    _("Artikels"),
    _("Alles wat het portaal antwoordt, staat in deze artikels. Wat te laat is, staat vooraan."),
)
new_article()
with db.reading() as session:
    lines = article_list.lines(session, actor=person.actor, now=clock.now())
owners = {line.owner_id: line.owner for line in lines if line.owner_id}
wish = article_filters.asked_for(person.person_id, owners)
components.live(article_desk_pieces.table(article_list.chosen(lines, wish)))
article_download.button(person.actor)
