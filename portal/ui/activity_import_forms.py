"""The forms of the page that imports activities: choose a file, look first, read in; addresses that are read every hour."""

import hashlib

import streamlit as st

from i18n import format_moment
from i18n import gettext as _
from portal import clock, db
from portal.errors import PortalError
from portal.providers import activity_files
from portal.providers.activity_files import BadActivities
from portal.services import activity_feeds, activity_imports, spreadsheets
from portal.services.activity_feeds import FeedLine
from portal.services.activity_import_plan import Fate, Into, Outcome
from portal.services.permissions import Actor
from portal.ui import activity_import_pieces, components, html, labels, labels_imports, session

MOST_MB = 10  # as .streamlit/config.toml; larger files go by `portal activities import`
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def templates() -> None:
    """Offer the table to fill in."""
    with st.expander(_("Welke bestanden kan ik inlezen?")):
        components.show(
            html.paragraph(_("Een export van UiTdatabank (JSON), een kalender (iCalendar, .ics), of een tabel (CSV of XLSX) met onze kolommen.")),
            html.paragraph(_("Foto's komen niet mee. Voeg ze later toe bij de activiteit.")),
        )  # fmt: skip
        filled, help_ = activity_import_pieces.template()
        with st.container(horizontal=True):
            st.download_button(
                _("Sjabloon als XLSX"),
                spreadsheets.xlsx_file([filled, help_]),
                "activiteiten.xlsx",
                XLSX,
                key="activity-import.xlsx",
            )
            st.download_button(
                _("Sjabloon als CSV"),
                spreadsheets.csv_file(filled),
                "activiteiten.csv",
                CSV,
                key="activity-import.csv",
            )


def upload(actor: Actor, organisation_id: str) -> None:
    """Show the form: a file, a look at what would happen, and only then reading it in."""
    components.section(_("Een bestand inlezen"))
    file = st.file_uploader(
        _("Kies een bestand: JSON, iCalendar, CSV of XLSX, hoogstens %(n)d MB") % {"n": MOST_MB},
        max_upload_size=MOST_MB, key="activity-import.file",
    )  # fmt: skip
    complete = st.checkbox(
        _("Dit bestand bevat al onze activiteiten van deze bron. Trek terug wat er niet meer in staat."),
        key="activity-import.complete",
    )
    into = Into(organisation_id, complete=complete)
    looked = st.button(
        _("Kijk eerst wat er verandert"), key="activity-import.look", type="primary", disabled=file is None
    )
    if file is None:
        return
    content = file.getvalue()
    key = hashlib.sha256(content + repr(into).encode()).hexdigest()
    if looked:
        session.keep_import(key, _run(actor, content, into, write=False))
    kept = session.kept_import(key)
    if kept is not None:
        _show(kept[0], done=kept[1])
        if (
            not kept[1]
            and not kept[0].changes_nothing
            and st.button(_("Lees in"), key="activity-import.write", type="primary")
        ):
            session.keep_import(key, _run(actor, content, into, write=True), done=True)
            st.rerun()


def _run(actor: Actor, content: bytes, into: Into, *, write: bool) -> Outcome | None:
    now = clock.now()
    try:
        with st.spinner(_("We lezen het bestand. Dit kan een minuut duren.")):
            file = activity_files.read(content, today=now.astimezone(clock.BRUSSELS).date())
            if write:
                with db.transaction() as opened:
                    return activity_imports.take_in(opened, actor=actor, file=file, into=into, now=now)
            with db.reading() as opened:
                return activity_imports.preview(opened, actor=actor, file=file, into=into, now=now)
    except BadActivities as error:
        components.live(
            html.notice(
                str(labels_imports.FLAWS[error.flaw]),
                html.Tone.URGENT,
                title=_("Dit bestand is niet ingelezen."),
            )
        )
    except PortalError as error:
        components.live(html.notice(labels.explain(error), html.Tone.URGENT))
    return None


def _show(outcome: Outcome, *, done: bool) -> None:
    components.live(activity_import_pieces.counts(outcome, done=done))
    components.show(activity_import_pieces.lines(outcome))
    if outcome.count(Fate.REJECTED):
        table = activity_import_pieces.rejected(outcome)
        st.download_button(
            _("Lijst van wat niet ingelezen is (CSV)"),
            spreadsheets.csv_file(table),
            "niet-ingelezen.csv",
            CSV,
            key="activity-import.rejected",
        )


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────


def feeds(actor: Actor, organisation_id: str) -> None:
    """Show the addresses that are read every hour, with a button to stop, and the form for one more."""
    components.section(_("Adressen die we elk uur lezen"))
    with db.reading() as opened:
        found = activity_feeds.followed(opened, actor=actor, organisation_id=organisation_id)
    if not found:
        components.show(
            html.empty_state(
                _("Er wordt nog geen adres gelezen."),
                _("Wat op zo'n adres bijkomt, wijzigt of verdwijnt, volgt hier vanzelf."),
            )
        )
    for line in found:
        with st.container(key=f"activity-feed-{line.id}", gap="small"):
            components.show(_feed(line))
            if st.button(_("Lees dit adres niet meer"), key=f"activity-import.stop.{line.id}"):
                with db.transaction() as opened:
                    activity_feeds.stop(opened, actor=actor, feed_id=line.id, now=clock.now())
                session.say_after_rerun(
                    _("We lezen dit adres niet meer. Wat al ingelezen was, blijft staan.")
                )
                st.rerun()
    _follow(actor, organisation_id)


def _feed(line: FeedLine) -> html.Markup:
    words = (
        labels_imports.FEED_OUTCOMES[line.outcome]
        if line.outcome
        else _("We lezen dit adres binnen enkele minuten.")
    )
    when = (
        _("Laatst gelezen op %(moment)s.") % {"moment": format_moment(line.read_at, width="short")}
        if line.read_at
        else None
    )
    return html.card(
        html.ltr(line.address), html.paragraph(labels_imports.SOURCES[line.source]), html.paragraph(words),
        html.paragraph(when) if when else None,
    )  # fmt: skip


def _follow(actor: Actor, organisation_id: str) -> None:
    with st.form("activity-import.follow", clear_on_submit=False):
        address = st.text_input(
            _("Adres dat we elk uur lezen (https://...)"),
            key="activity-import.address",
            type="url",
            autocomplete="off",
            max_chars=500,
        )
        source = st.selectbox(
            _("Wat staat er op dit adres?"),
            activity_feeds.SOURCES,
            key="activity-import.source",
            format_func=lambda one: str(labels_imports.SOURCES[one]),
        )
        sent = st.form_submit_button(_("Lees dit adres"))
    if not sent:
        return
    try:
        with db.transaction() as opened:
            activity_feeds.follow(
                opened,
                actor=actor,
                organisation_id=organisation_id,
                source=source,
                address=address,
                now=clock.now(),
            )
    except PortalError as error:
        components.live(html.notice(labels.explain(error), html.Tone.URGENT))
    else:
        session.say_after_rerun(_("We lezen dit adres van nu af elk uur."))
        st.rerun()
