"""The photo of an activity in the form: choose one, see it, take it away."""

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.services import activities, activity_images, activity_views
from portal.services.activity_facts import ActivityFacts
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import activity_picture, acts, components, session

PHOTOS = ["jpg", "jpeg", "png", "webp"]


def show(actor: Actor, activity_id: str, facts: ActivityFacts) -> None:
    """Show the photo that is typed in with its credit, or the way to choose one."""
    if facts.image_id is None:
        _choose(actor, activity_id, facts)
        return
    with db.reading() as opened:
        image = activity_views.image_of(opened, facts.image_id)
    if image is not None:
        components.show(activity_picture.picture(image, facts.text.image_alt, in_list=True))
    if st.button(_("Haal de foto weg"), key=f"activity_edit.{activity_id}.photo.remove") and _typed(
        actor, activity_id, facts, None
    ):
        st.rerun()


def _choose(actor: Actor, activity_id: str, facts: ActivityFacts) -> None:
    photo = st.file_uploader(
        _("Kies een foto (hoeft niet). Vraag eerst of wie erop staat, dat goed vindt."), type=PHOTOS,
        key=f"activity_edit.{activity_id}.photo.{session.form_round()}",
    )  # fmt: skip
    if photo is not None and _stored(actor, activity_id, facts, photo.getvalue()):
        session.next_form_round()
        st.rerun()


def _stored(actor: Actor, activity_id: str, facts: ActivityFacts, content: bytes) -> bool:
    upload = acts.tried(
        activity_images.store,
        actor=actor,
        activity_id=activity_id,
        content=content,
        data_dir=settings().data_dir,
    )
    return upload is not None and _typed(actor, activity_id, facts, upload.id)


def _typed(actor: Actor, activity_id: str, facts: ActivityFacts, image_id: str | None) -> bool:
    values = facts.model_copy(update={"image_id": image_id}).values()
    done = acts.tried(activities.save_typed, actor=actor, activity_id=activity_id, values=values)
    return done is not None
