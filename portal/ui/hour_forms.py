"""The forms of the hours log: write hours down, put them right, hand in a photo of the signed paper."""

from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from i18n import gettext as _
from portal import clock
from portal.services import hours, uploads
from portal.services.hour_log import Entry
from portal.services.hours import Said
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import acts, hour_words, session

PHOTOS = ["jpg", "jpeg", "png", "webp"]
_A_MINUTE = timedelta(minutes=1)


def log_form(actor: Actor) -> None:
    """Show the form for hours that are over: what, with whom, which day, from when to when; a photo when there is one."""
    key = f"hours.log.{session.form_round()}"
    with st.form(key):
        said = _fields(key, None)
        photo = st.file_uploader(
            _("Foto van het getekende papier (hoeft niet)"), type=PHOTOS, key=f"{key}.photo"
        )
        sent = st.form_submit_button(_("Bewaar deze uren"), type="primary", key=f"{key}.send")
    if not sent:
        return

    def save(opened: Any, *, now: datetime) -> str:
        row = hours.log(opened, actor=actor, person_id=actor.person_id, said=_complete(said), now=now)
        if photo is not None:
            _attach(opened, actor=actor, entry_id=row.id, content=photo.getvalue(), now=now)
        return str(row.id)

    saved = acts.tried(save)
    if saved is not None:
        session.next_form_round()
        session.open_hours(saved, just_logged=True)
        session.say_after_rerun(_("Je uren zijn bewaard. Laat ze nu bevestigen."))
        st.rerun()


def change_form(actor: Actor, entry: Entry) -> None:
    """Show the form that puts an entry right."""
    key = f"hours.change.{entry.id}"
    with st.form(key):
        said = _fields(key, entry)
        sent = st.form_submit_button(_("Bewaar de verbetering"), key=f"{key}.send")

    def put_right(opened: Any, *, now: datetime) -> None:
        hours.change(opened, actor=actor, entry_id=entry.id, said=_complete(said), now=now)

    if sent:
        acts.done_or_kept(put_right, _("De uren zijn verbeterd. Laat ze nu bevestigen."))


def photo_form(actor: Actor, entry: Entry) -> None:
    """Show the form that adds a photo of the signed paper to an entry that waits."""
    key = f"hours.photo.{entry.id}"
    with st.form(key):
        photo = st.file_uploader(_("Foto van het getekende papier"), type=PHOTOS, key=f"{key}.file")
        sent = st.form_submit_button(_("Stuur de foto"), key=f"{key}.send")
    if sent and photo is None:
        st.error(_("Kies eerst een foto."), icon=":material/info:")
    elif sent and photo is not None:
        acts.done_or_kept(
            _attach,
            _("De foto is bewaard. Alleen jij en je trajectbegeleider kunnen ze zien."),
            actor=actor,
            entry_id=entry.id,
            content=photo.getvalue(),
        )


def _fields(key: str, entry: Entry | None) -> tuple[Any, ...]:
    activity = st.text_input(
        _("Wat deed je?"), value=entry.activity if entry else "", max_chars=hours.LONGEST_TEXT, key=f"{key}.what",
        placeholder=_("Bijvoorbeeld: koken in het buurthuis"),
    )  # fmt: skip
    organiser = st.text_input(
        _("Bij wie? Organisatie of persoon"), value=entry.organiser if entry else "",
        max_chars=hours.LONGEST_TEXT, key=f"{key}.who",
    )  # fmt: skip
    day = st.date_input(
        _("Welke dag?"), value=entry.day if entry else "today", max_value=clock.today(), key=f"{key}.day",
        format="DD/MM/YYYY",
    )  # fmt: skip
    with st.container(horizontal=True, key=f"{key.replace('.', '-')}-times"):
        first = hour_words.clock(entry.starts_minute) if entry else None
        last = hour_words.clock(entry.starts_minute + entry.minutes) if entry else None
        starts = st.time_input(_("Begint om"), value=first, step=_A_MINUTE, key=f"{key}.from")
        ends = st.time_input(_("Eindigt om"), value=last, step=_A_MINUTE, key=f"{key}.to")
    return activity, organiser, day, starts, ends


def _complete(said: tuple[Any, ...]) -> Said:
    activity, organiser, day, starts, ends = said
    return hours.said(activity=activity, organiser=organiser, day=day, starts=starts, ends=ends)


def _attach(opened: Any, *, actor: Actor, entry_id: str, content: bytes, now: datetime) -> None:
    upload = uploads.store_proof(opened, actor=actor, content=content, data_dir=settings().data_dir, now=now)
    hours.attach_proof(opened, actor=actor, entry_id=entry_id, upload=upload, now=now)
